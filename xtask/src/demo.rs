//! `cargo xtask demo`: from an empty machine to a live dashboard.

use std::convert::Infallible;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps::Steps;
use crate::{machine, page};

/// Installs, builds, and becomes `watchroom demo`.
pub fn run(project: &Project, steps: &Steps, arguments: &[String]) -> Result<bool> {
    steps.say("looking at what this machine has");
    machine::need_node()?;
    let postgres = machine::need_compiler_and_postgres(project, steps)?;
    page::install(project, steps)?;
    page::build(project, steps)?;
    let mut build = project.cargo(&["build", "--release", "--package", "watchroom"]);
    steps.run("building the server (some minutes the first time)", &mut build)?;
    match become_demo(project, steps, postgres.as_deref(), arguments)? {}
}

/// Replaces this process, so that signals, standard output and the exit code are the server's own.
fn become_demo(project: &Project, steps: &Steps, postgres: Option<&Path>, arguments: &[String]) -> Result<Infallible> {
    let program = project.target.join("release/watchroom");
    let mut command = Command::new(&program);
    command.arg("demo").args(arguments);
    if let Some(folder) = postgres {
        command.env("WATCHROOM_POSTGRES_BIN", folder);
    }
    steps.say(&format!("starting watchroom demo {}", arguments.join(" ")));
    Err(command.exec()).with_context(|| format!("{} does not start", program.display()))
}
