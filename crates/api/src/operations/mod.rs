//! A desk's figures: read all at once, kept under what they were asked with, and asked for anew as soon as anything changed.
//!
//! - The key holds the permit's scope, so that nobody's figures can serve somebody else.
//! - Each request asks the database for the mark of its newest events, which costs a look into an index. While the mark
//!   stands and no clock has run out since, kept figures are the figures of this very moment, and say so (`as_of`).
//! - Where it has moved, they are read anew: once for all who ask meanwhile. Where reading takes long, the next reading waits
//!   for four times as long as the last one took, 2 s at most, and the figures say of when they are.

mod asked;
mod kept;
mod views;

pub use kept::KeptFigures;
pub(crate) use views::{
    AgeFigures, CategoryVolume, ClosureQuality, DeskMetrics, SlaFigures, TeamWorkload, TrendFigures, WardFigures,
    ageing, closure_quality, metrics, sla, trend, volume, wards, workload,
};

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use watchroom_access::SeeOperations;

use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;
use kept::FiguresOf;

/// Answers with what `view` takes out of the figures that are asked for.
///
/// # Errors
/// Where there is no desk, the role sees no figures, what is asked cannot be read, or the database cannot be asked.
pub(crate) async fn answer<V: Serialize>(
    app: &App,
    tenant: &InTenant,
    parameters: &Parameters,
    conditions: &Conditions,
    view: impl FnOnce(&FiguresOf) -> V,
) -> Result<Response, Problem> {
    let permit = tenant.desk(app, SeeOperations)?;
    let asked = asked::asked(parameters)?;
    let figures = kept::of_now(app, &tenant.spec, &permit, asked, conditions.anew).await?;
    let mut response = Json(view(&figures)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
