//! People whom a provider vouches for: known by its issuer and their subject there, never by an e-mail address.

use jiff::Timestamp;
use serde_json::{Value, json};
use tokio_postgres::Client;
use uuid::Uuid;
use watchroom_access::Membership;
use watchroom_domain::{Role, SessionId, TeamId, TenantId, UserId, WardId};

use super::Central;
use super::act::Actor;
use super::audit::{AuditAction, AuditEntry, SignInFailure};
use super::memberships::{read_membership, read_tenant};
use crate::StoreError;

const ADD: &str = "INSERT INTO users (id, email, full_name, is_admin, created_at, issuer, subject) \
     VALUES ($1, $2, $3, false, $4, $5, $6) ON CONFLICT (issuer, subject) DO NOTHING";
const FIND: &str = "SELECT id, email, full_name, is_admin, disabled_at FROM users \
     WHERE issuer = $1 AND subject = $2 FOR UPDATE";
const CHANGE: &str = "UPDATE users SET email = $2, full_name = $3, is_admin = $4 WHERE id = $1";
const SIGNED_IN: &str = "UPDATE users SET last_sign_in_at = $2 WHERE id = $1";
const OPEN_SESSION: &str = "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, from_address, \
        user_agent, issuer, provider_sid, sealed_tokens, tokens_fresh_until) \
     VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
const MEMBERSHIP: &str =
    "SELECT role, ward_id, team_id FROM memberships WHERE user_id = $1 AND tenant_id = $2 FOR UPDATE";
// A rule may name a tenant that is not there yet, or no more.
const PUT: &str = "INSERT INTO memberships (user_id, tenant_id, role, ward_id, team_id) \
     SELECT $1, id, $3, $4, $5 FROM tenants WHERE id = $2 \
     ON CONFLICT (user_id, tenant_id) DO UPDATE SET role = excluded.role, ward_id = excluded.ward_id, team_id = excluded.team_id";
const REMOVE: &str = "DELETE FROM memberships WHERE user_id = $1 AND tenant_id = $2";
const CALLER: &str = "SELECT u.id, u.email, u.full_name, u.is_admin, m.tenant_id, m.role, m.ward_id, m.team_id \
     FROM users u LEFT JOIN memberships m ON m.user_id = u.id AND m.tenant_id = $3 \
     WHERE u.issuer = $1 AND u.subject = $2 AND u.disabled_at IS NULL";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[ADD, FIND, CHANGE, SIGNED_IN, OPEN_SESSION, MEMBERSHIP, PUT, REMOVE, CALLER];

/// A person as the provider describes them.
#[derive(Debug)]
pub struct ProviderPerson<'a> {
    /// Who vouches.
    pub issuer: &'a str,
    /// Who it is there.
    pub subject: &'a str,
    /// The address to show.
    pub email: &'a str,
    /// The name to show.
    pub full_name: &'a str,
    /// Whether an administrator of the platform; `None` leaves it as it is.
    pub is_admin: Option<bool>,
    /// For each tenant that the provider decides about: the place in it, or none.
    pub places: &'a [(TenantId, Option<Place>)],
}

/// A place in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The role.
    pub role: Role,
    /// The ward that it is limited to.
    pub ward: Option<WardId>,
    /// The team that it works in.
    pub team: Option<TeamId>,
}

/// A session that a provider's tokens stand behind.
#[derive(Debug)]
pub struct NewProviderSession<'a> {
    /// SHA-256 of the token.
    pub token_hash: &'a [u8; 32],
    /// When it ends, however busy it is.
    pub expires_at: Timestamp,
    /// The address that the person signed in from.
    pub from_address: Option<&'a str>,
    /// What the person's browser calls itself, at most 400 characters.
    pub user_agent: Option<&'a str>,
    /// The provider's own name for the session.
    pub sid: Option<&'a str>,
    /// The provider's tokens, sealed.
    pub sealed_tokens: &'a [u8],
    /// When the tokens are to be renewed; `None` where they cannot be.
    pub fresh_until: Option<Timestamp>,
}

