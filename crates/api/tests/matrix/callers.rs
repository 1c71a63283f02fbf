//! Who asks: every kind of caller there is, made anew for each cell of a row that may change the caller.

use jiff::{SignedDuration, Timestamp};
use reqwest::Client;
use uuid::Uuid;
use watchroom_identity::{ApiToken, SessionToken, ShareToken};
use watchroom_test_support::{Reply, TestApp};

use crate::rows::Row;
use crate::stage::Stage;

/// The kinds of callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Nobody = 1,
    ExpiredSession,
    EndedSession,
    DisabledUser,
    Viewer,
    FieldWorker,
    TeamlessWorker,
    WardCouncillor,
    WardlessCouncillor,
    Manager,
    WardManager,
    SapsLiaison,
    Admin,
    Member,
    OtherViewer,
    OtherAdmin,
    PlatformAdmin,
    ViewingAs,
    ViewingAsManager,
    Token,
    OtherToken,
    RevokedToken,
    ExpiredToken,
    ShareOfDashboard,
    ShareOfReport,
    ShareOfOther,
    RevokedShare,
}

use Column::{
    Admin, DisabledUser, EndedSession, ExpiredSession, ExpiredToken, FieldWorker, Manager, Member, Nobody, OtherAdmin,
    OtherToken, OtherViewer, PlatformAdmin, RevokedShare, RevokedToken, SapsLiaison, ShareOfDashboard, ShareOfOther,
    ShareOfReport, TeamlessWorker, Token, Viewer, ViewingAs, ViewingAsManager, WardCouncillor, WardManager,
    WardlessCouncillor,
};

pub const COLUMNS: [Column; 27] = [
    Nobody,
    ExpiredSession,
    EndedSession,
    DisabledUser,
    Viewer,
    FieldWorker,
    TeamlessWorker,
    WardCouncillor,
    WardlessCouncillor,
    Manager,
    WardManager,
    SapsLiaison,
    Admin,
    Member,
    OtherViewer,
    OtherAdmin,
    PlatformAdmin,
    ViewingAs,
    ViewingAsManager,
    Token,
    OtherToken,
    RevokedToken,
    ExpiredToken,
    ShareOfDashboard,
    ShareOfReport,
    ShareOfOther,
    RevokedShare,
];

