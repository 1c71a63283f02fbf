//! Open311 GeoReport v2: how other civic software reads a tenant's tickets, and makes new ones.
//!
//! It is a standard of its own: its paths, its errors and its XML are not those of the rest of the API, so it stands apart
//! from it and from its document. A tenant switches it on in its file; where it is off, it answers like a tenant that there is
//! not. Nobody signs in to read, so nothing but what [`watchroom_store::desk::open311`] gives may be shown.

mod create;
mod error;
mod form;
mod gate;
mod offered;
mod paths;
mod requests;
mod written;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::App;
pub(crate) use error::OwnForm;
use gate::Gate;

/// Bytes that a report may have: one without a picture is far smaller.
const MOST_BODY_BYTES: usize = 64 * 1_024;

/// The routes of the standard.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/open311/v2/{tenant}/{list}", get(requests::list).post(create::create))
        .route("/open311/v2/{tenant}/services/{file}", get(offered::one))
        .route("/open311/v2/{tenant}/requests/{file}", get(requests::one))
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(axum::Extension(Gate::default()))
}
