//! Tenants as administrators see them.

use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::TenantId;
use watchroom_store::{TenantHealth, TenantSummary};

use crate::App;
use crate::problem::Problem;

/// A tenant, and how it fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TenantView {
    #[schema(example = "tenant-beta")]
    id: String,
    name: String,
    created_at: String,
    /// People who belong to it.
    members: i64,
    /// Dashboards that are shown.
    dashboards: usize,
    findings: FindingCounts,
    database: DatabaseState,
    /// Its service desk; null where it has none and its files want none.
    #[schema(required = true)]
    service_desk: Option<DeskState>,
}

/// How the tenant's service desk fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskState {
    /// Whether it is shown, answers, and has the tables of this version.
    ready: bool,
    /// The same in words, with what to do about it.
    #[schema(example = "It answers, and its tables are up to date.")]
    detail: String,
}

/// What is wrong with the tenant's files, in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingCounts {
    errors: usize,
    warnings: usize,
}

/// How the tenant's database fares.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatabaseState {
    /// Whether it answers, under a role that can only read: nothing is run on another.
    reachable: bool,
    /// The same in words.
    detail: String,
}

impl TenantView {
    /// Asks how a tenant fares; 2 s at most.
    pub(crate) async fn of(app: &App, tenant: TenantSummary) -> Self {
        let standing = app.catalog.standing(&tenant.id).unwrap_or_default();
        let (database, desk) = tokio::join!(app.tenants.health(&tenant.id), app.desk_standing(&tenant.id));
        let errors = standing.findings.iter().filter(|finding| finding.is_error()).count();
        Self {
            service_desk: desk
                .map(|standing| DeskState { ready: standing.is_good(), detail: standing.in_words(&tenant.id) }),
            database: DatabaseState::of(database),
            id: tenant.id.to_string(),
            name: tenant.name,
            created_at: tenant.created_at.to_string(),
            members: tenant.members,
            dashboards: standing.entry.map_or(0, |entry| entry.spec.dashboards.len()),
            findings: FindingCounts { errors, warnings: standing.findings.len() - errors },
        }
    }

    /// One tenant.
    pub(crate) async fn of_id(app: &App, id: &TenantId) -> Result<Self, Problem> {
        let summaries = app.central.tenant_summaries().await?;
        let summary = summaries.into_iter().find(|summary| summary.id == *id);
        Ok(Self::of(app, summary.ok_or_else(|| Problem::not_found("tenant"))?).await)
    }
}

impl DatabaseState {
    fn of(health: TenantHealth) -> Self {
        match health {
            TenantHealth::Good => {
                Self { reachable: true, detail: "It answers, and its role can only read.".to_owned() }
            }
            TenantHealth::Unreachable(cause) => {
                Self { reachable: false, detail: format!("It does not answer: {cause}.") }
            }
            TenantHealth::TooPowerful(powers) => {
                let powers: Vec<String> = powers.iter().map(ToString::to_string).collect();
                Self { reachable: false, detail: format!("Its role may do more than read: {}.", powers.join("; ")) }
            }
        }
    }
}
