//! The page's type check, unit tests and weight.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::tally::{self, Suite};
use crate::{page, page_size};

/// Three suites: type check and weight count as no test, and as a failure if they fail.
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
    Ok(vec![types, units, Suite::or_failed("page size", &true, || size(project, steps))])
}

/// Builds the page, if it is not, and holds what it weighs against its bounds.
fn size(project: &Project, steps: &Steps) -> Result<Suite> {
    let begin = Instant::now();
    page::build(project, steps)?;
    let sizes = page_size::measure(project)?;
    let failed = u64::from(!sizes.fit());
    Ok(Suite { name: "page size", failed, took: begin.elapsed(), note: Some(sizes.to_string()), ..Suite::default() })
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
