//! Callers: who asks, known by what they show.

use jiff::Timestamp;
use thiserror::Error;
use watchroom_access::{Grantee, TenantCtx};
use watchroom_domain::{ApiTokenId, SessionId, ShareId, TenantId, UserId};
use watchroom_store::{LiveApiToken, LiveShare, ProviderCaller, SessionRow, StoreError, ViewedAs};

use crate::{ApiToken, OidcError, ProviderToken, SessionToken, ShareToken};

/// What a caller shows to be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// A session's cookie.
    Session(SessionToken),
    /// A program's token.
    ApiToken(ApiToken),
    /// The token of a share's link.
    Share(ShareToken),
    /// A program's token of the provider's.
    Provider(ProviderToken),
}

/// What a credential still opens.
#[derive(Debug, Clone)]
pub struct StillOpen {
    /// The context within the tenant.
    pub ctx: TenantCtx,
    /// The person whose changes of access alone can change it; `None` where anybody's can.
    pub whose: Option<UserId>,
    /// When it ends by itself, if nothing changes before.
    pub ends_at: Option<Timestamp>,
}

/// Why nobody can say who asks.
#[derive(Debug, Error)]
pub enum UnknownCaller {
    /// The central database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The provider, whose keys are needed.
    #[error(transparent)]
    Provider(OidcError),
}

impl From<OidcError> for UnknownCaller {
    fn from(error: OidcError) -> Self {
        match error {
            OidcError::Store(error) => Self::Store(error),
            other => Self::Provider(other),
        }
    }
}

impl Credential {
    /// A hash that is this credential's alone.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        match self {
            Credential::Session(token) => token.hash(),
            Credential::ApiToken(token) => token.hash(),
            Credential::Share(token) => token.hash(),
            Credential::Provider(token) => token.hash(),
        }
    }
}

/// A person who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person.
    pub user: UserId,
    /// The address that the person is known by to people.
    pub email: String,
    /// The name that people read.
    pub full_name: String,
    /// Whether the person administers the platform.
    pub is_admin: bool,
    /// The session that was shown; `None` where a program shows the person's token of the provider.
    pub session: Option<SessionId>,
    /// Whether a provider vouches for the person.
    pub by_provider: bool,
    /// Until when the provider's tokens are good without being renewed.
    pub tokens_fresh_until: Option<Timestamp>,
    /// The member through whose eyes the person looks: an administrator's own rights rest meanwhile.
    pub viewing_as: Option<ViewedAs>,
}

/// Who is asking.
#[derive(Debug, Clone)]
pub enum Who {
    /// A person with a session.
    Person(Person),
    /// A program.
    ApiToken {
        /// Its token.
        id: ApiTokenId,
        /// What its makers call it.
        name: String,
    },
    /// Whoever holds a share's link.
    Share {
        /// The share.
        id: ShareId,
        /// What its makers call it.
        name: String,
    },
}

impl Who {
    /// The person, where it is one.
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self {
            Who::Person(person) => Some(person.user),
            Who::ApiToken { .. } | Who::Share { .. } => None,
        }
    }

    /// What the audit log calls it: a person's address, with that of the member whose eyes are looked through, the name of
    /// a token or a share.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Who::Person(Person { email, viewing_as: Some(viewed), .. }) => {
                format!("{email} viewing as {}", viewed.email)
            }
            Who::Person(person) => person.email.clone(),
            Who::ApiToken { name, .. } => format!("API token {name}"),
            Who::Share { name, .. } => format!("share {name}"),
        }
    }
}

/// Somebody who is known, with the way into the tenant that was asked for.
#[derive(Debug, Clone)]
pub struct Caller {
    who: Who,
    active_tenant: Option<TenantId>,
    ctx: Option<TenantCtx>,
    pub(crate) hash: [u8; 32],
    /// When it ends, whatever is kept of it.
    pub(crate) ends_at: Option<Timestamp>,
}

impl Caller {
    pub(crate) fn of_session(row: SessionRow, hash: [u8; 32]) -> Self {
        let ctx = row.membership.map(TenantCtx::from_membership_read_by_the_store);
        let ctx = if row.viewing_as.is_some() { ctx.map(TenantCtx::looking_only) } else { ctx };
        let person = Person {
            user: row.user,
            email: row.email,
            full_name: row.full_name,
            is_admin: row.is_admin,
            session: Some(row.id),
            by_provider: row.by_provider,
            tokens_fresh_until: row.tokens_fresh_until,
            viewing_as: row.viewing_as,
        };
        let ends_at = Some(row.expires_at);
        Self { who: Who::Person(person), active_tenant: row.active_tenant, ctx, hash, ends_at }
    }

    pub(crate) fn of_api_token(token: LiveApiToken, asked: Option<&TenantId>, hash: [u8; 32]) -> Self {
        let who = Who::ApiToken { id: token.id, name: token.name };
        Self { ends_at: Some(token.expires_at), ..Self::of_grantee(who, token.grantee, asked, hash) }
    }

    pub(crate) fn of_share(share: LiveShare, asked: Option<&TenantId>, hash: [u8; 32]) -> Self {
        let who = Who::Share { id: share.id, name: share.name };
        Self { ends_at: Some(share.expires_at), ..Self::of_grantee(who, share.grantee, asked, hash) }
    }

    pub(crate) fn of_provider_token(known: ProviderCaller, hash: [u8; 32]) -> Self {
        let person = Person {
            user: known.user,
            email: known.email,
            full_name: known.full_name,
            is_admin: known.is_admin,
            session: None,
            by_provider: true,
            tokens_fresh_until: None,
            viewing_as: None,
        };
        let ctx = known.membership.map(TenantCtx::from_membership_read_by_the_store);
        Self { who: Who::Person(person), active_tenant: None, ctx, hash, ends_at: None }
    }

    fn of_grantee(who: Who, grantee: Grantee, asked: Option<&TenantId>, hash: [u8; 32]) -> Self {
        let tenant = grantee.tenant.clone();
        let admitted = asked.is_none_or(|asked| *asked == tenant);
        let ctx = admitted.then(|| TenantCtx::from_grantee_read_by_the_store(grantee));
        Self { who, active_tenant: Some(tenant), ctx, hash, ends_at: None }
    }

    /// Who it is.
    #[must_use]
    pub fn who(&self) -> &Who {
        &self.who
    }

    /// The person, where it is one.
    #[must_use]
    pub fn person(&self) -> Option<&Person> {
        match &self.who {
            Who::Person(person) => Some(person),
            Who::ApiToken { .. } | Who::Share { .. } => None,
        }
    }

    /// The tenant of calls that name none: a person's choice, the only one of a token or a share.
    #[must_use]
    pub fn active_tenant(&self) -> Option<&TenantId> {
        self.active_tenant.as_ref()
    }

    /// The context within the tenant that was asked for, or else the active one; `None` where the caller may not enter.
    #[must_use]
    pub fn tenant(&self) -> Option<&TenantCtx> {
        self.ctx.as_ref()
    }

    /// The person on whose account, sessions and memberships alone it depends what is opened; `None` where it depends on
    /// others too: on the maker of a share, on the member whose eyes are looked through.
    pub(crate) fn depends_on(&self) -> Option<UserId> {
        self.person().filter(|person| person.session.is_some() && person.viewing_as.is_none()).map(|person| person.user)
    }

    /// Who it is, and the context of [`Caller::tenant`].
    #[must_use]
    pub fn into_parts(self) -> (Who, Option<TenantCtx>) {
        (self.who, self.ctx)
    }
}
