//! `watchroom user`: adds, lists, changes and removes people, gives and takes memberships.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use watchroom_access::Membership;
use watchroom_domain::Clock;
use watchroom_identity::{AccountChange, AccountError, Identity, NewAccount};
use watchroom_store::{ActError, Central, StoredUser};

use super::whom::{find, refused};
use crate::cli::{Part, User};
use crate::terminal::{read_password, say};
use crate::{operator, running, settings};

pub(super) fn run(command: User, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            User::Add { email, full_name, admin, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let password = read_password(&format!("Password for {email}: "))?;
                let identity = Identity::new(central, Clock::machine());
                let account = NewAccount { email: email.clone(), full_name, password, is_admin: admin };
                identity.add_account(&account, &operator::by()).await?;
                say(format_args!(
                    "added {email}; give a membership with: watchroom user grant {email} --tenant ID --role ROLE"
                ));
            }
            User::List { shown, central } => list(&settings::central(&central, data_dir)?.central, shown.json).await?,
            User::Grant { whom, part, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                let place = part.place()?;
                let Part { tenant, role, .. } = part;
                let membership =
                    Membership { tenant: tenant.clone(), user: user.id, role, ward: place.ward, team: place.team };
                match central.membership_put(&membership, &operator::by()).await {
                    Err(ActError::Missing("tenant")) => return Err(super::tenant::unknown(&tenant)),
                    done => done?,
                };
                say(format_args!("{} is {role} of {tenant}", user.email));
            }
            User::Revoke { whom, tenant, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                match central.membership_delete(user.id, &tenant, &operator::by()).await {
                    Err(ActError::Missing(_)) => bail!("{} is no member of {tenant}", user.email),
                    done => done?,
                }
                say(format_args!("{} is no member of {tenant} any more", user.email));
            }
            User::ResetPassword { whom, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                if user.by_provider {
                    return Err(refused(ActError::OfProvider, &user));
                }
                let password = read_password(&format!("New password for {}: ", user.email))?;
                let change = AccountChange { password: Some(password), ..AccountChange::default() };
                alter(central, &user, &change).await?;
                say(format_args!("{} has a new password, and all sessions have ended", user.email));
            }
            User::Disable { whom, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                alter(central, &user, &AccountChange { disabled: Some(true), ..AccountChange::default() }).await?;
                say(format_args!("{} is shut out, and all sessions have ended", user.email));
            }
            User::Enable { whom, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                alter(central, &user, &AccountChange { disabled: Some(false), ..AccountChange::default() }).await?;
                say(format_args!("{} may sign in", user.email));
            }
            User::SetAdmin { whom, off, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                alter(central, &user, &AccountChange { is_admin: Some(!off), ..AccountChange::default() }).await?;
                let what = if off { "does not administer the platform any more" } else { "administers the platform" };
                say(format_args!("{} {what}", user.email));
            }
            User::Delete { whom, sure, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &whom.who).await?;
                if !sure.yes {
                    bail!(
                        "this removes {} ({}) with all memberships, sessions and shares, and cannot be taken back; to keep \
                         the account and shut it, use `watchroom user disable`. Say --yes",
                        user.email,
                        user.id
                    );
                }
                let removed = central.user_delete(user.id, &operator::by()).await;
                removed.map_err(|error| refused(error, &user))?;
                say(format_args!("removed {}", user.email));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn alter(central: Central, user: &StoredUser, change: &AccountChange) -> anyhow::Result<()> {
    let identity = Identity::new(central, Clock::machine());
    match identity.change_account(user.id, change, &operator::by()).await {
        Ok(_) => Ok(()),
        Err(AccountError::Act(error)) => Err(refused(error, user)),
        Err(error) => Err(error.into()),
    }
}

async fn list(central: &Central, json: bool) -> anyhow::Result<()> {
    let users = central.user_list().await?;
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let memberships = central.membership_list_of_users(&ids).await?;
    let mut rows = Vec::new();
    for user in &users {
        let own = memberships.iter().map(|known| &known.membership).filter(|membership| membership.user == user.id);
        let places: Vec<String> = own.map(|membership| format!("{}:{}", membership.tenant, membership.role)).collect();
        if json {
            rows.push(serde_json::json!({
                "id": user.id, "email": user.email, "full_name": user.full_name, "is_admin": user.is_admin,
                "disabled": user.disabled_at.is_some(), "sign_in": if user.by_provider { "oidc" } else { "local" },
                "last_sign_in_at": user.last_sign_in_at.map(|at| at.to_string()), "memberships": places,
            }));
        } else {
            let mut marks = String::new();
            for (mark, is) in [
                (" (platform administrator)", user.is_admin),
                (" (shut out)", user.disabled_at.is_some()),
                (" (signs in with the provider)", user.by_provider),
            ] {
                marks.push_str(if is { mark } else { "" });
            }
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
