//! What becomes of a session that a provider stands behind: renewed, mapped, signed out, ended by the provider.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_identity::{ClaimIs, MembershipRule, OidcSettings};
use watchroom_test_support::{Session, Signing, TestApp, TestProvider};

const ME: &str = "/api/v1/auth/me";
const LOGOUT: &str = "/api/v1/auth/backchannel-logout";
const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: one, columns: { value: n }, query: \"ORDER BY n LIMIT 1\" }\n",
    ),
];

fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a moment")
}

fn rule(value: &str, tenant: &str, role: Role) -> MembershipRule {
    let when = ClaimIs { claim: "groups".to_owned(), value: value.to_owned() };
    MembershipRule { when, tenant: tenant.parse().expect("a slug"), role, ward: None, team: None }
}

async fn both_with(change: impl FnOnce(OidcSettings) -> OidcSettings) -> (TestProvider, TestApp) {
    let builder = TestApp::builder().at(noon());
    let provider = TestProvider::start(builder.clock()).await;
    let sql = "CREATE TABLE one (n double precision)";
    let builder = builder.tenant("alpha", sql, FILES).await.tenant("beta", sql, FILES).await;
    let app = builder.by_provider(change(provider.settings(""))).start().await;
    (provider, app)
}

async fn both() -> (TestProvider, TestApp) {
    both_with(|settings| settings).await
}

async fn signed_in(app: &TestApp) -> Session {
    let browser = app.nobody();
    assert_eq!(browser.sign_in_by_provider(None).await.location(), "/");
    browser
}

fn roles(me: &Value) -> Vec<(String, String)> {
    let memberships = me["memberships"].as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    memberships.iter().map(|known| (text(&known["tenant"]), text(&known["role"]))).collect()
}

async fn records(app: &TestApp, action: &str) -> Vec<Value> {
    let database = app.central_database().connect().await;
    let sql = "SELECT to_jsonb(a) FROM audit a WHERE action = $1 ORDER BY seq";
    let rows = database.query(sql, &[&action]).await.expect("the log");
    rows.iter().map(|row| row.get(0)).collect()
}

fn minutes(app: &TestApp, minutes: i64) {
    app.app.clock.advance_ms(minutes * 60_000);
}

#[tokio::test]
async fn tokens_are_renewed_while_the_session_is_used() {
    let (provider, app) = both().await;
    let browser = signed_in(&app).await;
    minutes(&app, 4);
    assert_eq!((browser.get(ME).await.status, provider.asked("refresh")), (200, 0), "they are fresh");
    minutes(&app, 2);
    assert_eq!((browser.get(ME).await.status, provider.asked("refresh")), (200, 1));
    minutes(&app, 60);
    provider.person(json!({"sub": "ignored", "email": "ada@new.example", "name": "Ada"}));
    assert_eq!(
        browser.get(ME).await.body["email"],
        "ada@new.example",
        "an hour unused is no harm, and news are taken up"
    );
    assert_eq!(provider.asked("refresh"), 2);
}

#[tokio::test]
async fn each_refresh_token_is_used_once_however_many_ask_on_however_many_processes() {
    let (provider, app) = both().await;
    let other = app.another_process().await;
    let browser = signed_in(&app).await;
    provider.set(|behaviour| behaviour.takes = Duration::from_millis(100));
    for round in 1..=3 {
        minutes(&app, 6);
        let asking = (0..12).map(|n| {
            let browser = if n % 2 == 0 { browser.clone() } else { browser.at(&other.url) };
            async move { browser.get(ME).await.status }
        });
        let statuses = futures_util::future::join_all(asking).await;
        assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
        assert_eq!(provider.asked("refresh"), round);
    }
}

#[tokio::test]
async fn a_provider_that_refuses_to_renew_ends_the_session() {
    let (provider, app) = both().await;
    let browser = signed_in(&app).await;
    provider.set(|behaviour| behaviour.refuses_refresh = true);
    minutes(&app, 6);
    assert_eq!(browser.get(ME).await.status, 401);
    let ended = records(&app, "sign_out").await;
    assert_eq!((ended.len(), &ended[0]["detail"]), (1, &json!({"by": "provider", "reason": "provider_refused"})));
}

