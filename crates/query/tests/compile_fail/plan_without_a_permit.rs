use watchroom_query::{Ask, plan};
use watchroom_spec::{Panel, TenantSpec};

fn peek(panel: &Panel, tenant: &TenantSpec) {
    let _ = plan(panel, tenant, &Ask::default(), jiff::Timestamp::UNIX_EPOCH);
}

fn main() {
    let _ = peek;
}
