//! Programs' tokens: making, listing and revoking them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio_postgres::Row;
use watchroom_domain::{ApiTokenId, Role, TeamId, TenantId, WardId};

use super::Central;
use super::act::{ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::memberships::{read_role, read_team, read_tenant, read_ward};
use super::tenants::tenant_name;
use crate::StoreError;

/// How long a token that has ended is still listed.
const LISTED_AFTER_ITS_END: SignedDuration = SignedDuration::from_hours(90 * 24);

macro_rules! columns {
    () => {
        "id, name, tenant_id, role, ward_id, team_id, created_by, created_at, expires_at, revoked_at, last_used_at"
    };
}
const INSERT: &str = "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, ward_id, team_id, created_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const ALL: &str = concat!("SELECT ", columns!(), " FROM api_tokens ORDER BY created_at DESC, id");
const LOCKED: &str = concat!("SELECT ", columns!(), " FROM api_tokens WHERE id = $1 FOR UPDATE");
const REVOKE: &str = "UPDATE api_tokens SET revoked_at = $2 WHERE id = $1";
const SWEEP: &str = "DELETE FROM api_tokens WHERE least(expires_at, revoked_at) <= $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, ALL, LOCKED, REVOKE, SWEEP];

/// A token to be made.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// The new id.
    pub id: ApiTokenId,
    /// What its makers call it.
    pub name: String,
    /// The tenant it opens.
    pub tenant: TenantId,
    /// The role within the tenant: any but the liaison's.
    pub role: Role,
    /// The ward that it is limited to.
    pub ward: Option<WardId>,
    /// The team that it works in.
    pub team: Option<TeamId>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A token as it is listed: all but the token itself, which nobody keeps.
#[derive(Debug, Clone)]
pub struct ListedApiToken {
    /// What it is, as it was made.
    pub token: NewApiToken,
    /// Who made it: a person's address, or `command line (ada)`.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
}

impl ListedApiToken {
    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            token: NewApiToken {
                id: ApiTokenId(row.try_get(0)?),
                name: row.try_get(1)?,
                tenant: read_tenant(row.try_get(2)?)?,
                role: read_role(row, 3)?,
                ward: read_ward(row, 4)?,
                team: read_team(row, 5)?,
                expires_at: row.try_get(8)?,
            },
            created_by: row.try_get(6)?,
            created_at: row.try_get(7)?,
            revoked_at: row.try_get(9)?,
            last_used_at: row.try_get(10)?,
        })
    }
}

impl Central {
    /// Makes a token, known by its hash.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such tenant.
    pub async fn api_token_create(
        &self,
        token: &NewApiToken,
        token_hash: &[u8; 32],
        by: &Actor,
    ) -> Result<ListedApiToken, ActError> {
        let NewApiToken { id, name, tenant, role, ward, team, expires_at } = token;
        let act = self.act().await?;
        tenant_name(act.client(), tenant).await?.ok_or(ActError::Missing("tenant"))?;
        let created_by = by.name.clone().unwrap_or_default();
        let (ward, team) = (ward.as_ref().map(WardId::as_str), team.as_ref().map(TeamId::as_str));
        let (role, hash) = (role.as_str(), token_hash.as_slice());
        act.client()
            .execute(
                INSERT,
                &[&id.0, name, &hash, &tenant.as_str(), &role, &ward, &team, &created_by, &by.at, expires_at],
            )
            .await?;
        let record = about(token, by, AuditAction::TokenCreated, json!({"before": null, "after": as_json(token)}));
        act.commit(&[record]).await?;
        Ok(ListedApiToken { token: token.clone(), created_by, created_at: by.at, revoked_at: None, last_used_at: None })
    }

    /// All tokens, the newest first; also those that ended within the last 90 days.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn api_token_list(&self) -> Result<Vec<ListedApiToken>, StoreError> {
        self.connection().await?.query(ALL, &[]).await?.iter().map(ListedApiToken::read).collect()
    }

    /// Revokes a token at once. One that is revoked already stays as it is.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is none.
    pub async fn api_token_revoke(&self, id: ApiTokenId, by: &Actor) -> Result<ListedApiToken, ActError> {
        let act = self.act().await?;
        let row = act.client().query_opt(LOCKED, &[&id.0]).await?.ok_or(ActError::Missing("token"))?;
        let mut listed = ListedApiToken::read(&row)?;
        if listed.revoked_at.is_some() {
            act.give_up().await?;
        } else {
            act.client().execute(REVOKE, &[&id.0, &by.at]).await?;
            let detail = json!({"before": as_json(&listed.token), "after": null});
            act.commit(&[about(&listed.token, by, AuditAction::TokenRevoked, detail)]).await?;
            listed.revoked_at = Some(by.at);
        }
        Ok(listed)
    }

    /// Forgets tokens that ended long ago; returns how many.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn api_token_sweep(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.saturating_sub(LISTED_AFTER_ITS_END).unwrap_or(now);
        Ok(self.connection().await?.execute(SWEEP, &[&before]).await?)
    }
}

fn about(token: &NewApiToken, by: &Actor, action: AuditAction, detail: Value) -> AuditEntry {
    AuditEntry { tenant: Some(token.tenant.clone()), subject: Some(token.id.to_string()), detail, ..by.did(action) }
}

/// A token as the audit log shows it.
fn as_json(token: &NewApiToken) -> Value {
    json!({
        "name": token.name, "role": token.role, "expires_at": token.expires_at.to_string(),
        "ward_id": token.ward.as_ref().map(WardId::as_str), "team_id": token.team.as_ref().map(TeamId::as_str),
    })
}
