//! `GET /service-desk`: what the caller may do at the tenant's desk, and what tickets are sorted into.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::{AssignTickets, ChangeStatus, EditTickets, ExportTickets, SeeOperations, SeeTickets};
use watchroom_domain::{Role, Severity, TicketStatus};
use watchroom_store::desk::detail::{DeskNames, desk_names};

use crate::App;
use crate::desk::vocabulary::{SeverityWord, StatusWord};
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::views::TeamView;

/// What the caller may do at the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskMay {
    /// To see tickets, those of the caller's place.
    see_tickets: bool,
    /// To move tickets along, and to write notes.
    change_status: bool,
    /// To make and correct tickets.
    edit: bool,
    /// To hand tickets to teams and people.
    assign: bool,
    /// To see the desk's figures.
    see_operations: bool,
    /// To take lists away as files.
    export: bool,
}

/// Why the caller may not: a sentence for each thing that is refused.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskReasons {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    see_tickets: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    change_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    edit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    assign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    see_operations: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    export: Option<String>,
}

/// Somebody whom tickets may be handed to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssigneeView {
    /// The person's id.
    id: uuid::Uuid,
    /// The person's name.
    name: String,
    /// The team that the person works in.
    #[schema(required = true)]
    team_id: Option<String>,
}

/// The desk, as the caller stands to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceDesk {
    /// Always true: a tenant without a desk answers 404 `no_service_desk`.
    enabled: bool,
    may: DeskMay,
    reasons: DeskReasons,
    /// The tenant's time zone: days of figures begin and end by it.
    #[schema(example = "Africa/Johannesburg")]
    timezone: String,
    /// By name; those of sensitive tickets for who sees these alone.
    categories: Vec<String>,
    /// From the least urgent.
    #[schema(value_type = Vec<SeverityWord>)]
    severities: Vec<&'static str>,
    /// In the order of the life cycle.
    #[schema(value_type = Vec<StatusWord>)]
    statuses: Vec<&'static str>,
    /// By name.
    teams: Vec<TeamView>,
    /// By id.
    #[schema(value_type = Vec<TeamView>)]
    wards: Vec<TeamView>,
    /// Whom tickets may be handed to, by name; empty where the caller may not.
    people: Vec<AssigneeView>,
    /// The ward that the caller is limited to.
    #[schema(required = true)]
    ward_id: Option<String>,
    /// The team that the caller works in.
    #[schema(required = true)]
    team_id: Option<String>,
}

/// The service desk as the caller stands to it
///
/// What the caller may do, with a sentence for each thing that the role may not; and the names that tickets are sorted into.
/// Those are empty for who sees no tickets.
#[utoipa::path(
    get, path = "/service-desk", tag = "Service desk",
    params(("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta")),
    responses(
        (status = 200, body = ServiceDesk, example = json!({"enabled": true,
            "may": {"see_tickets": true, "change_status": true, "edit": false, "assign": false, "see_operations": false, "export": false},
            "reasons": {"assign": "Only managers and admins assign tickets; you are here as a field worker."},
            "categories": ["Pothole", "Water leak"], "severities": ["low", "medium", "high", "critical"],
            "statuses": ["open", "in_progress", "waiting", "escalated", "resolved", "closed"],
            "teams": [{"id": "roads", "name": "Roads"}], "wards": [{"id": "3", "name": "Ward 3"}], "people": [],
            "ward_id": null, "team_id": "roads"})),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "A share only shows"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such tenant for the caller, or `no_service_desk`"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn service_desk_get(State(app): State<App>, tenant: InTenant) -> Result<Json<ServiceDesk>, Problem> {
    if tenant.is_share() {
        return Err(Problem::shares_only_show());
    }
    if !app.has_desk(tenant.ctx.tenant()) {
        return Err(Problem::no_service_desk());
    }
    let reasons = DeskReasons {
        see_tickets: tenant.desk_reason(SeeTickets),
        change_status: tenant.desk_reason(ChangeStatus),
        edit: tenant.desk_reason(EditTickets),
        assign: tenant.desk_reason(AssignTickets),
        see_operations: tenant.desk_reason(SeeOperations),
        export: tenant.desk_reason(ExportTickets),
    };
    let may = DeskMay {
        see_tickets: reasons.see_tickets.is_none(),
        change_status: reasons.change_status.is_none(),
        edit: reasons.edit.is_none(),
        assign: reasons.assign.is_none(),
        see_operations: reasons.see_operations.is_none(),
        export: reasons.export.is_none(),
    };
    let DeskNames { categories, teams, wards } = match may.see_tickets {
        true => names(&app, &tenant).await?,
        false => DeskNames { categories: Vec::new(), teams: Vec::new(), wards: Vec::new() },
    };
    let people = if may.assign { people(&app, &tenant).await? } else { Vec::new() };
    Ok(Json(ServiceDesk {
        enabled: true,
        may,
        reasons,
        timezone: tenant.spec.timezone_name.clone(),
        categories,
        severities: Severity::ALL.iter().map(|severity| severity.as_str()).collect(),
        statuses: TicketStatus::ALL.iter().map(|status| status.as_str()).collect(),
        teams: teams.into_iter().map(|(id, name)| TeamView { id: id.to_string(), name }).collect(),
        wards: wards.into_iter().map(|(id, name)| TeamView { id: id.to_string(), name }).collect(),
        people,
        ward_id: tenant.ctx.ward().map(ToString::to_string),
        team_id: tenant.ctx.team().map(ToString::to_string),
    }))
}

async fn names(app: &App, tenant: &InTenant) -> Result<DeskNames, Problem> {
    let permit = tenant.desk(app, SeeTickets)?;
    let tx = app.tenants.desk(&permit).await?;
    let names = desk_names(&tx, permit.scope()).await?;
    tx.commit().await?;
    Ok(names)
}

/// Those who see tickets that somebody else assigns.
async fn people(app: &App, tenant: &InTenant) -> Result<Vec<AssigneeView>, Problem> {
    let members = app.members.of(&app.central, tenant.ctx.tenant()).await?;
    let work_on = |role: Role| matches!(role, Role::FieldWorker | Role::Manager | Role::Admin);
    let chosen = members.all().iter().filter(|member| work_on(member.role) && !member.is_disabled);
    let view = |member: &watchroom_store::MemberName| AssigneeView {
        id: member.user.0,
        name: member.name.clone(),
        team_id: member.team.as_ref().map(ToString::to_string),
    };
    Ok(chosen.map(view).collect())
}
