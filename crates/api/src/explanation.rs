//! What a person may do and see in a tenant, and why: for administrators, on the page and on a terminal.
//!
//! Nothing here decides anything: every line asks the very [`TenantCtx`] that a request of this person would have.

use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::{
    Act, AssignTickets, ChangeStatus, EditTickets, Export, ExportTickets, OpenRows, Refusal, Scope, SeeFindings,
    SeeOperations, SeeShares, SeeTickets, Share, TenantCtx, TicketScope, View, grant,
};
use watchroom_domain::{Action, Guarded, TeamId, TenantId, Thing, Visibility, WardId};
use watchroom_query::rows_table;
use watchroom_spec::{Dashboard, Panel, PanelKind, TenantSpec};
use watchroom_store::StoredUser;

/// What a person may do and see in a tenant, and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct Explanation {
    /// The person.
    pub user: ExplainedUser,
    /// The tenant.
    pub tenant: ExplainedTenant,
    /// Whether the person belongs to it.
    pub member: bool,
    /// The role there; null for who does not belong to it.
    #[schema(required = true, example = "viewer")]
    pub role: Option<&'static str>,
    /// The ward that the person is limited to.
    #[schema(required = true)]
    pub ward_id: Option<String>,
    /// The team that the person works in.
    #[schema(required = true)]
    pub team_id: Option<String>,
    /// All of it in a sentence or two.
    pub summary: String,
    /// What the role may do.
    pub actions: Vec<ExplainedAction>,
    /// Every dashboard of the tenant, seen or not.
    pub dashboards: Vec<ExplainedDashboard>,
}

/// The person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedUser {
    /// The id.
    #[schema(format = Uuid)]
    pub id: String,
    /// The address that people know the person by.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
    /// Whether the account is shut.
    pub disabled: bool,
}

/// The tenant.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedTenant {
    /// The id.
    #[schema(example = "tenant-beta")]
    pub id: String,
    /// The organisation's name.
    pub name: String,
}

/// Something that can be done.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedAction {
    /// Its name.
    #[schema(example = "view")]
    pub action: &'static str,
    /// Whether the person may do it to anything.
    pub allowed: bool,
    /// To which rows: `all`, or `ward 3`; null for none.
    #[schema(required = true, example = "all")]
    pub rows: Option<String>,
    /// Why.
    pub why: String,
}

/// A dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedDashboard {
    /// Its name in addresses.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Whether the person sees it.
    pub seen: bool,
    /// Why.
    pub why: String,
    /// The panels on it, seen or not.
    pub panels: Vec<ExplainedPanel>,
}

/// A panel on a dashboard.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExplainedPanel {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the person sees it on this dashboard.
    pub seen: bool,
    /// Which of its rows: `all`, or `ward 3`; null for none.
    #[schema(required = true, example = "all")]
    pub rows: Option<String>,
    /// Whether the person can open the rows behind it.
    pub opens_rows: bool,
    /// Whether the person can export it.
    pub exports: bool,
    /// Why it is seen, or not.
    pub why: String,
}

/// Explains what `user` may do and see. `ctx` is the person's own context, `None` for who does not belong to the tenant;
/// `spec` is the tenant's dashboards, `None` where none are loaded.
#[must_use]
pub fn explain(
    user: &StoredUser,
    (tenant, tenant_name): (&TenantId, &str),
    ctx: Option<&TenantCtx>,
    spec: Option<&TenantSpec>,
) -> Explanation {
    // Who is shut out has no session, whatever the membership says.
    let let_in = ctx.filter(|_| user.disabled_at.is_none());
    Explanation {
        user: ExplainedUser {
            id: user.id.to_string(),
            email: user.email.clone(),
            full_name: user.full_name.clone(),
            is_admin: user.is_admin,
            disabled: user.disabled_at.is_some(),
        },
        tenant: ExplainedTenant { id: tenant.to_string(), name: tenant_name.to_owned() },
        member: ctx.is_some(),
        role: ctx.map(|ctx| ctx.role().as_str()),
        ward_id: ctx.and_then(|ctx| ctx.ward().map(WardId::to_string)),
        team_id: ctx.and_then(|ctx| ctx.team().map(TeamId::to_string)),
        summary: summary(user, tenant, ctx, spec),
        actions: let_in.map(|ctx| actions(ctx, spec.is_some_and(|spec| spec.service_desk))).unwrap_or_default(),
        dashboards: match (let_in, spec) {
            (Some(ctx), Some(spec)) => {
                spec.dashboards.values().map(|dashboard| explained_dashboard(ctx, spec, dashboard)).collect()
            }
            _ => Vec::new(),
        },
    }
}

