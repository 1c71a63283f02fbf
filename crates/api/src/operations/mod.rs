//! A desk's figures, as JSON. What they are, and how fresh, is the store's to say: see `watchroom_store::desk::operations`.

mod asked;
mod views;

pub(crate) use views::{
    AgeFigures, CategoryVolume, ClosureQuality, DeskMetrics, SlaFigures, TeamWorkload, TrendFigures, WardFigures,
    ageing, closure_quality, metrics, sla, trend, volume, wards, workload,
};

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use serde::Serialize;
use watchroom_access::SeeOperations;
use watchroom_store::desk::operations::FiguresOfMoment;

use crate::App;
use crate::answers::Conditions;
use crate::extract::{InTenant, Parameters};
use crate::problem::Problem;

/// Answers with what `view` takes out of the figures that are asked for.
///
/// # Errors
/// Where there is no desk, the role sees no figures, what is asked cannot be read, or the database cannot be asked.
pub(crate) async fn answer<V: Serialize>(
    app: &App,
    tenant: &InTenant,
    parameters: &Parameters,
    conditions: &Conditions,
    view: impl FnOnce(&FiguresOfMoment) -> V,
) -> Result<Response, Problem> {
    let permit = tenant.desk(app, SeeOperations)?;
    let asked = asked::asked(parameters)?;
    let figures = app.tenants.figures(&permit, asked, &app.clock, &tenant.spec.timezone, conditions.anew).await?;
    let mut response = Json(view(&figures)).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
