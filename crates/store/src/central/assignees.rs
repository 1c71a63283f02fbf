//! Members to whom tickets may be handed.

use watchroom_domain::{TenantId, UserId};

use super::Central;
use super::memberships::{read_role, read_team, read_ward};
use crate::StoreError;
use crate::desk::change::Assignee;

const MEMBER: &str = "SELECT u.full_name, m.role, m.ward_id, m.team_id FROM memberships m JOIN users u ON u.id = m.user_id \
     WHERE m.tenant_id = $1 AND u.id = $2 AND u.disabled_at IS NULL";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[MEMBER];

impl Central {
    /// A member of a tenant who is let in; `None` for everybody else.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn assignee(&self, tenant: &TenantId, user: UserId) -> Result<Option<Assignee>, StoreError> {
        let row = self.connection().await?.query_opt(MEMBER, &[&tenant.as_str(), &user.0]).await?;
        row.map(|row| {
            Ok(Assignee {
                user,
                name: row.try_get(0)?,
                role: read_role(&row, 1)?,
                ward: read_ward(&row, 2)?,
                team: read_team(&row, 3)?,
            })
        })
        .transpose()
    }
}