fn summary(user: &StoredUser, tenant: &TenantId, ctx: Option<&TenantCtx>, spec: Option<&TenantSpec>) -> String {
    let administers = if user.is_admin && user.disabled_at.is_none() {
        " Administers the platform: users, tenants, tokens, sessions, the audit log, and what is wrong with any tenant's files."
    } else {
        ""
    };
    let Some(ctx) = ctx else {
        return format!("Does not belong to {tenant}: nothing of it is there for this person.{administers}");
    };
    if user.disabled_at.is_some() {
        return format!(
            "The account is shut: nobody signs in with it, and it sees nothing. It is {} of {tenant}.",
            ctx.role()
        );
    }
    let rows = match (ctx.ward(), ctx.verdict(View, &Anything { tenant: ctx.tenant(), ward_limited: true })) {
        (Some(ward), _) => format!(", and of it what is limited to ward {ward}"),
        (None, Err(refusal)) => format!(", and nothing of it: {refusal}"),
        (None, Ok(_)) => String::new(),
    };
    let loaded = if spec.is_some() { "" } else { " No dashboards are loaded for it at the moment." };
    format!("Sees {tenant} as {}{rows}.{loaded}{administers}", ctx.role())
}

/// A thing that is open to every role.
struct Anything<'a> {
    tenant: &'a TenantId,
    ward_limited: bool,
}

impl Guarded for Anything<'_> {
    fn tenant(&self) -> &TenantId {
        self.tenant
    }

    fn visibility(&self) -> Visibility {
        Visibility { roles: None, ward_limited: self.ward_limited }
    }

    fn thing(&self) -> Thing<'_> {
        Thing::Other
    }
}

/// What can be asked for in the tenant: of a service desk, only where there is one.
fn actions(ctx: &TenantCtx, service_desk: bool) -> Vec<ExplainedAction> {
    Action::ALL
        .into_iter()
        .filter(|action| service_desk || !action.is_of_desk())
        .map(|action| match action {
            Action::View => explained_action(ctx, View, true),
            Action::OpenRows => explained_action(ctx, OpenRows, true),
            Action::Export => explained_action(ctx, Export, true),
            Action::Share => match ctx.verdict(Share, &Anything { tenant: ctx.tenant(), ward_limited: true }) {
                Ok(_) => explained_action(ctx, Share, true),
                Err(_) => explained_action(ctx, SeeShares, true),
            },
            // What is wrong with the files belongs to no ward.
            Action::SeeFindings => explained_action(ctx, SeeFindings, false),
            Action::SeeTickets => explained_desk_action(ctx, SeeTickets),
            Action::ChangeStatus => explained_desk_action(ctx, ChangeStatus),
            Action::EditTickets => explained_desk_action(ctx, EditTickets),
            Action::AssignTickets => explained_desk_action(ctx, AssignTickets),
            Action::SeeOperations => explained_desk_action(ctx, SeeOperations),
            Action::ExportTickets => explained_desk_action(ctx, ExportTickets),
        })
        .collect()
}