impl Column {
    /// What the reviewer reads.
    pub fn says(self) -> &'static str {
        match self {
            Nobody => "nobody",
            ExpiredSession => "a session that has expired",
            EndedSession => "a session that was ended",
            DisabledUser => "a live session of a disabled user",
            Viewer => "a viewer of A",
            FieldWorker => "a field worker of A, team roads",
            TeamlessWorker => "a field worker of A without a team",
            WardCouncillor => "a councillor of A, ward 3",
            WardlessCouncillor => "a councillor of A without a ward",
            Manager => "a manager of A",
            WardManager => "a manager of A, limited to ward 4",
            SapsLiaison => "a liaison of A",
            Admin => "an admin of A",
            Member => "somebody without any membership",
            OtherViewer => "a viewer of B",
            OtherAdmin => "an admin of B",
            PlatformAdmin => "a platform administrator, no member of anything",
            ViewingAs => "a platform administrator looking through the eyes of a viewer of A",
            ViewingAsManager => "a platform administrator looking through the eyes of a manager of A",
            Token => "an API token of A, admin",
            OtherToken => "an API token of B, admin",
            RevokedToken => "a revoked API token of A",
            ExpiredToken => "an expired API token of A",
            ShareOfDashboard => "a share of A's dashboard",
            ShareOfReport => "a share of A's report of another panel",
            ShareOfOther => "a share of B's dashboard",
            RevokedShare => "a revoked share of A's dashboard",
        }
    }

    pub fn is_nobody(self) -> bool {
        matches!(
            self,
            Nobody | ExpiredSession | EndedSession | DisabledUser | RevokedToken | ExpiredToken | RevokedShare
        )
    }

    pub fn is_of_the_other_tenant(self) -> bool {
        matches!(self, Member | OtherViewer | OtherAdmin | OtherToken | ShareOfOther)
    }

    pub fn administers(self) -> bool {
        matches!(self, PlatformAdmin)
    }

    pub fn only_looks(self) -> bool {
        matches!(self, ViewingAs | ViewingAsManager | ShareOfDashboard | ShareOfReport | ShareOfOther)
    }

    /// Whether sensitive tickets are this caller's, and no others. No token and no share is a liaison's.
    pub fn is_liaison(self) -> bool {
        self == SapsLiaison
    }

    /// Tenant, role, ward and team.
    fn membership(self) -> Option<(&'static str, &'static str, Option<&'static str>, Option<&'static str>)> {
        match self {
            Viewer => Some(("alpha", "viewer", None, None)),
            FieldWorker => Some(("alpha", "field_worker", None, Some("roads"))),
            TeamlessWorker => Some(("alpha", "field_worker", None, None)),
            WardCouncillor => Some(("alpha", "ward_councillor", Some("3"), None)),
            WardlessCouncillor => Some(("alpha", "ward_councillor", None, None)),
            Manager => Some(("alpha", "manager", None, None)),
            WardManager => Some(("alpha", "manager", Some("4"), None)),
            SapsLiaison => Some(("alpha", "saps_liaison", None, None)),
            Admin | ExpiredSession | EndedSession | DisabledUser => Some(("alpha", "admin", None, None)),
            OtherViewer => Some(("beta", "viewer", None, None)),
            OtherAdmin => Some(("beta", "admin", None, None)),
            _ => None,
        }
    }
}

/// Two tenants with the same dashboards and the same desks over data of their own; `tickets` is what A's desk begins with.
pub async fn two_tenants(tickets: &str) -> TestApp {
    const SQL: &str = "CREATE TABLE things (ward text, n text, v float8, at timestamptz);
        INSERT INTO things SELECT (i % 4)::text, CASE WHEN i % 4 = 0 THEN 'ward-4-row' ELSE 'n-of-alpha' END, i, now() - i * interval '1 minute'
            FROM generate_series(1, 40) i;
        CREATE TABLE network_nodes (name text PRIMARY KEY, kind text, online boolean);
        CREATE TABLE network_links (source text, target text, latency_ms float8);
        INSERT INTO network_nodes VALUES ('gate', 'gateway', true)";
    const BOARD: &str = "dashboard:
  name: Default
  panels:
    - { id: rows, config_file: panels/rows.yaml, position: { row: 1, col: 1 } }
    - { id: picture, config_file: panels/picture.yaml, position: { row: 4, col: 1 } }
";
    const OTHER: &str = "dashboard:
  name: Other
  panels:
    - { id: more, config_file: panels/more.yaml, position: { row: 1, col: 1 } }
";
    const TABLE: &str = "panel:
  type: table
  title: Rows
  data_source:
    table: things
    columns: [{ name: n }, { name: ward }, { name: at, format: datetime }]
    scope: { ward: ward }
  drill_down: { enabled: true, show_table: true }
";
    const PICTURE: &str = "panel:
  type: custom_image
  title: Picture
  endpoint: /api/v1/custom/network-topology
  parameters: { include_offline: false }
";
    let files: &[(&str, &str)] = &[
        ("tenant.yaml", "tenant: { name: A, service_desk: { enabled: true, open311: true } }\n"),
        ("dashboards/default.yaml", BOARD),
        ("dashboards/other.yaml", OTHER),
        ("panels/rows.yaml", TABLE),
        ("panels/more.yaml", TABLE),
        ("panels/picture.yaml", PICTURE),
    ];
    let desk = format!("{DESK}{tickets}");
    let builder = TestApp::builder().tenant("alpha", SQL, files).await.with_desk(&desk).await;
    let builder = builder.tenant("beta", SQL, files).await.with_desk(DESK).await;
    // Many addresses: Open311 counts what each of them asks.
    builder.behind_a_proxy().start().await
}

