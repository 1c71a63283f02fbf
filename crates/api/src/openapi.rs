//! The OpenAPI document, made from the handlers themselves.

use utoipa::OpenApi;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityScheme};
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;
use crate::desk::vocabulary::{QualityWord, SlaFilterWord};
use crate::endpoints::{
    admin_access, admin_audit_actions, admin_audit_list, admin_membership_delete, admin_membership_put,
    admin_session_end, admin_session_list, admin_tenant_add, admin_tenant_change, admin_tenant_list,
    admin_tenant_remove, admin_token_create, admin_token_list, admin_token_revoke, admin_user_change,
    admin_user_create, admin_user_delete, admin_user_get, admin_user_list, admin_user_sessions_end,
    admin_view_as_begin, admin_view_as_end, auth_backchannel_logout, auth_callback, auth_config, auth_login,
    auth_logout, auth_me, auth_password, auth_session_end, auth_session_list, auth_share_get, auth_share_open,
    config_findings, custom_get, dashboard_get, dashboard_list, events, health, operations_ageing,
    operations_closure_quality, operations_metrics, operations_sla, operations_trend, operations_volume,
    operations_wards, operations_workload, panel_data, panel_rows, ready, report_export, report_get, service_desk_get,
    share_create, share_list, share_revoke, tenant_list, tenant_select, ticket_assign, ticket_bulk, ticket_create,
    ticket_edit, ticket_export, ticket_get, ticket_history, ticket_list, ticket_note, ticket_parent, ticket_status,
    ticket_view_change, ticket_view_create, ticket_view_delete, ticket_view_list,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Watchroom",
        version = "1",
        description = "Dashboards over many organisations' own PostgreSQL databases.\n\n\
            **Sign-in** sets a cookie; unsafe methods must come from the page's own origin. **The tenant** of a call is the header \
            `X-Tenant`, else the query parameter `tenant`, else the session's selected one; who is no member gets 404. **Errors** \
            are `application/problem+json` with `code`, `detail`, `hint` and `request_id`.",
    ),
    security(("session" = [])),
    // What only parameters hold is not found by itself.
    components(schemas(QualityWord, SlaFilterWord)),
)]
struct Document;

/// Every endpoint under `/api/v1`, with its part of the document.
pub(crate) fn api() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(auth_config::auth_config))
        .routes(routes!(auth_login::auth_login))
        .routes(routes!(auth_callback::auth_callback))
        .routes(routes!(auth_logout::auth_logout))
        .routes(routes!(auth_backchannel_logout::auth_backchannel_logout))
        .routes(routes!(auth_me::auth_me))
        .routes(routes!(auth_session_list::auth_session_list))
        .routes(routes!(auth_session_end::auth_session_end))
        .routes(routes!(auth_password::auth_password))
        .routes(routes!(tenant_list::tenant_list))
        .routes(routes!(tenant_select::tenant_select))
        .routes(routes!(dashboard_list::dashboard_list))
        .routes(routes!(dashboard_get::dashboard_get))
        .routes(routes!(panel_data::panel_data))
        .routes(routes!(panel_rows::panel_rows))
        .routes(routes!(report_get::report_get))
        .routes(routes!(report_export::report_export))
        .routes(routes!(custom_get::custom_get))
        .routes(routes!(events::events))
        .routes(routes!(config_findings::config_findings))
        .merge(desk_figures())
        .merge(ticket_changes())
        .merge(service_desk())
        .merge(sharing())
        .merge(administration())
}

/// A desk's figures.
fn desk_figures() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(operations_metrics::operations_metrics))
        .routes(routes!(operations_volume::operations_volume))
        .routes(routes!(operations_sla::operations_sla))
        .routes(routes!(operations_workload::operations_workload))
        .routes(routes!(operations_trend::operations_trend))
        .routes(routes!(operations_wards::operations_wards))
        .routes(routes!(operations_ageing::operations_ageing))
        .routes(routes!(operations_closure_quality::operations_closure_quality))
}

/// What changes tickets.
fn ticket_changes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ticket_create::ticket_create))
        .routes(routes!(ticket_bulk::ticket_bulk))
        .routes(routes!(ticket_edit::ticket_edit))
        .routes(routes!(ticket_status::ticket_status))
        .routes(routes!(ticket_assign::ticket_assign))
        .routes(routes!(ticket_note::ticket_note))
        .routes(routes!(ticket_parent::ticket_parent))
}

