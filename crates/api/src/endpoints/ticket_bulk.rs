//! `POST /tickets/bulk`: the same change to many tickets.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_access::AssignTickets;
use watchroom_domain::{TeamId, TicketId, UserId};
use watchroom_store::desk::change::StatusChange;

use crate::App;
use crate::desk::vocabulary::{BulkActionWord, StatusWord};
use crate::desk::{AssignAsked, ChangedTicket, Changer, TicketChange, bad_field, given, no_such_ticket, word};
use crate::extract::{Body, InTenant};
use crate::problem::Problem;

/// Tickets of one call.
const MOST: usize = 500;

/// The same change to many tickets.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BulkRequest {
    /// 1 to 500 tickets.
    ids: Vec<String>,
    /// What to do.
    #[schema(value_type = BulkActionWord)]
    action: String,
    /// For assign, as with one ticket.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>, example = "water")]
    team_id: Option<Option<TeamId>>,
    /// For assign, as with one ticket.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    user_id: Option<Option<UserId>>,
    /// For status: the next one.
    #[schema(value_type = Option<StatusWord>)]
    status: Option<String>,
    /// For status: a word to it, kept as an internal note of each ticket.
    note: Option<String>,
    /// For the status waiting: what the tickets wait for.
    waiting_reason: Option<String>,
    /// The versions that the change was begun on, by id; a ticket without one is changed whatever its version.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, i64>, example = json!({"0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11": 1}))]
    versions: BTreeMap<String, i64>,
}

/// What became of each ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkAnswer {
    /// In the order asked for, each ticket once.
    results: Vec<BulkResult>,
    /// How many were changed.
    changed: usize,
    /// How many were not.
    failed: usize,
}

/// What became of one ticket.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkResult {
    /// The id asked for.
    id: String,
    /// Whether it was changed, or was so already.
    ok: bool,
    /// The ticket as it is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = ChangedTicket, required = false)]
    ticket: Option<ChangedTicket>,
    /// Why it was not changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = BulkProblem, required = false)]
    problem: Option<BulkProblem>,
}

/// Why one ticket was not changed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkProblem {
    /// A stable name for programs.
    #[schema(example = "ticket_changed")]
    code: &'static str,
    /// In a few words.
    title: String,
    /// What happened.
    detail: String,
    /// What to do next.
    hint: String,
}

/// Change many tickets
///
/// For managers and admins. Each ticket is changed by itself, wholly or not at all: one that fails holds up no other. A ticket
/// that the caller does not see fails like one that is not there.
#[utoipa::path(
    post, path = "/tickets/bulk", tag = "Service desk",
    params(
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta"),
    ),
    request_body(content = BulkRequest, example = json!({"ids": ["0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"], "action": "status", "status": "in_progress"})),
    responses(
        (status = 200, body = BulkAnswer, description = "A result for each ticket", example = json!({"results": [{"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "ok": false,
            "problem": {"code": "not_found", "title": "There is no such thing here",
                "detail": "There is no ticket of that name that you can see.", "hint": "Check the address, or go back to the list."}}],
            "changed": 0, "failed": 1})),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A field is not as it should be"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not for the caller's role"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No service desk"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ticket_bulk(
    State(app): State<App>,
    tenant: InTenant,
    Body(asked): Body<BulkRequest>,
) -> Result<Json<BulkAnswer>, Problem> {
    let changer = Changer::of(&app, &tenant, AssignTickets).await?;
    let remedy = "Name 1 to 500 tickets; change more of them by further calls.";
    if asked.ids.is_empty() || asked.ids.len() > MOST {
        return Err(bad_field("bad_ids", "ids", format!("{} tickets are named", asked.ids.len()), remedy));
    }
    let change = read(&changer, &asked).await?;
    let mut seen = BTreeSet::new();
    let mut results: Vec<BulkResult> = Vec::new();
    let mut broken: Option<Problem> = None;
    for id in asked.ids.iter().filter(|id| seen.insert(id.as_str())) {
        let made = match (&broken, id.parse::<TicketId>()) {
            // A database that does not answer is not asked hundreds of times.
            (Some(problem), _) => Err(problem.clone()),
            (None, Err(_)) => Err(no_such_ticket()),
            (None, Ok(ticket)) => changer.make(ticket, &change, asked.versions.get(id).copied()).await,
        };
        if let Err(problem) = &made
            && problem.status >= 500
        {
            broken = Some(problem.clone());
        }
        results.push(result(id, made));
    }
    if let Some(problem) = broken.filter(|_| results.iter().all(|result| !result.ok)) {
        return Err(problem);
    }
    let changed = results.iter().filter(|result| result.ok).count();
    Ok(Json(BulkAnswer { failed: results.len() - changed, changed, results }))
}

async fn read(changer: &Changer<'_, AssignTickets>, asked: &BulkRequest) -> Result<TicketChange, Problem> {
    match asked.action.as_str() {
        "assign" => {
            let to = AssignAsked { team: asked.team_id.clone(), user: asked.user_id };
            to.read(changer).await.map(TicketChange::Assign)
        }
        "status" => {
            let missing = || bad_field("unknown_word", "status", "it is missing", "Name the status that follows.");
            let status = word("status", asked.status.as_deref().ok_or_else(missing)?)?;
            let (note, waiting_reason) = (asked.note.clone(), asked.waiting_reason.clone());
            Ok(TicketChange::Status(StatusChange { status, note, waiting_reason }))
        }
        other => {
            let what = format!("`{other}` is neither assign nor status");
            Err(bad_field("unknown_word", "action", what, "Write assign or status."))
        }
    }
}

fn result(id: &str, made: Result<ChangedTicket, Problem>) -> BulkResult {
    let id = id.to_owned();
    match made {
        Ok(ticket) => BulkResult { id, ok: true, ticket: Some(ticket), problem: None },
        Err(Problem { code, title, detail, hint, .. }) => {
            BulkResult { id, ok: false, ticket: None, problem: Some(BulkProblem { code, title, detail, hint }) }
        }
    }
}
