//! `DELETE /admin/view-as`: looks through the own eyes again.

use axum::extract::State;
use http::StatusCode;

use crate::App;
use crate::admin::Refusals;
use crate::extract::Viewer;
use crate::problem::Problem;

/// Look through the own eyes again
///
/// The one change that a session may make while it looks through a member's. Where it does not, nothing happens.
#[utoipa::path(
    delete, path = "/admin/view-as", tag = "Administration",
    responses((status = 204, description = "The session is its own person's again."), Refusals),
)]
pub(crate) async fn admin_view_as_end(State(app): State<App>, viewer: Viewer) -> Result<StatusCode, Problem> {
    app.identity.stop_viewing(viewer.session, &viewer.by).await?;
    Ok(StatusCode::NO_CONTENT)
}
