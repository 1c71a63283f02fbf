use watchroom_access::{Permit, Scope, View};
use watchroom_domain::Guarded;

fn widen<R: Guarded>(permit: &mut Permit<'_, View, R>) {
    permit.scope = Scope::Whole;
}

fn main() {}
