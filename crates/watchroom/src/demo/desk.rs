//! The settings of the demo's service desk: what its file says holds from the next start on.

use std::path::Path;

use watchroom_domain::TenantId;
use watchroom_spec::load_tenant;

use super::databases::WITH_DESK;
use crate::desk_settings::{self, Applying};
use crate::settings::CentralSettings;
use crate::terminal::tell;

/// Brings the desk in line with its file. It comes after the data, whose promises are older than any edit.
pub(super) async fn apply(central: &CentralSettings, dir: &Path) -> anyhow::Result<()> {
    let tenant: TenantId = WITH_DESK.parse()?;
    let folder = dir.join(tenant.as_str());
    if !folder.join("service_desk.yaml").is_file() {
        return Ok(());
    }
    let Some(desk) = load_tenant(&folder).desk else {
        tell(&format!(
            "warning: the service desk stays as it was: its settings have errors; see them with: watchroom validate {}",
            dir.display()
        ));
        return Ok(());
    };
    let what = Applying { tenant: &tenant, desk: &desk, from: None, dry_run: false, by: super::by() };
    let changes = desk_settings::apply(central, what).await?;
    let written = changes.iter().filter(|change| change.is_written()).count();
    tracing::debug!(written, "the service desk's settings");
    Ok(())
}
