//! `watchroom audit`: the log of who did what.

use std::path::Path;
use std::process::ExitCode;

use watchroom_store::AuditVerdict;

use crate::cli::Audit;
use crate::terminal::say;
use crate::{running, settings};

pub(super) fn run(command: Audit, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Audit::Verify { central } = command;
    let central = settings::central(&central, data_dir)?;
    Ok(match running::runtime()?.block_on(central.central.audit_verify())? {
        AuditVerdict::Whole { records } => {
            say(format_args!("The audit log is whole: {records} records, each as it was written."));
            ExitCode::SUCCESS
        }
        AuditVerdict::BrokenAt { seq } => {
            say(format_args!("The audit log is broken at record {seq}: it was changed, or one before it is missing."));
            ExitCode::FAILURE
        }
    })
}
