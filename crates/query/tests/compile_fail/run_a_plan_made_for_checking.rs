use watchroom_query::{CheckingPlan, ScopedPlan};

/// Stands for `Tenants::run`.
fn run(_: &ScopedPlan) {}

fn peek(plan: &CheckingPlan) {
    run(plan);
}

fn main() {
    let _ = peek;
}
