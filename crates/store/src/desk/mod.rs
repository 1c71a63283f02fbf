//! The service desk of a tenant: schema `service_desk` in the tenant's own database, under a login role of its own.
//!
//! [`Tenants::desk`] opens a transaction for a [`DeskPermit`]: it tells the database who asks, and row security goes by that,
//! whatever the statements that follow say. [`Tenants::desk_as_server`] opens one for the server itself.

pub mod change;
pub mod conditions;
pub mod detail;
pub mod export;
pub mod facts;
pub mod filter;
mod health;
pub(crate) mod import;
mod install;
pub mod kept_views;
pub mod list;
mod notices;
pub mod open311;
pub mod operations;
mod outbox;
#[cfg(test)]
mod plans;
mod policies;
pub mod quality;
mod settings;
pub mod ticket;
mod transaction;

pub use health::DeskHealth;
pub use install::{DeskError, DeskRole, install_desk};
pub use outbox::{DeskEvent, DeskNews, DeskStand, OutboxEnd, OutboxLine, OutboxListener, SlaClock};
pub use settings::{SettingChange, SettingsError};
pub use transaction::DeskTx;

use std::sync::Arc;

use deadpool_postgres::Pool;
use tokio::sync::{Semaphore, broadcast};
use tokio_postgres_rustls::MakeRustlsConnect;
use watchroom_access::{Act, DeskPermit};
use watchroom_domain::TenantId;

use crate::tenants::Lease;
use crate::{Address, RunError, StoreError, Tenants, tls};

/// Connections that a tenant's desk may hold.
const MOST_CONNECTIONS: usize = 8;

/// How a tenant's desk is reached.
pub(crate) struct DeskEntry {
    pub(crate) pool: Pool,
    pub(crate) connector: MakeRustlsConnect,
    /// For connections that listen, and for COPY.
    pub(crate) address: Address,
    pub(crate) policies: policies::KeptPolicies,
    pub(crate) counts: list::Counts,
    pub(crate) rolls: operations::Rolls,
    /// Turns for exports, which take a connection each for as long as their client reads.
    pub(crate) exports: Arc<Semaphore>,
}

impl DeskEntry {
    pub(crate) fn open(address: Address) -> Result<Self, StoreError> {
        let connector = tls::connector(&address).map_err(StoreError::Setup)?;
        let mut config = address.config.clone();
        // A plan for the values at hand: one for any values would not know that few tickets are sensitive. Compiling a
        // statement takes longer than it saves.
        config.options(
            "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000 -c timezone=UTC \
             -c plan_cache_mode=force_custom_plan -c jit=off",
        );
        let pool = crate::tenants::pool(config, connector.clone(), MOST_CONNECTIONS, install::too_much)?;
        Ok(Self {
            pool,
            connector,
            address,
            policies: policies::KeptPolicies::default(),
            counts: list::Counts::default(),
            rolls: operations::Rolls::default(),
            exports: Arc::new(Semaphore::new(export::MOST_EXPORTS)),
        })
    }
}

impl Tenants {
    /// Whether a tenant has a service desk.
    #[must_use]
    pub fn has_desk(&self, tenant: &TenantId) -> bool {
        self.desk_entry(tenant).is_some()
    }

    /// The tenants that have a service desk, by id.
    #[must_use]
    pub fn desk_ids(&self) -> Vec<TenantId> {
        self.ids().into_iter().filter(|tenant| self.has_desk(tenant)).collect()
    }

    /// Opens a transaction at a tenant's desk for what was permitted: read-only where the act changes nothing. Dropping it, or
    /// a statement's future, cancels what runs and takes back what was done.
    ///
    /// # Errors
    /// [`RunError::Missing`] where the tenant has no desk; else see [`RunError`].
    pub async fn desk<A: Act>(&self, permit: &DeskPermit<'_, A>) -> Result<DeskTx, RunError> {
        let entry = self.desk_entry(permit.tenant()).ok_or_else(|| no_desk(permit.tenant()))?;
        let connection = crate::tenants::connection_of(permit.tenant(), &entry.pool).await?;
        let lease = Lease::of(connection, entry.connector.clone());
        let tx = DeskTx::begin(lease, permit.tenant().clone(), permit.place().into(), !permit.changes()).await?;
        Ok(if permit.changes() { tx.telling(&self.desk_changes) } else { tx })
    }

    /// Opens a transaction at a tenant's desk for the server itself: for clocks that run out, imports and the outbox. It sees
    /// every ticket, so nothing of what it reads may reach a caller who was not asked for a permit.
    ///
    /// # Errors
    /// As with [`Tenants::desk`].
    pub async fn desk_as_server(&self, tenant: &TenantId) -> Result<DeskTx, RunError> {
        let entry = self.desk_entry(tenant).ok_or_else(|| no_desk(tenant))?;
        let connection = crate::tenants::connection_of(tenant, &entry.pool).await?;
        let lease = Lease::of(connection, entry.connector.clone());
        DeskTx::begin(lease, tenant.clone(), transaction::Place::server(), false).await
    }

    /// The desks at which this process changes something, each time that it does.
    #[must_use]
    pub fn desk_changes(&self) -> broadcast::Receiver<TenantId> {
        self.desk_changes.subscribe()
    }

    /// Opens a transaction that reads a tenant's desk for whoever reads without a sign-in: row security shows it tickets that
    /// are not sensitive and notes to the public. Whether the tenant wants that is the caller's to ask.
    ///
    /// # Errors
    /// As with [`Tenants::desk`].
    pub async fn desk_for_the_public(&self, tenant: &TenantId) -> Result<DeskTx, RunError> {
        let entry = self.desk_entry(tenant).ok_or_else(|| no_desk(tenant))?;
        let connection = crate::tenants::connection_of(tenant, &entry.pool).await?;
        let lease = Lease::of(connection, entry.connector.clone());
        DeskTx::begin(lease, tenant.clone(), transaction::Place::public(), true).await
    }

    /// Where a tenant's desk is: for a connection of one's own that listens.
    #[must_use]
    pub fn desk_address(&self, tenant: &TenantId) -> Option<Address> {
        self.desk_entry(tenant).map(|entry| entry.address.clone())
    }
}

fn no_desk(tenant: &TenantId) -> RunError {
    RunError::Missing(format!("tenant {tenant} has no service desk"))
}