/// The tenants' service desks.
fn service_desk() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(service_desk_get::service_desk_get))
        .routes(routes!(ticket_list::ticket_list))
        .routes(routes!(ticket_get::ticket_get))
        .routes(routes!(ticket_history::ticket_history))
        .routes(routes!(ticket_export::ticket_export))
        .routes(routes!(ticket_view_list::ticket_view_list, ticket_view_create::ticket_view_create))
        .routes(routes!(ticket_view_change::ticket_view_change, ticket_view_delete::ticket_view_delete))
}

/// The endpoints for whoever administers the platform.
fn administration() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(admin_user_list::admin_user_list, admin_user_create::admin_user_create))
        .routes(routes!(
            admin_user_get::admin_user_get,
            admin_user_change::admin_user_change,
            admin_user_delete::admin_user_delete
        ))
        .routes(routes!(admin_membership_put::admin_membership_put))
        .routes(routes!(admin_membership_delete::admin_membership_delete))
        .routes(routes!(admin_user_sessions_end::admin_user_sessions_end))
        .routes(routes!(admin_session_list::admin_session_list))
        .routes(routes!(admin_session_end::admin_session_end))
        .routes(routes!(admin_tenant_list::admin_tenant_list, admin_tenant_add::admin_tenant_add))
        .routes(routes!(admin_tenant_change::admin_tenant_change, admin_tenant_remove::admin_tenant_remove))
        .routes(routes!(admin_audit_list::admin_audit_list))
        .routes(routes!(admin_audit_actions::admin_audit_actions))
        .routes(routes!(admin_token_list::admin_token_list, admin_token_create::admin_token_create))
        .routes(routes!(admin_token_revoke::admin_token_revoke))
}

/// Shares, looking through a member's eyes, and what a member may do.
fn sharing() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(share_list::share_list, share_create::share_create))
        .routes(routes!(share_revoke::share_revoke))
        .routes(routes!(auth_share_get::auth_share_get, auth_share_open::auth_share_open))
        .routes(routes!(admin_view_as_begin::admin_view_as_begin, admin_view_as_end::admin_view_as_end))
        .routes(routes!(admin_access::admin_access))
}

/// The endpoints for whoever runs the server.
pub(crate) fn operations() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health::health)).routes(routes!(ready::ready))
}

/// All endpoints at their places, and the document over them.
pub(crate) fn parts() -> (axum::Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) =
        OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", api()).merge(operations()).split_for_parts();
    let cookie =
        ApiKeyValue::with_description("watchroom", "The session cookie; over https its name is __Host-watchroom.");
    for (path, item) in &mut document.paths.paths {
        if path.starts_with("/api/") {
            tell_of_the_layers(item);
        }
    }
    let components = document.components.get_or_insert_default();
    components.security_schemes.insert("session".to_owned(), SecurityScheme::ApiKey(ApiKey::Cookie(cookie)).into());
    (router, document)
}

/// What the layers around every endpoint may answer: said once here, instead of at each endpoint.
fn tell_of_the_layers(item: &mut PathItem) {
    let reading = item.get.as_mut().map(|operation| (operation, false));
    let changing = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
    let changing = changing.into_iter().filter_map(|operation| operation.as_mut().map(|operation| (operation, true)));
    for (operation, changes) in reading.into_iter().chain(changing) {
        let mut may_answer = vec![
            ("400", "The request cannot be read"),
            ("414", "The query is too long"),
            ("500", "A fault of the server; the log knows more under the request's id"),
            ("504", "It took too long"),
        ];
        if operation.security.is_none() {
            may_answer.push(("401", "Nobody is signed in"));
            let who = "Not for this kind of caller (a program, a share, somebody who views as a member)";
            may_answer.push(("403", if changes { "Not for this caller, or from another site" } else { who }));
        } else if changes {
            may_answer.push(("403", "The request came from another site"));
        }
        if operation.request_body.is_some() {
            may_answer.push(("413", "The body is too large"));
            may_answer.push(("415", "The body is not of the documented type"));
            may_answer.push(("422", "The body has not the documented form"));
        }
        for (status, description) in may_answer {
            let responses = &mut operation.responses.responses;
            responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(problem_response(description)));
        }
    }
}

fn problem_response(description: &str) -> Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content("application/problem+json", problem).build()
}

/// The OpenAPI 3.1 document as JSON text, the same on every call.
///
/// # Panics
/// Never: the document is our own.
#[must_use]
pub fn document() -> String {
    let mut text = parts().1.to_pretty_json().expect("our own document is JSON");
    text.push('\n');
    text
}
