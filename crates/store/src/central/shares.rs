//! Dashboards and reports that were shared.

use jiff::{SignedDuration, Timestamp};
use watchroom_access::{Grantee, Principal, Reach};
use watchroom_domain::ShareId;

use super::Central;
use super::memberships::{read_role, read_tenant, read_ward};
use crate::StoreError;

/// A share lives no longer than the right of whoever made it: an account that is shut, a membership or a role that is
/// taken away ends it, and a ward that the maker is limited to must be the share's own.
const FIND: &str = "SELECT s.id, s.name, s.tenant_id, s.role, s.ward_id, s.kind, s.target, s.longest_range_hours, \
            s.last_used_at, m.role, s.expires_at \
     FROM shares s JOIN users u ON u.id = s.created_by \
     JOIN memberships m ON m.user_id = u.id AND m.tenant_id = s.tenant_id \
     WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.revoked_at IS NULL AND u.disabled_at IS NULL \
       AND m.role IN ('manager', 'admin') AND (m.ward_id IS NULL OR m.ward_id = s.ward_id)";
const TOUCH: &str = "UPDATE shares SET last_used_at = $2 WHERE token_hash = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[FIND, TOUCH];

/// A share that is good at this moment.
#[derive(Debug, Clone)]
pub struct LiveShare {
    /// The share.
    pub id: ShareId,
    /// What its makers call it.
    pub name: String,
    /// What it opens.
    pub grantee: Grantee,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a share shows, by the words of its kind and target.
pub(super) fn read_reach(id: ShareId, kind: &str, target: &str) -> Result<Reach, StoreError> {
    let unreadable = || StoreError::Unreadable(format!("what the share {id} shows"));
    match kind {
        "dashboard" => target.parse().map(Reach::Dashboard).map_err(|_| unreadable()),
        "report" => target.parse().map(Reach::Report).map_err(|_| unreadable()),
        _ => Err(unreadable()),
    }
}

impl Central {
    /// The share whose token has a hash, unless it has ended.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn share_find(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<Option<LiveShare>, StoreError> {
        let Some(row) = self.connection().await?.query_opt(FIND, &[&token_hash.as_slice(), &now]).await? else {
            return Ok(None);
        };
        let id = ShareId(row.try_get(0)?);
        let reach = read_reach(id, row.try_get(5)?, row.try_get(6)?)?;
        let hours: Option<i32> = row.try_get(7)?;
        let grantee = Grantee {
            tenant: read_tenant(row.try_get(2)?)?,
            who: Principal::Share(id),
            role: read_role(&row, 3)?,
            ward: read_ward(&row, 4)?,
            team: None,
            reach,
            longest_range: hours.map(|hours| SignedDuration::from_hours(hours.into())),
            shared_by: Some(read_role(&row, 9)?),
        };
        Ok(Some(LiveShare {
            id,
            name: row.try_get(1)?,
            grantee,
            last_used_at: row.try_get(8)?,
            expires_at: row.try_get(10)?,
        }))
    }

    /// Notes that a share is in use.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn share_touch(&self, token_hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
        self.connection().await?.execute(TOUCH, &[&token_hash.as_slice(), &now]).await?;
        Ok(())
    }
}
