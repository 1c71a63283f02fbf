//! Tenants: adding, changing and forgetting them.

use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_domain::TenantId;

use super::Central;
use super::act::{Act, ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::memberships::read_tenant;
use super::tenants::desk_seal;
use crate::{Address, SecretKey, StoreError};

const LOCKED: &str = "SELECT name, sealed_address FROM tenants WHERE id = $1 FOR UPDATE";
const INSERT: &str = "INSERT INTO tenants (id, name, sealed_address, created_at) VALUES ($1, $2, $3, $4)";
const CHANGE: &str = "UPDATE tenants SET name = $2, sealed_address = $3 WHERE id = $1";
const DESK: &str = "UPDATE tenants SET sealed_desk_address = $2 WHERE id = $1";
const OPENED: &str = "SELECT (SELECT count(*) FROM memberships WHERE tenant_id = $1), \
     (SELECT count(*) FROM api_tokens WHERE tenant_id = $1), (SELECT count(*) FROM shares WHERE tenant_id = $1)";
const DELETE: &str = "DELETE FROM tenants WHERE id = $1";
const SUMMARIES: &str = "SELECT t.id, t.name, t.created_at, count(m.user_id) FROM tenants t \
     LEFT JOIN memberships m ON m.tenant_id = t.id GROUP BY t.id ORDER BY t.id";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[LOCKED, INSERT, CHANGE, DESK, OPENED, DELETE, SUMMARIES];

/// What is to be changed of a tenant; `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct TenantChange<'a> {
    /// The organisation's name.
    pub name: Option<&'a str>,
    /// Where its database is.
    pub address: Option<&'a Address>,
}

/// A tenant as administrators see it.
#[derive(Debug, Clone)]
pub struct TenantSummary {
    /// The tenant.
    pub id: TenantId,
    /// The organisation's name.
    pub name: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// How many people belong to it.
    pub members: i64,
}

/// A tenant's row as an act found it.
struct Found {
    name: String,
    sealed_address: Vec<u8>,
}

impl Central {
    /// Adds a tenant.
    ///
    /// # Errors
    /// [`ActError::Exists`] where there is one of that id.
    pub async fn tenant_create(
        &self,
        id: &TenantId,
        name: &str,
        address: &Address,
        key: &SecretKey,
        by: &Actor,
    ) -> Result<(), ActError> {
        let act = self.act().await?;
        if locked(&act, id).await?.is_some() {
            return Err(ActError::Exists(format!("a tenant `{id}`")));
        }
        create(act, id, name, address, key, by).await
    }

