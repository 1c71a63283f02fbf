use watchroom_access::{Membership, TenantCtx};

fn enter(membership: Membership) -> TenantCtx {
    TenantCtx { membership }
}

fn main() {
    let _ = enter;
}
