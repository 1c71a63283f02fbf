//! Tenants and where their databases are.

use tokio_postgres::Client;
use watchroom_domain::TenantId;

use super::Central;
use crate::{Address, SecretKey, StoreError};

const ALL: &str = "SELECT id, name, sealed_address, sealed_desk_address FROM tenants ORDER BY id";
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
    sealed_desk_address: Option<Vec<u8>>,
}

impl StoredTenant {
    /// Whether another reading of the same tenant has the very same addresses, as they were sealed.
    pub(crate) fn has_addresses_of(&self, other: &Self) -> bool {
        self.sealed_address == other.sealed_address && self.sealed_desk_address == other.sealed_desk_address
    }

    /// Opens the address of the tenant's database.
    ///
    /// # Errors
    /// [`StoreError::OtherSecretKey`] where it was sealed under another key.
    pub fn address(&self, key: &SecretKey) -> Result<Address, StoreError> {
        self.opened(key, self.id.as_str(), &self.sealed_address)
    }

    /// Opens the address of the tenant's service desk; `None` where it has none.
    ///
    /// # Errors
    /// [`StoreError::OtherSecretKey`] where it was sealed under another key.
    pub fn desk_address(&self, key: &SecretKey) -> Result<Option<Address>, StoreError> {
        let sealed = self.sealed_desk_address.as_deref();
        sealed.map(|sealed| self.opened(key, &desk_seal(&self.id), sealed)).transpose()
    }

    fn opened(&self, key: &SecretKey, about: &str, sealed: &[u8]) -> Result<Address, StoreError> {
        let text = key.open(about, sealed).ok_or_else(|| StoreError::OtherSecretKey(self.id.to_string()))?;
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
                    sealed_desk_address: row.try_get(3)?,
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

/// What a desk's address is sealed about: it cannot be put in place of the reader's. A tenant's id holds no space.
pub(super) fn desk_seal(id: &TenantId) -> String {
    format!("{id} service desk")
}

/// A tenant's name, within a transaction.
pub(super) async fn tenant_name(client: &Client, id: &TenantId) -> Result<Option<String>, StoreError> {
    Ok(client.query_opt(NAME, &[&id.as_str()]).await?.map(|row| row.try_get(0)).transpose()?)
}
