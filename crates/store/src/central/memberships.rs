//! Memberships: who belongs to which tenant, as what.

use tokio_postgres::Row;
use watchroom_access::Membership;
use watchroom_domain::{Role, TeamId, TenantId, UserId, WardId};

use super::Central;
use crate::StoreError;

const UPSERT: &str = "INSERT INTO memberships (user_id, tenant_id, role, ward_id, team_id) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (user_id, tenant_id) DO UPDATE \
     SET role = excluded.role, ward_id = excluded.ward_id, team_id = excluded.team_id";
const DELETE: &str = "DELETE FROM memberships WHERE user_id = $1 AND tenant_id = $2";
const OF_USER: &str = "SELECT m.tenant_id, m.role, m.ward_id, m.team_id, t.name FROM memberships m \
     JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = $1 ORDER BY t.name, t.id";
const OF_TENANT: &str = "SELECT u.email, m.role, m.ward_id, m.team_id FROM memberships m \
     JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 ORDER BY lower(u.email)";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[UPSERT, DELETE, OF_USER, OF_TENANT];

/// A tenant that a user belongs to.
#[derive(Debug, Clone)]
pub struct TenantOfUser {
    /// The membership.
    pub membership: Membership,
    /// The tenant's name.
    pub tenant_name: String,
}

/// A user who belongs to a tenant.
#[derive(Debug, Clone)]
pub struct UserOfTenant {
    /// The address that the person signs in with.
    pub email: String,
    /// The role within the tenant.
    pub role: Role,
}

/// Reads the columns role, ward, team that begin at `first`.
pub(super) fn read_membership(
    row: &Row,
    first: usize,
    user: UserId,
    tenant: TenantId,
) -> Result<Membership, StoreError> {
    Ok(Membership {
        tenant,
        user,
        role: read_role(row, first)?,
        ward: read_ward(row, first + 1)?,
        team: read_team(row, first + 2)?,
    })
}

pub(super) fn read_ward(row: &Row, place: usize) -> Result<Option<WardId>, StoreError> {
    Ok(row.try_get::<_, Option<String>>(place)?.map(WardId::new))
}

pub(super) fn read_team(row: &Row, place: usize) -> Result<Option<TeamId>, StoreError> {
    Ok(row.try_get::<_, Option<String>>(place)?.map(TeamId::new))
}

pub(super) fn read_role(row: &Row, place: usize) -> Result<Role, StoreError> {
    let role: &str = row.try_get(place)?;
    role.parse().map_err(|error: watchroom_domain::UnknownRole| StoreError::Unreadable(error.to_string()))
}

pub(super) fn read_tenant(text: &str) -> Result<TenantId, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable(format!("the tenant's id `{text}`")))
}

impl Central {
    /// Gives a membership, or changes the one there is.
    ///
    /// # Errors
    /// Where there is no such user or tenant, or the central database cannot be asked.
    pub async fn membership_put(&self, membership: &Membership) -> Result<(), StoreError> {
        let Membership { tenant, user, role, ward, team } = membership;
        let (ward, team) = (ward.as_ref().map(WardId::as_str), team.as_ref().map(TeamId::as_str));
        self.connection().await?.execute(UPSERT, &[&user.0, &tenant.as_str(), &role.as_str(), &ward, &team]).await?;
        Ok(())
    }

    /// Takes a membership away; false where there was none.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_delete(&self, user: UserId, tenant: &TenantId) -> Result<bool, StoreError> {
        Ok(self.connection().await?.execute(DELETE, &[&user.0, &tenant.as_str()]).await? == 1)
    }

    /// The tenants that a user belongs to, by name.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_list_of_user(&self, user: UserId) -> Result<Vec<TenantOfUser>, StoreError> {
        let rows = self.connection().await?.query(OF_USER, &[&user.0]).await?;
        rows.iter()
            .map(|row| {
                let tenant = read_tenant(row.try_get(0)?)?;
                Ok(TenantOfUser { membership: read_membership(row, 1, user, tenant)?, tenant_name: row.try_get(4)? })
            })
            .collect()
    }

    /// The users who belong to a tenant, by address.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_list_of_tenant(&self, tenant: &TenantId) -> Result<Vec<UserOfTenant>, StoreError> {
        let rows = self.connection().await?.query(OF_TENANT, &[&tenant.as_str()]).await?;
        rows.iter().map(|row| Ok(UserOfTenant { email: row.try_get(0)?, role: read_role(row, 1)? })).collect()
    }
}
