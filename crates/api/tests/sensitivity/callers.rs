//! Who asks: everybody who is no liaison, and the liaison.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use watchroom_identity::{ApiToken, SessionToken, ShareToken};

use crate::world::Place;

/// How a caller shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Nothing,
    Session,
    /// A platform administrator's session that looks through the eyes of the manager.
    Eyes,
    Token(&'static str),
    Share(&'static str),
}

/// A kind of caller.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    /// The last digits of the person's id.
    number: u8,
    is_admin: bool,
    place: Option<(&'static str, Option<&'static str>, Option<&'static str>)>,
    way: Way,
}

const fn person(name: &'static str, number: u8, role: &'static str) -> Kind {
    Kind { name, number, is_admin: false, place: Some((role, None, None)), way: Way::Session }
}

const fn of_ward(name: &'static str, number: u8, role: &'static str, ward: &'static str) -> Kind {
    Kind { place: Some((role, Some(ward), None)), ..person(name, number, role) }
}

const fn of_team(name: &'static str, number: u8, team: &'static str) -> Kind {
    Kind { place: Some(("field_worker", None, Some(team))), ..person(name, number, "") }
}

const fn program(name: &'static str, role: &'static str) -> Kind {
    Kind { name, number: 0, is_admin: false, place: None, way: Way::Token(role) }
}

pub const LIAISON: Kind = person("a liaison", 13, "saps_liaison");

/// Everybody who may see nothing of what is sensitive.
pub const OTHERS: &[Kind] = &[
    Kind { name: "nobody", number: 0, is_admin: false, place: None, way: Way::Nothing },
    person("a viewer", 1, "viewer"),
    of_team("a field worker of roads", 2, "roads"),
    of_team("a field worker of the team that has sensitive tickets alone", 3, "shadow"),
    of_ward("a councillor of ward 3", 4, "ward_councillor", "3"),
    of_ward("a councillor of the ward that has sensitive tickets alone", 5, "ward_councillor", "9"),
    person("a manager", 6, "manager"),
    of_ward("a manager of ward 3", 7, "manager", "3"),
    person("an admin of the tenant", 8, "admin"),
    Kind { name: "a platform administrator", number: 9, is_admin: true, place: None, way: Way::Session },
    Kind {
        name: "an administrator behind the manager's eyes",
        number: 10,
        is_admin: true,
        place: None,
        way: Way::Eyes,
    },
    program("a manager's token", "manager"),
    program("an admin's token", "admin"),
    Kind { name: "a share of the dashboard", number: 0, is_admin: false, place: None, way: Way::Share("manager") },
];

/// A caller of one server: the headers that it sends.
#[derive(Debug, Clone)]
pub struct Caller {
    pub name: &'static str,
    pub headers: Vec<(&'static str, String)>,
    /// Its token, as Open311 takes it.
    pub key: Option<String>,
}

fn id(number: u8) -> Uuid {
    format!("00000000-0000-4000-8000-0000000a{number:04}").parse().expect("an id")
}

/// Makes the people of a server.
pub async fn settle(place: &Place) {
    let now = place.app.app.clock.now();
    for kind in OTHERS.iter().chain([&LIAISON]).filter(|kind| kind.number > 0) {
        let (id, email) = (id(kind.number), format!("p{}@test.example", kind.number));
        place.central.execute(USER, &[&id, &email, &kind.name, &kind.is_admin, &now]).await.expect("a user");
        if let Some((role, ward, team)) = kind.place {
            place.central.execute(MEMBERSHIP, &[&id, &role, &ward, &team]).await.expect("a membership");
        }
    }
}

impl Kind {
    /// A caller of this kind, with a new session, token or share.
    pub async fn caller(&self, place: &Place) -> Caller {
        let now = place.app.app.clock.now();
        let mut headers = vec![("x-tenant", "alpha".to_owned())];
        let mut key = None;
        let later = now + SignedDuration::from_hours(20 * 24);
        match self.way {
            Way::Nothing => {}
            Way::Session | Way::Eyes => {
                let token = self.session(place, now, later).await;
                headers.push(("cookie", format!("watchroom={}", token.to_text())));
            }
            Way::Token(role) => {
                let token = ApiToken::make();
                let hash = token.hash();
                place
                    .central
                    .execute(TOKEN, &[&Uuid::now_v7(), &hash.as_slice(), &role, &now, &later])
                    .await
                    .expect("a token");
                key = Some(token.to_text());
                headers.push(("authorization", format!("Bearer {}", token.to_text())));
            }
            Way::Share(role) => {
                let token = ShareToken::make();
                let hash = token.hash();
                place
                    .central
                    .execute(SHARE, &[&Uuid::now_v7(), &hash.as_slice(), &role, &id(6), &now, &later])
                    .await
                    .expect("a share");
                headers.push(("authorization", format!("Bearer {}", token.to_text())));
            }
        }
        Caller { name: self.name, headers, key }
    }

    async fn session(&self, place: &Place, now: Timestamp, later: Timestamp) -> SessionToken {
        let token = SessionToken::make();
        let hash = token.hash();
        let (eyes, of) = if self.way == Way::Eyes { (Some(id(6)), Some("alpha")) } else { (None, None) };
        place
            .central
            .execute(SESSION, &[&hash.as_slice(), &id(self.number), &now, &later, &eyes, &of])
            .await
            .expect("a session");
        token
    }
}

const USER: &str = "INSERT INTO users (id, email, full_name, is_admin, created_at) VALUES ($1, $2, $3, $4, $5)";
const MEMBERSHIP: &str =
    "INSERT INTO memberships (user_id, tenant_id, role, ward_id, team_id) VALUES ($1, 'alpha', $2, $3, $4)";
const SESSION: &str = "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, view_as_user, view_as_tenant) \
     VALUES ($1, $2, $3, $3, $4, $5, $6)";
const TOKEN: &str = "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, created_by, created_at, expires_at) \
     VALUES ($1, 'a token', $2, 'alpha', $3, 'a test', $4, $5)";
const SHARE: &str = "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, created_by, created_at, expires_at) \
     VALUES ($1, 'a share', $2, 'alpha', 'dashboard', 'default', $3, $4, $5, $6)";
