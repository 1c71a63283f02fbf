//! What a listener is told of what happens at a service desk: of tickets that it sees now, by their ids alone; of all else
//! that concerns it, that something is other than it was.

use serde_json::{Value, json};
use watchroom_access::{SeeOperations, SeeTickets, TenantCtx, TicketScope};
use watchroom_store::desk::{DeskEvent, DeskNews, DeskStand};

/// Whether a caller sees sensitive tickets, of which nobody else may learn even that something happened.
pub(crate) fn hears_secrets(ctx: &TenantCtx) -> bool {
    ctx.desk(SeeTickets).is_ok_and(|permit| permit.scope().is_sensitive() != Some(false))
}

/// The events, each with its data, that a listener is sent.
pub(crate) fn lines(event: &DeskEvent, ctx: &TenantCtx) -> Vec<(&'static str, Value)> {
    let mut lines = Vec::new();
    // A context that may not is denied by both: a share, a viewer.
    let tickets = ctx.desk(SeeTickets).ok();
    let figures = ctx.desk(SeeOperations).ok();
    let sees = |stand: &DeskStand| tickets.as_ref().is_some_and(|permit| holds(permit.scope(), stand));
    let counts = |stand: &DeskStand| figures.as_ref().is_some_and(|permit| holds(permit.scope(), stand));
    let before = event.before.as_ref();
    if let DeskNews::Figures = event.news {
        // Many tickets at once, of whatever wards and teams: only whether they are sensitive says whom it concerns.
        let concerns = |scope: &TicketScope| scope.is_sensitive().is_none_or(|own| own == event.now.is_sensitive);
        if tickets.as_ref().is_some_and(|permit| concerns(permit.scope()))
            || figures.as_ref().is_some_and(|permit| concerns(permit.scope()))
        {
            lines.push(figures_line());
        }
        return lines;
    }
    if sees(&event.now) {
        lines.extend(ticket_line(event.news));
    }
    let vanished = !sees(&event.now) && before.is_some_and(sees);
    if vanished || counts(&event.now) || before.is_some_and(counts) {
        lines.push(figures_line());
    }
    lines
}

fn holds(scope: &TicketScope, stand: &DeskStand) -> bool {
    scope.holds(stand.is_sensitive, stand.ward.as_deref(), stand.team.as_deref())
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
