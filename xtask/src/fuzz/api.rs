//! Requests made up from the server's own document, by schemathesis: no answer may be a fault, undocumented or of another
//! form than documented.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::bench::http::Connection;
use crate::machine;
use crate::project::Project;
use crate::steps::{Steps, print};
use crate::suites;
use crate::suites::demo::Demo;

/// The release that this was tried with.
const SCHEMATHESIS: &str = "schemathesis==4.32.5";
/// What every answer is held against.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,response_headers_conformance";
/// Calls that end what the others need: the session, its rights, or the request itself. They have a run of their own.
const ENDING: [&str; 6] = [
    "/api/v1/admin/sessions/{id}",
    "/api/v1/admin/users/{id}/sessions",
    "/api/v1/admin/view-as",
    "/api/v1/auth/logout",
    "/api/v1/auth/sessions/{id}",
    "/api/v1/events",
];
/// The share of the time that these get.
const ENDING_SHARE: u32 = 10;

/// Runs it against a demo for so many seconds.
pub(super) fn run(project: &Project, steps: &Steps, seconds: u32) -> Result<bool> {
    let program = install(project, steps)?;
    let postgres = machine::need_compiler_and_postgres(project, steps)?;
    suites::build_everything(project, steps)?;
    let server = project.target.join("debug/watchroom");
    let demo = Demo::start(steps, &server, &project.scratch()?, &project.root, postgres.as_deref())?;
    let short = (seconds / ENDING_SHARE).max(10);
    // Both sign in before either asks anything: the first may give the administrator another address.
    let (first, second) = (headers(&demo)?, headers(&demo)?);
    let most = run_with(steps, &program, &demo, seconds.saturating_sub(short).max(10), &first, false)?;
    let ending = run_with(steps, &program, &demo, short, &second, true)?;
    demo.stop()?;
    Ok(most && ending)
}

/// One run, in a session of its own.
fn run_with(
    steps: &Steps,
    program: &Path,
    demo: &Demo,
    seconds: u32,
    headers: &[String],
    ending: bool,
) -> Result<bool> {
    let mut command = Command::new(program);
    // It keeps what it learns in the folder that it is started in.
    command.current_dir(program.parent().unwrap_or(Path::new(".")));
    command.args(["run", &format!("{}/openapi.json", demo.url), "--continue-on-failure"]);
    command.args(["--max-time", &seconds.to_string(), "--request-timeout", "20", "--checks", CHECKS]);
    for header in headers {
        command.args(["--header", header]);
    }
    for path in ENDING {
        command.args([if ending { "--include-path" } else { "--exclude-path" }, path]);
    }
    if ending {
        // A stream of events has no end: what is looked at is how it begins.
        command.args(["--phases", "examples,coverage,fuzzing", "--request-timeout", "2"]);
        command.args(["--exclude-checks", "response_schema_conformance"]);
    }
    let what = if ending { "the calls that end something" } else { "every other call" };
    let good = steps.status(&format!("made-up requests to {what} for {seconds} s"), &mut command)?.success();
    if !good {
        print("schemathesis found something: each finding above shows the request that does it");
    }
    Ok(good)
}

/// The headers of somebody who has just signed in as the demo's administrator.
fn headers(demo: &Demo) -> Result<Vec<String>> {
    let description: Value = serde_json::from_slice(&std::fs::read(&demo.description)?)?;
    let accounts = description["accounts"].as_array().context("demo.json names no accounts")?;
    let is_admin = |account: &&Value| account["email"].as_str().is_some_and(|email| email.starts_with("admin@"));
    let admin = accounts.iter().find(is_admin).context("demo.json has no administrator")?;
    let text = |field: &str| admin[field].as_str().context("demo.json's administrator is incomplete");
    let mut connection = Connection::open(demo.url.trim_start_matches("http://"))?;
    connection.sign_in(text("email")?, text("password")?)?;
    let mut headers = connection.headers("identity");
    headers.retain(|header| !header.starts_with("Accept-Encoding"));
    Ok(headers)
}

/// Installs schemathesis into a folder of its own.
fn install(project: &Project, steps: &Steps) -> Result<PathBuf> {
    let folder = project.target.join("xtask/schemathesis");
    let program = folder.join("bin/schemathesis");
    if program.is_file() {
        return Ok(program);
    }
    let mut make = Command::new("python3");
    make.args(["-m", "venv"]).arg(&folder);
    steps
        .run("making a folder for schemathesis", &mut make)
        .context("Python with venv is needed: apt-get install python3-venv")?;
    let mut fill = Command::new(folder.join("bin/pip"));
    fill.args(["install", "--quiet", SCHEMATHESIS]);
    steps.run("installing schemathesis", &mut fill)?;
    Ok(program)
}
