//! Tenants and where their databases are.

use jiff::Timestamp;
use tokio_postgres::Client;
use watchroom_domain::TenantId;

use super::Central;
use crate::{Address, SecretKey, StoreError};

const UPSERT: &str = "INSERT INTO tenants (id, name, sealed_address, created_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, sealed_address = excluded.sealed_address \
     RETURNING (xmax = 0) AS added";
const ALL: &str = "SELECT id, name, sealed_address FROM tenants ORDER BY id";

const NAME: &str = "SELECT name FROM tenants WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[UPSERT, ALL, NAME];

/// A tenant as stored, its address still sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredTenant {
    /// The tenant.
    pub id: TenantId,
    /// The organisation's name.
    pub name: String,
    sealed_address: Vec<u8>,
}

impl StoredTenant {
    /// Opens the address of the tenant's database.
    ///
    /// # Errors
    /// [`StoreError::OtherSecretKey`] where it was sealed under another key.
    pub fn address(&self, key: &SecretKey) -> Result<Address, StoreError> {
        let text = key
            .open(self.id.as_str(), &self.sealed_address)
            .ok_or_else(|| StoreError::OtherSecretKey(self.id.to_string()))?;
        Address::parse(&text).map_err(|error| StoreError::Unreadable(error.to_string()))
    }
}

impl std::fmt::Debug for StoredTenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredTenant").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

impl Central {
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
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sealed = key.seal(id.as_str(), address.with_password());
        let row = self.connection().await?.query_one(UPSERT, &[&id.as_str(), &name, &sealed, &now]).await?;
        Ok(row.try_get(0)?)
    }

    /// All tenants.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn tenant_list(&self) -> Result<Vec<StoredTenant>, StoreError> {
        let rows = self.connection().await?.query(ALL, &[]).await?;
        rows.iter()
            .map(|row| {
                let id: &str = row.try_get(0)?;
                Ok(StoredTenant {
                    id: id.parse().map_err(|_| StoreError::Unreadable(format!("the tenant's id `{id}`")))?,
                    name: row.try_get(1)?,
                    sealed_address: row.try_get(2)?,
                })
            })
            .collect()
    }

    /// A tenant's name.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn tenant_name(&self, id: &TenantId) -> Result<Option<String>, StoreError> {
        tenant_name(&*self.connection().await?, id).await
    }
}

/// A tenant's name, within a transaction.
pub(super) async fn tenant_name(client: &Client, id: &TenantId) -> Result<Option<String>, StoreError> {
    Ok(client.query_opt(NAME, &[&id.as_str()]).await?.map(|row| row.try_get(0)).transpose()?)
}
