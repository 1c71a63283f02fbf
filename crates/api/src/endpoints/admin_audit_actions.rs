//! `GET /admin/audit/actions`: the words of the audit log.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_store::AuditAction;

use crate::admin::Refusals;
use crate::extract::Administrator;

/// The words of the audit log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActionList {
    actions: Vec<&'static str>,
}

/// The words that records call actions by
#[utoipa::path(
    get, path = "/admin/audit/actions", tag = "Administration",
    responses((status = 200, body = ActionList, example = json!({"actions": ["sign_in", "sign_in_failed"]})), Refusals),
)]
pub(crate) async fn admin_audit_actions(_: Administrator) -> Json<ActionList> {
    Json(ActionList { actions: AuditAction::ALL.iter().map(|action| action.as_str()).collect() })
}
