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

/// The share of the time that the service desk gets: the administrator's tenant has none, so it is asked once more, by a manager
/// of the one that has.
const DESK_SHARE: u32 = 3;
const DESK_TENANT: &str = "tenant-beta";
/// The tags of its calls in the API's document.
const DESK_TAGS: &[&str] = &["Service desk", "Tickets"];

/// Which calls a run makes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Calls {
    /// Every call but those that end something.
    Most,
    /// Those that end something.
    Ending,
    /// The service desk's.
    Desk,
}

/// Runs it against a demo for so many seconds.
pub(super) fn run(project: &Project, steps: &Steps, seconds: u32) -> Result<bool> {
    let program = install(project, steps)?;
    let postgres = machine::need_compiler_and_postgres(project, steps)?;
    suites::build_everything(project, steps)?;
    let server = project.target.join("debug/watchroom");
    let demo = Demo::start(steps, &server, &project.scratch()?, &project.root, postgres.as_deref())?;
    let short = (seconds / ENDING_SHARE).max(10);
    // Both sign in before either asks anything: the first may give the administrator another address.
    let admin = |account: &Value| account["email"].as_str().is_some_and(|email| email.starts_with("admin@"));
    // One person manages both tenants; the file names the first.
    let manager = |account: &Value| account["role"] == "manager";
    let (first, second) = (headers(&demo, admin, "tenant-alpha")?, headers(&demo, admin, "tenant-alpha")?);
    let of_desk = headers(&demo, manager, DESK_TENANT)?;
    let long = seconds / DESK_SHARE;
    // The desk first: the administrator's run may take the manager's access away.
    let desk = run_with(steps, &program, &demo, long.max(10), &of_desk, Calls::Desk)?;
    let most = run_with(steps, &program, &demo, seconds.saturating_sub(short + long).max(10), &first, Calls::Most)?;
    let ending = run_with(steps, &program, &demo, short, &second, Calls::Ending)?;
    demo.stop()?;
    Ok(desk && most && ending)
}

/// One run, in a session of its own.
fn run_with(
    steps: &Steps,
    program: &Path,
    demo: &Demo,
    seconds: u32,
    headers: &[String],
    calls: Calls,
) -> Result<bool> {
    let mut command = Command::new(program);
    // It keeps what it learns in the folder that it is started in.
    command.current_dir(program.parent().unwrap_or(Path::new(".")));
    command.args(["run", &format!("{}/openapi.json", demo.url), "--continue-on-failure"]);
    command.args(["--max-time", &seconds.to_string(), "--request-timeout", "20", "--checks", CHECKS]);
    for header in headers {
        command.args(["--header", header]);
    }
    if calls == Calls::Desk {
        for tag in DESK_TAGS {
            command.args(["--include-tag", tag]);
        }
    } else {
        let which = if calls == Calls::Ending { "--include-path" } else { "--exclude-path" };
        for path in ENDING {
            command.args([which, path]);
        }
    }
    if calls == Calls::Ending {
        // A stream of events has no end: what is looked at is how it begins.
        command.args(["--phases", "examples,coverage,fuzzing", "--request-timeout", "2"]);
        command.args(["--exclude-checks", "response_schema_conformance"]);
    }
    let what = match calls {
        Calls::Most => "every other call",
        Calls::Ending => "the calls that end something",
        Calls::Desk => "the service desk",
    };
    let good = steps.status(&format!("made-up requests to {what} for {seconds} s"), &mut command)?.success();
    if !good {
        print("schemathesis found something: each finding above shows the request that does it");
    }
    Ok(good)
}

/// The headers of somebody of the demo who has just signed in, and asks for a tenant.
fn headers(demo: &Demo, is_meant: impl Fn(&Value) -> bool, tenant: &'static str) -> Result<Vec<String>> {
    let description: Value = serde_json::from_slice(&std::fs::read(&demo.description)?)?;
    let accounts = description["accounts"].as_array().context("demo.json names no accounts")?;
    let account = accounts.iter().find(|account| is_meant(account)).context("demo.json has no such account")?;
    let text = |field: &str| account[field].as_str().context("an account of demo.json is incomplete");
    let mut connection = Connection::open(demo.url.trim_start_matches("http://"))?;
    connection.sign_in(text("email")?, text("password")?)?;
    let mut headers = connection.of_tenant(tenant).headers("identity");
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
