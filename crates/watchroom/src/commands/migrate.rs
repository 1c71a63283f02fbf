//! `watchroom migrate`: brings the central database up to date.

use std::path::Path;
use std::process::ExitCode;

use crate::cli::CentralAccess;
use crate::terminal::say;
use crate::{running, settings};

pub(super) fn run(access: &CentralAccess, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let central = settings::central(access, data_dir)?;
    let applied = running::runtime()?.block_on(central.migrate())?;
    if applied.is_empty() {
        say("The central database is up to date.");
    }
    for migration in applied {
        say(format_args!("applied {migration}"));
    }
    Ok(ExitCode::SUCCESS)
}
