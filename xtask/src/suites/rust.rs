//! The tests of the server's crates.

use std::io::IsTerminal;
use std::path::Path;

use anyhow::Result;

use crate::machine;
use crate::project::Project;
use crate::steps::Steps;
use crate::suites::tally::{self, Suite};

/// Real data that tests read where it is at hand, and pass without where it is not: the file beside the project, and what
/// names another one.
const REAL_DATA: [(&str, &str); 2] =
    [("boston311-2015-h1.csv.gz", "WATCHROOM_BOSTON_CSV"), ("aws-cpu-2014.csv.gz", "WATCHROOM_AWS_CSV")];

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
    // A test that passes is not heard.
    for line in missing(&project.root, |name| std::env::var_os(name)) {
        steps.say(&line);
    }
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

/// What was not tried, because its data is not at hand.
fn missing(root: &Path, named: impl Fn(&str) -> Option<std::ffi::OsString>) -> Vec<String> {
    let is_missing = |(file, name): &&(&str, &str)| {
        let beside = root.join("../shared/data").join(file);
        !named(name).map_or(beside, Into::into).exists()
    };
    let said = |(file, name): &(&str, &str)| {
        format!("NOT TRIED: tests over real data, because {file} is not at hand; name it with {name}")
    };
    REAL_DATA.iter().filter(is_missing).map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_is_not_at_hand_is_named() {
        let nowhere = Path::new("/nowhere/project");
        assert_eq!(missing(nowhere, |_| None).len(), 2);
        let one = missing(nowhere, |name| (name == "WATCHROOM_AWS_CSV").then(|| env!("CARGO_MANIFEST_DIR").into()));
        assert!(one.len() == 1 && one[0].contains("boston311") && one[0].contains("WATCHROOM_BOSTON_CSV"), "{one:?}");
    }
}
