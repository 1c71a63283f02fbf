use watchroom_access::{OwnRows, Permit, Scope, View};
use watchroom_domain::{Guarded, TenantId, Visibility};

struct Thing(TenantId);
impl Guarded for Thing {
    fn tenant(&self) -> &TenantId {
        &self.0
    }
    fn visibility(&self) -> Visibility {
        Visibility::default()
    }
    fn thing(&self) -> watchroom_domain::Thing<'_> {
        watchroom_domain::Thing::Other
    }
}

fn main() {
    let thing = Thing("a".parse().unwrap());
    let _ = Permit { act: View, resource: &thing, tenant: thing.tenant(), scope: Scope::Whole, own_rows: OwnRows::Whole };
}