/// Whom a provider's word made of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// The person is signed in.
    SignedIn(UserId),
    /// The account is shut.
    Disabled,
}

/// Somebody whose identity a provider's token proves, with the membership of the tenant asked for.
#[derive(Debug, Clone)]
pub struct ProviderCaller {
    /// The person.
    pub user: UserId,
    /// The address to show.
    pub email: String,
    /// The name to show.
    pub full_name: String,
    /// Whether an administrator of the platform.
    pub is_admin: bool,
    /// The membership of the tenant asked for.
    pub membership: Option<Membership>,
}

/// A person as stored, locked until the transaction ends.
pub(super) struct Known {
    pub(super) id: UserId,
    email: String,
    full_name: String,
    is_admin: bool,
    disabled: bool,
}

impl Central {
    /// Signs in whom a provider vouches for: makes the person at the first time, without any tenant; takes up the name, the
    /// address and what the rules say; opens the session; all of it on record.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn provider_sign_in(
        &self,
        person: &ProviderPerson<'_>,
        session: &NewProviderSession<'_>,
        now: Timestamp,
    ) -> Result<Vouched, StoreError> {
        let act = self.act().await?;
        let client = act.client();
        let ProviderPerson { issuer, subject, email, full_name, .. } = person;
        let new = Uuid::now_v7();
        let made = client.execute(ADD, &[&new, email, full_name, &now, issuer, subject]).await? == 1;
        let Some(known) = find_in_tx(client, issuer, subject).await? else {
            return Err(StoreError::Unreadable("a user that was just added".to_owned()));
        };
        let mut trail = Trail::of(person, &known, session.from_address, now);
        if known.disabled {
            act.give_up().await?;
            let failure = SignInFailure { tried: Some(email), way: "provider", reason: "account_disabled" };
            self.sign_in_failure_note(&failure, &trail.by).await?;
            return Ok(Vouched::Disabled);
        }
        if made {
            trail.add(
                AuditAction::UserCreated,
                None,
                Some(known.id.to_string()),
                json!({"by": "provider", "issuer": issuer}),
            );
        }
        take_up_in_tx(client, person, &known, &mut trail).await?;
        client.execute(SIGNED_IN, &[&known.id.0, &now]).await?;
        let NewProviderSession { token_hash, expires_at, from_address, user_agent, sid, sealed_tokens, fresh_until } =
            session;
        let row = client
            .query_one(
                OPEN_SESSION,
                &[
                    &token_hash.as_slice(),
                    &known.id.0,
                    &now,
                    expires_at,
                    from_address,
                    user_agent,
                    issuer,
                    sid,
                    sealed_tokens,
                    fresh_until,
                ],
            )
            .await?;
        let id = SessionId(row.try_get(0)?).to_string();
        trail.add(AuditAction::SignIn, None, Some(id), json!({"by": "provider", "user_agent": user_agent}));
        act.commit(&trail.entries).await?;
        Ok(Vouched::SignedIn(known.id))
    }

    /// Who a provider's subject is here, with the membership of `tenant`; `None` where nobody is, or the account is shut.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn provider_caller(
        &self,
        issuer: &str,
        subject: &str,
        tenant: Option<&TenantId>,
    ) -> Result<Option<ProviderCaller>, StoreError> {
        let tenant = tenant.map(TenantId::as_str);
        let row = self.connection().await?.query_opt(CALLER, &[&issuer, &subject, &tenant]).await?;
        let Some(row) = row else { return Ok(None) };
        let user = UserId(row.try_get(0)?);
        let membership = match row.try_get::<_, Option<&str>>(4)? {
            Some(tenant) => Some(read_membership(&row, 5, user, read_tenant(tenant)?)?),
            None => None,
        };
        let (email, full_name, is_admin) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        Ok(Some(ProviderCaller { user, email, full_name, is_admin, membership }))
    }
}

