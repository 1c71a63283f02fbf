//! `watchroom desk`: the settings of a tenant's service desk.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use watchroom_desk::settings::DeskSettings;
use watchroom_domain::TenantId;
use watchroom_spec::{load_tenant, render_text};

use crate::cli::Desk;
use crate::desk_settings::{self, Applying};
use crate::settings::CentralSettings;
use crate::terminal::say;
use crate::{operator, running, settings};

pub(super) fn run(command: Desk, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Desk::Apply { tenant, from, dry_run, config, central } = command;
    let config = config.unwrap_or_else(|| settings::usual_config(data_dir));
    let Some(desk) = read(&config, &tenant)? else { return Ok(ExitCode::FAILURE) };
    let settings = settings::central(&central, data_dir)?;
    let what = Applying { tenant: &tenant, desk: &desk, from, dry_run, by: operator::by() };
    running::runtime()?.block_on(apply(&settings, what))
}

/// The settings of a tenant's file; `None` where it has errors, which are shown.
fn read(config: &Path, tenant: &TenantId) -> anyhow::Result<Option<DeskSettings>> {
    let folder = config.join(tenant.as_str());
    let path = folder.join("service_desk.yaml");
    if !path.is_file() {
        bail!("{} is not there; docs/service-desk.md says what it holds", path.display());
    }
    let loaded = load_tenant(&folder);
    if loaded.desk.is_none() {
        let findings = loaded.findings.iter().filter(|finding| finding.file.ends_with("/service_desk.yaml"));
        let findings: Vec<_> = findings.cloned().collect();
        say(render_text(&findings, &loaded.sources, config, std::io::stdout().is_terminal()).trim_end());
    }
    Ok(loaded.desk)
}

async fn apply(settings: &CentralSettings, what: Applying<'_>) -> anyhow::Result<ExitCode> {
    let (tenant, dry_run) = (what.tenant.clone(), what.dry_run);
    settings.ask(settings.central.tenant_name(&tenant)).await?.ok_or_else(|| super::tenant::unknown(&tenant))?;
    let changes = desk_settings::apply(settings, what).await?;
    changes.iter().for_each(say);
    let number = changes.iter().filter(|change| change.is_written()).count();
    let counted = format!("{number} change{}", if number == 1 { "" } else { "s" });
    if dry_run {
        say(format_args!("{tenant}: {counted} would be written; nothing was"));
    } else if number == 0 {
        say(format_args!("{tenant}: the service desk is as its file says"));
    } else {
        say(format_args!("{tenant}: {counted} written"));
    }
    Ok(ExitCode::SUCCESS)
}
