//! The headers that every answer carries: pages and files, data and errors, whatever made them.

use serde_json::json;
use watchroom_domain::Role;
use watchroom_test_support::{Reply, TestApp};

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: Alpha }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n    - { id: map, config_file: panels/map.yaml, position: { row: 2, col: 1 } }\n",
    ),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: numbers, columns: { value: n } }\n",
    ),
    (
        "panels/map.yaml",
        "panel:\n  type: custom_image\n  title: Network\n  endpoint: /api/v1/custom/network-topology\n  parameters: { include_offline: false }\n",
    ),
];
const SQL: &str = "CREATE TABLE numbers (n int); INSERT INTO numbers VALUES (7);
    CREATE TABLE network_nodes (name text PRIMARY KEY, kind text, online boolean);
    CREATE TABLE network_links (source text, target text, latency_ms float8)";

fn header<'r>(reply: &'r Reply, name: &str) -> &'r str {
    reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What all of them carry.
#[track_caller]
fn strict(what: &str, reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(header(reply, name), value, "{name} of {what}");
    }
    assert!(header(reply, "permissions-policy").contains("camera=(), "), "{what}");
    assert!(!header(reply, "x-request-id").is_empty(), "{what}");
    let policy = header(reply, "content-security-policy");
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(policy.contains("frame-ancestors 'none'") || policy.contains("sandbox"), "{what}: {policy}");
    let scripts = policy.split(';').find(|part| part.trim().starts_with("script-src"));
    assert!(scripts.is_none_or(|scripts| scripts.trim() == "script-src 'self'"), "{what}: {policy}");
    assert!(!policy.contains('*'), "{what}: {policy}");
}

#[tokio::test]
async fn data_and_errors_carry_them_and_are_kept_by_nobody() {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.start().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let nobody = app.nobody();
    let kept = viewer.get("/api/v1/panels/one/data").await;
    let etag = header(&kept, "etag").to_owned();
    let long = format!("/api/v1/panels/one/data?x={}", "y".repeat(9_000));
    let login = json!({"email": "a@b.c", "password": "x"});
    for (what, status, reply) in [
        ("data", 200, kept),
        ("data again", 304, viewer.get_with("/api/v1/panels/one/data", &[("if-none-match", &etag)]).await),
        ("an export", 200, viewer.get("/api/v1/reports/one/export?format=csv").await),
        ("a list", 200, viewer.get("/api/v1/dashboards").await),
        ("a picture", 200, viewer.get("/api/v1/custom/network-topology?include_offline=false").await),
        ("nobody", 401, nobody.get("/api/v1/auth/me").await),
        ("a wrong password", 401, nobody.post("/api/v1/auth/login", &login).await),
        ("a foreign tenant", 404, viewer.for_tenant(Some("beta")).get("/api/v1/dashboards").await),
        ("no such endpoint", 404, viewer.get("/api/v1/nope").await),
        ("no such method", 405, viewer.post("/api/v1/auth/me", &json!({})).await),
        ("no such method of the page", 405, viewer.post("/", &json!({})).await),
        ("no such file", 404, viewer.get("/assets/nope.js").await),
        ("a bad parameter", 400, viewer.get("/api/v1/panels/one/data?start_date=x").await),
        ("a bad body", 422, viewer.post("/api/v1/auth/login", &json!({"email": 1})).await),
        ("a long address", 414, viewer.get(&long).await),
        ("another site", 403, viewer.post_with("/api/v1/auth/logout", &json!({}), &[("origin", "https://x.y")]).await),
        ("a path that is no text", 400, viewer.get("/api/v1/dashboards/%ff").await),
        ("health", 200, nobody.get("/health").await),
        ("readiness", 200, nobody.get("/ready").await),
    ] {
        assert_eq!(reply.status, status, "{what}: {}", reply.text);
        strict(what, &reply);
        assert_eq!(header(&reply, "cache-control"), "no-store", "{what}");
        assert!(!header(&reply, "content-security-policy").contains("script-src"), "{what}");
        assert!(!reply.headers.contains_key("server") && !reply.headers.contains_key("x-powered-by"), "{what}");
        if (400..500).contains(&status) {
            assert_eq!(header(&reply, "content-type"), "application/problem+json", "{what}");
        }
    }
}

