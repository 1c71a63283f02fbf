//! What a listener is told of what happens at a service desk: of tickets that it sees now, by their ids alone; of all else
//! that concerns it, that something is other than it was.

use serde_json::{Value, json};
use watchroom_access::{Act, SeeOperations, SeeTickets, TenantCtx, TicketScope};
use watchroom_store::desk::{DeskEvent, DeskNews, DeskStand};

/// Whether a caller sees sensitive tickets, of which nobody else may learn even that something happened.
pub(crate) fn hears_secrets(ctx: &TenantCtx) -> bool {
    Heard::of(ctx, SeeTickets).is_some_and(|heard| heard.any(true))
}

/// The events, each with its data, that a listener is sent.
pub(crate) fn lines(event: &DeskEvent, ctx: &TenantCtx) -> Vec<(&'static str, Value)> {
    let mut lines = Vec::new();
    // A context that may not is denied by both: a share, a viewer.
    let tickets = Heard::of(ctx, SeeTickets);
    let figures = Heard::of(ctx, SeeOperations);
    let before = event.before.as_ref();
    if let DeskNews::Figures = event.news {
        // Many tickets at once, of whatever wards and teams: only whether they are sensitive says whom it concerns.
        if [&tickets, &figures].into_iter().flatten().any(|heard| heard.any(event.now.is_sensitive)) {
            lines.push(figures_line());
        }
        return lines;
    }
    let sees = |stand: &DeskStand| tickets.as_ref().is_some_and(|heard| heard.of_one(stand));
    let counts = |stand: &DeskStand| figures.as_ref().is_some_and(|heard| heard.of_one(stand));
    if sees(&event.now) {
        lines.extend(ticket_line(event.news));
    }
    let vanished = !sees(&event.now) && before.is_some_and(sees);
    if vanished || counts(&event.now) || before.is_some_and(counts) {
        lines.push(figures_line());
    }
    lines
}

/// The tickets of which a listener hears: twice, because the outbox is read by the server, and row security cannot ask who
/// listens. The one is what is permitted, the other what the database would show at the listener's place.
struct Heard {
    scope: TicketScope,
    own: TicketScope,
}

impl Heard {
    fn of<A: Act>(ctx: &TenantCtx, act: A) -> Option<Self> {
        let permit = ctx.desk(act).ok()?;
        Some(Self { scope: permit.scope().clone(), own: permit.place().own_tickets()? })
    }

    fn of_one(&self, stand: &DeskStand) -> bool {
        let holds = |scope: &TicketScope| scope.holds(stand.is_sensitive, stand.ward.as_deref(), stand.team.as_deref());
        holds(&self.scope) && holds(&self.own)
    }

    /// Whether any of those that are sensitive, or not, may be among them.
    fn any(&self, sensitive: bool) -> bool {
        [&self.scope, &self.own].into_iter().all(|scope| scope.is_sensitive().is_none_or(|own| own == sensitive))
    }
}

fn ticket_line(news: DeskNews) -> Option<(&'static str, Value)> {
    let (name, ticket, clock) = match news {
        DeskNews::Created(ticket) => ("ticket_created", ticket, None),
        DeskNews::Updated(ticket) => ("ticket_updated", ticket, None),
        DeskNews::Breach(ticket, clock) => ("sla_breach", ticket, Some(clock)),
        DeskNews::AtRisk(ticket, clock) => ("sla_at_risk", ticket, Some(clock)),
        DeskNews::Figures => return None,
    };
    let mut data = json!({"type": name, "ticket_id": ticket});
    if let Some(clock) = clock {
        data["clock"] = json!(clock.as_str());
    }
    Some((name, data))
}

fn figures_line() -> (&'static str, Value) {
    ("metrics_updated", json!({"type": "metrics_updated"}))
}
