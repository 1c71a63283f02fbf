//! `GET /config/findings`: what is wrong with a tenant's files, for its admins.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::SeeFindings;
use watchroom_domain::{Guarded, TenantId, Thing, Visibility};

use crate::App;
use crate::extract::Asking;
use crate::problem::Problem;

/// What is wrong with a tenant's files.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfigFindings {
    findings: Vec<ConfigFinding>,
    /// When the dashboards that are shown came into use; null where none ever did.
    #[schema(required = true)]
    loaded_at: Option<String>,
    /// Since when the files have these errors; null where they have none.
    #[schema(required = true)]
    failed_at: Option<String>,
    /// The findings as `watchroom validate` prints them.
    text: String,
}

/// One thing that is wrong, at one place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ConfigFinding {
    /// The file, from the tenant's folder on.
    #[schema(example = "tenant-beta/panels/cpu_usage.yaml")]
    file: String,
    /// From 1.
    line: u32,
    /// From 1, in characters.
    column: u32,
    /// `error` or `warning`.
    #[schema(example = "error")]
    severity: &'static str,
    #[schema(example = "unknown-key")]
    code: &'static str,
    message: String,
    #[schema(required = true)]
    hint: Option<String>,
}

/// The findings of a tenant, as a thing that is asked for.
struct FindingsOf<'a>(&'a TenantId);

impl Guarded for FindingsOf<'_> {
    fn tenant(&self) -> &TenantId {
        self.0
    }

    fn visibility(&self) -> Visibility {
        Visibility::default()
    }

    fn thing(&self) -> Thing<'_> {
        Thing::Other
    }
}

/// What is wrong with a tenant's files as they are now, for its admins and the platform's
#[utoipa::path(
    get, path = "/config/findings", tag = "Configuration",
    params(("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-beta")),
    responses(
        (status = 200, body = ConfigFindings, example = json!({"findings": [{"file": "tenant-beta/panels/cpu_usage.yaml",
            "line": 3, "column": 3, "severity": "error", "code": "unknown-key", "message": "there is no key `titel` here",
            "hint": "did you mean `title`?"}], "loaded_at": "2026-03-09T08:00:00Z", "failed_at": "2026-03-09T09:00:00Z",
            "text": "error[unknown-key]: there is no key `titel` here\n"})),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn config_findings(State(app): State<App>, asking: Asking) -> Result<Json<ConfigFindings>, Problem> {
    let Asking { caller, tenant, .. } = asking;
    let missing = || Problem::not_found("tenant");
    if caller.person().is_some_and(|person| person.is_admin && person.viewing_as.is_none()) {
        // Also for a tenant without a folder, and for a folder without a tenant.
        if app.catalog.standing(&tenant).is_none() && !app.tenants.ids().contains(&tenant) {
            return Err(missing());
        }
    } else {
        let ctx = caller.tenant().ok_or_else(missing)?;
        ctx.permit(SeeFindings, &FindingsOf(&tenant)).map_err(|_| missing())?;
    }
    // A tenant that never had a folder stands as nothing: no dashboards, and no file that could be wrong.
    let standing = app.catalog.standing(&tenant).unwrap_or_default();
    let findings = standing.findings.iter().cloned().map(|finding| ConfigFinding {
        severity: finding.severity.as_str(),
        file: finding.file,
        line: finding.line,
        column: finding.column,
        code: finding.code,
        message: finding.message,
        hint: finding.hint,
    });
    Ok(Json(ConfigFindings {
        findings: findings.collect(),
        loaded_at: standing.entry.map(|entry| entry.loaded_at.to_string()),
        failed_at: standing.failed_at.map(|at| at.to_string()),
        text: standing.text.to_string(),
    }))
}
