//! The tests of the server's crates.

use std::io::IsTerminal;

use anyhow::Result;

use crate::machine;
use crate::project::Project;
use crate::steps::Steps;
use crate::suites::tally::{self, Suite};

/// Runs them all, also after a failure. `database` is the superuser's URL of a PostgreSQL for the tests.
pub fn run(project: &Project, steps: &Steps, database: &str) -> Result<Suite> {
    machine::need_redis(steps)?;
    let mut command = project.cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("WATCHROOM_TEST_POSTGRES", database);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let outcome = steps.watch("tests of the server", &mut command)?;
    let whole = tally::of_cargo(&outcome.output).judged_by(outcome.status, outcome.took);
    Ok(whole.and(without_checks(project, steps, database)?))
}

/// The tests in a build without the server's own checks: its crates are compiled a second time, some 30 s of a core at
/// first and next to nothing later.
fn without_checks(project: &Project, steps: &Steps, database: &str) -> Result<Suite> {
    let feature = "without-checks-for-tests";
    let tests = ["--test", "without_checks", "--test", "desk_without_checks"];
    let arguments = [&["test", "-p", "watchroom-api", "--no-fail-fast", "--features", feature][..], &tests].concat();
    let mut command = project.cargo(&arguments);
    command.env("WATCHROOM_TEST_POSTGRES", database);
    let outcome = steps.watch("what the databases hold without the server's checks", &mut command)?;
    Ok(tally::of_cargo(&outcome.output).judged_by(outcome.status, outcome.took))
}
