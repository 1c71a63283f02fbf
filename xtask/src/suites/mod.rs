//! `cargo xtask test`: every suite with everything it needs, and one line that says how it went.

mod browser;
mod page_tests;
mod rust;
mod tally;

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;
use watchroom_embedded_postgres::{Durability, Options, Server};

use crate::project::Project;
use crate::steps::{Steps, clock, print};
use crate::suites::tally::Suite;
use crate::{machine, page};

/// Which suites to run; none named means all.
#[derive(Args, Default)]
pub struct Selection {
    /// The tests of the server's crates
    #[arg(long)]
    rust: bool,
    /// The page's type check and unit tests
    #[arg(long)]
    page: bool,
    /// The page and the server together, in a browser
    #[arg(long)]
    browser: bool,
}

impl Selection {
    fn has(&self, this: bool) -> bool {
        this || !(self.rust || self.page || self.browser)
    }
}

/// Runs the selected suites; `Ok(false)` if anything failed.
pub fn run(project: &Project, steps: &Steps, selection: &Selection) -> Result<bool> {
    let (rust, page, browser) =
        (selection.has(selection.rust), selection.has(selection.page), selection.has(selection.browser));
    machine::need_node()?;
    page::install(project, steps)?;
    let mut server = None;
    if rust || browser {
        let postgres = machine::need_compiler_and_postgres(project, steps)?;
        // The server embeds the page: it does not compile without.
        page::build(project, steps)?;
        let chromium = browser.then(|| machine::need_chromium(project, steps)).transpose()?;
        server = Some((postgres, chromium, build(project, steps, rust)));
    }
    let mut suites = Vec::new();
    if let Some((postgres, _, built)) = server.as_ref().filter(|_| rust) {
        suites.push(Suite::or_failed("rust", built, || rust_suite(project, steps, postgres.as_deref())));
    }
    if page {
        suites.extend(page_tests::run(project, steps)?);
    }
    if let Some((postgres, Some(chromium), built)) = &server {
        suites.push(Suite::or_failed("browser", built, || browser::run(project, steps, chromium, postgres.as_deref())));
    }
    Ok(summary(&suites))
}

/// Builds what the suites need; `false` (with the reason shown) if it does not compile.
fn build(project: &Project, steps: &Steps, tests_too: bool) -> bool {
    let built = if tests_too {
        build_everything(project, steps)
    } else {
        steps.run("building the server", &mut project.cargo(&["build", "--package", "watchroom"]))
    };
    built.map_err(|error| eprintln!("error: {error:#}")).is_ok()
}

fn rust_suite(project: &Project, steps: &Steps, postgres: Option<&Path>) -> Result<Suite> {
    let server = start_postgres(project, steps, postgres)?;
    let suite = rust::run(project, steps, &server.superuser_url("postgres"))?;
    server.stop()?;
    Ok(suite)
}

/// Builds the server and all tests, in the way in which `cargo test` will want them.
pub fn build_everything(project: &Project, steps: &Steps) -> Result<()> {
    let mut command = project.cargo(&["build", "--workspace", "--bins", "--tests"]);
    steps.run("building the server and its tests", &mut command)
}

fn start_postgres(project: &Project, steps: &Steps, postgres: Option<&Path>) -> Result<Server> {
    steps.say("starting a PostgreSQL for the tests");
    let mut progress = |line: &str| steps.note(line);
    let mut options = Options::new(project.scratch()?.join("test-postgres"), &mut progress);
    options.fresh = true;
    options.durability = Durability::Throwaway;
    options.search.extend(postgres.map(Path::to_path_buf));
    Server::start(options).context("the tests' PostgreSQL does not start")
}

/// Prints a line per suite, then the total alone on the last line.
fn summary(suites: &[Suite]) -> bool {
    print("");
    for suite in suites {
        let mut line = format!("{:<10} {} passed, {} failed", suite.name, suite.passed, suite.failed);
        if suite.skipped > 0 {
            line.push_str(&format!(", {} skipped", suite.skipped));
        }
        line.push_str(&format!(" ({})", clock(suite.took)));
        if let Some(note) = &suite.note {
            line.push_str(&format!(": {note}"));
        }
        print(&line);
    }
    let (passed, failed) = tally::total(suites);
    print(&format!("{passed} passed, {failed} failed"));
    failed == 0
}
