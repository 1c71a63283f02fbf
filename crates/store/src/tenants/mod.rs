//! The tenants' databases: a pool each, under the tenant's own read-only role.

mod catalogue;
mod checking;
mod gate;
mod lease;
mod powers;
mod run;
mod stream;
mod watch;

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use deadpool_postgres::{Hook, HookError, Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use thiserror::Error;
use tokio::sync::{Semaphore, broadcast};
use tokio_postgres_rustls::MakeRustlsConnect;
use watchroom_domain::TenantId;
use watchroom_query::{Catalogue, CheckingPlan, ScopedPlan, StreamPlan};

use crate::desk::DeskEntry;
use crate::error::describe;
use crate::{Address, Central, Frame, SecretKey, StoreError, StoredTenant, tls};
use gate::Gate;

pub use checking::PrepareError;
pub(crate) use lease::Lease;
pub use powers::{BadDatabase, Power};
pub(crate) use powers::{PATIENCE, read_powers};
pub(crate) use run::{connection_of, literal, quoted, sort_out};
pub use stream::RowsOnTheWay;
pub use watch::{Mark, TableNews, TableWatch, TriggerError, WatchTriggers};

/// Connections a tenant may hold: more viewers wait for one, so that one tenant cannot take the server's or the
/// database's whole strength.
const MOST_CONNECTIONS: usize = 8;

/// The answer to a plan.
#[derive(Debug)]
pub struct Answer {
    /// One frame a statement of the plan.
    pub frames: Vec<Frame>,
    /// Milliseconds from sending the query to its last row.
    pub query_ms: f64,
}

/// Why a plan has no answer. `Display` is for logs: it may quote SQL and the database's own words.
#[derive(Debug, Error)]
pub enum RunError {
    /// No such tenant in the central database.
    #[error("tenant `{0}` is not known to the central database")]
    UnknownTenant(TenantId),
    /// The tenant's database cannot be reached.
    #[error("the database of tenant `{tenant}` cannot be reached: {cause}")]
    Unreachable {
        /// Whose database.
        tenant: TenantId,
        /// What happened.
        cause: String,
    },
    /// Every connection of the tenant is busy.
    #[error("every connection of tenant `{0}` has been busy for 5 s")]
    Busy(TenantId),
    /// As many exports of the tenant run as may.
    #[error("as many exports of tenant `{0}` as may run have been running for 5 s")]
    TooManyExports(TenantId),
    /// The query took longer than its limit and was stopped.
    #[error("the query took longer than {0} ms and was stopped")]
    TimedOut(u64),
    /// A table or column that the panel names is not there.
    #[error("{0}")]
    Missing(String),
    /// The tenant's role may not read what the panel names.
    #[error("{0}")]
    NotAllowed(String),
    /// The database refused the query for another reason.
    #[error("the database refused the query: {0}")]
    Refused(String),
    /// The tenant's role may do more than read.
    #[error("the role of tenant `{tenant}` is too powerful: {}", powers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    TooPowerful {
        /// Whose role.
        tenant: TenantId,
        /// What it may do.
        powers: Vec<Power>,
    },
}

/// How a tenant's database fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TenantHealth {
    /// It answers, and its role can do no more than it should.
    Good,
    /// It cannot be reached at the moment.
    Unreachable(String),
    /// Its role may do more than read: nothing is run on it.
    TooPowerful(Vec<Power>),
}

struct Entry {
    stored: StoredTenant,
    pool: Pool,
    connector: MakeRustlsConnect,
    gate: Arc<Gate>,
    exports: Arc<Semaphore>,
    desk: Option<Arc<DeskEntry>>,
}

/// The tenants' databases.
#[derive(Clone)]
pub struct Tenants {
    key: Arc<SecretKey>,
    entries: Arc<RwLock<HashMap<TenantId, Arc<Entry>>>>,
    /// One for each database server: tenants of one server share its cores.
    gates: Arc<Mutex<HashMap<String, Arc<Gate>>>>,
    slots: usize,
    /// Told of each desk at which something was changed here.
    pub(crate) desk_changes: broadcast::Sender<TenantId>,
}