    /// Adds a tenant, or gives it another name and address. True where it is new.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn tenant_put(
        &self,
        id: &TenantId,
        name: &str,
        address: &Address,
        key: &SecretKey,
        by: &Actor,
    ) -> Result<bool, ActError> {
        let act = self.act().await?;
        match locked(&act, id).await? {
            None => create(act, id, name, address, key, by).await.map(|()| true),
            Some(found) => {
                let change = TenantChange { name: Some(name), address: Some(address) };
                alter(act, id, found, &change, key, by).await.map(|()| false)
            }
        }
    }

    /// Gives a tenant another name or another database. Where nothing is other than it was, nothing is written down.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such tenant.
    pub async fn tenant_change(
        &self,
        id: &TenantId,
        change: &TenantChange<'_>,
        key: &SecretKey,
        by: &Actor,
    ) -> Result<(), ActError> {
        let act = self.act().await?;
        let found = locked(&act, id).await?.ok_or(ActError::Missing("tenant"))?;
        alter(act, id, found, change, key, by).await
    }

    /// Gives a tenant a service desk, or its desk another address. The address never stands in the log.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such tenant.
    pub async fn tenant_desk_put(
        &self,
        id: &TenantId,
        address: &Address,
        key: &SecretKey,
        by: &Actor,
    ) -> Result<(), ActError> {
        let act = self.act().await?;
        locked(&act, id).await?.ok_or(ActError::Missing("tenant"))?;
        let sealed = key.seal(&desk_seal(id), address.with_password());
        act.client().execute(DESK, &[&id.as_str(), &sealed]).await?;
        let detail = json!({"before": {}, "after": {"service_desk_url": "changed"}});
        act.commit(&[about(id, by, AuditAction::TenantChanged, detail)]).await?;
        Ok(())
    }

    /// Forgets a tenant with its memberships, tokens and shares. Its database is left as it is.
    ///
    /// # Errors
    /// [`ActError::Missing`] where there is no such tenant.
    pub async fn tenant_remove(&self, id: &TenantId, by: &Actor) -> Result<(), ActError> {
        let act = self.act().await?;
        let found = locked(&act, id).await?.ok_or(ActError::Missing("tenant"))?;
        let opened = act.client().query_one(OPENED, &[&id.as_str()]).await?;
        let (members, tokens, shares): (i64, i64, i64) = (opened.try_get(0)?, opened.try_get(1)?, opened.try_get(2)?);
        act.client().execute(DELETE, &[&id.as_str()]).await?;
        let before = json!({"name": found.name, "members": members, "tokens": tokens, "shares": shares});
        act.commit(&[about(id, by, AuditAction::TenantRemoved, json!({"before": before, "after": null}))]).await?;
        Ok(())
    }

    /// All tenants with the number of their members, by id.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn tenant_summaries(&self) -> Result<Vec<TenantSummary>, StoreError> {
        let rows = self.connection().await?.query(SUMMARIES, &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(TenantSummary {
                    id: read_tenant(row.try_get(0)?)?,
                    name: row.try_get(1)?,
                    created_at: row.try_get(2)?,
                    members: row.try_get(3)?,
                })
            })
            .collect()
    }
}

async fn locked(act: &Act, id: &TenantId) -> Result<Option<Found>, StoreError> {
    let row = act.client().query_opt(LOCKED, &[&id.as_str()]).await?;
    row.map(|row| Ok(Found { name: row.try_get(0)?, sealed_address: row.try_get(1)? })).transpose()
}

async fn create(
    act: Act,
    id: &TenantId,
    name: &str,
    address: &Address,
    key: &SecretKey,
    by: &Actor,
) -> Result<(), ActError> {
    let sealed = key.seal(id.as_str(), address.with_password());
    act.client().execute(INSERT, &[&id.as_str(), &name, &sealed, &by.at]).await?;
    let detail = json!({"before": null, "after": {"name": name}});
    act.commit(&[about(id, by, AuditAction::TenantAdded, detail)]).await?;
    Ok(())
}

/// The address with its password never stands in the log: that it is another one now does.
async fn alter(
    act: Act,
    id: &TenantId,
    found: Found,
    change: &TenantChange<'_>,
    key: &SecretKey,
    by: &Actor,
) -> Result<(), ActError> {
    let (mut before, mut after) = (json!({}), json!({}));
    if let Some(name) = change.name.filter(|name| *name != found.name) {
        before["name"] = found.name.as_str().into();
        after["name"] = name.into();
    }
    let mut sealed = found.sealed_address;
    if let Some(address) = change.address
        && key.open(id.as_str(), &sealed).as_deref() != Some(address.with_password())
    {
        before["database_url"] = "another one".into();
        after["database_url"] = "changed".into();
        sealed = key.seal(id.as_str(), address.with_password());
    }
    if after == json!({}) {
        return Ok(act.give_up().await?);
    }
    act.client().execute(CHANGE, &[&id.as_str(), &change.name.unwrap_or(&found.name), &sealed]).await?;
    act.commit(&[about(id, by, AuditAction::TenantChanged, json!({"before": before, "after": after}))]).await?;
    Ok(())
}

fn about(id: &TenantId, by: &Actor, action: AuditAction, detail: Value) -> AuditEntry {
    AuditEntry { tenant: Some(id.clone()), subject: Some(id.to_string()), detail, ..by.did(action) }
}
