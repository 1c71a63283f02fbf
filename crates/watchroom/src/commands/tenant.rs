//! `watchroom tenant`: adds, lists, checks, renames and removes tenants.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use watchroom_domain::TenantId;
use watchroom_store::{Address, BadDatabase, Power, TenantChange, Tenants};

use super::tenant_desk::{self, DeskAddresses};
use super::tenant_watch;
use crate::cli::Tenant;
use crate::settings::CentralSettings;
use crate::terminal::{say, tell};
use crate::{operator, running, settings};

pub(super) fn run(command: Tenant, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Tenant::Add { id, name, database_url, database_url_file, service_desk, desk, central } => {
                let database_url = settings::tenant_url(database_url.as_ref(), database_url_file.as_deref())?;
                let settings = settings::central(&central, data_dir)?;
                // Before anything is written: an address that is missing is no reason to stop half-way.
                let desk = if service_desk { Some(DeskAddresses::read(&desk)?) } else { None };
                let config = settings::usual_config(data_dir);
                let added = add(&settings, &config, &id, &name, database_url.reveal()).await?;
                match desk {
                    Some(desk) if added == ExitCode::SUCCESS => tenant_desk::give(&settings, &id, desk).await,
                    _ => Ok(added),
                }
            }
            Tenant::ServiceDesk { id, desk, central } => {
                let settings = settings::central(&central, data_dir)?;
                tenant_desk::give(&settings, &id, DeskAddresses::read(&desk)?).await
            }
            Tenant::Watch(watch) => {
                let settings = settings::central(&watch.central, data_dir)?;
                tenant_watch::run(&settings, &watch, &settings::usual_config(data_dir)).await
            }
            Tenant::List { shown, central } => list(&settings::central(&central, data_dir)?, shown.json).await,
            Tenant::Check { id, central } => check(&settings::central(&central, data_dir)?, id.as_ref()).await,
            Tenant::Rename { id, name, central } => rename(&settings::central(&central, data_dir)?, &id, &name).await,
            Tenant::Remove { id, sure, central } => {
                let settings = settings::central(&central, data_dir)?;
                require_known(&settings, &id).await?;
                if !sure.yes {
                    bail!(
                        "this takes the tenant `{id}` away from all its members, with its tokens and shares, and cannot be \
                         taken back; its database stays as it is. Say --yes"
                    );
                }
                settings.central.tenant_remove(&id, &operator::by()).await?;
                say(format_args!("removed {id}; its database is as it was"));
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}

async fn add(
    settings: &CentralSettings,
    config: &Path,
    id: &TenantId,
    name: &str,
    url: &str,
) -> anyhow::Result<ExitCode> {
    let address = Address::parse(url)?;
    let name = checked_name(name)?;
    match address.check().await {
        Ok(()) => {}
        Err(BadDatabase::TooPowerful { powers }) => {
            tell(&format!("error: the role `{}` may do more than read, and dashboards need no more:", address.user()));
            tell_powers(&address, &powers);
            return Ok(ExitCode::from(1));
        }
        Err(error @ BadDatabase::Unreachable(_)) => {
            return Err(error).with_context(|| format!("{address} cannot be asked"));
        }
    }
    settings.migrate().await?;
    let added = settings.central.tenant_put(id, name, &address, &settings.key, &operator::by()).await?;
    say(format_args!("{} {id}: {name}, {address}", if added { "added" } else { "changed" }));
    say(format_args!(
        "A running server takes it up at once; its dashboards stand in {}.",
        config.join(id.as_str()).display()
    ));
    Ok(ExitCode::SUCCESS)
}

async fn list(settings: &CentralSettings, json: bool) -> anyhow::Result<ExitCode> {
    let tenants = settings.central.tenant_list().await?;
    let mut rows = Vec::new();
    for tenant in &tenants {
        let address = tenant.address(&settings.key)?;
        let desk = tenant.desk_address(&settings.key)?;
        if json {
            let desk = desk.map(|desk| desk.to_string());
            let (id, name, database) = (&tenant.id, &tenant.name, address.to_string());
            rows.push(serde_json::json!({"id": id, "name": name, "database": database, "service_desk": desk}));
        } else {
            let desk = if desk.is_some() { "  with service desk" } else { "" };
            say(format_args!("{:<24} {:<40} {address}{desk}", tenant.id.as_str(), tenant.name));
        }
    }
    if json {
        say(serde_json::Value::Array(rows));
    } else if tenants.is_empty() {
        say("There are no tenants. Add one with: watchroom tenant add ID --name NAME --database-url URL");
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(settings: &CentralSettings, only: Option<&TenantId>) -> anyhow::Result<ExitCode> {
    let tenants = settings.central.tenant_list().await?;
    let asked: Vec<_> = tenants.iter().filter(|tenant| only.is_none_or(|id| tenant.id == *id)).collect();
    if let (Some(id), true) = (only, asked.is_empty()) {
        return Err(unknown(id));
    }
    let known = Tenants::new(Arc::clone(&settings.key));
    settings.ask(known.refresh(&settings.central)).await?;
    let mut all_good = true;
    for tenant in asked {
        let address = tenant.address(&settings.key)?;
        match address.check().await {
            Ok(()) => say(format_args!("ok      {}: {address} answers, its role can only read", tenant.id)),
            Err(BadDatabase::TooPowerful { powers }) => {
                all_good = false;
                say(format_args!("refused {}: the role `{}` may do more than read", tenant.id, address.user()));
                tell_powers(&address, &powers);
            }
            Err(error @ BadDatabase::Unreachable(_)) => {
                all_good = false;
                say(format_args!("down    {}: {address} does not answer: {error}", tenant.id));
            }
        }
        all_good &= tenant_desk::check(&known, &tenant.id).await;
    }
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn rename(settings: &CentralSettings, id: &TenantId, name: &str) -> anyhow::Result<ExitCode> {
    require_known(settings, id).await?;
    let change = TenantChange { name: Some(checked_name(name)?), address: None };
    settings.central.tenant_change(id, &change, &settings.key, &operator::by()).await?;
    say(format_args!("{id} is called {} now", name.trim()));
    Ok(ExitCode::SUCCESS)
}

fn checked_name(name: &str) -> anyhow::Result<&str> {
    let name = name.trim();
    let good = (1..=200).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    anyhow::ensure!(good, "an organisation's name has 1 to 200 characters, none of them a control character");
    Ok(name)
}

async fn require_known(settings: &CentralSettings, id: &TenantId) -> anyhow::Result<()> {
    settings.central.tenant_name(id).await?.map(drop).ok_or_else(|| unknown(id))
}

/// There is no such tenant.
pub(super) fn unknown(id: &TenantId) -> anyhow::Error {
    anyhow::anyhow!("there is no tenant `{id}`; `watchroom tenant list` shows those there are")
}

/// Says what a role may do, and how to make one that may not.
fn tell_powers(address: &Address, powers: &[Power]) {
    for power in powers {
        tell(&format!("  - {power}"));
    }
    let database = address.database();
    tell(&format!(
        "Make a role that can read and no more, as the database's owner:\n\n\
         \x20 CREATE ROLE watchroom_reader LOGIN PASSWORD '…';\n\
         \x20 REVOKE CONNECT ON DATABASE \"{database}\" FROM PUBLIC;\n\
         \x20 REVOKE CREATE ON SCHEMA public FROM PUBLIC;\n\
         \x20 GRANT CONNECT ON DATABASE \"{database}\" TO watchroom_reader;\n\
         \x20 GRANT USAGE ON SCHEMA public TO watchroom_reader;\n\
         \x20 GRANT SELECT ON ALL TABLES IN SCHEMA public TO watchroom_reader;\n\
         \x20 ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO watchroom_reader;\n\
         \x20 ALTER ROLE watchroom_reader SET default_transaction_read_only = on;\n"
    ));
}
