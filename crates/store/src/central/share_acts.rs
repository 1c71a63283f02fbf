//! Shares: making, listing, opening and revoking them, each act with its record.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use watchroom_access::Reach;
use watchroom_domain::{Role, ShareId, TenantId, UserId, WardId};

use super::Central;
use super::act::{ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::memberships::{read_role, read_tenant, read_ward};
use super::shares::{LiveShare, read_reach};
use crate::StoreError;

/// How long a share is listed after its end.
const LISTED_AFTER_ITS_END: SignedDuration = SignedDuration::from_hours(90 * 24);

const INSERT: &str = "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, ward_id, longest_range_hours, \
            created_by, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
macro_rules! listed {
    () => {
        "SELECT s.id, s.name, s.tenant_id, s.kind, s.target, s.role, s.ward_id, s.longest_range_hours, s.expires_at, \
                s.created_by, u.email, s.created_at, s.revoked_at, s.last_used_at, t.name, \
                u.disabled_at IS NULL AND m.role IS NOT NULL AND m.role IN ('manager', 'admin') \
                AND (m.ward_id IS NULL OR m.ward_id IS NOT DISTINCT FROM s.ward_id) \
         FROM shares s JOIN users u ON u.id = s.created_by JOIN tenants t ON t.id = s.tenant_id \
         LEFT JOIN memberships m ON m.user_id = u.id AND m.tenant_id = s.tenant_id "
    };
}
const OF_TENANT: &str = concat!(listed!(), "WHERE s.tenant_id = $1 ORDER BY s.created_at DESC, s.id");
const ONE: &str = concat!(listed!(), "WHERE s.id = $1");
const LOCKED: &str = concat!(listed!(), "WHERE s.id = $1 FOR UPDATE OF s");
const REVOKE: &str = "UPDATE shares SET revoked_at = $2 WHERE id = $1";
const USED: &str = "UPDATE shares SET last_used_at = $2 WHERE id = $1";
const SWEEP: &str = "DELETE FROM shares WHERE least(expires_at, revoked_at) <= $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, OF_TENANT, ONE, LOCKED, REVOKE, USED, SWEEP];

/// A share to be made.
#[derive(Debug, Clone)]
pub struct NewShare {
    /// The new id.
    pub id: ShareId,
    /// What its makers call it.
    pub name: String,
    /// The tenant whose thing it shows.
    pub tenant: TenantId,
    /// What it shows: never everything.
    pub reach: Reach,
    /// The role that it looks with: viewer, ward councillor or manager.
    pub role: Role,
    /// The ward that it is limited to.
    pub ward: Option<WardId>,
    /// The longest range that may be looked at, and how far back, in hours.
    pub longest_range_hours: Option<i32>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// A share as it is listed: all but its token, which nobody keeps.
#[derive(Debug, Clone)]
pub struct ListedShare {
    /// What it is, as it was made.
    pub share: NewShare,
    /// The tenant's name.
    pub tenant_name: String,
    /// Who made it.
    pub maker: UserId,
    /// That person's address.
    pub created_by: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the minute or so.
    pub last_used_at: Option<Timestamp>,
    /// Whether its maker may still share it: without that, it opens nothing.
    pub vouched_for: bool,
}

impl ListedShare {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let id = ShareId(row.try_get(0)?);
        Ok(Self {
            share: NewShare {
                id,
                name: row.try_get(1)?,
                tenant: read_tenant(row.try_get(2)?)?,
                reach: read_reach(id, row.try_get(3)?, row.try_get(4)?)?,
                role: read_role(row, 5)?,
                ward: read_ward(row, 6)?,
                longest_range_hours: row.try_get(7)?,
                expires_at: row.try_get(8)?,
            },
            maker: UserId(row.try_get(9)?),
            created_by: row.try_get(10)?,
            created_at: row.try_get(11)?,
            revoked_at: row.try_get(12)?,
            last_used_at: row.try_get(13)?,
            tenant_name: row.try_get(14)?,
            vouched_for: row.try_get(15)?,
        })
    }
}

/// The words of a share's kind and target.
#[must_use]
pub fn share_target(reach: &Reach) -> Option<(&'static str, &str)> {
    match reach {
        Reach::Dashboard(name) => Some(("dashboard", name.as_str())),
        Reach::Report(panel) => Some(("report", panel.as_str())),
        Reach::Everything => None,
    }
}

impl Central {
    /// Makes a share, known by its token's hash. Its maker must be a person, and the share ends with that person's right.
    ///
    /// # Errors
    /// [`ActError::Missing`] where it would show everything, or no person makes it.
    pub async fn share_create(
        &self,
        share: &NewShare,
        token_hash: &[u8; 32],
        by: &Actor,
    ) -> Result<ListedShare, ActError> {
        let NewShare { id, name, tenant, reach, role, ward, longest_range_hours, expires_at } = share;
        let (kind, target) = share_target(reach).ok_or(ActError::Missing("target"))?;
        let maker = by.user.ok_or(ActError::Missing("person"))?;
        let (hash, tenant, role) = (token_hash.as_slice(), tenant.as_str(), role.as_str());
        let ward = ward.as_ref().map(WardId::as_str);
        let act = self.act().await?;
        let row: [&(dyn ToSql + Sync); 12] = [
            &id.0,
            name,
            &hash,
            &tenant,
            &kind,
            &target,
            &role,
            &ward,
            longest_range_hours,
            &maker.0,
            &by.at,
            expires_at,
        ];
        act.client().execute(INSERT, &row).await?;
        let made = ListedShare::read(&act.client().query_one(ONE, &[&id.0]).await?)?;
        let detail = json!({"before": null, "after": as_json(share)});
        act.commit(&[about(share, by, AuditAction::ShareCreated, detail)]).await?;
        Ok(made)
    }

    /// A tenant's shares, the newest first; also those that ended within the last 90 days.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn share_list(&self, tenant: &TenantId) -> Result<Vec<ListedShare>, StoreError> {
        self.connection().await?.query(OF_TENANT, &[&tenant.as_str()]).await?.iter().map(ListedShare::read).collect()
    }

    /// A share, whether or not it still opens anything.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn share_get(&self, id: ShareId) -> Result<Option<ListedShare>, StoreError> {
        self.connection().await?.query_opt(ONE, &[&id.0]).await?.as_ref().map(ListedShare::read).transpose()
    }

    /// Revokes a share at once. One that is revoked already stays as it is.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is none.
    pub async fn share_revoke(&self, id: ShareId, by: &Actor) -> Result<ListedShare, ActError> {
        let act = self.act().await?;
        let row = act.client().query_opt(LOCKED, &[&id.0]).await?.ok_or(ActError::Missing("share"))?;
        let mut listed = ListedShare::read(&row)?;
        if listed.revoked_at.is_some() {
            act.give_up().await?;
        } else {
            act.client().execute(REVOKE, &[&id.0, &by.at]).await?;
            let detail = json!({"before": as_json(&listed.share), "after": null});
            act.commit(&[about(&listed.share, by, AuditAction::ShareRevoked, detail)]).await?;
            listed.revoked_at = Some(by.at);
        }
        Ok(listed)
    }

    /// Writes down that somebody opened a share by its link.
    ///
    /// # Errors
    /// [`ActError::Missing`] where it is gone meanwhile.
    pub async fn share_opened(&self, opened: &LiveShare, from: &Actor) -> Result<ListedShare, ActError> {
        let act = self.act().await?;
        let row = act.client().query_opt(LOCKED, &[&opened.id.0]).await?.ok_or(ActError::Missing("share"))?;
        let listed = ListedShare::read(&row)?;
        act.client().execute(USED, &[&opened.id.0, &from.at]).await?;
        let by = Actor { name: Some(format!("share {}", opened.name)), ..from.clone() };
        let (kind, target) = share_target(&listed.share.reach).unwrap_or_default();
        let detail = json!({"kind": kind, "target": target});
        act.commit(&[about(&listed.share, &by, AuditAction::ShareOpened, detail)]).await?;
        Ok(listed)
    }

    /// Forgets shares that ended long ago; returns how many.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn share_sweep(&self, now: Timestamp) -> Result<u64, StoreError> {
        let before = now.saturating_sub(LISTED_AFTER_ITS_END).unwrap_or(now);
        Ok(self.connection().await?.execute(SWEEP, &[&before]).await?)
    }
}

fn about(share: &NewShare, by: &Actor, action: AuditAction, detail: Value) -> AuditEntry {
    AuditEntry { tenant: Some(share.tenant.clone()), subject: Some(share.id.to_string()), detail, ..by.did(action) }
}

/// A share as the audit log shows it.
fn as_json(share: &NewShare) -> Value {
    let (kind, target) = share_target(&share.reach).unwrap_or_default();
    json!({
        "name": share.name, "kind": kind, "target": target, "role": share.role,
        "ward_id": share.ward.as_ref().map(WardId::as_str), "longest_range_hours": share.longest_range_hours,
        "expires_at": share.expires_at.to_string(),
    })
}
