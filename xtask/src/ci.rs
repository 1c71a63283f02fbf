//! `cargo xtask ci`: every check, then every test.

use anyhow::{Result, anyhow};

use crate::project::Project;
use crate::steps::{Steps, print};
use crate::{generate, machine, page, suites, supply, tidy};

/// Runs all checks, so that one run shows everything that is wrong; the tests only if nothing is.
pub fn run(project: &Project, steps: &Steps, checks_only: bool) -> Result<bool> {
    let mut failed: Vec<&str> = Vec::new();
    let mut check = |name: &'static str, passed: Result<bool>| {
        if let Err(error) = &passed {
            eprintln!("error: {error:#}");
        }
        if !matches!(passed, Ok(true)) {
            failed.push(name);
        }
    };
    let cargo = |what: &str, arguments: &[&str]| steps.run(what, &mut project.cargo(arguments)).map(|()| true);
    let npm = |what: &str, script: &str| steps.run(what, &mut project.in_web("npm", &["run", script])).map(|()| true);

    machine::need_node()?;
    machine::need_compiler_and_postgres(project, steps)?;
    check("format", cargo("format", &["fmt", "--all", "--check"]));
    check("format of custom panels", format_of_custom_panels(project, steps));
    steps.say("house rules: cargo xtask tidy");
    check("tidy", tidy::run(project));
    page::install(project, steps)?;
    let supply = supply::run(project, steps);
    check("supply", supply.as_ref().map(supply::Report::is_good).map_err(|error| anyhow!("{error:#}")));
    check("biome", npm("lint of the page", "lint"));
    check("knip", npm("unused code of the page", "knip"));
    // The server embeds the page, so that comes before the first look at the server's code.
    check("page", page::build(project, steps).map(|()| true));
    let clippy = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
    check("clippy", cargo("lint of the server", &clippy));
    let built = suites::build_everything(project, steps).map(|()| true);
    let server = generate::Server::Built(project.target.join("debug/watchroom"));
    let builds = built.is_ok();
    check("build", built);
    if builds {
        check("generate", generate::run(project, steps, true, &server));
    }
    // Once more, next to the verdict: it was said far above.
    if let Ok(report) = supply {
        report.say();
    }
    if !failed.is_empty() {
        print(&format!("failed: {}; see above", failed.join(", ")));
        return Ok(false);
    }
    print("every check passed");
    if checks_only { Ok(true) } else { suites::run(project, steps, &suites::Selection::default()) }
}

/// `cargo fmt` follows `mod` lines as they are written; those of the custom panels are written by a build script.
fn format_of_custom_panels(project: &Project, steps: &Steps) -> Result<bool> {
    let mut files = Vec::new();
    let mut folders = vec![project.root.join("crates/api/src/custom/panels")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    let mut rustfmt = std::process::Command::new("rustfmt");
    rustfmt.current_dir(&project.root).args(["--check", "--edition", "2024"]).args(files);
    steps.run("format of the custom panels", &mut rustfmt).map(|()| true)
}
