use watchroom_query::ScopedPlan;

fn redirect(plan: &mut ScopedPlan) {
    plan.tenant = "tenant-beta".parse().unwrap();
}

fn main() {
    let _ = redirect;
}