#[tokio::test]
async fn a_provider_that_is_down_ends_nothing_and_is_asked_seldom() {
    let (provider, app) = both().await;
    let browser = signed_in(&app).await;
    provider.set(|behaviour| behaviour.down = true);
    minutes(&app, 6);
    for _ in 0..20 {
        assert_eq!(browser.get(ME).await.status, 200);
    }
    minutes(&app, 24 * 60 - 30);
    assert_eq!(browser.get(ME).await.status, 200);
    provider.set(|behaviour| behaviour.down = false);
    minutes(&app, 2);
    assert_eq!(
        (browser.get(ME).await.status, provider.asked("refresh")),
        (200, 1),
        "and is asked again when it is back"
    );
}

#[tokio::test]
async fn a_renewed_token_of_somebody_else_ends_the_session() {
    for (name, value) in
        [("sub", json!("another")), ("nonce", json!("another")), ("iss", json!("https://evil.example"))]
    {
        let (provider, app) = both().await;
        let browser = signed_in(&app).await;
        provider.twist(move |_, claims| claims[name] = value.clone());
        minutes(&app, 6);
        assert_eq!(browser.get(ME).await.status, 401, "{name}");
    }
}

#[tokio::test]
async fn without_a_refresh_token_a_session_ends_with_the_working_day() {
    let (provider, app) = both().await;
    provider.set(|behaviour| behaviour.gives_refresh_tokens = false);
    let browser = signed_in(&app).await;
    minutes(&app, 9 * 60);
    assert_eq!(browser.get(ME).await.status, 200);
    minutes(&app, 61);
    assert_eq!(browser.get(ME).await.status, 401);
}

