//! `GET /custom/{endpoint}`: what a custom panel makes.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use serde_json::{Map, Value};
use watchroom_access::{Permit, View};
use watchroom_query::Ask;
use watchroom_spec::{Panel, PanelKind};

use crate::App;
use crate::answers::{Conditions, Freshness, Kept, Key, respond};
use crate::custom::{self, Asked, shut_in};
use crate::extract::InTenant;
use crate::panel_answer::fresh_for;
use crate::problem::Problem;

/// What a custom panel makes
///
/// A picture or data that the server's own code makes from the tenant's tables. It is there for who sees a panel that
/// names it. All query parameters but `tenant` and `share` are the panel's
/// own; one that it does not have is refused. On a share, they are those of the panel's file.
#[utoipa::path(
    get, path = "/custom/{endpoint}", tag = "Panels",
    params(
        ("endpoint" = String, Path, description = "The custom panel, as a panel's `endpoint` names it", example = "daily-summary"),
        ("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha"),
        ("tenant" = Option<String>, Query, description = "The tenant, where no header can be sent, as for an image", example = "tenant-alpha"),
        ("share" = Option<String>, Query, description = "The share, where no header can be sent, as for an image"),
        ("include_offline" = Option<bool>, Query, description = "`network-topology`: whether nodes that do not answer are drawn too"),
    ),
    responses(
        (status = 304, description = "The caller has this very answer: it sent its `ETag` as `If-None-Match`"),
        (status = 200, description = "A picture, or data, as the panel makes it", content(
            (serde_json::Value = "application/json", example = json!({"date": "2026-03-09", "until": "14:05", "ward": null,
                "total_requests": 1834, "failed_requests": 22, "error_rate": 1.2, "avg_response_time": 84.3,
                "p95_response_time": 301.6, "response_bytes": 28_512_004, "note": ""})),
            (String = "image/svg+xml", example = json!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 936 304\">…</svg>")),
            (Vec<u8> = "image/png"),
        )),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A parameter cannot be used; `detail` names it"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share asks with other parameters than the panel's own"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No panel that the caller can see names it"),
        (status = 502, body = Problem, content_type = "application/problem+json", description = "The panel failed, or does not fit its database"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
        (status = 504, body = Problem, content_type = "application/problem+json", description = "The panel took more than 10 s and was stopped"),
    ),
)]
pub(crate) async fn custom_get(
    State(app): State<App>,
    tenant: InTenant,
    Path(endpoint): Path<String>,
    RawQuery(query): RawQuery,
    conditions: Conditions,
) -> Result<Response, Problem> {
    let asked = Asked::from_query(query.as_deref().unwrap_or_default())?;
    let permit = panel_naming(&tenant, &endpoint, &asked)?;
    let custom = custom::find(&endpoint)?;
    custom.check(&asked)?;
    let key = Key::of_custom(&permit, asked.to_query());
    let ask = Ask::default();
    let fresh_for = fresh_for(permit.resource(), &ask, app.clock.now());
    let generation = app.panel_news.generation(permit.tenant(), &permit.resource().id);
    let freshness = Freshness { fresh_for, anew: conditions.anew, generation };
    let found = app.answers.get(key, &tenant.spec, freshness, || {
        let (app, tenant, id) = (app.clone(), tenant.clone(), permit.resource().id.clone());
        Ok(async move {
            let now = app.clock.now();
            let panel = tenant.spec.panels.get(&id).ok_or_else(|| Problem::not_found("custom panel"))?;
            let (output, _) = custom.make(&app, &tenant, panel, asked, Ok).await?;
            let (kind, bytes) = output.into_bytes();
            Ok(Kept::plain(kind, bytes, now, Arc::clone(&tenant.spec)))
        })
    });
    Ok(shut_in(respond(&found.await?, &conditions)))
}

/// A panel that the caller may see and that names the endpoint: without one, it is not there for this person. On a share it
/// is asked as the panel's file asks it, and no further: how far a panel looks back may well be a parameter.
fn panel_naming<'t>(tenant: &'t InTenant, endpoint: &str, asked: &Asked) -> Result<Permit<'t, View, Panel>, Problem> {
    let seen = |panel: &'t Panel| tenant.panel(panel.id.as_str()).ok();
    let naming = tenant.spec.panels.values().filter(|panel| parameters_for(panel, endpoint).is_some());
    let mut seen: Vec<Permit<'t, View, Panel>> = naming.filter_map(seen).collect();
    if seen.is_empty() {
        return Err(Problem::not_found("custom panel"));
    }
    if tenant.is_share() {
        let as_in_its_file = |permit: &Permit<'_, View, Panel>| {
            let own = parameters_for(permit.resource(), endpoint).map(Asked::from_yaml);
            own.is_some_and(|own| own.is_ok_and(|own| own.is_the_same_as(asked)))
        };
        seen.retain(as_in_its_file);
    }
    seen.into_iter().next().ok_or_else(Problem::shares_only_show)
}

/// The parameters that a panel's file gives, where it names the endpoint.
fn parameters_for<'p>(panel: &'p Panel, endpoint: &str) -> Option<&'p Map<String, Value>> {
    match &panel.kind {
        PanelKind::CustomImage(spec) if spec.endpoint == endpoint => Some(&spec.parameters),
        PanelKind::CustomTemplate(spec) if spec.endpoint.as_deref() == Some(endpoint) => Some(&spec.parameters),
        _ => None,
    }
}
