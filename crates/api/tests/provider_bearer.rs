//! Programs that show a token of the provider's.

use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_identity::{ClaimIs, MembershipRule, OidcSettings};
use watchroom_test_support::{Signing, TestApp, TestProvider};

const ME: &str = "/api/v1/auth/me";
const DASHBOARDS: &str = "/api/v1/dashboards";

fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a moment")
}

async fn both_with(change: impl FnOnce(OidcSettings) -> OidcSettings) -> (TestProvider, TestApp) {
    let builder = TestApp::builder().at(noon());
    let provider = TestProvider::start(builder.clock()).await;
    let files = [
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
    let builder = builder.tenant("alpha", "CREATE TABLE one (n double precision)", &files).await;
    let when = ClaimIs { claim: "groups".to_owned(), value: "/alpha".to_owned() };
    let tenant = "alpha".parse().expect("a slug");
    let memberships = vec![MembershipRule { when, tenant, role: Role::Viewer, ward: None, team: None }];
    let settings = OidcSettings { memberships, ..provider.settings("") };
    let app = builder.by_provider(change(settings)).start().await;
    provider.person(json!({"sub": "subject-1", "email": "ada@test.example", "name": "Ada", "groups": ["/alpha"]}));
    app.nobody().sign_in_by_provider(None).await;
    (provider, app)
}

async fn status(app: &TestApp, path: &str, token: &str) -> u16 {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("x-tenant", "alpha")];
    app.nobody().get_with(path, &headers).await.status
}

#[tokio::test]
async fn a_token_for_this_server_opens_what_its_person_may_see() {
    let (provider, app) = both_with(|settings| settings).await;
    let token = provider.sign(&json!({"typ": "JWT"}), &provider.access_claims("subject-1", "watchroom"));
    assert_eq!((status(&app, ME, &token).await, status(&app, DASHBOARDS, &token).await), (200, 200));
    let bearer = format!("Bearer {token}");
    let me = app.nobody().get_with(ME, &[("authorization", &bearer)]).await;
    assert_eq!((&me.body["email"], &me.body["sign_in"]), (&json!("ada@test.example"), &json!("provider_token")));
    let other = app.another_process().await;
    assert_eq!(status(&other, DASHBOARDS, &token).await, 200, "no process needs to have seen it before");
    let elsewhere = [("authorization", bearer.as_str()), ("x-tenant", "beta")];
    assert_eq!(app.nobody().get_with(DASHBOARDS, &elsewhere).await.status, 404);
    // A session's own matters are not a program's.
    let select =
        app.nobody().post_with("/api/v1/tenants/alpha/select", &json!({}), &[("authorization", &bearer)]).await;
    assert_eq!((select.status, select.body["code"].as_str()), (403, Some("persons_only")));

    let database = app.central_database().connect().await;
    database.batch_execute("DELETE FROM memberships").await.expect("taken away");
    let headers = [elsewhere[0], ("x-tenant", "alpha")];
    assert_eq!(app.nobody().get_until_with(DASHBOARDS, &headers, 404).await.status, 404);
    database.batch_execute("UPDATE users SET disabled_at = now()").await.expect("disabled");
    assert_eq!(app.nobody().get_until_with(ME, &headers, 401).await.status, 401);
}

#[tokio::test]
async fn a_token_ends_at_its_own_time() {
    let (provider, app) = both_with(|settings| settings).await;
    let token = provider.sign(&json!({}), &provider.access_claims("subject-1", "watchroom"));
    app.app.clock.advance_ms(359_000);
    assert_eq!(status(&app, ME, &token).await, 200, "with a minute for clocks that differ");
    app.app.clock.advance_ms(1_000);
    assert_eq!(status(&app, ME, &token).await, 401, "also where its person was just read");
}

#[tokio::test]
async fn a_token_of_another_kind_person_or_server_opens_nothing() {
    let (provider, app) = both_with(|settings| settings).await;
    let claims = || provider.access_claims("subject-1", "watchroom");
    let header = json!({"typ": "JWT"});
    for signing in
        [Signing::None, Signing::HashedWithPublicKey, Signing::Foreign, Signing::Damaged, Signing::KeyInHeader]
    {
        let token = provider.key().sign(signing, &header, &claims());
        assert_eq!(status(&app, ME, &token).await, 401, "{signing:?}");
    }
    for (name, value) in [
        ("aud", json!("account")),
        ("aud", Value::Null),
        ("iss", json!("https://evil.example")),
        ("exp", json!(noon().as_second() - 61)),
        ("nbf", json!(noon().as_second() + 61)),
        ("sub", json!("a-stranger")),
        ("typ", json!("ID")),
        ("typ", json!("Refresh")),
        ("cnf", json!({"jkt": "x"})),
    ] {
        let mut claims = claims();
        claims[name] = value.clone();
        assert_eq!(status(&app, ME, &provider.sign(&header, &claims)).await, 401, "{name} = {value}");
    }
    let logout = provider.sign(&json!({"typ": "logout+jwt"}), &provider.logout_claims(Some("subject-1"), None));
    assert_eq!(status(&app, ME, &logout).await, 401);
    // The ID token that the browser's sign-out shows to the provider.
    let browser = app.nobody();
    browser.sign_in_by_provider(None).await;
    let out = browser.post("/api/v1/auth/logout", &json!({})).await;
    let url = reqwest::Url::parse(out.body["logout_url"].as_str().expect("an address")).expect("an address");
    let id_token = url.query_pairs().find(|(name, _)| name == "id_token_hint").expect("an ID token").1.into_owned();
    assert_eq!(status(&app, ME, &id_token).await, 401, "an ID token is for the client, not for whoever holds it");
    for nonsense in ["eyJ.eyJ.x", "eyJhbGciOiJSUzI1NiJ9.e30.AA", "eyJ"] {
        assert_eq!(status(&app, ME, nonsense).await, 401, "{nonsense}");
    }
}

#[tokio::test]
async fn the_audience_is_what_the_settings_say() {
    let (provider, app) =
        both_with(|settings| OidcSettings { bearer_audience: Some("api".to_owned()), ..settings }).await;
    for (audience, expected) in [("api", 200), ("watchroom", 401)] {
        let token = provider.sign(&json!({}), &provider.access_claims("subject-1", audience));
        assert_eq!(status(&app, ME, &token).await, expected, "{audience}");
    }
}

#[tokio::test]
async fn keys_that_cannot_be_had_are_nobodys_fault() {
    let (provider, app) = both_with(|settings| settings).await;
    let token = provider.sign(&json!({}), &provider.access_claims("subject-1", "watchroom"));
    provider.set(|behaviour| behaviour.down = true);
    assert_eq!(status(&app, ME, &token).await, 200, "known keys go on");
    app.app.clock.advance_ms(3_600_000 * 25);
    let mut claims = provider.access_claims("subject-1", "watchroom");
    claims["exp"] = json!(app.app.clock.now().as_second() + 300);
    let reply = app
        .nobody()
        .get_with(ME, &[("authorization", &format!("Bearer {}", provider.sign(&json!({}), &claims)))])
        .await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (503, Some("provider_unreachable")));
}

#[tokio::test]
async fn without_a_provider_no_such_token_means_anything() {
    let provider = TestProvider::start(watchroom_domain::Clock::machine()).await;
    let app = TestApp::builder().start().await;
    let token = provider.sign(&json!({}), &provider.access_claims("subject-1", "watchroom"));
    assert_eq!(status(&app, ME, &token).await, 401);
}