/// Teams, wards and categories of each desk, one of them sensitive.
const DESK: &str = "INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water');
    INSERT INTO service_desk.wards VALUES ('3', 'Ward 3'), ('4', 'Ward 4');
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Violence', true, '', 'violence');";

/// People who stay, for tokens and shares to be made by and to be looked through.
#[derive(Debug)]
pub struct Callers {
    pub central: tokio_postgres::Client,
    /// The owners of the two desks.
    pub desk: tokio_postgres::Client,
    pub other_desk: tokio_postgres::Client,
    client: Client,
    sharer: Uuid,
    other_sharer: Uuid,
    seen: Uuid,
    seen_manager: Uuid,
}

/// A caller and what it shows.
pub struct Caller {
    /// The person, where it is one.
    pub user: Option<Uuid>,
    client: Client,
    headers: Vec<(&'static str, String)>,
}

impl Callers {
    pub async fn of(app: &TestApp) -> Self {
        let central = app.central_database().connect().await;
        let mut made = Vec::new();
        for (name, tenant, role) in [
            ("sharer", "alpha", "manager"),
            ("other-sharer", "beta", "manager"),
            ("seen", "alpha", "viewer"),
            ("seen-manager", "alpha", "manager"),
        ] {
            let user = Uuid::now_v7();
            central.execute(USER, &[&user, &format!("{name}@test.example"), &false]).await.expect("a user");
            central
                .execute(MEMBERSHIP, &[&user, &tenant, &role, &None::<String>, &None::<String>])
                .await
                .expect("a membership");
            made.push(user);
        }
        let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let (desk, other_desk) = (app.tenant("alpha").owner().await, app.tenant("beta").owner().await);
        let [sharer, other_sharer, seen, seen_manager] = made[..] else { panic!("four people") };
        Self { central, desk, other_desk, client, sharer, other_sharer, seen, seen_manager }
    }

    pub async fn make(&self, column: Column) -> Caller {
        let mut headers = vec![("x-tenant", "alpha".to_owned())];
        let mut user = None;
        match column {
            Nobody => {}
            Token | OtherToken | RevokedToken | ExpiredToken => {
                headers.push(("authorization", format!("Bearer {}", api_token(&self.central, column).await.to_text())));
            }
            ShareOfDashboard | ShareOfReport | ShareOfOther | RevokedShare => {
                headers.push(("authorization", format!("Bearer {}", self.share(column).await.to_text())));
            }
            _ => {
                let (person, token) = self.session(column).await;
                user = Some(person);
                headers.push(("cookie", format!("watchroom={}", token.to_text())));
            }
        }
        Caller { user, headers, client: self.client.clone() }
    }

    async fn session(&self, column: Column) -> (Uuid, SessionToken) {
        let central = &self.central;
        let (user, token) = (Uuid::now_v7(), SessionToken::make());
        let is_admin = matches!(column, PlatformAdmin | ViewingAs | ViewingAsManager);
        central.execute(USER, &[&user, &format!("{user}@test.example"), &is_admin]).await.expect("a user");
        if let Some((tenant, role, ward, team)) = column.membership() {
            central.execute(MEMBERSHIP, &[&user, &tenant, &role, &ward, &team]).await.expect("a membership");
        }
        let expires_at = now() + SignedDuration::from_hours(if column == ExpiredSession { -1 } else { 1 });
        let seen = match column {
            ViewingAs => Some(self.seen),
            ViewingAsManager => Some(self.seen_manager),
            _ => None,
        };
        let tenant = seen.map(|_| "alpha");
        let hash = token.hash();
        central
            .execute(SESSION, &[&hash.as_slice(), &user, &now(), &expires_at, &seen, &tenant])
            .await
            .expect("a session");
        match column {
            EndedSession => central.execute("DELETE FROM sessions WHERE user_id = $1", &[&user]).await,
            DisabledUser => central.execute("UPDATE users SET disabled_at = now() WHERE id = $1", &[&user]).await,
            _ => Ok(0),
        }
        .expect("ended");
        (user, token)
    }

