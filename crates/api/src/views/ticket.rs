//! A ticket as the API shows it.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use watchroom_store::desk::ticket::TicketRow;

use crate::desk::vocabulary::{SeverityWord, SlaWord, SourceWord, StatusWord};
use crate::desk::{Names, Noted};

/// A ticket.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TicketView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What people call it.
    #[schema(example = "WR-7K3F-92QD")]
    pub(crate) tracking_number: String,
    /// What it is about.
    #[schema(example = "Water leak")]
    pub(crate) category: String,
    /// How urgent it is.
    #[schema(value_type = SeverityWord)]
    pub(crate) severity: &'static str,
    /// How far it is.
    #[schema(value_type = StatusWord)]
    pub(crate) status: &'static str,
    /// What it waits for, while it waits.
    #[schema(required = true)]
    pub(crate) waiting_reason: Option<String>,
    /// What was reported.
    pub(crate) description: String,
    /// Where, in words.
    #[schema(required = true)]
    pub(crate) address: Option<String>,
    /// Degrees north.
    #[schema(required = true)]
    pub(crate) latitude: Option<f64>,
    /// Degrees east.
    #[schema(required = true)]
    pub(crate) longitude: Option<f64>,
    /// The ward that it lies in.
    #[schema(required = true)]
    pub(crate) ward_id: Option<String>,
    /// Whether it is for the police liaison alone.
    pub(crate) is_sensitive: bool,
    /// The team that works on it.
    #[schema(required = true)]
    pub(crate) assigned_team: Option<TeamView>,
    /// The person who works on it.
    #[schema(required = true)]
    pub(crate) assigned_user: Option<Person>,
    /// The ticket that it repeats, where the caller sees that.
    #[schema(required = true)]
    pub(crate) parent: Option<ParentView>,
    /// Whence it came.
    #[schema(value_type = SourceWord)]
    pub(crate) source: String,
    /// When it came in.
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) created_at: jiff::Timestamp,
    /// When it was changed last.
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    pub(crate) updated_at: jiff::Timestamp,
    /// When somebody first responded.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) first_responded_at: Option<jiff::Timestamp>,
    /// When the work was done.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) resolved_at: Option<jiff::Timestamp>,
    /// When it was closed.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) closed_at: Option<jiff::Timestamp>,
    /// How often it was opened again.
    pub(crate) reopened_count: i32,
    /// By when somebody was to respond.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) sla_response_deadline: Option<jiff::Timestamp>,
    /// By when it was to be resolved. While it waits, the deadline that it would have were it to go on now.
    #[schema(required = true, value_type = Option<String>)]
    pub(crate) sla_resolution_deadline: Option<jiff::Timestamp>,
    /// Against the target of the first response: as `sla_state`.
    #[schema(value_type = SlaWord)]
    pub(crate) sla_response_state: &'static str,
    /// Against the target of the resolution.
    #[schema(value_type = SlaWord)]
    pub(crate) sla_state: &'static str,
    /// Counts its changes: who changes it says which one they saw.
    pub(crate) version: i64,
}

/// A team.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TeamView {
    /// Its id.
    #[schema(example = "roads")]
    pub(crate) id: String,
    /// Its name.
    #[schema(example = "Roads")]
    pub(crate) name: String,
}

/// A person.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TicketPerson)]
pub(crate) struct Person {
    /// The person's id.
    pub(crate) id: Uuid,
    /// The person's name.
    #[schema(example = "Naledi Mokoena")]
    pub(crate) name: String,
}

/// The ticket that another repeats.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ParentView {
    /// Its id.
    pub(crate) id: Uuid,
    /// What people call it.
    pub(crate) tracking_number: String,
}

impl TicketView {
    /// A ticket as it stands at a moment, with people's names, once the audit log knows that it is read.
    pub(crate) fn of(row: TicketRow, names: &Names, now: jiff::Timestamp, _: Noted) -> Self {
        let (sla_state, sla_response_state) = (row.sla_state(now).as_str(), row.sla_response_state(now).as_str());
        Self {
            id: row.id.0,
            tracking_number: row.tracking_number,
            category: row.category,
            severity: row.severity.as_str(),
            status: row.status.as_str(),
            waiting_reason: row.waiting_reason,
            description: row.description,
            address: row.address,
            latitude: row.latitude,
            longitude: row.longitude,
            ward_id: row.ward_id.map(|ward| ward.to_string()),
            is_sensitive: row.is_sensitive,
            assigned_team: row.team.map(|(id, name)| TeamView { id: id.to_string(), name }),
            assigned_user: row.user.map(|user| Person { id: user.0, name: names.name(user) }),
            parent: row.parent.map(|(id, tracking_number)| ParentView { id: id.0, tracking_number }),
            source: row.source,
            created_at: row.created_at,
            updated_at: row.updated_at,
            first_responded_at: row.first_responded_at,
            resolved_at: row.resolved_at,
            closed_at: row.closed_at,
            reopened_count: row.reopened_count,
            sla_response_deadline: row.sla.response_deadline,
            sla_resolution_deadline: row.sla.resolution_deadline,
            sla_response_state,
            sla_state,
            version: row.version,
        }
    }
}
