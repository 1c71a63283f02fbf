//! Writing a desk's settings with their record in the audit log: for the command, and for the demo at its start.

use std::sync::Arc;

use anyhow::bail;
use jiff::Timestamp;
use serde_json::json;
use watchroom_desk::settings::DeskSettings;
use watchroom_domain::{Clock, TenantId};
use watchroom_store::{Actor, AuditAction, AuditEntry, SettingChange, Tenants};

use crate::settings::CentralSettings;

/// What a desk is brought in line with, and how.
pub(crate) struct Applying<'a> {
    /// Whose desk.
    pub(crate) tenant: &'a TenantId,
    /// What its file says.
    pub(crate) desk: &'a DeskSettings,
    /// The moment from which changed policies hold; `None`: now.
    pub(crate) from: Option<Timestamp>,
    /// Nothing is written.
    pub(crate) dry_run: bool,
    /// Who does it, as the audit log names them.
    pub(crate) by: Actor,
}

/// Brings a desk in line with its settings; gives what that changed, or would.
pub(crate) async fn apply(settings: &CentralSettings, what: Applying<'_>) -> anyhow::Result<Vec<SettingChange>> {
    let Applying { tenant, desk, from, dry_run, by } = what;
    let now = Clock::machine().now();
    let tenants = Tenants::new(Arc::clone(&settings.key));
    settings.ask(tenants.refresh(&settings.central)).await?;
    if !tenants.has_desk(tenant) {
        bail!(
            "{tenant} has no service desk; give it one with: watchroom tenant service-desk {tenant} --owner-url-file FILE"
        );
    }
    let transaction = tenants.desk_as_server(tenant).await?;
    let changes = transaction.settings_apply(desk, from.unwrap_or(now), now).await?;
    if !dry_run && changes.iter().any(SettingChange::is_written) {
        // First the record: what is written down nowhere is not done.
        settings.central.audit_append(&record(tenant, &changes, &by)).await?;
        transaction.commit().await?;
    }
    Ok(changes)
}

fn record(tenant: &TenantId, changes: &[SettingChange], by: &Actor) -> AuditEntry {
    let told: Vec<String> = changes.iter().filter(|change| change.is_written()).map(ToString::to_string).collect();
    AuditEntry {
        tenant: Some(tenant.clone()),
        subject: Some(tenant.to_string()),
        detail: json!({ "changes": told }),
        ..by.did(AuditAction::DeskSettings)
    }
}