    async fn share(&self, column: Column) -> ShareToken {
        let central = &self.central;
        let token = ShareToken::make();
        let (tenant, kind, target) = match column {
            ShareOfReport => ("alpha", "report", "more"),
            ShareOfOther => ("beta", "dashboard", "default"),
            _ => ("alpha", "dashboard", "default"),
        };
        let by = if column == ShareOfOther { self.other_sharer } else { self.sharer };
        let revoked = (column == RevokedShare).then(now);
        let hash = token.hash();
        let expires_at = now() + SignedDuration::from_hours(1);
        central
            .execute(
                SHARE,
                &[&Uuid::now_v7(), &hash.as_slice(), &tenant, &kind, &target, &by, &now(), &expires_at, &revoked],
            )
            .await
            .expect("a share");
        token
    }
}

async fn api_token(central: &tokio_postgres::Client, column: Column) -> ApiToken {
    let token = ApiToken::make();
    let tenant = if column == OtherToken { "beta" } else { "alpha" };
    let expires_at = now() + SignedDuration::from_hours(if column == ExpiredToken { -1 } else { 1 });
    let revoked = (column == RevokedToken).then(now);
    let hash = token.hash();
    central
        .execute(TOKEN, &[&Uuid::now_v7(), &hash.as_slice(), &tenant, &now(), &expires_at, &revoked])
        .await
        .expect("a token");
    token
}

#[expect(clippy::disallowed_methods, reason = "the server under test runs on the machine's clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

impl Caller {
    /// Sends a row's request on the stage that was set for it; of an answer that goes on for ever, its beginning.
    pub async fn send(&self, url: &str, row: &Row, stage: &Stage) -> Reply {
        self.ask(url, row.method, &stage.path(row), stage.body(row)).await
    }

    /// Sends a request.
    pub async fn ask(&self, url: &str, method: &str, path: &str, body: Option<serde_json::Value>) -> Reply {
        let method = method.parse().expect("a method");
        let address: [u8; 4] = rand::random();
        let request = self.client.request(method, format!("{url}{path}"));
        let request = request.header("x-forwarded-for", std::net::Ipv4Addr::from(address).to_string());
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let request = match body {
            Some(body) if body.is_string() => request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body.as_str().unwrap_or_default().to_owned()),
            Some(body) => request.json(&body),
            None => request,
        };
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        if path.ends_with("/events") {
            return Reply { status, headers, body: serde_json::Value::Null, text: String::new(), bytes: Vec::new() };
        }
        let bytes = response.bytes().await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Reply { status, headers, body: serde_json::from_str(&text).unwrap_or_default(), text, bytes }
    }
}

const USER: &str =
    "INSERT INTO users (id, email, full_name, is_admin, created_at) VALUES ($1, $2, 'Somebody', $3, now())";
const MEMBERSHIP: &str =
    "INSERT INTO memberships (user_id, tenant_id, role, ward_id, team_id) VALUES ($1, $2, $3, $4, $5)";
const SESSION: &str = "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, view_as_user, view_as_tenant) \
     VALUES ($1, $2, $3, $3, $4, $5, $6)";
const TOKEN: &str = "INSERT INTO api_tokens (id, name, token_hash, tenant_id, role, created_by, created_at, expires_at, revoked_at) \
     VALUES ($1, 'a token', $2, $3, 'admin', 'a test', $4, $5, $6)";
const SHARE: &str = "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, created_by, created_at, expires_at, revoked_at) \
     VALUES ($1, 'a share', $2, $3, $4, $5, 'viewer', $6, $7, $8, $9)";
