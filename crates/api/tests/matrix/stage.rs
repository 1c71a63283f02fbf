//! What a row acts on: made for one cell, so that none sees what another left behind.

use serde_json::Value;
use uuid::Uuid;
use watchroom_domain::TenantId;
use watchroom_identity::{ApiToken, SessionToken, ShareToken};
use watchroom_test_support::TestApp;

use crate::callers::{Callers, Column};
use crate::rows::Row;

/// What must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    None,
    User,
    Member,
    Session,
    Tenant,
    Token,
    Share,
    /// A ticket, and another one that stands the same.
    Ticket(Stand),
    /// A ticket of the own ward and team, and another one.
    TicketBeside(Stand),
    /// A kept list of the caller's own.
    OwnView,
    /// One that somebody else shares.
    OthersView,
}

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// In ward 3, with the team roads.
    Own,
    /// In ward 4, with the team roads.
    OtherWard,
    /// In ward 3, with the team water.
    OtherTeam,
    /// In ward 3, with the team roads, and sensitive.
    Sensitive,
    /// As the first, at tenant B's desk.
    OtherTenant,
}

/// What was made for one cell.
#[derive(Debug, Default)]
pub struct Stage {
    pub id: String,
    pub secret: String,
    /// The other ticket.
    pub other: String,
}

impl Stand {
    const fn ward(self) -> &'static str {
        if matches!(self, Self::OtherWard) { "4" } else { "3" }
    }

    const fn team(self) -> &'static str {
        if matches!(self, Self::OtherTeam) { "water" } else { "roads" }
    }

    async fn make(self, callers: &Callers) -> Uuid {
        let (id, sensitive) = (Uuid::new_v4(), self == Self::Sensitive);
        let desk = if self == Self::OtherTenant { &callers.other_desk } else { &callers.desk };
        desk.execute(TICKET, &[&id, &self.ward(), &self.team(), &sensitive]).await.expect("a ticket");
        id
    }
}

impl Stage {
    /// Makes what the row acts on.
    pub async fn set(app: &TestApp, callers: &Callers, row: &Row, (column, caller): (Column, Option<Uuid>)) -> Self {
        let ticket = async |stand: Stand, other: Stand| {
            let (id, other) = (stand.make(callers).await, other.make(callers).await);
            Self { id: id.to_string(), other: other.to_string(), ..Self::default() }
        };
        let view = async |owner: Uuid| {
            let id = Uuid::new_v4();
            callers.desk.execute(VIEW, &[&id, &owner, &column.is_liaison()]).await.expect("a view");
            Self { id: id.to_string(), ..Self::default() }
        };
        match row.target {
            Target::None => Self::default(),
            Target::Ticket(stand) => ticket(stand, stand).await,
            Target::TicketBeside(other) => ticket(Stand::Own, other).await,
            Target::OwnView => view(caller.unwrap_or_else(Uuid::new_v4)).await,
            Target::OthersView => view(Uuid::new_v4()).await,
            _ => Self::of_the_centre(app, &callers.central, row).await,
        }
    }

    async fn of_the_centre(app: &TestApp, central: &tokio_postgres::Client, row: &Row) -> Self {
        let id = Uuid::now_v7();
        let person = "INSERT INTO users (id, email, full_name, created_at) VALUES ($1, $1::uuid::text || '@test.example', 'Target', now())";
        central.execute(person, &[&id]).await.expect("a user");
        let member = "INSERT INTO memberships (user_id, tenant_id, role) VALUES ($1, 'alpha', 'manager')";
        let of_another: Option<(String, String)> = match row.target {
            Target::Member => {
                central.execute(member, &[&id]).await.expect("a membership");
                None
            }
            Target::Session => {
                let (session, token) = (Uuid::now_v7(), SessionToken::make());
                let sql = "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at) \
                     VALUES ($1, $2, $3, now(), now(), now() + interval '1 hour')";
                central.execute(sql, &[&session, &token.hash().as_slice(), &id]).await.expect("a session");
                Some((session.to_string(), token.to_text()))
            }
            Target::Tenant => {
                let tenant: TenantId = format!("t{}", id.simple()).parse().expect("a slug");
                let (central, key, address) = (&app.app.central, app.app.tenants.key(), app.tenant("alpha").address());
                central.tenant_put(&tenant, "Target", &address, key, &app.by()).await.expect("a tenant");
                Some((tenant.to_string(), String::new()))
            }
            Target::Token => {
                let (token, secret) = (Uuid::now_v7(), ApiToken::make());
                let sql = "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, created_by, created_at, expires_at) \
                     VALUES ($1, 'target', $2, 'alpha', 'viewer', 'a test', now(), now() + interval '1 hour')";
                central.execute(sql, &[&token, &secret.hash().as_slice()]).await.expect("a token");
                Some((token.to_string(), secret.to_text()))
            }
            Target::Share => {
                central.execute(member, &[&id]).await.expect("a membership");
                let (share, secret) = (Uuid::now_v7(), ShareToken::make());
                let sql = "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, created_by, created_at, expires_at) \
                     VALUES ($1, 'target', $2, 'alpha', 'dashboard', 'default', 'viewer', $3, now(), now() + interval '1 hour')";
                central.execute(sql, &[&share, &secret.hash().as_slice(), &id]).await.expect("a share");
                Some((share.to_string(), secret.to_text()))
            }
            _ => None,
        };
        let (id, secret) = of_another.unwrap_or((id.to_string(), String::new()));
        Self { id, secret, ..Self::default() }
    }

    /// The ticket that the row acts on, as its owner sees it: whatever a change could change.
    pub async fn ticket(&self, callers: &Callers, row: &Row) -> Option<String> {
        let (Target::Ticket(stand) | Target::TicketBeside(stand)) = row.target else { return None };
        let elsewhere = stand == Stand::OtherTenant && matches!(row.target, Target::Ticket(_));
        let desk = if elsewhere { &callers.other_desk } else { &callers.desk };
        let id: Uuid = self.id.parse().expect("an id");
        Some(desk.query_one(STATE, &[&id]).await.expect("a ticket").get(0))
    }

    pub fn path(&self, row: &Row) -> String {
        let asked = if row.asked.is_empty() { row.path } else { row.asked };
        asked.replace("{id}", &self.id)
    }

    pub fn body(&self, row: &Row) -> Option<Value> {
        (row.body)(self)
    }
}

const TICKET: &str = "INSERT INTO service_desk.tickets (id, tracking_number, category, severity, status, description, ward_id, \
     assigned_team_id, is_sensitive, source, created_at, updated_at) \
     VALUES ($1, $1::uuid::text, 'Pothole', 'low', 'open', 'words-of-alpha', $2, $3, $4, 'page', now(), now())";
/// Shared with whoever sees the tickets that the caller sees.
const VIEW: &str = "INSERT INTO service_desk.saved_views (id, owner_id, owner_name, name, query, shared, of_liaison, created_at) \
     VALUES ($1, $2, 'Somebody', $1::uuid::text, '', true, $3, now())";
/// With the lines that belong to it.
const STATE: &str = "SELECT to_jsonb(t)::text || (SELECT count(*) FROM service_desk.ticket_notes WHERE ticket_id = t.id) \
     || (SELECT count(*) FROM service_desk.ticket_history WHERE ticket_id = t.id) FROM service_desk.tickets t WHERE t.id = $1";