#[tokio::test]
async fn groups_decide_about_their_tenants_at_each_sign_in_and_renewal() {
    let (provider, app) = both_with(|settings| OidcSettings {
        admins: Some(ClaimIs { claim: "groups".to_owned(), value: "/admins".to_owned() }),
        memberships: vec![
            rule("/alpha/managers", "alpha", Role::Manager),
            rule("/alpha", "alpha", Role::Viewer),
            rule("/alpha", "gone", Role::Viewer),
        ],
        ..settings
    })
    .await;
    let person =
        |groups: Value| json!({"sub": "subject-1", "email": "ada@test.example", "name": "Ada", "groups": groups});
    provider.person(person(json!(["/alpha", "/admins"])));
    let browser = signed_in(&app).await;
    let me = browser.get(ME).await.body;
    assert_eq!((roles(&me), &me["is_admin"]), (vec![("alpha".to_owned(), "viewer".to_owned())], &json!(true)));

    // What the rules do not name is the administrators' own.
    let database = app.central_database().connect().await;
    let sql = "INSERT INTO memberships (user_id, tenant_id, role) SELECT id, 'beta', 'viewer' FROM users";
    database.batch_execute(sql).await.expect("a membership");
    provider.person(person(json!(["/alpha/managers"])));
    minutes(&app, 6);
    let me = browser.get(ME).await.body;
    let both = [("alpha", "manager"), ("beta", "viewer")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!((roles(&me), &me["is_admin"]), (both.to_vec(), &json!(false)));

    provider.person(json!({"sub": "subject-1", "email": "ada@test.example", "name": "Ada"}));
    minutes(&app, 6);
    assert_eq!(roles(&browser.get(ME).await.body), [("beta".to_owned(), "viewer".to_owned())]);
    assert_eq!(browser.for_tenant(Some("alpha")).get("/api/v1/dashboards").await.status, 404);

    let puts = records(&app, "membership_put").await;
    let befores: Vec<&Value> = puts.iter().map(|record| &record["detail"]["before"]["role"]).collect();
    assert_eq!(befores, [&Value::Null, &json!("viewer")]);
    let removed = records(&app, "membership_removed").await;
    assert_eq!((removed.len(), &removed[0]["tenant_id"]), (1, &json!("alpha")));
    let changed = records(&app, "user_changed").await;
    assert_eq!(changed.len(), 2, "administrator, and not any more");
    assert_eq!(app.app.central.audit_verify().await.expect("the log"), whole(&app).await);
}

async fn whole(app: &TestApp) -> watchroom_store::AuditVerdict {
    let database = app.central_database().connect().await;
    let count: i64 = database.query_one("SELECT count(*) FROM audit", &[]).await.expect("the log").get(0);
    watchroom_store::AuditVerdict::Whole { records: count.unsigned_abs() }
}

#[tokio::test]
async fn memberships_that_nobody_could_look_up_stay() {
    let (provider, app) =
        both_with(|settings| OidcSettings { memberships: vec![rule("/alpha", "alpha", Role::Viewer)], ..settings })
            .await;
    provider.person(json!({"sub": "subject-1", "groups": ["/alpha"]}));
    provider.set(|behaviour| behaviour.tells_by_userinfo = true);
    let browser = signed_in(&app).await;
    assert_eq!(roles(&browser.get(ME).await.body).len(), 1);
    provider.set(|behaviour| behaviour.userinfo_fails = true);
    minutes(&app, 6);
    assert_eq!(roles(&browser.get(ME).await.body).len(), 1, "the provider said nothing, which is not no");
    provider.set(|behaviour| behaviour.userinfo_fails = false);
    provider.person(json!({"sub": "subject-1", "groups": []}));
    minutes(&app, 6);
    assert_eq!(roles(&browser.get(ME).await.body).len(), 0);
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_leads_to_the_provider() {
    let (provider, app) = both().await;
    let browser = signed_in(&app).await;
    let reply = browser.post("/api/v1/auth/logout", &json!({})).await;
    assert_eq!(reply.status, 200);
    let url = reqwest::Url::parse(reply.body["logout_url"].as_str().expect("an address")).expect("an address");
    let asked: std::collections::HashMap<_, _> = url.query_pairs().into_owned().collect();
    assert!(url.as_str().starts_with(&format!("{}/end?", provider.issuer)), "{url}");
    assert_eq!(asked["client_id"], "watchroom");
    assert_eq!(asked["post_logout_redirect_uri"], format!("{}/sign-in", app.url));
    assert_eq!(asked["id_token_hint"].split('.').count(), 3);
    assert_eq!(browser.get(ME).await.status, 401);
    let again = browser.post("/api/v1/auth/logout", &json!({})).await;
    assert_eq!((again.status, &again.body["logout_url"]), (200, &json!("/sign-in")));
    assert_eq!(records(&app, "sign_out").await[0]["detail"], json!({"by": "person"}));

    // A provider that is gone keeps nobody from signing out here.
    let other = signed_in(&app).await;
    provider.set(|behaviour| behaviour.down = true);
    minutes(&app, 25 * 60);
    let reply = other.post("/api/v1/auth/logout", &json!({})).await;
    assert_eq!((reply.status, &reply.body["logout_url"]), (200, &json!("/sign-in")), "{}", reply.text);
}

async fn end_with(app: &TestApp, token: &str) -> (u16, String) {
    let reply = app.nobody().post_form(LOGOUT, &[("logout_token", token)]).await;
    (reply.status, reply.body["code"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_provider_ends_a_session_on_every_process_and_its_open_streams() {
    let (provider, app) =
        both_with(|settings| OidcSettings { memberships: vec![rule("/alpha", "alpha", Role::Viewer)], ..settings })
            .await;
    provider.person(json!({"sub": "subject-1", "email": "a@b.c", "name": "A", "groups": ["/alpha"]}));
    let other = app.another_process().await;
    let first = signed_in(&app).await;
    let sid = sid_of_newest(&app).await;
    let second = signed_in(&app).await;
    let elsewhere = first.at(&other.url).for_tenant(Some("alpha"));
    let mut stream = elsewhere.open_stream("/api/v1/events", &[]).await;
    assert_eq!(stream.status().as_u16(), 200);
    stream.chunk().await.expect("a stream").expect("its opening");

    let token = provider.sign(&json!({"typ": "logout+jwt"}), &provider.logout_claims(None, Some(&sid)));
    assert_eq!(end_with(&app, &token).await.0, 200);
    let rest = async { while stream.chunk().await.is_ok_and(|chunk| chunk.is_some()) {} };
    assert!(tokio::time::timeout(Duration::from_secs(3), rest).await.is_ok(), "the stream ends at once");
    assert_eq!(first.get(ME).await.status, 401);
    assert_eq!(elsewhere.get_until(ME, 401).await.status, 401);
    assert_eq!(second.get(ME).await.status, 200, "another session of the same person goes on");
    assert_eq!(records(&app, "sign_out").await.len(), 1);

    // The same token once more: it was used.
    assert_eq!(end_with(&app, &token).await, (400, "token_refused".to_owned()));
    assert_eq!(end_with(&other, &token).await, (400, "token_refused".to_owned()), "on every process");

    let of_person = provider.sign(&json!({"typ": "logout+jwt"}), &provider.logout_claims(Some("subject-1"), None));
    assert_eq!(end_with(&other, &of_person).await.0, 200);
    assert_eq!(second.get_until(ME, 401).await.status, 401);
}

async fn sid_of_newest(app: &TestApp) -> String {
    let database = app.central_database().connect().await;
    let sql = "SELECT provider_sid FROM sessions ORDER BY created_at DESC, provider_sid DESC LIMIT 1";
    database.query_one(sql, &[]).await.expect("a session").get(0)
}

#[tokio::test]
async fn a_logout_token_that_is_not_one_ends_nothing() {
    let (provider, app) = both().await;
    let browser = signed_in(&app).await;
    let header = json!({"typ": "logout+jwt"});
    let good = || provider.logout_claims(Some("subject-1"), None);
    for signing in
        [Signing::None, Signing::HashedWithPublicKey, Signing::Foreign, Signing::Damaged, Signing::KeyInHeader]
    {
        let token = provider.key().sign(signing, &header, &good());
        assert_eq!(end_with(&app, &token).await, (400, "token_refused".to_owned()), "{signing:?}");
    }
    for (name, value) in [
        ("events", json!({})),
        ("nonce", json!("n")),
        ("aud", json!("another")),
        ("iss", json!("https://evil.example")),
        ("iat", json!(noon().as_second() - 3_600)),
        ("exp", json!(noon().as_second() - 61)),
        ("jti", Value::Null),
    ] {
        let mut claims = good();
        claims[name] = value;
        assert_eq!(end_with(&app, &provider.sign(&header, &claims)).await.0, 400, "{name}");
    }
    assert_eq!(end_with(&app, "nonsense").await, (400, "token_refused".to_owned()));
    let twice = app.nobody().post_form(LOGOUT, &[("logout_token", "a"), ("logout_token", "b")]).await;
    assert_eq!((twice.status, twice.body["code"].as_str()), (400, Some("bad_body")));
    let as_json = app.nobody().post(LOGOUT, &json!({"logout_token": "x"})).await;
    assert_eq!(as_json.status, 415);
    // Of somebody else, of another session: nothing of this one.
    for claims in
        [provider.logout_claims(Some("another"), None), provider.logout_claims(Some("subject-1"), Some("another"))]
    {
        assert_eq!(end_with(&app, &provider.sign(&header, &claims)).await.0, 200);
    }
    assert_eq!(browser.get(ME).await.status, 200);
}

#[tokio::test]
async fn what_is_left_of_sign_ins_and_logouts_is_swept_out() {
    let (provider, app) = both().await;
    let browser = app.nobody();
    browser.begin_at_provider(None).await;
    let token = provider.sign(&json!({}), &provider.logout_claims(Some("nobody"), None));
    assert_eq!(end_with(&app, &token).await.0, 200);
    let database = app.central_database().connect().await;
    let sql = "SELECT (SELECT count(*) FROM begun_sign_ins), (SELECT count(*) FROM used_logout_tokens)";
    let counts = async || {
        let row = database.query_one(sql, &[]).await.expect("counts");
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    app.app.identity.sweep().await.expect("swept");
    assert_eq!(counts().await, (1, 1));
    minutes(&app, 12);
    app.app.identity.sweep().await.expect("swept");
    assert_eq!(counts().await, (0, 0));
}
