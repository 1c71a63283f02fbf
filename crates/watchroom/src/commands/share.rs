//! `watchroom share`: lists and revokes shares. They are made on the page, by whoever may share what they show.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use watchroom_domain::{Clock, TenantId, WardId};
use watchroom_store::{ActError, Central, ListedShare, share_target};

use crate::cli::Share;
use crate::terminal::say;
use crate::{operator, running, settings};

pub(super) fn run(command: Share, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Share::List { tenant, shown, central } => {
                list(&settings::central(&central, data_dir)?.central, &tenant, shown.json).await?;
            }
            Share::Revoke { id, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let revoked = match central.share_revoke(id, &operator::by()).await {
                    Err(ActError::Missing(_)) => {
                        bail!("there is no share {id}; `watchroom share list --tenant ID` shows those there are")
                    }
                    done => done?,
                };
                say(format_args!("revoked {}", revoked.share.name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(central: &Central, tenant: &TenantId, json: bool) -> anyhow::Result<()> {
    if central.tenant_name(tenant).await?.is_none() {
        return Err(super::tenant::unknown(tenant));
    }
    let shares = central.share_list(tenant).await?;
    if json {
        say(serde_json::Value::Array(shares.iter().map(as_json).collect()));
        return Ok(());
    }
    for listed in &shares {
        let share = &listed.share;
        let (kind, target) = share_target(&share.reach).unwrap_or_default();
        let ward = share.ward.as_ref().map(|ward| format!(" of ward {ward}")).unwrap_or_default();
        let state = state(listed);
        let by = &listed.created_by;
        say(format_args!("{}  {:<24} {kind} {target} as {}{ward}, by {by}: {state}", share.id, share.name, share.role));
    }
    if shares.is_empty() {
        say("Nothing is shared. Managers and admins of the tenant share dashboards and reports on the page.");
    }
    Ok(())
}

fn state(listed: &ListedShare) -> String {
    let ends = listed.share.expires_at;
    match (listed.revoked_at, listed.last_used_at) {
        (Some(at), _) => format!("revoked {at}"),
        (None, _) if ends <= Clock::machine().now() => format!("ended {ends}"),
        (None, _) if !listed.vouched_for => "ended, because its maker may not share it any more".to_owned(),
        (None, Some(at)) => format!("ends {ends}, last used {at}"),
        (None, None) => format!("ends {ends}, never used"),
    }
}

fn as_json(listed: &ListedShare) -> serde_json::Value {
    let share = &listed.share;
    let (kind, target) = share_target(&share.reach).unwrap_or_default();
    serde_json::json!({
        "id": share.id, "name": share.name, "tenant_id": share.tenant, "kind": kind, "target": target, "role": share.role,
        "ward_id": share.ward.as_ref().map(WardId::as_str), "longest_range_hours": share.longest_range_hours,
        "created_by": listed.created_by, "created_at": listed.created_at.to_string(),
        "expires_at": share.expires_at.to_string(), "revoked_at": listed.revoked_at.map(|at| at.to_string()),
        "last_used_at": listed.last_used_at.map(|at| at.to_string()), "maker_may_share": listed.vouched_for,
    })
}
