//! `watchroom user`: adds and lists people, gives and takes memberships.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use watchroom_access::Membership;
use watchroom_domain::{Clock, Role, TeamId, TenantId, WardId};
use watchroom_identity::{Identity, NewAccount};
use watchroom_store::{Central, StoredUser};

use crate::cli::User;
use crate::terminal::{read_password, say};
use crate::{running, settings};

pub(super) fn run(command: User, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            User::Add { email, full_name, admin, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let password = read_password(&format!("Password for {email}: "))?;
                let identity = Identity::new(central, Clock::machine());
                identity
                    .add_account(&NewAccount { email: email.clone(), full_name, password, is_admin: admin })
                    .await?;
                say(format_args!(
                    "added {email}; give a membership with: watchroom user grant {email} --tenant ID --role ROLE"
                ));
            }
            User::List { json, central } => list(&settings::central(&central, data_dir)?.central, json).await?,
            User::Grant { email, tenant, role, ward, team, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = known(&central, &email).await?.id;
                check_membership(&central, &tenant, role, ward.as_deref()).await?;
                let (ward, team) = (ward.map(WardId::new), team.map(TeamId::new));
                central.membership_put(&Membership { tenant: tenant.clone(), user, role, ward, team }).await?;
                say(format_args!("{email} is {role} of {tenant}"));
            }
            User::Revoke { email, tenant, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = known(&central, &email).await?.id;
                let was = central.membership_delete(user, &tenant).await?;
                anyhow::ensure!(was, "{email} is no member of {tenant}");
                say(format_args!("{email} is no member of {tenant} any more"));
            }
            User::ResetPassword { email, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let password = read_password(&format!("New password for {email}: "))?;
                let identity = Identity::new(central, Clock::machine());
                anyhow::ensure!(
                    identity.reset_password(&email, &password).await?,
                    "there is nobody with the address {email}"
                );
                say(format_args!("{email} has a new password, and all sessions have ended"));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(central: &Central, json: bool) -> anyhow::Result<()> {
    let users = central.user_list().await?;
    let mut rows = Vec::new();
    for user in &users {
        let memberships = central.membership_list_of_user(user.id).await?;
        let places: Vec<String> =
            memberships.iter().map(|known| format!("{}:{}", known.membership.tenant, known.membership.role)).collect();
        if json {
            rows.push(serde_json::json!({
                "id": user.id, "email": user.email, "full_name": user.full_name, "is_admin": user.is_admin,
                "disabled": user.disabled_at.is_some(), "memberships": places,
            }));
        } else {
            let marks = if user.is_admin { " (platform administrator)" } else { "" };
            say(format_args!("{:<32} {}{marks}  {}", user.email, user.full_name, places.join(", ")));
        }
    }
    if json {
        say(serde_json::Value::Array(rows));
    } else if users.is_empty() {
        say("There is nobody. Add somebody with: watchroom user add EMAIL --full-name NAME --admin");
    }
    Ok(())
}

async fn known(central: &Central, email: &str) -> anyhow::Result<StoredUser> {
    let user = central.user_by_email(email).await?;
    user.with_context(|| format!("there is nobody with the address {email}; `watchroom user list` shows who there is"))
}

async fn check_membership(central: &Central, tenant: &TenantId, role: Role, ward: Option<&str>) -> anyhow::Result<()> {
    let known = central.tenant_list().await?.iter().any(|known| known.id == *tenant);
    anyhow::ensure!(known, "there is no tenant `{tenant}`; `watchroom tenant list` shows those there are");
    anyhow::ensure!(
        role != Role::WardCouncillor || ward.is_some(),
        "a ward councillor sees one ward; name it with --ward"
    );
    Ok(())
}
