//! Tickets that repeat another one.

use uuid::Uuid;
use watchroom_domain::TicketId;

use super::held::Values;
use super::record::differences;
use super::{ChangeError, Changed, Changing};

/// As far as the caller sees: of a chain that goes on out of sight nothing may be told.
const HAS_PARENT: &str = "SELECT EXISTS (SELECT FROM service_desk.tickets t WHERE t.id = $1 \
     AND ($2::boolean IS NULL OR t.is_sensitive = $2) AND ($3::text IS NULL OR t.ward_id = $3) \
     AND ($4::text IS NULL OR t.assigned_team_id = $4))";
const HAS_DUPLICATES: &str = "SELECT EXISTS (SELECT FROM service_desk.tickets t WHERE t.parent_id = $1 \
     AND ($2::boolean IS NULL OR t.is_sensitive = $2) AND ($3::text IS NULL OR t.ward_id = $3) \
     AND ($4::text IS NULL OR t.assigned_team_id = $4))";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[HAS_PARENT, HAS_DUPLICATES];

const REMEDY: &str = "Choose the ticket that was reported first, and link the others to that one.";

fn refused(code: &'static str, what: &str) -> ChangeError {
    ChangeError::field(code, "parent_id", what, REMEDY)
}

impl Changing<'_> {
    /// Says which ticket this one repeats, or that it repeats none. A parent repeats none itself, and what has duplicates
    /// does not become one: so there is no circle.
    ///
    /// # Errors
    /// [`ChangeError::Field`] where the caller sees no such parent, or it cannot be one; else see [`ChangeError`].
    pub async fn set_parent(
        &self,
        id: TicketId,
        parent: Option<TicketId>,
        version: Option<i64>,
    ) -> Result<Changed, ChangeError> {
        if parent == Some(id) {
            return Err(refused("bad_parent", "a ticket does not repeat itself"));
        }
        // Two people who link two tickets to each other lock them in the same order.
        let unknown = || refused("unknown_parent", "there is no such ticket that you can see");
        let missing = |error| if matches!(error, ChangeError::Missing) { unknown() } else { error };
        let (held, above) = match parent {
            None => (self.hold(id, version).await?, None),
            Some(parent) if parent < id => {
                let above = self.hold(parent, None).await.map_err(missing);
                // What is wrong with the ticket itself is said first.
                (self.hold(id, version).await?, Some(above?))
            }
            Some(parent) => {
                let held = self.hold(id, version).await?;
                (held, Some(self.hold(parent, None).await.map_err(missing)?))
            }
        };
        if let Some(above) = &above {
            if let Some(parent) = above.was.parent
                && self.exists(HAS_PARENT, parent).await?
            {
                return Err(refused("bad_parent", "the ticket chosen repeats another one itself"));
            }
            if self.exists(HAS_DUPLICATES, id.0).await? {
                return Err(refused("bad_parent", "other tickets repeat this one"));
            }
        }
        // A link to a ticket out of sight is not there for who asks, and stays for who sees both: were it taken away, a higher
        // version would tell that there was one.
        if let (None, Some(linked)) = (parent, held.was.parent)
            && !self.exists(HAS_PARENT, linked).await?
        {
            return Ok(self.changed(id, &held.tracking_number, &held.was.stand));
        }
        let now = Values { parent: parent.map(|parent| parent.0), ..held.was.clone() };
        if now == held.was {
            return Ok(self.changed(id, &held.tracking_number, &now.stand));
        }
        let lines = differences(&held.was, &now, None);
        self.finish(&held, &now, lines).await
    }

    async fn exists(&self, sql: &'static str, id: Uuid) -> Result<bool, ChangeError> {
        let scope = self.scope;
        let (ward, team) = (scope.ward().map(|ward| ward.as_str()), scope.team().map(|team| team.as_str()));
        let row = self.tx.query_one(sql, &[&id, &scope.is_sensitive(), &ward, &team]).await;
        row.and_then(|row| row.try_get(0)).map_err(|error| self.tx.sort_out(&error).into())
    }
}
