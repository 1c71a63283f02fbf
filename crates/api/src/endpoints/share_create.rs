//! `POST /shares`: shares a dashboard or a report.

use axum::Json;
use axum::extract::State;
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_access::{Reach, Share};
use watchroom_domain::{Guarded, Role};
use watchroom_identity::{ShareWish, place_in_tenant};

use crate::admin::{bad_place, bad_role};
use crate::extract::{Body, InTenant};
use crate::problem::Problem;
use crate::sharing::{ShareKind, ShareView, SharesOf, shares_permit};
use crate::{App, CookieName};

/// A share to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareRequest {
    /// 1 to 100 characters that say what it is for.
    #[schema(example = "Wall of the control room")]
    name: String,
    kind: ShareKind,
    /// The dashboard's name, or the panel's id.
    #[schema(example = "default")]
    target: String,
    /// viewer, ward_councillor or manager.
    #[schema(example = "viewer")]
    role: String,
    /// The one ward that it shows; a ward councillor's share must have one. Left out by somebody who is limited to a ward, it
    /// is that one.
    ward_id: Option<String>,
    /// The longest range that it shows, and how far back, in hours; left out, there is no limit.
    #[schema(example = 24, minimum = 1, maximum = 87_600)]
    longest_range_hours: Option<u32>,
    /// 1 to 365.
    #[schema(example = 90, minimum = 1, maximum = 365)]
    expires_in_days: u16,
}

/// A share, its link shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewShareView {
    /// What the link holds. It is kept as a hash alone, and cannot be shown again.
    token: String,
    /// The link: whoever has it sees what is shared.
    #[schema(example = "https://watchroom.example/share#wrs_…")]
    url: String,
    #[serde(flatten)]
    share: ShareView,
}

/// Share a dashboard or a report with whoever holds a link
///
/// For managers and admins of the organisation. The link shows, and no more: it changes nothing, and gives out no rows and no
/// files. It shows what its role may see and its maker sees, until it expires, is revoked, or its maker loses the right.
#[utoipa::path(
    post, path = "/shares", tag = "Shares",
    params(("X-Tenant" = Option<String>, Header, description = "The tenant", example = "tenant-alpha")),
    request_body(content = ShareRequest, example = json!({"name": "Wall of the control room", "kind": "dashboard",
        "target": "default", "role": "viewer", "longest_range_hours": 24, "expires_in_days": 90})),
    responses(
        (status = 201, body = NewShareView, example = json!({"token": "wrs_…", "url": "https://watchroom.example/share#wrs_…",
            "id": "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", "name": "Wall of the control room", "kind": "dashboard",
            "target": "default", "role": "viewer", "ward_id": null, "longest_range_hours": 24, "state": "live",
            "created_by": "manager@demo.example", "created_at": "2026-03-01T08:00:00Z",
            "expires_at": "2026-05-30T08:00:00Z", "revoked_at": null, "last_used_at": null})),
        (status = 400, body = Problem, content_type = "application/problem+json", description = "A field is not as it should be, or the share's role would not see the target"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json", description = "Not a manager or an admin of the tenant, or not a person"),
        (status = 404, body = Problem, content_type = "application/problem+json", description = "No such target that the caller sees"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn share_create(
    State(app): State<App>,
    tenant: InTenant,
    headers: HeaderMap,
    Body(wish): Body<ShareRequest>,
) -> Result<(StatusCode, Json<NewShareView>), Problem> {
    shares_permit(&tenant, Share, &SharesOf(tenant.ctx.tenant()))?;
    let by = tenant.actor(&app);
    // It ends with its maker's right: that is a person's.
    by.user.ok_or_else(Problem::persons_only)?;
    let role: Role = wish.role.parse().map_err(bad_role)?;
    let own_ward = tenant.ctx.ward().map(watchroom_domain::WardId::as_str);
    let place = place_in_tenant(role, wish.ward_id.as_deref().or(own_ward), None).map_err(bad_place)?;
    let made = |reach| ShareWish {
        name: wish.name.clone(),
        reach,
        role,
        ward: place.ward.clone(),
        longest_range_hours: wish.longest_range_hours,
        days: wish.expires_in_days,
    };
    let (token, listed) = match wish.kind {
        ShareKind::Dashboard => {
            let dashboard = tenant.dashboard(&wish.target)?;
            let wish = made(Reach::Dashboard(dashboard.name.clone()));
            would_show(&tenant, dashboard, &wish)?;
            let permit = tenant.ctx.permit(Share, dashboard)?;
            app.identity.make_share(&permit, &wish, &by).await?
        }
        ShareKind::Report => {
            let panel = tenant.panel(&wish.target)?.resource();
            let wish = made(Reach::Report(panel.id.clone()));
            would_show(&tenant, panel, &wish)?;
            let permit = tenant.ctx.permit(Share, panel)?;
            app.identity.make_share(&permit, &wish, &by).await?
        }
    };
    let token = token.to_text();
    let url = format!("{}/share#{token}", origin(&app, &headers));
    let share = ShareView::of(&listed, false, app.clock.now());
    Ok((StatusCode::CREATED, Json(NewShareView { token, url, share })))
}

/// Whether a share would show what it is of. It is asked as the share itself will be asked.
fn would_show(tenant: &InTenant, target: &impl Guarded, wish: &ShareWish) -> Result<(), Problem> {
    let shared = tenant.ctx.shared_as(wish.role, wish.ward.clone(), wish.reach.clone()).ok_or_else(|| {
        Problem::bad_request(
            "not_your_ward",
            "This is not your ward",
            "ward_id: you see one ward, and share that one alone.",
            "Name your own ward, or leave ward_id out.",
        )
    })?;
    let seen = InTenant { ctx: shared, ..tenant.clone() };
    let why = match seen.ctx.verdict(watchroom_access::View, target) {
        Err(refusal) => refusal.to_string(),
        Ok(_) if !seen.shows(&wish.reach) => "no dashboard that it stands on is for this role and ward".to_owned(),
        Ok(_) => return Ok(()),
    };
    Err(Problem::bad_request(
        "share_shows_nothing",
        "This share would show nothing",
        format!("role: a share as {} would not see `{}`: {why}.", wish.role, target_name(&wish.reach)),
        "Choose another role or ward, or share something else.",
    ))
}

fn target_name(reach: &Reach) -> &str {
    watchroom_store::share_target(reach).map_or("", |(_, target)| target)
}

/// Where people reach the page: as configured, or, on the loopback interface, as this request did.
fn origin(app: &App, headers: &HeaderMap) -> String {
    if let Some(origin) = &app.settings.public_origin {
        return origin.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    match (host, app.settings.cookie) {
        (Some(host), CookieName::Loopback) => format!("http://{host}"),
        _ => String::new(),
    }
}
