//! `watchroom token`: makes, lists and revokes programs' tokens.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use watchroom_domain::{Clock, TeamId, WardId};
use watchroom_identity::{ApiTokenError, ApiTokenWish, Identity};
use watchroom_store::{ActError, Central, ListedApiToken};

use crate::cli::Token;
use crate::terminal::{say, tell};
use crate::{operator, running, settings};

pub(super) fn run(command: Token, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    running::runtime()?.block_on(async {
        match command {
            Token::Create { name, part, days, shown, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let wish = ApiTokenWish { name, place: part.place()?, tenant: part.tenant, days };
                let identity = Identity::new(central, Clock::machine());
                let (token, listed) = match identity.make_api_token(&wish, &operator::by()).await {
                    Err(ApiTokenError::Act(ActError::Missing(_))) => return Err(super::tenant::unknown(&wish.tenant)),
                    made => made?,
                };
                if shown.json {
                    let mut made = as_json(&listed);
                    made["token"] = token.to_text().into();
                    say(made);
                } else {
                    let made = &listed.token;
                    tell(&format!("The token of {} is shown this once. It ends at {}.", made.name, made.expires_at));
                    tell(&format!("Revoke it with: watchroom token revoke {}", made.id));
                    say(token.to_text());
                }
            }
            Token::List { shown, central } => list(&settings::central(&central, data_dir)?.central, shown.json).await?,
            Token::Revoke { id, central } => {
                let central = settings::central(&central, data_dir)?.central;
                let revoked = match central.api_token_revoke(id, &operator::by()).await {
                    Err(ActError::Missing(_)) => {
                        bail!("there is no token {id}; `watchroom token list` shows those there are")
                    }
                    done => done?,
                };
                say(format_args!("revoked {}", revoked.token.name));
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

async fn list(central: &Central, json: bool) -> anyhow::Result<()> {
    let tokens = central.api_token_list().await?;
    if json {
        say(serde_json::Value::Array(tokens.iter().map(as_json).collect()));
        return Ok(());
    }
    let now = Clock::machine().now();
    for listed in &tokens {
        let token = &listed.token;
        let state = match (listed.revoked_at, listed.last_used_at) {
            (Some(at), _) => format!("revoked {at}"),
            (None, _) if token.expires_at <= now => format!("ended {}", token.expires_at),
            (None, Some(at)) => format!("ends {}, last used {at}", token.expires_at),
            (None, None) => format!("ends {}, never used", token.expires_at),
        };
        say(format_args!("{}  {:<24} {}:{}  {state}", token.id, token.name, token.tenant, token.role));
    }
    if tokens.is_empty() {
        say("There are no tokens. Make one with: watchroom token create NAME --tenant ID --role viewer");
    }
    Ok(())
}

fn as_json(listed: &ListedApiToken) -> serde_json::Value {
    let token = &listed.token;
    serde_json::json!({
        "id": token.id, "name": token.name, "tenant_id": token.tenant, "role": token.role,
        "ward_id": token.ward.as_ref().map(WardId::as_str), "team_id": token.team.as_ref().map(TeamId::as_str),
        "created_by": listed.created_by, "created_at": listed.created_at.to_string(),
        "expires_at": token.expires_at.to_string(), "revoked_at": listed.revoked_at.map(|at| at.to_string()),
        "last_used_at": listed.last_used_at.map(|at| at.to_string()),
    })
}
