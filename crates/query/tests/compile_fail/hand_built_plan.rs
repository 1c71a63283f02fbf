use watchroom_access::{OwnRows, Scope};
use watchroom_query::{Body, Limits, ScopedPlan};

fn build(body: Body) -> ScopedPlan {
    ScopedPlan {
        tenant: "tenant-beta".parse().unwrap(),
        scope: Scope::Whole,
        own_rows: OwnRows::Whole,
        zone_without_zone: String::new(),
        body,
        limits: Limits::default(),
    }
}

fn main() {
    let _ = build;
}
