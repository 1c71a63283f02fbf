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
    config: ReadyConfig,
    service_desks: ReadyDesks,
    events: ReadyEvents,
}

/// How screens learn of what happens at the desks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyEvents {
    /// What says that there is news: `postgresql` or `redis`.
    #[schema(example = "postgresql")]
    bus: &'static str,
    /// Desks of which nothing is heard at the moment: they are asked every second instead.
    #[schema(example = 0)]
    polled: usize,
}

/// How the tenants' service desks stood when they were last asked, in numbers alone: which ones, and what to do about them, the
/// log says, and the administrators' list of tenants.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyDesks {
    /// Tenants that have one, or whose files switch one on.
    #[schema(example = 1)]
    tenants: usize,
    /// Of them those that cannot be used as the files mean it: one is missing or hidden, its tables are of another version of
    /// the program, it does not answer.
    #[schema(example = 0)]
    amiss: usize,
}

/// What is wrong with the configuration, in numbers alone: this needs no sign-in, and who the tenants are and what their
/// files say is for their admins.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadyConfig {
    /// Errors and warnings at the last load.
    #[schema(example = 3)]
    findings: usize,
    /// Errors alone.
    #[schema(example = 1)]
    errors: usize,
    /// Tenants that are shown by their last good dashboards, or not at all, because of errors.
    #[schema(example = 1)]
    tenants_with_errors: usize,
}

/// Whether the process can serve: its own database answers and dashboards are loaded
#[utoipa::path(
    get, path = "/ready", tag = "Operations", security(()),
    responses(
        (status = 200, body = Ready, example = json!({"status": "ready", "tenants": 2,
            "config": {"findings": 3, "errors": 1, "tenants_with_errors": 1}, "service_desks": {"tenants": 1, "amiss": 0},
            "events": {"bus": "postgresql", "polled": 0}})),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn ready(State(app): State<App>) -> Result<Json<Ready>, Problem> {
    app.central.ping().await?;
    let counts = app.catalog.counts();
    let (tenants, amiss) = app.desks.counts();
    let signals = app.signals.standing();
    Ok(Json(Ready {
        status: "ready",
        tenants: app.catalog.tenants().len(),
        config: ReadyConfig {
            findings: counts.findings,
            errors: counts.errors,
            tenants_with_errors: app.catalog.failing().len(),
        },
        service_desks: ReadyDesks { tenants, amiss },
        events: ReadyEvents { bus: signals.bus, polled: signals.polled },
    }))
}
