//! Memberships: who belongs to which tenant, as what.

use serde_json::{Value, json};
use tokio_postgres::Row;
use uuid::Uuid;
use watchroom_access::Membership;
use watchroom_domain::{Role, TeamId, TenantId, UserId, WardId};

use super::Central;
use super::act::{Act, ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::tenants::tenant_name;
use super::user_acts::{about, locked};
use crate::StoreError;

const UPSERT: &str = "INSERT INTO memberships (user_id, tenant_id, role, ward_id, team_id) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (user_id, tenant_id) DO UPDATE \
     SET role = excluded.role, ward_id = excluded.ward_id, team_id = excluded.team_id";
const LOCKED: &str = "SELECT role, ward_id, team_id FROM memberships WHERE user_id = $1 AND tenant_id = $2 FOR UPDATE";
const DELETE: &str = "DELETE FROM memberships WHERE user_id = $1 AND tenant_id = $2";
const OF_USERS: &str = "SELECT m.tenant_id, m.role, m.ward_id, m.team_id, t.name, m.user_id FROM memberships m \
     JOIN tenants t ON t.id = m.tenant_id WHERE m.user_id = ANY($1) ORDER BY t.name, t.id";
const OF_TENANT: &str = "SELECT u.email, m.role, m.ward_id, m.team_id FROM memberships m \
     JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 ORDER BY lower(u.email)";

const PEOPLE: &str = "SELECT u.id, u.full_name, m.role, m.team_id, u.disabled_at IS NOT NULL FROM memberships m \
     JOIN users u ON u.id = m.user_id WHERE m.tenant_id = $1 ORDER BY lower(u.full_name), u.id";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[UPSERT, LOCKED, DELETE, OF_USERS, OF_TENANT, PEOPLE];

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

/// A member of a tenant, by name.
#[derive(Debug, Clone)]
pub struct MemberName {
    /// Who.
    pub user: UserId,
    /// The person's name.
    pub name: String,
    /// The role within the tenant.
    pub role: Role,
    /// The team that the person works in.
    pub team: Option<TeamId>,
    /// Whether the account is shut out.
    pub is_disabled: bool,
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
    /// Gives a membership, or changes the one there is, and returns it with the tenant's name. Where nothing is other
    /// than it was, nothing is written down.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such user or tenant.
    pub async fn membership_put(&self, membership: &Membership, by: &Actor) -> Result<TenantOfUser, ActError> {
        let Membership { tenant, user, role, ward, team } = membership;
        let act = self.act().await?;
        let email = locked(&act, *user).await?.email;
        let tenant_name = tenant_name(act.client(), tenant).await?.ok_or(ActError::Missing("tenant"))?;
        let before = place(&act, *user, tenant).await?;
        if before.as_ref() == Some(membership) {
            act.give_up().await?;
        } else {
            let (ward, team) = (ward.as_ref().map(WardId::as_str), team.as_ref().map(TeamId::as_str));
            act.client().execute(UPSERT, &[&user.0, &tenant.as_str(), &role.as_str(), &ward, &team]).await?;
            let detail = json!({"before": before.as_ref().map(as_json), "after": as_json(membership)});
            let record = about(by, AuditAction::MembershipPut, *user, &email, detail);
            act.commit(&[AuditEntry { tenant: Some(tenant.clone()), ..record }]).await?;
        }
        Ok(TenantOfUser { membership: membership.clone(), tenant_name })
    }

    /// Takes a membership away.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is none.
    pub async fn membership_delete(&self, user: UserId, tenant: &TenantId, by: &Actor) -> Result<(), ActError> {
        let act = self.act().await?;
        let email = locked(&act, user).await?.email;
        let before = place(&act, user, tenant).await?.ok_or(ActError::Missing("membership"))?;
        act.client().execute(DELETE, &[&user.0, &tenant.as_str()]).await?;
        let detail = json!({"before": as_json(&before), "after": null});
        let record = about(by, AuditAction::MembershipRemoved, user, &email, detail);
        act.commit(&[AuditEntry { tenant: Some(tenant.clone()), ..record }]).await?;
        Ok(())
    }

    /// The tenants that a user belongs to, by name.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_list_of_user(&self, user: UserId) -> Result<Vec<TenantOfUser>, StoreError> {
        self.membership_list_of_users(&[user]).await
    }

    /// The tenants that some users belong to, by name.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_list_of_users(&self, users: &[UserId]) -> Result<Vec<TenantOfUser>, StoreError> {
        let users: Vec<Uuid> = users.iter().map(|user| user.0).collect();
        let rows = self.connection().await?.query(OF_USERS, &[&users]).await?;
        rows.iter()
            .map(|row| {
                let tenant = read_tenant(row.try_get(0)?)?;
                let membership = read_membership(row, 1, UserId(row.try_get(5)?), tenant)?;
                Ok(TenantOfUser { membership, tenant_name: row.try_get(4)? })
            })
            .collect()
    }

    /// The members of a tenant, by name.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn membership_names(&self, tenant: &TenantId) -> Result<Vec<MemberName>, StoreError> {
        let rows = self.connection().await?.query(PEOPLE, &[&tenant.as_str()]).await?;
        let read = |row: &Row| {
            let (user, name) = (UserId(row.try_get(0)?), row.try_get(1)?);
            Ok(MemberName {
                user,
                name,
                role: read_role(row, 2)?,
                team: read_team(row, 3)?,
                is_disabled: row.try_get(4)?,
            })
        };
        rows.iter().map(read).collect()
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

/// The membership there is; the row is the act's until its end.
async fn place(act: &Act, user: UserId, tenant: &TenantId) -> Result<Option<Membership>, ActError> {
    let row = act.client().query_opt(LOCKED, &[&user.0, &tenant.as_str()]).await?;
    Ok(row.map(|row| read_membership(&row, 0, user, tenant.clone())).transpose()?)
}

/// A membership as the audit log shows it.
fn as_json(membership: &Membership) -> Value {
    json!({
        "role": membership.role,
        "ward_id": membership.ward.as_ref().map(WardId::as_str),
        "team_id": membership.team.as_ref().map(TeamId::as_str),
    })
}
