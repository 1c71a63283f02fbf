//! Finding the person that a command is about.

use anyhow::{Context, bail};
use watchroom_domain::UserId;
use watchroom_store::{ActError, Central, StoredUser};

/// Finds somebody by id or by e-mail address. Providers' people share addresses freely: where several have the one that was
/// given, nobody is guessed at.
pub(super) async fn find(central: &Central, who: &str) -> anyhow::Result<StoredUser> {
    if let Ok(id) = who.parse::<UserId>() {
        let user = central.user_by_id(id).await?;
        return user
            .with_context(|| format!("there is nobody with the id {id}; `watchroom user list` shows who there is"));
    }
    let mut found = central.user_list_by_email(who.trim()).await?;
    let last = found.pop();
    match last {
        Some(user) if found.is_empty() => Ok(user),
        Some(last) => {
            found.push(last);
            let list: Vec<String> = found
                .iter()
                .map(|user| {
                    let kind = if user.by_provider { "signs in with the provider" } else { "local account" };
                    format!("\n  {}  {kind}  {}", user.id, user.full_name)
                })
                .collect();
            bail!("{} people have the address {who}; name one by id:{}", found.len(), list.concat())
        }
        None => bail!("there is nobody with the address {who}; `watchroom user list` shows who there is"),
    }
}

/// Why something was not done, with what to do about it.
pub(super) fn refused(error: ActError, whom: &StoredUser) -> anyhow::Error {
    let email = &whom.email;
    match error {
        ActError::LastAdmin => anyhow::anyhow!(
            "{email} is the last administrator of the platform who is let in; make somebody else one first: watchroom user \
             set-admin EMAIL"
        ),
        ActError::OfProvider => {
            anyhow::anyhow!("{email} signs in with the provider, which keeps the address, the name and the password")
        }
        other => other.into(),
    }
}
