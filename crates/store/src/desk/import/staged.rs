//! Tickets → the bytes of COPY.

use std::pin::pin;

use futures_util::SinkExt as _;
use jiff::Timestamp;
use tokio_postgres::Client;
use watchroom_desk::import::ImportedTicket;
use watchroom_desk::sla::SlaColumns;
use watchroom_domain::TicketStatus;

use super::names::Names;
use crate::CopyRows;

/// Tickets that are sent at once.
const PIECE: usize = 1_000;
const COLUMNS: i16 = 23;

/// Copies tickets into the temporary table.
pub(super) async fn copy(
    tx: &Client,
    statement: &str,
    tickets: &[ImportedTicket],
    names: &Names,
    sla: impl Fn(&ImportedTicket) -> SlaColumns,
) -> Result<(), tokio_postgres::Error> {
    let mut sink = pin!(tx.copy_in(statement).await?);
    let mut rows = CopyRows::new();
    for piece in tickets.chunks(PIECE) {
        for ticket in piece {
            write(&mut rows, ticket, names, &sla(ticket));
        }
        sink.send(rows.take()).await?;
    }
    rows.finish();
    sink.send(rows.take()).await?;
    sink.finish().await?;
    Ok(())
}

fn write(rows: &mut CopyRows, ticket: &ImportedTicket, names: &Names, sla: &SlaColumns) {
    let moment = |rows: &mut CopyRows, at: Timestamp| rows.timestamp(at.as_microsecond());
    rows.start(COLUMNS);
    rows.text(&ticket.tracking_number);
    rows.text(&ticket.category);
    rows.text(ticket.severity.as_str());
    rows.text(ticket.status.as_str());
    rows.option((ticket.status == TicketStatus::Waiting).then_some(super::WAITING), CopyRows::text);
    rows.text(&ticket.description);
    rows.option(ticket.address.as_deref(), CopyRows::text);
    rows.double(ticket.place.map(|(latitude, _)| latitude));
    rows.double(ticket.place.map(|(_, longitude)| longitude));
    rows.option(ticket.ward.as_ref().map(|ward| ward.as_str()), CopyRows::text);
    rows.option(ticket.team.as_deref().and_then(|team| names.team(team)), CopyRows::text);
    rows.boolean(ticket.is_sensitive || names.is_sensitive(&ticket.category));
    moment(rows, ticket.created_at);
    rows.option(ticket.first_responded_at, moment);
    rows.option(ticket.resolved_at, moment);
    rows.option(ticket.closed_at, moment);
    rows.option(sla.policy_id.map(|policy| policy.0), CopyRows::uuid);
    rows.boolean(sla.imported);
    rows.option(sla.response_deadline, moment);
    rows.option(sla.response_at_risk_at, moment);
    rows.option(sla.resolution_deadline, moment);
    rows.option(sla.resolution_at_risk_at, moment);
    rows.option(sla.paused_since, moment);
}
