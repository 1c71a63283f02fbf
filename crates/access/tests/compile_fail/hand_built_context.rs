use watchroom_access::{Grantee, TenantCtx};

fn enter(standing: Grantee) -> TenantCtx {
    TenantCtx { standing, looking_only: false }
}

fn main() {
    let _ = enter;
}
