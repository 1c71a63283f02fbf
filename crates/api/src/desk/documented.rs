//! What several of the desk's calls say alike in the API's document: said once.

use serde_json::{Value, json};
use utoipa::{IntoParams, IntoResponses};

use super::vocabulary::{QualityWord, SeverityWord, SlaFilterWord, StatusWord};
use crate::problem::Problem;

/// The filters and the order of a list of tickets, as [`super::ListAsked`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it documents parameters, which are read one by one so that each mistake is named")]
pub(crate) struct TicketFilters {
    /// Words that the tracking number, the description or the address hold, all of them
    #[param(example = "pothole")]
    search: Option<String>,
    /// open, in_progress, waiting, escalated, resolved, closed
    status: Option<Vec<StatusWord>>,
    /// By name
    category: Option<Vec<String>>,
    /// low, medium, high, critical
    severity: Option<Vec<SeverityWord>>,
    /// Wards; an empty value is those in no ward
    ward_id: Option<Vec<String>>,
    /// Teams; an empty value is those with no team
    team_id: Option<Vec<String>>,
    /// People whom they are assigned to
    user_id: Option<Vec<String>>,
    /// With no team and no person
    unassigned: Option<bool>,
    /// Against the target of the resolution: ok (on track, paused or met), at_risk, breached (done late, or late)
    sla: Option<Vec<SlaFilterWord>>,
    /// The same against the target of the first response
    sla_response: Option<Vec<SlaFilterWord>>,
    /// closed_quickly, closed_without_note, reopened, repeat_place
    quality: Option<Vec<QualityWord>>,
    /// Those that repeat this ticket
    parent_id: Option<String>,
    /// ISO 8601
    #[param(example = "2026-03-01T00:00:00Z")]
    created_from: Option<String>,
    /// ISO 8601; does not belong to the range
    created_to: Option<String>,
    /// ISO 8601: resolved, or closed, at this moment or later
    resolved_from: Option<String>,
    /// ISO 8601: to be resolved by this moment or later
    due_from: Option<String>,
    /// ISO 8601: to be resolved before this moment
    due_to: Option<String>,
    /// Those that somebody has responded to
    responded: Option<bool>,
    /// ISO 8601; does not belong to the range
    resolved_to: Option<String>,
    /// created_at, status, severity, category, sla_resolution_deadline; anything else is created_at
    sort_by: Option<String>,
    /// asc or desc; left out: desc, but asc for names and deadlines. No deadline comes last
    sort_order: Option<String>,
}

/// How a change of one ticket is refused, but for conflicts.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it documents answers; they are made as problems")]
pub(crate) enum ChangeRefused {
    /// A field is not as it should be
    #[response(status = 400, content_type = "application/problem+json")]
    Field(Problem),
    #[response(status = 401, content_type = "application/problem+json")]
    Nobody(Problem),
    /// Not for the caller's role
    #[response(status = 403, content_type = "application/problem+json")]
    Role(Problem),
    /// No such ticket that the caller sees, or no service desk
    #[response(status = 404, content_type = "application/problem+json")]
    Missing(Problem),
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// A ticket as changes answer with it.
pub(crate) fn changed_ticket(status: &str) -> Value {
    json!({
        "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "tracking_number": "WR-7K3F-92QD",
        "category": "Water leak", "severity": "high", "status": status, "waiting_reason": null,
        "description": "Water runs down the street", "address": "12 Long Street", "latitude": -33.92, "longitude": 18.42,
        "ward_id": "3", "is_sensitive": false, "assigned_team": {"id": "water", "name": "Water"}, "assigned_user": null,
        "parent": null, "source": "page", "created_at": "2026-03-09T09:00:00Z", "updated_at": "2026-03-09T09:20:00Z",
        "first_responded_at": null, "resolved_at": null, "closed_at": null, "reopened_count": 0,
        "sla_response_deadline": "2026-03-09T10:00:00Z", "sla_resolution_deadline": "2026-03-10T09:00:00Z",
        "sla_response_state": "on_track", "sla_state": "on_track", "version": 2,
    })
}