fn explained_action<A: Act>(ctx: &TenantCtx, act: A, ward_limited: bool) -> ExplainedAction {
    let verdict = ctx.verdict(act, &Anything { tenant: ctx.tenant(), ward_limited });
    let why = match (&verdict, grant(ctx.role(), A::ACTION)) {
        (Ok(Scope::Whole), _) => format!("{} may do this", ctx.role()),
        (Ok(Scope::Ward(ward)), _) => format!("{} may do this with what is limited to ward {ward}", ctx.role()),
        (Err(Refusal::NotByWard), _) => "whoever is limited to a ward may not do this".to_owned(),
        (Err(refusal), _) => refusal.to_string(),
    };
    ExplainedAction { action: A::ACTION.as_str(), allowed: verdict.is_ok(), rows: verdict.ok().map(rows), why }
}

fn explained_desk_action<A: Act>(ctx: &TenantCtx, act: A) -> ExplainedAction {
    let verdict = ctx.desk_verdict(act);
    let why = match &verdict {
        Ok(scope) => format!("{} may do this with {}", ctx.role(), tickets(scope)),
        Err(refusal) => refusal.to_string(),
    };
    let rows = verdict.as_ref().ok().map(tickets);
    ExplainedAction { action: A::ACTION.as_str(), allowed: verdict.is_ok(), rows, why }
}

/// Which tickets, in words.
fn tickets(scope: &TicketScope) -> String {
    let kind =
        if scope.is_sensitive() == Some(true) { "sensitive tickets alone" } else { "tickets that are not sensitive" };
    let ward = scope.ward().map(|ward| format!(", of ward {ward}")).unwrap_or_default();
    let team = scope.team().map(|team| format!(", of the team {team}")).unwrap_or_default();
    format!("{kind}{ward}{team}")
}

fn explained_dashboard(ctx: &TenantCtx, spec: &TenantSpec, dashboard: &Dashboard) -> ExplainedDashboard {
    let verdict = ctx.verdict(View, dashboard);
    let seen = verdict.is_ok();
    let panels = dashboard.panels.iter().filter_map(|placed| spec.panels.get(&placed.panel));
    ExplainedDashboard {
        name: dashboard.name.to_string(),
        title: dashboard.title.clone(),
        seen,
        why: why(&verdict, dashboard.roles.as_deref()),
        panels: panels.map(|panel| explained_panel(ctx, panel, seen)).collect(),
    }
}

fn explained_panel(ctx: &TenantCtx, panel: &Panel, on_a_seen_dashboard: bool) -> ExplainedPanel {
    let verdict = ctx.verdict(View, panel);
    let seen = on_a_seen_dashboard && verdict.is_ok();
    let has_rows = panel.drill_down.enabled && rows_table(panel).is_some();
    ExplainedPanel {
        id: panel.id.to_string(),
        title: panel.title.clone(),
        seen,
        opens_rows: seen && has_rows && ctx.verdict(OpenRows, panel).is_ok(),
        exports: seen && !is_picture(panel) && ctx.verdict(Export, panel).is_ok(),
        why: match (&verdict, on_a_seen_dashboard) {
            (Ok(_), false) => "the dashboard is not seen".to_owned(),
            _ => why(&verdict, panel.roles.as_deref()),
        },
        rows: verdict.ok().filter(|_| seen).map(rows),
    }
}

/// A picture that a program draws is no rows: there is nothing to export.
const fn is_picture(panel: &Panel) -> bool {
    matches!(panel.kind, PanelKind::CustomImage(_))
}

fn why(verdict: &Result<Scope, Refusal>, roles: Option<&[watchroom_domain::Role]>) -> String {
    match (verdict, roles) {
        (Err(refusal), _) => refusal.to_string(),
        (Ok(Scope::Ward(ward)), _) => format!("it can be limited to ward {ward}"),
        (Ok(Scope::Whole), Some(_)) => "its `roles:` name the role".to_owned(),
        (Ok(Scope::Whole), None) => "it is for every role".to_owned(),
    }
}

fn rows(scope: Scope) -> String {
    match scope {
        Scope::Whole => "all".to_owned(),
        Scope::Ward(ward) => format!("ward {ward}"),
    }
}
