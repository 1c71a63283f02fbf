//! The tests of the server's crates.

use std::io::IsTerminal;

use anyhow::Result;

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::tally::{self, Suite};

/// Runs them all, also after a failure. `database` is the superuser's URL of a PostgreSQL for the tests.
pub fn run(project: &Project, steps: &Steps, database: &str) -> Result<Suite> {
    let mut command = project.cargo(&["test", "--workspace", "--no-fail-fast"]);
    command.env("WATCHROOM_TEST_POSTGRES", database);
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    let outcome = steps.watch("tests of the server", &mut command)?;
    Ok(tally::of_cargo(&outcome.output).judged_by(outcome.status, outcome.took))
}