/// The person, locked.
pub(super) async fn find_in_tx(client: &Client, issuer: &str, subject: &str) -> Result<Option<Known>, StoreError> {
    let Some(row) = client.query_opt(FIND, &[&issuer, &subject]).await? else { return Ok(None) };
    Ok(Some(Known {
        id: UserId(row.try_get(0)?),
        email: row.try_get(1)?,
        full_name: row.try_get(2)?,
        is_admin: row.try_get(3)?,
        disabled: row.try_get::<_, Option<Timestamp>>(4)?.is_some(),
    }))
}

/// Takes up what the provider says of a person. Nothing is written where nothing changes: every write here makes every
/// process forget what it knows of callers.
pub(super) async fn take_up_in_tx(
    client: &Client,
    person: &ProviderPerson<'_>,
    known: &Known,
    trail: &mut Trail,
) -> Result<(), StoreError> {
    let is_admin = person.is_admin.unwrap_or(known.is_admin);
    if (known.email.as_str(), known.full_name.as_str(), known.is_admin) != (person.email, person.full_name, is_admin) {
        client.execute(CHANGE, &[&known.id.0, &person.email, &person.full_name, &is_admin]).await?;
        let shown = |email: &str, full_name: &str, is_admin: bool| json!({"email": email, "full_name": full_name, "is_admin": is_admin});
        let before = shown(&known.email, &known.full_name, known.is_admin);
        let after = shown(person.email, person.full_name, is_admin);
        let detail = json!({"by": "provider", "before": before, "after": after});
        trail.add(AuditAction::UserChanged, None, Some(known.id.to_string()), detail);
    }
    for (tenant, place) in person.places {
        let row = client.query_opt(MEMBERSHIP, &[&known.id.0, &tenant.as_str()]).await?;
        let before = match &row {
            Some(row) => Some(place_of(read_membership(row, 0, known.id, tenant.clone())?)),
            None => None,
        };
        if before == *place {
            continue;
        }
        let (action, written) = match place {
            Some(Place { role, ward, team }) => {
                let (ward, team) = (ward.as_ref().map(WardId::as_str), team.as_ref().map(TeamId::as_str));
                let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
                    [&known.id.0, &tenant.as_str(), &role.as_str(), &ward, &team];
                (AuditAction::MembershipPut, client.execute(PUT, &values).await?)
            }
            None => (AuditAction::MembershipRemoved, client.execute(REMOVE, &[&known.id.0, &tenant.as_str()]).await?),
        };
        if written == 0 {
            tracing::warn!(%tenant, "a rule of the provider's settings names a tenant that is not there");
            continue;
        }
        let detail =
            json!({"by": "provider", "before": before.as_ref().map(shown), "after": place.as_ref().map(shown)});
        trail.add(action, Some(tenant.clone()), Some(known.id.to_string()), detail);
    }
    Ok(())
}

fn place_of(membership: Membership) -> Place {
    let Membership { role, ward, team, .. } = membership;
    Place { role, ward, team }
}

fn shown(place: &Place) -> Value {
    let Place { role, ward, team } = place;
    json!({
        "role": role.as_str(),
        "ward_id": ward.as_ref().map(WardId::as_str),
        "team_id": team.as_ref().map(TeamId::as_str),
    })
}

/// What is written down of a person at the end of an act.
pub(super) struct Trail {
    by: Actor,
    pub(super) entries: Vec<AuditEntry>,
}

impl Trail {
    pub(super) fn of(person: &ProviderPerson<'_>, known: &Known, from: Option<&str>, now: Timestamp) -> Self {
        let by = Actor {
            at: now,
            user: Some(known.id),
            name: Some(person.email.to_owned()),
            from_address: from.map(ToOwned::to_owned),
        };
        Self { by, entries: Vec::new() }
    }

    fn add(&mut self, action: AuditAction, tenant: Option<TenantId>, subject: Option<String>, detail: Value) {
        self.entries.push(AuditEntry { tenant, subject, detail, ..self.by.did(action) });
    }
}
