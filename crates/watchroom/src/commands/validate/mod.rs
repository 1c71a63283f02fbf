//! `watchroom validate`: every finding of every file.

mod database;

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use watchroom_query::CheckedRoot;

use crate::cli::{FindingsFormat, Validate};
use crate::terminal::say;
use crate::{running, settings};

pub(super) fn run(flags: &Validate, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let dir = flags.dir.clone().unwrap_or_else(|| settings::usual_config(data_dir));
    let mut checked = watchroom_query::load(&dir).with_context(|| format!("{} could not be checked", dir.display()))?;
    if flags.database {
        let central = settings::central(&flags.central, data_dir)?;
        running::runtime()?.block_on(database::compare(&mut checked, central))?;
    }
    let found = checked.findings().count();
    match flags.format {
        FindingsFormat::Text => {
            if found > 0 {
                say(checked.to_text(std::io::stdout().is_terminal()).trim_end());
                say("");
            }
            say(summary(checked, flags.database));
        }
        FindingsFormat::Json => say(checked.to_json()),
        FindingsFormat::Github if found == 0 => {}
        FindingsFormat::Github => say(checked.to_github().trim_end()),
    }
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What was checked, and how much was found: the last line.
fn summary(checked: CheckedRoot, with_databases: bool) -> String {
    let found = checked.findings().count();
    let errors = checked.findings().filter(|finding| finding.is_error()).count();
    if found > 0 {
        return format!("Found {} and {}.", count(errors, "error"), count(found - errors, "warning"));
    }
    let specs = checked.into_specs();
    let dashboards = specs.iter().map(|spec| spec.dashboards.len()).sum();
    let panels = specs.iter().map(|spec| spec.panels.len()).sum();
    format!(
        "Checked {}, {}, {}{}: no findings.",
        count(specs.len(), "tenant"),
        count(dashboards, "dashboard"),
        count(panels, "panel"),
        if with_databases { ", against their databases" } else { "" }
    )
}

fn count(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}
