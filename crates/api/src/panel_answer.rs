//! What a panel shows, from the response cache or made anew.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use watchroom_access::{Permit, View};
use watchroom_domain::PanelId;
use watchroom_query::{Ask, Body, ScopedPlan, plan};
use watchroom_spec::{Panel, PanelKind, TenantSpec};
use watchroom_store::Answer;

use crate::App;
use crate::answers::{Found, Freshness, Kept, Key};
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::views::{
    PanelData, bar, custom_image, custom_template, gauge, health_status, kpi, queried_template, table, timeseries,
};

/// Rows from which on an answer is written off the runtime's threads: it would hold up other requests.
const MANY_ROWS: u64 = 2_000;

const MINUTE: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 3_600 * 1_000;

type Load = Pin<Box<dyn Future<Output = Result<Kept, Problem>> + Send>>;

/// What a panel shows to somebody who may see it. `anew` asks for a new answer, whatever is kept.
///
/// # Errors
/// Where it cannot be had, now or from before.
pub(crate) async fn panel_answer(
    app: &App,
    tenant: &InTenant,
    permit: &Permit<'_, View, Panel>,
    ask: &Ask,
    anew: bool,
) -> Result<Found, Problem> {
    let now = app.clock.now();
    let generation = app.panel_news.generation(permit.tenant(), &permit.resource().id);
    let freshness = Freshness { fresh_for: fresh_for(permit.resource(), ask, now), anew, generation };
    let key = Key::of_data(permit, ask);
    app.answers.get(key, &tenant.spec, freshness, || load(app, tenant, permit, ask, now)).await
}

/// How long an answer stays fresh: the panel's own interval, and no longer than a screen that shows the present may
/// wait. The page asks again at the same times (docs/dashboards.md has the table).
pub(crate) fn fresh_for(panel: &Panel, ask: &Ask, now: Timestamp) -> Duration {
    let own = Duration::from_secs(panel.refresh_interval_s);
    let present = match (&panel.kind, &ask.range) {
        (PanelKind::HealthStatus(_) | PanelKind::CustomImage(_), _) | (_, None) => MINUTE / 2,
        // What lies wholly in the past rarely changes.
        (_, Some(range)) if range.end() < now => return own,
        (_, Some(range)) if range.length_ms() <= DAY_MS => MINUTE / 2,
        (_, Some(range)) if range.length_ms() <= 7 * DAY_MS => MINUTE,
        (_, Some(_)) => MINUTE * 5,
    };
    own.min(present)
}

/// Begins to make the answer: what can be refused is refused here.
fn load(
    app: &App,
    tenant: &InTenant,
    permit: &Permit<'_, View, Panel>,
    ask: &Ask,
    now: Timestamp,
) -> Result<Load, Problem> {
    let (app, tenant, id) = (app.clone(), tenant.clone(), permit.resource().id.clone());
    match &permit.resource().kind {
        // These have no query of their own: code of ours makes them.
        PanelKind::CustomImage(spec) => {
            let data = PanelData::CustomImage(custom_image(spec, tenant.ctx.tenant(), now)?);
            Ok(Box::pin(async move { keep(&data, now, &tenant.spec) }))
        }
        PanelKind::CustomTemplate(spec) if spec.queries.is_empty() => Ok(Box::pin(async move {
            let Some(panel) = tenant.spec.panels.get(&id) else { return Err(Problem::not_found("panel")) };
            let PanelKind::CustomTemplate(spec) = &panel.kind else { return Err(other_kind()) };
            let data = custom_template(&app, &tenant, panel, spec, now).await?;
            keep(&PanelData::CustomTemplate(data), now, &tenant.spec)
        })),
        PanelKind::Timeseries(_)
        | PanelKind::Kpi(_)
        | PanelKind::HealthStatus(_)
        | PanelKind::Table(_)
        | PanelKind::CustomTemplate(_)
        | PanelKind::Bar(_)
        | PanelKind::Gauge(_) => {
            let plan = plan(permit, &tenant.spec, ask, now)?;
            Ok(Box::pin(async move {
                let loading = app.panel_news.loading(plan.tenant(), &id);
                let answer = app.tenants.run(&plan).await?;
                drop(loading);
                let many = answer.frames.iter().any(|frame| frame.rows > MANY_ROWS);
                let write = move || keep(&view(&tenant.spec, &id, &plan, answer, now)?, now, &tenant.spec);
                if !many {
                    return write();
                }
                tokio::task::spawn_blocking(write).await.map_err(Problem::internal)?
            }))
        }
    }
}

fn view(
    spec: &TenantSpec,
    id: &PanelId,
    plan: &ScopedPlan,
    answer: Answer,
    now: Timestamp,
) -> Result<PanelData, Problem> {
    let kind = spec.panels.get(id).map(|panel| &panel.kind);
    Ok(match (plan.body(), kind) {
        (Body::Timeseries(body), _) => PanelData::Timeseries(timeseries(body, &answer, now)),
        (Body::Kpi(_), Some(PanelKind::Kpi(spec))) => PanelData::Kpi(kpi(spec, &answer, now)?),
        (Body::Kpi(_), Some(PanelKind::Gauge(spec))) => PanelData::Gauge(gauge(spec, &answer, now)?),
        (Body::Bar(body), Some(PanelKind::Bar(spec))) => PanelData::Bar(bar(spec, body, &answer, now)?),
        (Body::Template(body), Some(PanelKind::CustomTemplate(spec))) => {
            PanelData::CustomTemplate(queried_template(&spec.template.text, body, &answer, now)?)
        }
        (Body::Health(_), Some(PanelKind::HealthStatus(spec))) => {
            PanelData::HealthStatus(health_status(spec, &answer, now))
        }
        (Body::Table(body), Some(PanelKind::Table(spec))) => PanelData::Table(table(spec, body, answer, now)),
        _ => return Err(other_kind()),
    })
}

fn keep(data: &PanelData, now: Timestamp, spec: &Arc<TenantSpec>) -> Result<Kept, Problem> {
    let json = serde_json::to_vec(data).map_err(Problem::internal)?;
    Kept::data(json, now, Arc::clone(spec))
        .ok_or_else(|| Problem::internal("a panel's answer does not end with `meta`"))
}

fn other_kind() -> Problem {
    Problem::internal("a plan's body is not of its panel's kind")
}
