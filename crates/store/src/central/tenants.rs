//! Tenants and where their databases are.

use tokio_postgres::Client;
use watchroom_domain::TenantId;

use super::Central;
use crate::{Address, SecretKey, StoreError};

const ALL: &str = "SELECT id, name, sealed_address FROM tenants ORDER BY id";
const NAME: &str = "SELECT name FROM tenants WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[ALL, NAME];

/// A tenant as stored, its address still sealed.
#[derive(Clone)]
pub struct StoredTenant {
    /// The tenant.
    pub id: TenantId,
    /// The organisation's name.
    pub name: String,
    sealed_address: Vec<u8>,
}

impl StoredTenant {
    /// Whether another reading of the same tenant has the very same address, as it was sealed.
    pub(crate) fn has_address_of(&self, other: &Self) -> bool {
        self.sealed_address == other.sealed_address
    }

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
