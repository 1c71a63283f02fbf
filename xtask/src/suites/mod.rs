//! `cargo xtask test`: every suite with everything it needs, and one line that says how it went.

mod browser;
pub mod demo;
mod page_tests;
mod running;
mod rust;
mod sign_in;
mod tally;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Args;
use watchroom_embedded_postgres::{Durability, Options, Server};

use crate::project::Project;
use crate::steps::{Steps, clock, print};
use crate::suites::demo::Demo;
use crate::suites::tally::Suite;
use crate::{machine, page};

/// Which suites to run; none named means all.
#[derive(Args, Default)]
pub struct Selection {
    /// The tests of the server's crates
    #[arg(long)]
    rust: bool,
    /// The page's type check, unit tests and weight
    #[arg(long)]
    page: bool,
    /// The page and the server together, in a browser
    #[arg(long)]
    browser: bool,
    /// Sign-in through real OpenID providers, in a browser
    #[arg(long)]
    sign_in: bool,
    /// The files of `deploy/`, and the server behind real nginx
    #[arg(long)]
    deploy: bool,
}

impl Selection {
    fn has(&self, this: bool) -> bool {
        this || !(self.rust || self.page || self.browser || self.sign_in || self.deploy)
    }
}

/// Runs the selected suites; `Ok(false)` if anything failed.
pub fn run(project: &Project, steps: &Steps, selection: &Selection) -> Result<bool> {
    let (rust, page) = (selection.has(selection.rust), selection.has(selection.page));
    let in_browser = InBrowser {
        browser: selection.has(selection.browser),
        sign_in: selection.has(selection.sign_in),
        deploy: selection.has(selection.deploy),
    };
    machine::need_node()?;
    page::install(project, steps)?;
    let mut server = None;
    if rust || in_browser.any() {
        let postgres = machine::need_compiler_and_postgres(project, steps)?;
        // The server embeds the page: it does not compile without.
        page::build(project, steps)?;
        let chromium = in_browser.any().then(|| machine::need_chromium(project, steps)).transpose()?;
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
        suites.extend(in_browser.run(project, steps, chromium, postgres.as_deref(), *built));
    }
    Ok(summary(&suites))
}

/// The suites that need a demo and a browser.
struct InBrowser {
    browser: bool,
    sign_in: bool,
    deploy: bool,
}

impl InBrowser {
    fn any(&self) -> bool {
        self.browser || self.sign_in || self.deploy
    }

    /// Runs them over one demo.
    fn run(
        &self,
        project: &Project,
        steps: &Steps,
        chromium: &Path,
        postgres: Option<&Path>,
        built: bool,
    ) -> Vec<Suite> {
        let mut suites = Vec::new();
        let outcome = Suite::or_failed("demo", &built, || {
            let begin = Instant::now();
            let program = project.target.join("debug/watchroom");
            let demo = Demo::start(steps, &program, &project.scratch()?, &project.root, postgres)?;
            let took = begin.elapsed();
            if self.browser {
                suites.push(Suite::or_failed("browser", &true, || browser::run(project, steps, chromium, &demo)));
            }
            if self.sign_in {
                suites.extend(sign_in::run(project, steps, chromium, &demo));
            }
            if self.deploy {
                suites.push(sign_in::run_deployed(project, steps, chromium, &demo));
            }
            demo.stop()?;
            Ok(Suite { name: "demo", took, ..Suite::default() })
        });
        suites.insert(0, outcome);
        suites
    }
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