#[tokio::test]
async fn pages_and_files_have_policies_of_their_own() {
    let app = TestApp::builder().start().await;
    let index = app.nobody().get("/").await;
    if index.body["code"] == "page_not_built" {
        // `cargo xtask test` builds the page first; a bare `cargo test` may have none.
        strict("the missing page", &index);
        return;
    }
    let script = index.text.split('"').find(|text| text.starts_with("/assets/") && text.ends_with(".js"));
    let script = app.nobody().get(script.expect("the page has a script")).await;
    let deep = app.nobody().get("/dashboards/default?tenant=alpha").await;
    let again = app.nobody().get_with("/", &[("if-none-match", header(&index, "etag"))]).await;
    for (what, status, reply) in
        [("the page", 200, &index), ("a place of the page", 200, &deep), ("the page again", 304, &again)]
    {
        assert_eq!(reply.status, status, "{what}");
        strict(what, reply);
        let policy = header(reply, "content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{what}: {policy}");
        assert_eq!(header(reply, "cache-control"), "no-cache", "{what}");
    }
    assert!(!index.text.contains("<style") && !index.text.contains(" onload="), "nothing stands inline");
    assert!(index.text.matches("<script").count() == index.text.matches(" src=\"/").count(), "{}", index.text);
    strict("a script", &script);
    assert_eq!(header(&script, "cache-control"), "public, max-age=31536000, immutable");

    let docs = app.nobody().get("/docs").await;
    strict("the reference", &docs);
    let policy = header(&docs, "content-security-policy");
    assert!(policy.contains("style-src 'self' 'unsafe-inline'"), "the reference styles itself: {policy}");
    let document = app.nobody().get("/openapi.json").await;
    strict("the document", &document);
    assert_eq!(header(&document, "cache-control"), "no-cache");
}

#[tokio::test]
async fn only_behind_tls_do_browsers_learn_to_stay_there() {
    let plain = TestApp::builder().start().await;
    let secure = TestApp::builder().public_at("https://watchroom.test").start().await;
    for path in ["/", "/health", "/api/v1/auth/me", "/api/v1/nope", "/openapi.json"] {
        assert_eq!(header(&plain.nobody().get(path).await, "strict-transport-security"), "", "{path}");
        let reply = secure.nobody().get(path).await;
        assert_eq!(header(&reply, "strict-transport-security"), "max-age=31536000; includeSubDomains", "{path}");
    }
}

#[tokio::test]
async fn cookies_are_shut_to_scripts_to_other_sites_and_to_plain_http() {
    let app = TestApp::builder().public_at("https://watchroom.test").start().await;
    app.add_account("viewer", &[]).await;
    let login = json!({"email": "viewer@test.example", "password": "correct horse battery"});
    let reply = app.nobody().post("/api/v1/auth/login", &login).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let cookies: Vec<&str> =
        reply.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().expect("text")).collect();
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    for (cookie, name, same_site) in
        [(cookies[0], "__Host-watchroom=", "Lax"), (cookies[1], "__Host-watchroom-device=", "Strict")]
    {
        assert!(cookie.starts_with(name), "{cookie}");
        for part in ["; Path=/", "; HttpOnly", "; Secure", &format!("; SameSite={same_site}"), "; Max-Age="] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn a_sign_out_clears_what_the_browser_kept() {
    let app = TestApp::builder().start().await;
    let viewer = app.sign_in("viewer", &[]).await;
    let reply = viewer.post("/api/v1/auth/logout", &json!({})).await;
    assert_eq!(header(&reply, "clear-site-data"), "\"cache\"");
    let cookie = header(&reply, "set-cookie");
    assert!(cookie.starts_with("watchroom=;") && cookie.contains("Max-Age=0"), "{cookie}");
    strict("the sign-out", &reply);
}
