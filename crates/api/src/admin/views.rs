//! People, sessions and tokens as administrators see them.

use serde::Serialize;
use utoipa::ToSchema;
use watchroom_domain::{SessionId, TeamId, WardId};
use watchroom_store::{ListedApiToken, ListedSession, StoredUser};

use crate::App;
use crate::endpoints::auth_me::MembershipView;
use crate::problem::Problem;

/// Who vouches for somebody.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SignInKind {
    /// Watchroom, by a password.
    Local,
    /// An OpenID provider.
    Oidc,
}

impl SignInKind {
    fn by_provider(by_provider: bool) -> Self {
        if by_provider { SignInKind::Oidc } else { SignInKind::Local }
    }
}

/// A user.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct UserView {
    #[schema(format = Uuid)]
    id: String,
    email: String,
    full_name: String,
    /// Whether the person administers the platform.
    is_admin: bool,
    /// Whether the person is shut out.
    disabled: bool,
    sign_in: SignInKind,
    created_at: String,
    #[schema(required = true)]
    last_sign_in_at: Option<String>,
    memberships: Vec<MembershipView>,
}

/// Users with their memberships, read in one go.
pub(crate) async fn users_view(app: &App, users: Vec<StoredUser>) -> Result<Vec<UserView>, Problem> {
    let ids: Vec<_> = users.iter().map(|user| user.id).collect();
    let mut memberships = app.central.membership_list_of_users(&ids).await?;
    let mut views = Vec::new();
    for user in users {
        let own;
        (own, memberships) = memberships.into_iter().partition(|known| known.membership.user == user.id);
        views.push(UserView {
            id: user.id.to_string(),
            email: user.email,
            full_name: user.full_name,
            is_admin: user.is_admin,
            disabled: user.disabled_at.is_some(),
            sign_in: SignInKind::by_provider(user.by_provider),
            created_at: user.created_at.to_string(),
            last_sign_in_at: user.last_sign_in_at.map(|at| at.to_string()),
            memberships: Vec::into_iter(own).map(MembershipView::of).collect(),
        });
    }
    Ok(views)
}

impl UserView {
    /// One user.
    pub(crate) async fn of(app: &App, user: StoredUser) -> Result<Self, Problem> {
        let mut views = users_view(app, vec![user]).await?;
        views.pop().ok_or_else(|| Problem::internal("a user has no view"))
    }
}

/// A live session.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    #[schema(format = Uuid)]
    id: String,
    user: SessionUser,
    created_at: String,
    /// When it was last used, to the minute or so.
    last_seen_at: String,
    /// When it ends, however busy it is. One that nobody uses for a day has ended before.
    expires_at: String,
    #[schema(required = true)]
    from_address: Option<String>,
    #[schema(required = true)]
    user_agent: Option<String>,
    sign_in: SignInKind,
    /// Whether it is the one that asks.
    current: bool,
}

/// Whose session it is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionUser {
    #[schema(format = Uuid)]
    id: String,
    email: String,
    full_name: String,
}

impl SessionView {
    /// A session, seen from the session `current`.
    pub(crate) fn of(session: ListedSession, current: Option<SessionId>) -> Self {
        Self {
            current: Some(session.id) == current,
            id: session.id.to_string(),
            user: SessionUser { id: session.user.to_string(), email: session.email, full_name: session.full_name },
            created_at: session.created_at.to_string(),
            last_seen_at: session.last_seen_at.to_string(),
            expires_at: session.expires_at.to_string(),
            from_address: session.from_address,
            user_agent: session.user_agent,
            sign_in: SignInKind::by_provider(session.by_provider),
        }
    }
}

/// A program's token, without the token itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    #[schema(format = Uuid)]
    id: String,
    name: String,
    #[schema(example = "tenant-beta")]
    tenant_id: String,
    #[schema(example = "viewer")]
    role: &'static str,
    #[schema(required = true)]
    ward_id: Option<String>,
    #[schema(required = true)]
    team_id: Option<String>,
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

impl From<ListedApiToken> for TokenView {
    fn from(listed: ListedApiToken) -> Self {
        let token = listed.token;
        Self {
            id: token.id.to_string(),
            name: token.name,
            tenant_id: token.tenant.to_string(),
            role: token.role.as_str(),
            ward_id: token.ward.as_ref().map(WardId::to_string),
            team_id: token.team.as_ref().map(TeamId::to_string),
            created_by: listed.created_by,
            created_at: listed.created_at.to_string(),
            expires_at: token.expires_at.to_string(),
            revoked_at: listed.revoked_at.map(|at| at.to_string()),
            last_used_at: listed.last_used_at.map(|at| at.to_string()),
        }
    }
}
