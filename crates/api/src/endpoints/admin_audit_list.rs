//! `GET /admin/audit`: who did what.

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_store::{AuditAction, AuditFilter, AuditRecord};

use crate::App;
use crate::admin::Refusals;
use crate::extract::{Administrator, Parameters};
use crate::problem::Problem;

/// A page of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditPage {
    records: Vec<RecordView>,
    /// How many match on all pages.
    total: i64,
    /// From 0.
    page: i64,
    page_size: i64,
    page_count: i64,
}

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordView {
    /// Its place in the chain, from 1.
    seq: i64,
    at: String,
    /// Null where nobody was known, as at a sign-in that failed.
    #[schema(required = true)]
    actor: Option<ActorView>,
    #[schema(required = true)]
    from_address: Option<String>,
    #[schema(required = true)]
    tenant_id: Option<String>,
    #[schema(example = "membership_put")]
    action: String,
    /// To what: an id, or at a sign-in that failed the address that was tried.
    #[schema(required = true)]
    subject: Option<String>,
    /// What else is known; of changes `before` and `after`.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

/// Who did it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActorView {
    /// The person; null where it was none: a program, a share, the command line.
    #[schema(required = true)]
    id: Option<String>,
    /// The person's address as it was then, or another name.
    email: String,
}

/// Who did what, newest first
///
/// All parameters narrow it down together.
#[utoipa::path(
    get, path = "/admin/audit", tag = "Administration",
    params(
        ("search" = Option<String>, Query, description = "Text anywhere in a record"),
        ("action" = Option<String>, Query, description = "One of /admin/audit/actions", example = "sign_in_failed"),
        ("actor" = Option<String>, Query, description = "Who did it: a user's id, or an address in full"),
        ("tenant_id" = Option<String>, Query, description = "The tenant", example = "tenant-beta"),
        ("from" = Option<String>, Query, description = "From this moment on, like 2026-03-08T09:00:00Z"),
        ("to" = Option<String>, Query, description = "Before this moment"),
        ("page" = Option<u32>, Query, description = "From 0"),
        ("page_size" = Option<u32>, Query, description = "1 to 200; 50 where nothing is said"),
    ),
    responses(
        (status = 200, body = AuditPage, example = json!({"records": [{
            "seq": 812, "at": "2026-03-09T09:40:00Z", "actor": {"id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11",
            "email": "admin@demo.example"}, "from_address": "192.0.2.7", "tenant_id": "tenant-beta",
            "action": "membership_put", "subject": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a12", "detail": {
            "user": "eve@watchroom.example", "before": null, "after": {"role": "viewer", "ward_id": null, "team_id": null}}}],
            "total": 1, "page": 0, "page_size": 50, "page_count": 1})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json", description = "Too much to search through."),
        Refusals,
    ),
)]
pub(crate) async fn admin_audit_list(
    State(app): State<App>,
    _: Administrator,
    parameters: Parameters,
) -> Result<Json<AuditPage>, Problem> {
    let paging = parameters.paging()?;
    let filter = filter(&parameters)?;
    let listed = app.central.audit_list(&filter, paging.page_size, paging.offset()).await;
    let (records, total) = listed.map_err(|error| if error.is_timeout() { too_much() } else { error.into() })?;
    Ok(Json(AuditPage {
        records: records.into_iter().map(RecordView::of).collect(),
        total,
        page: paging.page,
        page_size: paging.page_size,
        page_count: paging.count(total),
    }))
}

fn filter(parameters: &Parameters) -> Result<AuditFilter, Problem> {
    let action = parameters.phrase("action")?;
    if let Some(asked) = &action
        && !AuditAction::ALL.iter().any(|known| known.as_str() == asked)
    {
        return Err(Problem::bad_request(
            "bad_action",
            "There is no such action",
            format!("action: `{asked}` is no action of the audit log."),
            "GET /api/v1/admin/audit/actions lists them.",
        ));
    }
    let actor = parameters.phrase("actor")?;
    let id = actor.as_ref().and_then(|actor| actor.parse().ok());
    Ok(AuditFilter {
        search: parameters.phrase("search")?,
        action,
        actor_name: actor.filter(|_| id.is_none()),
        actor: id,
        tenant: parameters.phrase("tenant_id")?,
        from: parameters.moment("from")?,
        to: parameters.moment("to")?,
    })
}

fn too_much() -> Problem {
    Problem::new(
        StatusCode::GATEWAY_TIMEOUT,
        "search_too_slow",
        "There is too much to search through",
        "The search took longer than 10 s and was stopped.",
        "Narrow it down by time, by action or by who did it.",
    )
}

impl RecordView {
    fn of(record: AuditRecord) -> Self {
        let id = record.actor.map(|user| user.to_string());
        Self {
            seq: record.seq,
            at: record.at.to_string(),
            actor: record.actor_email.map(|email| ActorView { id, email }),
            from_address: record.from_address,
            tenant_id: record.tenant,
            action: record.action,
            subject: record.subject,
            detail: record.detail,
        }
    }
}