impl std::fmt::Debug for Tenants {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tenants")
    }
}

impl Tenants {
    /// No tenants yet: [`Tenants::refresh`] reads them.
    #[must_use]
    pub fn new(key: Arc<SecretKey>) -> Self {
        let slots = std::thread::available_parallelism().map_or(2, NonZero::get);
        Self { key, entries: Arc::default(), gates: Arc::default(), slots, desk_changes: broadcast::Sender::new(1_024) }
    }

    /// How many queries run at once on one database server where several tenants ask: best as many as it has cores.
    /// Without it, this machine's cores are taken, as if the databases stood here. A tenant that asks alone may run
    /// twice as many, and no more than 8.
    #[must_use]
    pub fn with_query_slots(self, slots: NonZero<u16>) -> Self {
        Self { slots: usize::from(slots.get()), ..self }
    }

    /// Reads the tenants from the central database. Pools of tenants whose address is as it was go on; others are
    /// made anew or closed. Returns those that were known already and have another database now.
    ///
    /// # Errors
    /// Where the central database cannot be asked, or an address cannot be opened.
    pub async fn refresh(&self, central: &Central) -> Result<Vec<TenantId>, StoreError> {
        let stored = central.tenant_list().await?;
        let (mut next, mut changed) = (HashMap::new(), Vec::new());
        for tenant in stored {
            let entry = match self.entry(&tenant.id) {
                Some(known) if known.stored.has_addresses_of(&tenant) => known,
                other => {
                    changed.extend(other.map(|known| known.stored.id.clone()));
                    Arc::new(self.open(tenant)?)
                }
            };
            next.insert(entry.stored.id.clone(), entry);
        }
        *self.entries.write().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(changed)
    }

    /// The key that addresses are sealed under.
    #[must_use]
    pub fn key(&self) -> &SecretKey {
        &self.key
    }

    /// The tenants there are, by id.
    #[must_use]
    pub fn ids(&self) -> Vec<TenantId> {
        let entries = self.entries.read().unwrap_or_else(PoisonError::into_inner);
        let mut ids: Vec<TenantId> = entries.keys().cloned().collect();
        ids.sort();
        ids
    }

    /// Whether a tenant's database answers, and whether its role can do no more than read. Waits 2 s at most.
    pub async fn health(&self, tenant: &TenantId) -> TenantHealth {
        let Some(entry) = self.entry(tenant) else {
            return TenantHealth::Unreachable("the central database has no such tenant".to_owned());
        };
        let asked = async {
            let connection = run::connection(&entry).await?;
            // A connection of the pool may not know yet that nobody is at its other end.
            connection
                .simple_query("")
                .await
                .map(drop)
                .map_err(|error| RunError::Unreachable { tenant: tenant.clone(), cause: describe(&error) })
        };
        match tokio::time::timeout(Duration::from_secs(2), asked).await {
            Ok(Ok(())) => TenantHealth::Good,
            Ok(Err(RunError::TooPowerful { powers, .. })) => TenantHealth::TooPowerful(powers),
            Ok(Err(error)) => TenantHealth::Unreachable(error.to_string()),
            Err(_) => TenantHealth::Unreachable("no answer within 2 s".to_owned()),
        }
    }

