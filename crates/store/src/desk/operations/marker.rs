//! Whether anything changed at a desk.

use watchroom_access::TicketScope;

use crate::RunError;
use crate::desk::DeskTx;

/// A mark of the newest events of a desk. As long as it is the same, no ticket of the scope changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskMarker {
    newest: i64,
    sum: i64,
}

impl DeskTx {
    /// The mark of what happened to tickets of a scope: events of others do not change it, so that it tells nothing of them.
    /// Only the server's own transaction sees events; see [`crate::Tenants::desk_as_server`].
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn desk_marker(&self, scope: &TicketScope) -> Result<DeskMarker, RunError> {
        let row = self.client().query_one(MARKER, &[&scope.is_sensitive()]).await;
        let row = row.map_err(|error| self.sort_out(&error))?;
        let number = |column: usize| row.try_get(column).map_err(|error| self.sort_out(&error));
        Ok(DeskMarker { newest: number(0)?, sum: number(1)? })
    }
}

/// Events get their ids before they are committed, so a lower one may come later: the sum of the newest ids tells of it.
pub(super) const MARKER: &str = "SELECT coalesce(max(id), 0), coalesce(sum(id), 0)::bigint FROM (
    SELECT id FROM service_desk.events
    WHERE $1::boolean IS NULL OR is_sensitive = $1 OR was_sensitive = $1
    ORDER BY id DESC LIMIT 64) newest";
