//! `watchroom tenant watch`: triggers by which a tenant's table tells of its changes at once.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use watchroom_domain::TenantId;
use watchroom_spec::{TableName, TenantSpec, load_tenant};
use watchroom_store::{Address, WatchTriggers};

use crate::cli::Watch;
use crate::settings;
use crate::settings::CentralSettings;
use crate::terminal::say;

/// Prints the triggers' SQL, or runs it as the table's owner.
pub(super) async fn run(settings: &CentralSettings, watch: &Watch, usual_config: &Path) -> anyhow::Result<ExitCode> {
    let id = &watch.id;
    let tenants = settings.ask(settings.central.tenant_list()).await?;
    let tenant = tenants.iter().find(|tenant| tenant.id == *id).ok_or_else(|| super::tenant::unknown(id))?;
    let reader = tenant.address(&settings.key)?;
    let table = match watch.table.split_once('.') {
        Some((schema, name)) => TableName { schema: Some(schema.to_owned()), name: name.to_owned() },
        None => TableName { schema: None, name: watch.table.clone() },
    };
    let (column, zone) = if watch.remove {
        (None, "UTC".to_owned())
    } else {
        let folder = watch.config.as_deref().unwrap_or(usual_config).join(id.as_str());
        // They say which column is the time, and in which zone times are that name none.
        let spec = load_tenant(&folder).spec.with_context(|| {
            format!("the files in {} do not load; `watchroom validate` says what is wrong in them", folder.display())
        })?;
        let column = watch.time_column.clone().map_or_else(|| time_column(&spec, &table), |column| Ok(Some(column)))?;
        (column, spec.timestamps_without_zone.as_str().to_owned())
    };
    // The reader finds what panels find, and finding needs no more.
    let triggers = WatchTriggers::find(&reader, &table, column.as_deref(), &zone).await?;
    let sql = if watch.remove { triggers.remove_sql() } else { triggers.install_sql() };
    if watch.print {
        say(sql.trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let owner = settings::owner_url(
        &watch.owner,
        "no owner is named; triggers are the table's owner's to make, and the tenant's reading role cannot. Name a file that \
         holds the database's URL under the owner's role, with --owner-url-file FILE; it is used now and kept nowhere. Or let \
         --print show the SQL",
    )?;
    let owner = Address::parse(owner.reveal()).context("the owner's URL")?;
    if owner.database() != reader.database() {
        bail!("the owner's URL names the database `{}`, and {id} is `{}`", owner.database(), reader.database());
    }
    WatchTriggers::run(&owner, &sql).await.with_context(|| format!("the table `{}`", watch.table))?;
    say(said(id, watch, column.as_deref()));
    Ok(ExitCode::SUCCESS)
}

fn said(id: &TenantId, watch: &Watch, column: Option<&str>) -> String {
    let table = &watch.table;
    match (watch.remove, column) {
        (true, _) => {
            format!("{id}: `{table}` has no triggers of Watchroom any more; its changes are looked for once a second")
        }
        (false, Some(column)) => format!("{id}: `{table}` tells of its changes at once, with the times of `{column}`"),
        (false, None) => format!("{id}: `{table}` tells of its changes at once, without their times"),
    }
}

/// The column that the tenant's panels name as the table's time.
fn time_column(spec: &TenantSpec, table: &TableName) -> anyhow::Result<Option<String>> {
    // A panel may say the schema or leave it to the search path.
    let same = |other: &TableName| {
        other.name == table.name && (other.schema == table.schema || other.schema.is_none() || table.schema.is_none())
    };
    let tables = spec.watched_tables(|_| &[]);
    let mut columns: Vec<String> =
        tables.into_iter().filter(|(other, _)| same(other)).flat_map(|(_, watched)| watched.time_columns).collect();
    columns.sort();
    columns.dedup();
    if columns.len() > 1 {
        bail!(
            "the panels name several time columns of this table: {}; say which, with --time-column",
            columns.join(", ")
        );
    }
    Ok(columns.pop())
}
