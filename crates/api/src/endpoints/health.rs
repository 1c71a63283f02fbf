//! `GET /health`: the process runs.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// The process runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the process runs
#[utoipa::path(
    get, path = "/health", tag = "Operations", security(()),
    responses((status = 200, body = Health, example = json!({"status": "ok"}))),
)]
pub(crate) async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}
