//! `watchroom validate --database`: what panels name, compared with the tenants' own databases.

use watchroom_domain::{Clock, TenantId};
use watchroom_query::CheckedRoot;
use watchroom_store::{PrepareError, RunError, Tenants};

use crate::settings::CentralSettings;

/// Adds what does not fit the databases to the findings. Reads no row and writes nothing, the central database's
/// schema included.
pub(super) async fn compare(checked: &mut CheckedRoot, settings: CentralSettings) -> anyhow::Result<()> {
    let tenants = Tenants::new(std::sync::Arc::clone(&settings.key));
    settings.ask(tenants.refresh(&settings.central)).await?;
    for tenant in checked.tenants() {
        if let Err(error) = compare_tenant(checked, &tenants, &tenant).await {
            add_trouble(checked, &tenant, &error);
        }
    }
    Ok(())
}

async fn compare_tenant(checked: &mut CheckedRoot, tenants: &Tenants, tenant: &TenantId) -> Result<(), RunError> {
    let catalogue = tenants.catalogue(tenant).await?;
    checked.compare(tenant, &catalogue);
    for panel in checked.plans(tenant, Clock::machine().now()) {
        for plan in &panel.plans {
            match tenants.prepare(plan).await {
                Ok(()) => {}
                Err(PrepareError::NotAsked(error)) => return Err(error),
                Err(PrepareError::Refused(refusal)) => {
                    checked.add_refusal(tenant, &panel.file, &refusal);
                    // The panel's other questions would be refused for the same, in other words.
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Says why a tenant could not be compared, at its `tenant.yaml`.
fn add_trouble(checked: &mut CheckedRoot, tenant: &TenantId, error: &RunError) {
    let hint = match error {
        RunError::UnknownTenant(_) => format!(
            "add it with: watchroom tenant add {tenant} --name NAME --database-url URL; `watchroom tenant list` shows \
             those there are"
        ),
        RunError::TooPowerful { .. } => {
            format!("give it a role that can only read; `watchroom tenant check {tenant}` prints the SQL for one")
        }
        RunError::TimedOut(_) => {
            "somebody holds a lock on a table there, or the database is very busy; try again".to_owned()
        }
        _ => format!("see whether it runs and can be reached from here: watchroom tenant check {tenant}"),
    };
    checked.add_trouble(tenant, error.to_string(), hint);
}
