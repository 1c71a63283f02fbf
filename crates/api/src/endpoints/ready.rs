//! `GET /ready`: the process can serve.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::problem::Problem;

/// The process can serve.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    #[schema(example = "ready")]
    status: &'static str,
    /// Tenants whose dashboards are loaded.
    #[schema(example = 2)]
    tenants: usize,
}

/// Whether the process can serve: its own database answers and dashboards are loaded
#[utoipa::path(
    get, path = "/ready", tag = "Operations", security(()),
    responses(
        (status = 200, body = Ready, example = json!({"status": "ready", "tenants": 2})),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    app.central.ping().await?;
    Ok(Json(Ready { status: "ready", tenants: app.catalog.tenants().len() }))
}
