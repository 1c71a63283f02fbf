//! `watchroom session`: lists and ends sessions.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use watchroom_domain::{Clock, UserId};
use watchroom_identity::Identity;
use watchroom_store::{ActError, Central};

use super::whom::find;
use crate::cli::Session;
use crate::terminal::{say, tell};
use crate::{operator, running, settings};

/// Sessions that are listed at most.
const MOST: i64 = 1_000;

pub(super) fn run(command: Session, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Session::List { user, shown, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let of = match user {
                    Some(who) => Some(find(&central, &who).await?.id),
                    None => None,
                };
                list(central, of, shown.json).await?;
            }
            Session::End { id: Some(id), central, .. } => {
                let central = settings::central(&central, data_dir)?.central;
                match central.session_end_by_id(id, None, &operator::by()).await {
                    Err(ActError::Missing(_)) => {
                        bail!("there is no session {id}; `watchroom session list` shows those there are")
                    }
                    done => done?,
                }
                say(format_args!("ended {id}"));
            }
            Session::End { user: Some(who), central, .. } => {
                let central = settings::central(&central, data_dir)?.central;
                let user = find(&central, &who).await?;
                let ended = central.session_end_all_of_user(user.id, &operator::by()).await?;
                say(format_args!("ended {ended} sessions of {}", user.email));
            }
            Session::End { id: None, user: None, .. } => bail!("name a session, or a person with --user"),
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(central: Central, of: Option<UserId>, json: bool) -> anyhow::Result<()> {
    let (sessions, total) = Identity::new(central, Clock::machine()).sessions(of, MOST, 0).await?;
    let mut rows = Vec::new();
    for session in &sessions {
        let from = session.from_address.as_deref().unwrap_or("-");
        if json {
            rows.push(serde_json::json!({
                "id": session.id, "user_id": session.user, "email": session.email, "full_name": session.full_name,
                "created_at": session.created_at.to_string(), "last_seen_at": session.last_seen_at.to_string(),
                "expires_at": session.expires_at.to_string(), "from_address": session.from_address,
                "user_agent": session.user_agent, "sign_in": if session.by_provider { "oidc" } else { "local" },
            }));
        } else {
            say(format_args!("{}  {:<32} {from:<16} last used {}", session.id, session.email, session.last_seen_at));
        }
    }
    if total > MOST {
        tell(&format!("There are {total} sessions; the {MOST} last used are listed. Name a person with --user."));
    }
    if json {
        say(serde_json::Value::Array(rows));
    } else if sessions.is_empty() {
        say("Nobody is signed in.");
    }
    Ok(())
}
