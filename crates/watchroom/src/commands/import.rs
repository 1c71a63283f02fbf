//! `watchroom import`: takes other systems' data in.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::{Context, bail};
use serde_json::json;
use watchroom_desk::import::{Oddities, RowReader};
use watchroom_domain::{Clock, ImportMapping};
use watchroom_spec::{LoadedMapping, load_mapping, render_text};
use watchroom_store::{AuditAction, AuditEntry};

use crate::cli::{Import, ImportTickets};
use crate::import::{Data, ReadAll, Reading, Refused};
use crate::settings::CentralSettings;
use crate::terminal::{Step, say, tell};
use crate::{operator, running, settings};

/// How often the bar moves.
const LOOK: Duration = Duration::from_millis(100);

pub(super) fn run(command: Import, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Import::Tickets(asked) = command;
    let mut loaded = load_mapping(&asked.mapping);
    let Some(mapping) = loaded.mapping.clone() else { return Ok(mistaken(&loaded)) };
    let data = Data::open(&asked.data, &mapping.source)?;
    loaded.compare(&data.heading);
    if loaded.mapping.is_none() {
        return Ok(mistaken(&loaded));
    }
    let settings = settings::central(&asked.central, data_dir)?;
    running::runtime()?.block_on(import(&asked, &settings, &mapping, data))
}

/// Shows what is wrong with the mapping.
fn mistaken(loaded: &LoadedMapping) -> ExitCode {
    say(render_text(&loaded.findings, &loaded.sources, Path::new(""), std::io::stdout().is_terminal()).trim_end());
    ExitCode::FAILURE
}
