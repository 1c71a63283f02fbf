//! The page and the server together, in a browser, over a demo of its own.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::demo::Demo;
use crate::suites::page_tests::{forget, read};
use crate::suites::tally::{self, Suite};

/// Runs the browser tests against a demo.
pub fn run(project: &Project, steps: &Steps, chromium: &Path, demo: &Demo) -> Result<Suite> {
    let at = [("WATCHROOM_URL", demo.url.as_str())];
    playwright(project, steps, chromium, demo, Tests { name: "browser", project: "desktop", environment: &at })
}

/// Which of Playwright's projects, under which name, and what its tests are told.
pub struct Tests<'a> {
    pub name: &'static str,
    pub project: &'a str,
    pub environment: &'a [(&'a str, &'a str)],
}

/// Runs one of Playwright's projects.
pub fn playwright(project: &Project, steps: &Steps, chromium: &Path, demo: &Demo, tests: Tests<'_>) -> Result<Suite> {
    let begin = Instant::now();
    let report = project.scratch()?.join(format!("playwright-{}.json", tests.project));
    forget(&report)?;
    let mut command = project.in_web("npx", &["--no-install", "playwright", "test", "--reporter=list,json"]);
    command
        .arg(format!("--project={}", tests.project))
        .env("WATCHROOM_DEMO_JSON", &demo.description)
        .env("WATCHROOM_PROGRAM", &demo.program)
        .env("WATCHROOM_CHROMIUM", chromium)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
        .envs(tests.environment.iter().copied());
    let outcome = steps.watch(&format!("tests in a browser ({})", tests.name), &mut command)?;
    let suite = Suite { name: tests.name, ..tally::of_playwright(&read(&report)) };
    Ok(suite.judged_by(outcome.status, begin.elapsed()))
}
