//! Whose eyes a roll is read with.

use std::sync::Arc;

use watchroom_access::{Act, DeskPermit, TicketScope};
use watchroom_domain::TenantId;

use crate::RunError;
use crate::desk::transaction::Place;
use crate::desk::{DeskEntry, DeskTx};
use crate::tenants::Lease;

/// Whose rolls are the same: the permit's scope, and what the database shows of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Eyes {
    scope: TicketScope,
    own: Option<TicketScope>,
}

impl Eyes {
    pub(super) fn of<A: Act>(permit: &DeskPermit<'_, A>) -> Self {
        Self { scope: permit.scope().clone(), own: permit.place().own_tickets() }
    }
}

/// Who has a roll brought up to date: what it takes to open transactions as they do, also when they have gone.
pub(in crate::desk) struct Asker {
    entry: Arc<DeskEntry>,
    pub(super) tenant: TenantId,
    place: Place,
    pub(super) scope: TicketScope,
}

impl Asker {
    pub(in crate::desk) fn of<A: Act>(entry: &Arc<DeskEntry>, permit: &DeskPermit<'_, A>) -> Self {
        Self {
            entry: Arc::clone(entry),
            tenant: permit.tenant().clone(),
            place: permit.place().into(),
            scope: permit.scope().clone(),
        }
    }

    pub(super) async fn transaction(&self) -> Result<DeskTx, RunError> {
        let connection = crate::tenants::connection_of(&self.tenant, &self.entry.pool).await?;
        let lease = Lease::of(connection, self.entry.connector.clone());
        DeskTx::begin(lease, self.tenant.clone(), self.place.clone(), true).await
    }
}