    /// Runs a plan on a read-only connection of its tenant's own role, in one transaction that is rolled back.
    /// Dropping the future cancels the query in the database.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn run(&self, plan: &ScopedPlan) -> Result<Answer, RunError> {
        let entry = self.known(plan.tenant())?;
        run::run(&entry, plan).await
    }

    /// Has every statement of a plan prepared, under the tenant's own role: no row is read.
    ///
    /// # Errors
    /// See [`PrepareError`].
    pub async fn prepare(&self, plan: &CheckingPlan) -> Result<(), PrepareError> {
        let entry = self.known(plan.tenant())?;
        checking::prepare(&entry, plan).await
    }

    /// Reads which tables, columns, rights and indexes a tenant's role can learn of. Takes 10 s at most.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn catalogue(&self, tenant: &TenantId) -> Result<Catalogue, RunError> {
        catalogue::read(&*self.known(tenant)?).await
    }

    /// Begins to read the rows of an export, one by one, in one read-only transaction. Dropping them cancels the query.
    /// Two exports of a tenant run at once; another waits 5 s for its turn.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn stream(&self, plan: &StreamPlan) -> Result<RowsOnTheWay, RunError> {
        let tenant = plan.scoped().tenant();
        let entry = self.entry(tenant).ok_or_else(|| RunError::UnknownTenant(tenant.clone()))?;
        stream::stream(&entry, plan).await
    }

    /// Connections of a tenant: in use or idle, and of them idle.
    #[must_use]
    pub fn connections(&self, tenant: &TenantId) -> Option<(usize, usize)> {
        self.entry(tenant).map(|entry| entry.pool.status()).map(|status| (status.size, status.available))
    }

    pub(crate) fn desk_entry(&self, tenant: &TenantId) -> Option<Arc<DeskEntry>> {
        self.entry(tenant).and_then(|entry| entry.desk.clone())
    }

    /// The name of a tenant's database, as its reader's address says it.
    pub(crate) fn database_of(&self, tenant: &TenantId) -> Option<String> {
        let address = self.entry(tenant)?.stored.address(&self.key).ok()?;
        Some(address.database().to_owned())
    }

    fn known(&self, tenant: &TenantId) -> Result<Arc<Entry>, RunError> {
        self.entry(tenant).ok_or_else(|| RunError::UnknownTenant(tenant.clone()))
    }

    fn entry(&self, tenant: &TenantId) -> Option<Arc<Entry>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned()
    }

    fn open(&self, stored: StoredTenant) -> Result<Entry, StoreError> {
        let address = stored.address(&self.key)?;
        let connector = tls::connector(&address).map_err(StoreError::Setup)?;
        let pool = pool(panel_config(&address), connector.clone(), MOST_CONNECTIONS, |powers| powers)?;
        let desk = stored.desk_address(&self.key)?.map(DeskEntry::open).transpose()?.map(Arc::new);
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let gate = Arc::clone(gates.entry(address.server()).or_insert_with(|| Gate::new(self.slots)));
        Ok(Entry { stored, pool, connector, gate, exports: Arc::new(Semaphore::new(stream::MOST_EXPORTS)), desk })
    }
}

/// A pool whose connections are refused where their role has powers that `too_much` leaves over. They are asked on every new
/// connection, not only at the start: a role may be given powers while the server runs.
pub(crate) fn pool(
    config: tokio_postgres::Config,
    connector: MakeRustlsConnect,
    most: usize,
    too_much: fn(Vec<Power>) -> Vec<Power>,
) -> Result<Pool, StoreError> {
    let manager = Manager::from_config(config, connector, ManagerConfig { recycling_method: RecyclingMethod::Fast });
    Pool::builder(manager)
        .max_size(most)
        .wait_timeout(Some(Duration::from_secs(5)))
        .create_timeout(Some(Duration::from_secs(5)))
        .recycle_timeout(Some(Duration::from_secs(5)))
        .runtime(Runtime::Tokio1)
        .post_create(Hook::async_fn(move |client, _| {
            Box::pin(async move {
                match powers::of(client).await.map(too_much) {
                    Ok(powers) if powers.is_empty() => Ok(()),
                    Ok(powers) => Err(HookError::message(powers::encode(&powers))),
                    Err(error) => Err(HookError::Backend(error)),
                }
            })
        }))
        .build()
        .map_err(|error| StoreError::Setup(error.to_string()))
}

/// A second net under the read-only transaction that every panel query runs in.
fn panel_config(address: &Address) -> tokio_postgres::Config {
    let mut config = address.config.clone();
    config.options(
        "-c default_transaction_read_only=on -c statement_timeout=15000 -c idle_in_transaction_session_timeout=15000 \
         -c timezone=UTC",
    );
    config
}
