//! `watchroom desk`: the settings of a tenant's service desk.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use jiff::Timestamp;
use serde_json::json;
use watchroom_desk::settings::DeskSettings;
use watchroom_domain::{Clock, TenantId};
use watchroom_spec::{load_tenant, render_text};
use watchroom_store::{AuditAction, AuditEntry, SettingChange, Tenants};

use crate::cli::Desk;
use crate::settings::CentralSettings;
use crate::terminal::say;
use crate::{operator, running, settings};

pub(super) fn run(command: Desk, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    let Desk::Apply { tenant, from, dry_run, config, central } = command;
    let config = config.unwrap_or_else(|| settings::usual_config(data_dir));
    let Some(desk) = read(&config, &tenant)? else { return Ok(ExitCode::FAILURE) };
    let settings = settings::central(&central, data_dir)?;
    running::runtime()?.block_on(apply(&settings, &tenant, &desk, from, dry_run))
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

async fn apply(
    settings: &CentralSettings,
    tenant: &TenantId,
    desk: &DeskSettings,
    from: Option<Timestamp>,
    dry_run: bool,
) -> anyhow::Result<ExitCode> {
    let now = Clock::machine().now();
    settings.ask(settings.central.tenant_name(tenant)).await?.ok_or_else(|| super::tenant::unknown(tenant))?;
    let tenants = Tenants::new(Arc::clone(&settings.key));
    settings.ask(tenants.refresh(&settings.central)).await?;
    if !tenants.has_desk(tenant) {
        bail!("{tenant} has no service desk; give it one with: watchroom tenant service-desk {tenant} --owner-url-file FILE");
    }
    let transaction = tenants.desk_as_server(tenant).await?;
    let changes = transaction.settings_apply(desk, from.unwrap_or(now), now).await?;
    changes.iter().for_each(|change| say(change));
    let written = changes.iter().filter(|change| change.is_written()).count();
    if dry_run {
        say(format_args!("{tenant}: {} would be written; nothing was", counted(written)));
    } else if written == 0 {
        say(format_args!("{tenant}: the service desk is as its file says"));
    } else {
        // First the record: what is written down nowhere is not done.
        settings.central.audit_append(&record(tenant, &changes)).await?;
        transaction.commit().await?;
        say(format_args!("{tenant}: {} written", counted(written)));
    }
    Ok(ExitCode::SUCCESS)
}

fn counted(number: usize) -> String {
    format!("{number} change{}", if number == 1 { "" } else { "s" })
}

fn record(tenant: &TenantId, changes: &[SettingChange]) -> AuditEntry {
    let told: Vec<String> = changes.iter().filter(|change| change.is_written()).map(ToString::to_string).collect();
    AuditEntry {
        tenant: Some(tenant.clone()),
        subject: Some(tenant.to_string()),
        detail: json!({ "changes": told }),
        ..operator::by().did(AuditAction::DeskSettings)
    }
}
