//! A transaction at a desk, which the database knows the place of.

use std::ops::Deref;

use tokio::sync::broadcast;
use tokio_postgres::Client;
use watchroom_access::{DeskPlace, Principal};
use watchroom_domain::TenantId;

use crate::RunError;
use crate::tenants::{Lease, literal, sort_out};

/// What the database is told of who asks: settings that hold for one transaction.
#[derive(Clone)]
pub(super) struct Place {
    role: &'static str,
    ward: String,
    team: String,
    user: String,
}

impl Place {
    /// The server itself.
    pub(super) fn server() -> Self {
        Self { role: "system", ward: String::new(), team: String::new(), user: String::new() }
    }

    /// Whoever reads without a sign-in.
    pub(super) fn public() -> Self {
        Self { role: "public", ..Self::server() }
    }

    fn settings(&self) -> String {
        let Self { role, ward, team, user } = self;
        format!(
            "SET LOCAL watchroom.role = '{role}'; SET LOCAL watchroom.ward = {}; SET LOCAL watchroom.team = {}; \
             SET LOCAL watchroom.person = {}",
            literal(ward),
            literal(team),
            literal(user)
        )
    }
}

impl From<DeskPlace<'_>> for Place {
    fn from(place: DeskPlace<'_>) -> Self {
        Self {
            // A share opens no desk, whatever role it shows panels as.
            role: if matches!(place.who, Principal::Share(_)) { "share" } else { place.role.as_str() },
            ward: place.ward.map(ToString::to_string).unwrap_or_default(),
            team: place.team.map(ToString::to_string).unwrap_or_default(),
            user: place.user().map(|user| user.to_string()).unwrap_or_default(),
        }
    }
}

/// A transaction at a tenant's desk. Statements are sent through the connection that it derefs to; what is not committed is
/// taken back.
pub struct DeskTx {
    lease: Lease,
    tenant: TenantId,
    /// Who is told when a change is committed; `None` where nothing is changed that others wait for.
    changes: Option<broadcast::Sender<TenantId>>,
}

impl DeskTx {
    pub(super) async fn begin(lease: Lease, tenant: TenantId, place: Place, read_only: bool) -> Result<Self, RunError> {
        // A reader's count and its rows have to agree; a writer locks the rows that it changes.
        let kind = if read_only { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
        let begun = lease.connection().batch_execute(&format!("{kind}; {}", place.settings())).await;
        begun.map_err(|error| sort_out(&error, &tenant, TIME_MS))?;
        Ok(Self { lease, tenant, changes: None })
    }

    /// Tells of it when it is committed.
    pub(super) fn telling(mut self, changes: &broadcast::Sender<TenantId>) -> Self {
        self.changes = Some(changes.clone());
        self
    }

    /// The tenant whose desk it is.
    #[must_use]
    pub fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// What an error of the database means.
    #[must_use]
    pub fn sort_out(&self, error: &tokio_postgres::Error) -> RunError {
        sort_out(error, &self.tenant, TIME_MS)
    }

    /// Keeps what was done, and gives the connection back.
    ///
    /// # Errors
    /// Where the database refuses; then nothing is kept.
    pub async fn commit(self) -> Result<(), RunError> {
        match self.lease.connection().batch_execute("COMMIT").await {
            Ok(()) => {
                self.lease.give_back();
                if let Some(changes) = self.changes {
                    // Nobody listening is no error.
                    let _ = changes.send(self.tenant);
                }
                Ok(())
            }
            Err(error) => Err(sort_out(&error, &self.tenant, TIME_MS)),
        }
    }
}

impl DeskTx {
    /// Takes back what was done, and gives the connection back. Dropping does the same, and costs a connection more to
    /// cancel what may still run.
    pub async fn give_up(self) {
        if self.lease.connection().batch_execute("ROLLBACK").await.is_ok() {
            self.lease.give_back();
        }
    }
}

impl Deref for DeskTx {
    type Target = deadpool_postgres::ClientWrapper;

    fn deref(&self) -> &Self::Target {
        self.lease.connection()
    }
}

impl DeskTx {
    /// The driver's own client.
    #[must_use]
    pub fn client(&self) -> &Client {
        self.lease.connection()
    }
}

impl std::fmt::Debug for DeskTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeskTx").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// Milliseconds that a statement may take, as the pool's connections are told.
const TIME_MS: u64 = 15_000;
