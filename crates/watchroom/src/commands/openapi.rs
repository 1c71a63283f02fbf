//! `watchroom openapi`: prints the OpenAPI document.

use std::io::Write;
use std::process::ExitCode;

pub(super) fn run() -> anyhow::Result<ExitCode> {
    std::io::stdout().lock().write_all(watchroom_api::document().as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
