//! The page's type check and unit tests.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::tally::{self, Suite};

/// Two suites: the type check counts as no test, and as a failure if it fails.
pub fn run(project: &Project, steps: &Steps) -> Result<Vec<Suite>> {
    let begin = Instant::now();
    let status = steps.status("type check of the page", &mut project.in_web("npm", &["run", "typecheck"]))?;
    let mut types = Suite { name: "typecheck", took: begin.elapsed(), ..Suite::default() };
    if !status.success() {
        types.failed = 1;
        types.note = Some("see above".to_owned());
    }

    let report = project.scratch()?.join("vitest.json");
    forget(&report)?;
    let mut command = project.in_web("npm", &["test", "--", "--reporter=default", "--reporter=json"]);
    command.arg(format!("--outputFile.json={}", report.display()));
    let outcome = steps.watch("unit tests of the page", &mut command)?;
    let units = tally::of_vitest(&read(&report)).judged_by(outcome.status, outcome.took);
    Ok(vec![types, units])
}

/// Removes the report of an earlier run, lest it be counted again.
pub fn forget(report: &Path) -> Result<()> {
    match fs::remove_file(report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("could not remove {}", report.display()))
        }
        _ => Ok(()),
    }
}

/// A report; nothing if the runner wrote none, which then counts as a failure.
pub fn read(report: &Path) -> Value {
    fs::read(report).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or(Value::Null)
}
