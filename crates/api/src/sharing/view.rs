//! Shares as people see them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_domain::WardId;
use watchroom_store::{ListedShare, share_target};

use crate::App;

/// What a share shows.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShareKind {
    /// A dashboard with the panels on it.
    Dashboard,
    /// The report of one panel.
    Report,
}

/// How a share stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ShareState {
    /// It shows what it shows.
    Live,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Revoked,
    /// Whoever made it may not share it any more.
    MakerLostAccess,
    /// What it shows is in no file any more.
    TargetGone,
}

/// A share, without its token.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShareView {
    #[schema(format = Uuid)]
    id: String,
    #[schema(example = "Wall of the control room")]
    name: String,
    kind: ShareKind,
    /// The dashboard's name, or the panel's id.
    #[schema(example = "default")]
    target: String,
    /// The role that it looks with.
    #[schema(example = "viewer")]
    role: &'static str,
    /// The ward that it is limited to.
    #[schema(required = true)]
    ward_id: Option<String>,
    /// The longest range that it shows, and how far back, in hours; null is no limit.
    #[schema(required = true, example = 24)]
    longest_range_hours: Option<i32>,
    state: ShareState,
    /// The address of whoever made it.
    created_by: String,
    created_at: String,
    expires_at: String,
    #[schema(required = true)]
    revoked_at: Option<String>,
    /// When it was last used, to the minute or so.
    #[schema(required = true)]
    last_used_at: Option<String>,
}

impl ShareView {
    /// A share as it stands at `now`; `gone` says whether what it shows is in no file any more.
    pub(crate) fn of(listed: &ListedShare, gone: bool, now: Timestamp) -> Self {
        let share = &listed.share;
        let (kind, target) = kind_and_target(listed);
        Self {
            id: share.id.to_string(),
            name: share.name.clone(),
            kind,
            target,
            role: share.role.as_str(),
            ward_id: share.ward.as_ref().map(WardId::to_string),
            longest_range_hours: share.longest_range_hours,
            state: state(listed, gone, now),
            created_by: listed.created_by.clone(),
            created_at: listed.created_at.to_string(),
            expires_at: share.expires_at.to_string(),
            revoked_at: listed.revoked_at.map(|at| at.to_string()),
            last_used_at: listed.last_used_at.map(|at| at.to_string()),
        }
    }
}

/// A share as whoever holds its link sees it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SharedView {
    #[schema(format = Uuid)]
    id: String,
    #[schema(example = "Wall of the control room")]
    name: String,
    kind: ShareKind,
    /// The dashboard's name, or the panel's id.
    #[schema(example = "default")]
    target: String,
    #[schema(example = "tenant-alpha")]
    tenant: String,
    tenant_name: String,
    /// The ward that it is limited to.
    #[schema(required = true)]
    ward_id: Option<String>,
    /// The longest range that it shows, and how far back, in hours; null is no limit.
    #[schema(required = true, example = 24)]
    longest_range_hours: Option<i32>,
    /// The organisation's IANA time zone: days and hours are the ones there.
    #[schema(example = "Africa/Johannesburg")]
    timezone: String,
    expires_at: String,
}

impl SharedView {
    /// A share with its organisation's time zone, which a report does not tell; UTC while no dashboards are loaded.
    pub(crate) fn of(app: &App, listed: &ListedShare) -> Self {
        let spec = app.catalog.get(&listed.share.tenant);
        let (kind, target) = kind_and_target(listed);
        Self {
            id: listed.share.id.to_string(),
            name: listed.share.name.clone(),
            kind,
            target,
            tenant: listed.share.tenant.to_string(),
            tenant_name: listed.tenant_name.clone(),
            ward_id: listed.share.ward.as_ref().map(WardId::to_string),
            longest_range_hours: listed.share.longest_range_hours,
            timezone: spec.map_or_else(|| "UTC".to_owned(), |spec| spec.timezone_name.clone()),
            expires_at: listed.share.expires_at.to_string(),
        }
    }
}

fn kind_and_target(listed: &ListedShare) -> (ShareKind, String) {
    let (kind, target) = share_target(&listed.share.reach).unwrap_or_default();
    (if kind == "report" { ShareKind::Report } else { ShareKind::Dashboard }, target.to_owned())
}

fn state(listed: &ListedShare, gone: bool, now: Timestamp) -> ShareState {
    if listed.revoked_at.is_some() {
        ShareState::Revoked
    } else if listed.share.expires_at <= now {
        ShareState::Expired
    } else if !listed.vouched_for {
        ShareState::MakerLostAccess
    } else if gone {
        ShareState::TargetGone
    } else {
        ShareState::Live
    }
}
