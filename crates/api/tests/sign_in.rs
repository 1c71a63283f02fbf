//! Signing in and out, and what a session is worth.

use jiff::Timestamp;
use serde_json::json;
use watchroom_domain::Role;
use watchroom_test_support::TestApp;

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a moment")
}

#[tokio::test]
async fn a_session_begins_with_the_password_and_ends_with_the_sign_out() {
    let app = TestApp::builder().tenant("alpha", "SELECT 1", MINIMAL).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;

    let me = viewer.get("/api/v1/auth/me").await;
    assert_eq!(me.status, 200);
    assert_eq!(me.body["email"], "viewer@test.example");
    assert_eq!(me.body["is_admin"], false);
    assert_eq!(me.body["sign_in"], "local");
    assert_eq!(
        me.body["memberships"],
        json!([{"tenant": "alpha", "tenant_name": "The alpha people", "role": "viewer", "ward_id": null, "team_id": null}])
    );

    assert_eq!(viewer.post("/api/v1/auth/logout", &json!({})).await.status, 204);
    let after = viewer.get("/api/v1/auth/me").await;
    assert_eq!((after.status, after.body["code"].as_str()), (401, Some("sign_in_needed")));
}

#[tokio::test]
async fn a_cookie_taken_before_the_sign_out_is_worth_nothing_after_it() {
    let app = TestApp::builder().start().await;
    let first = app.sign_in("viewer", &[]).await;
    let login = json!({"email": "VIEWER@test.example", "password": "correct horse battery"});
    let reply = app.nobody().post("/api/v1/auth/login", &login).await;
    let cookie = reply.headers["set-cookie"].to_str().expect("text").split(';').next().expect("a cookie").to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(reply.headers["set-cookie"].to_str().expect("text").contains(part), "{part}");
    }
    let stranger = app.nobody();
    assert_eq!(stranger.post_with("/api/v1/auth/logout", &json!({}), &[("cookie", &cookie)]).await.status, 204);
    let replay = stranger.post_with("/api/v1/tenants/alpha/select", &json!({}), &[("cookie", &cookie)]).await;
    assert_eq!(replay.status, 401, "the session has ended on the server, not only in the browser");
    assert_eq!(first.get("/api/v1/auth/me").await.status, 200, "the other session of the same person goes on");
}

#[tokio::test]
async fn a_new_sign_in_in_the_same_browser_ends_the_session_before_it() {
    let app = TestApp::builder().start().await;
    let browser = app.sign_in("viewer", &[]).await;
    let elsewhere = app.nobody();
    let login = json!({"email": "viewer@test.example", "password": "correct horse battery"});
    assert_eq!(elsewhere.post("/api/v1/auth/login", &login).await.status, 200);
    let before = browser.cookies();
    assert_eq!(browser.post("/api/v1/auth/login", &login).await.status, 200);
    assert_ne!(browser.cookies(), before, "the token is a new one");
    let replay = app.nobody().get_with("/api/v1/auth/me", &[("cookie", &before)]).await;
    assert_eq!(replay.status, 401, "the old one opens nothing");
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200);
    assert_eq!(elsewhere.get("/api/v1/auth/me").await.status, 200, "other browsers are not touched");
    let wrong = json!({"email": "viewer@test.example", "password": "wrong horse battery"});
    assert_eq!(browser.post("/api/v1/auth/login", &wrong).await.status, 401);
    assert_eq!(browser.get("/api/v1/auth/me").await.status, 200, "a failure ends nothing");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_look_the_same() {
    let app = TestApp::builder().start().await;
    app.sign_in("viewer", &[]).await;
    let mut answers = Vec::new();
    for (email, password) in [
        ("viewer@test.example", "wrong horse battery"),
        ("nobody@test.example", "correct horse battery"),
        ("", ""),
        ("viewer@test.example\0", "correct horse battery"),
        ("viewer@test.example", &"x".repeat(100_000)),
    ] {
        let reply = app.nobody().post("/api/v1/auth/login", &json!({"email": email, "password": password})).await;
        assert_eq!(reply.status, 401, "{email}");
        assert!(!reply.headers.contains_key("set-cookie"));
        let mut body = reply.body;
        body["request_id"] = json!("");
        answers.push(body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn a_session_ends_after_a_day_unused_and_after_a_week_in_any_case() {
    let app = TestApp::builder().at(now()).start().await;
    let viewer = app.sign_in("viewer", &[]).await;
    let hours = |hours: i64| app.app.clock.advance_ms(hours * 3_600_000);
    hours(23);
    assert_eq!(viewer.get("/api/v1/auth/me").await.status, 200, "used within the day");
    hours(23);
    assert_eq!(viewer.get("/api/v1/auth/me").await.status, 200, "use was noted");
    hours(25);
    assert_eq!(viewer.get("/api/v1/auth/me").await.status, 401, "a day unused");

    let busy = app.sign_in("busy", &[]).await;
    for _ in 0..8 {
        assert_eq!(busy.get("/api/v1/auth/me").await.status, 200);
        hours(20);
    }
    hours(10);
    assert_eq!(busy.get("/api/v1/auth/me").await.status, 401, "a week has passed");
    assert_eq!(app.app.identity.sweep().await.expect("swept"), 2);
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let app = TestApp::builder().start().await;
    let viewer = app.sign_in("viewer", &[]).await;
    let central = app.central_database().connect().await;
    central.batch_execute("UPDATE users SET disabled_at = now()").await.expect("disabled");
    assert_eq!(viewer.get_until("/api/v1/auth/me", 401).await.status, 401);
    let login = json!({"email": "viewer@test.example", "password": "correct horse battery"});
    assert_eq!(app.nobody().post("/api/v1/auth/login", &login).await.body["code"], "wrong_credentials");
}

#[tokio::test]
async fn another_site_cannot_change_anything() {
    let app = TestApp::builder().start().await;
    let viewer = app.sign_in("viewer", &[]).await;
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site"), ("origin", "https://sub.evil.example")],
        &[("origin", "null")],
    ] {
        let reply = viewer.post_with("/api/v1/auth/logout", &json!({}), headers).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("foreign_origin")), "{headers:?}");
    }
    assert_eq!(viewer.get("/api/v1/auth/me").await.status, 200, "nothing happened");
    let own = app.url.clone();
    let headers = [("origin", own.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(viewer.post_with("/api/v1/auth/logout", &json!({}), &headers).await.status, 204);
}

#[tokio::test]
async fn tokens_and_passwords_are_kept_as_hashes_alone() {
    let app = TestApp::builder().start().await;
    app.sign_in("viewer", &[]).await;
    let central = app.central_database().connect().await;
    let row = central
        .query_one("SELECT (SELECT password_hash FROM users), (SELECT length(token_hash) FROM sessions)", &[])
        .await
        .expect("a row");
    assert!(row.get::<_, String>(0).starts_with("$argon2id$"));
    assert_eq!(row.get::<_, i32>(1), 32);
}

const MINIMAL: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: Alpha }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: numbers, columns: { value: n } }\n",
    ),
];
