//! `watchroom tenant`: adds, lists and checks tenants.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use watchroom_domain::{Clock, TenantId};
use watchroom_store::{Address, Power, read_powers};

use crate::cli::Tenant;
use crate::settings::CentralSettings;
use crate::terminal::{say, tell};
use crate::{running, settings};

pub(super) fn run(command: Tenant, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Tenant::Add { id, name, database_url, database_url_file, central } => {
                let database_url = settings::tenant_url(database_url.as_ref(), database_url_file.as_deref())?;
                let settings = settings::central(&central, data_dir)?;
                add(&settings, &settings::usual_config(data_dir), &id, &name, database_url.reveal()).await
            }
            Tenant::List { json, central } => list(&settings::central(&central, data_dir)?, json).await,
            Tenant::Check { id, central } => check(&settings::central(&central, data_dir)?, id.as_ref()).await,
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
    let powers = read_powers(&address).await.with_context(|| format!("{address} cannot be asked"))?;
    if !powers.is_empty() {
        tell(&format!("error: the role `{}` may do more than read, and dashboards need no more:", address.user()));
        tell_powers(&address, &powers);
        return Ok(ExitCode::from(1));
    }
    settings.migrate().await?;
    let added = settings.central.tenant_put(id, name, &address, &settings.key, Clock::machine().now()).await?;
    say(format_args!("{} {id}: {name}, {address}", if added { "added" } else { "changed" }));
    say(format_args!(
        "A running server takes it up within seconds; dashboards, from {}, when it starts again.",
        config.join(id.as_str()).display()
    ));
    Ok(ExitCode::SUCCESS)
}

async fn list(settings: &CentralSettings, json: bool) -> anyhow::Result<ExitCode> {
    let tenants = settings.central.tenant_list().await?;
    let mut rows = Vec::new();
    for tenant in &tenants {
        let address = tenant.address(&settings.key)?;
        if json {
            rows.push(serde_json::json!({"id": tenant.id, "name": tenant.name, "database": address.to_string()}));
        } else {
            say(format_args!("{:<24} {:<40} {address}", tenant.id.as_str(), tenant.name));
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
        anyhow::bail!("there is no tenant `{id}`; `watchroom tenant list` shows those there are");
    }
    let mut all_good = true;
    for tenant in asked {
        let address = tenant.address(&settings.key)?;
        match read_powers(&address).await {
            Ok(powers) if powers.is_empty() => {
                say(format_args!("ok      {}: {address} answers, its role can only read", tenant.id))
            }
            Ok(powers) => {
                all_good = false;
                say(format_args!("refused {}: the role `{}` may do more than read", tenant.id, address.user()));
                tell_powers(&address, &powers);
            }
            Err(error) => {
                all_good = false;
                say(format_args!("down    {}: {address} does not answer: {error}", tenant.id));
            }
        }
    }
    Ok(if all_good { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
