//! Programs' tokens.

use jiff::Timestamp;
use watchroom_access::{Grantee, Principal, Reach};
use watchroom_domain::ApiTokenId;

use super::Central;
use super::memberships::{read_role, read_team, read_tenant, read_ward};
use crate::StoreError;

const FIND: &str = "SELECT id, name, tenant_id, role, ward_id, team_id, last_used_at, expires_at FROM api_tokens \
     WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL";
const TOUCH: &str = "UPDATE api_tokens SET last_used_at = $2 WHERE token_hash = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[FIND, TOUCH];

/// A token that is good at this moment.
#[derive(Debug, Clone)]
pub struct LiveApiToken {
    /// The token.
    pub id: ApiTokenId,
    /// What its makers call it.
    pub name: String,
    /// What it opens.
    pub grantee: Grantee,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Timestamp,
}

impl Central {
    /// The token with a hash, unless it has expired or was revoked.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn api_token_find(
        &self,
        token_hash: &[u8; 32],
        now: Timestamp,
    ) -> Result<Option<LiveApiToken>, StoreError> {
        let Some(row) = self.connection().await?.query_opt(FIND, &[&token_hash.as_slice(), &now]).await? else {
            return Ok(None);
        };
        let id = ApiTokenId(row.try_get(0)?);
        let grantee = Grantee {
            tenant: read_tenant(row.try_get(2)?)?,
            who: Principal::ApiToken(id),
            role: read_role(&row, 3)?,
            ward: read_ward(&row, 4)?,
            team: read_team(&row, 5)?,
            reach: Reach::Everything,
            longest_range: None,
            shared_by: None,
        };
        Ok(Some(LiveApiToken {
            id,
            name: row.try_get(1)?,
            grantee,
            last_used_at: row.try_get(6)?,
            expires_at: row.try_get(7)?,
        }))
    }

    /// Notes that a token is in use.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn api_token_touch(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        self.connection().await?.execute(TOUCH, &[&token_hash.as_slice(), &now]).await?;
        Ok(())
    }
}
