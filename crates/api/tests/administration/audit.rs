//! The audit log.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_store::AuditAction;
use watchroom_test_support::TestApp;

use crate::{app, text};

const AUDIT: &str = "/api/v1/admin/audit";

#[tokio::test]
async fn the_log_is_filtered_searched_and_paged() {
    let app = TestApp::builder().at("2026-03-01T10:00:00Z".parse().expect("a moment")).start().await;
    let admin = app.sign_in_admin("root").await;
    let mut made = Vec::new();
    for n in 0..5 {
        app.app.clock.advance_ms(60_000);
        let body = json!({"email": format!("user{n}@test.example"), "full_name": format!("Näme {n}"), "password": "correct horse battery"});
        made.push(text(&admin.post("/api/v1/admin/users", &body).await.body["id"]));
    }
    let all = admin.get(AUDIT).await;
    assert_eq!((&all.body["total"], &all.body["page_count"]), (&json!(7), &json!(1)));
    let seqs: Vec<i64> = all.body["records"]
        .as_array()
        .expect("records")
        .iter()
        .map(|record| record["seq"].as_i64().expect("a number"))
        .collect();
    assert_eq!(seqs, [7, 6, 5, 4, 3, 2, 1]);
    let me = text(&admin.get("/api/v1/auth/me").await.body["id"]);
    for (query, total) in [
        ("action=user_created".to_owned(), 6),
        ("action=sign_in".to_owned(), 1),
        ("action=export".to_owned(), 0),
        ("actor=ROOT@test.example".to_owned(), 6),
        (format!("actor={me}"), 6),
        ("actor=command%20line%20(tests)".to_owned(), 1),
        (format!("search={}", made[2]), 1),
        ("search=n%C3%84me".to_owned(), 5),
        ("search=user3&action=user_created".to_owned(), 1),
        ("search=user3&action=sign_in".to_owned(), 0),
        ("tenant_id=alpha".to_owned(), 0),
        ("from=2026-03-01T10:03:00Z".to_owned(), 3),
        ("from=2026-03-01T10:01:00Z&to=2026-03-01T10:03:00Z".to_owned(), 2),
        ("to=2026-03-01T10:01:00Z".to_owned(), 2),
    ] {
        let reply = admin.get(&format!("{AUDIT}?{query}")).await;
        assert_eq!(reply.body["total"], total, "{query} {}", reply.text);
        assert_eq!(reply.body["records"].as_array().map(Vec::len), Some(total), "{query}");
    }
    let second = admin.get(&format!("{AUDIT}?action=user_created&page=1&page_size=4")).await;
    assert_eq!((&second.body["total"], &second.body["page_count"]), (&json!(6), &json!(2)));
    assert_eq!(second.body["records"].as_array().map(Vec::len), Some(2));
    for (query, code) in [
        ("action=nope", "bad_action"),
        ("from=yesterday", "bad_date"),
        ("page_size=1000", "bad_page_size"),
        ("page=3000&page_size=50", "bad_page"),
        ("search=%00", "bad_text"),
        ("actor=%00", "bad_text"),
        ("tenant_id=%00", "bad_text"),
    ] {
        let reply = admin.get(&format!("{AUDIT}?{query}")).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{query}");
    }
    let words = admin.get(&format!("{AUDIT}/actions")).await;
    assert_eq!(words.body["actions"].as_array().map(Vec::len), Some(AuditAction::ALL.len()));
    for word in words.body["actions"].as_array().expect("words") {
        assert_eq!(admin.get(&format!("{AUDIT}?action={}", text(word))).await.status, 200);
    }
}

#[tokio::test]
async fn what_cannot_be_written_down_is_not_done() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let eve = app.sign_in("eve", &[("alpha", Role::Viewer, None)]).await;
    let id = text(&eve.get("/api/v1/auth/me").await.body["id"]);
    let token = json!({"name": "t", "tenant_id": "alpha", "role": "viewer", "expires_in_days": 1});
    let made = admin.post("/api/v1/admin/tokens", &token).await;
    let session = text(&eve.get("/api/v1/auth/sessions").await.body["sessions"][0]["id"]);
    let central = app.central_database().connect().await;
    let state = "SELECT md5(string_agg(t, ' ' ORDER BY t)) FROM (SELECT users::text AS t FROM users UNION ALL SELECT memberships::text FROM memberships
        UNION ALL SELECT id::text FROM sessions UNION ALL SELECT (id, name, revoked_at)::text FROM api_tokens UNION ALL SELECT tenants::text FROM tenants) AS all_rows";
    let before: String = central.query_one(state, &[]).await.expect("a state").get(0);
    central.batch_execute("ALTER TABLE audit RENAME TO gone").await.expect("renamed");
    let url = app.tenant("alpha").reader_url();
    let user = format!("/api/v1/admin/users/{id}");
    for (who, method, path, body) in [
        (
            &admin,
            "post",
            "/api/v1/admin/users",
            json!({"email": "new@test.example", "full_name": "New", "password": "correct horse battery"}),
        ),
        (&admin, "put", &user, json!({"is_admin": true, "password": "battery horse correct"})),
        (&admin, "delete", &user, Value::Null),
        (&admin, "post", &format!("{user}/tenants"), json!({"tenant_id": "alpha", "role": "manager"})),
        (&admin, "delete", &format!("{user}/tenants/alpha"), Value::Null),
        (&admin, "delete", &format!("{user}/sessions"), Value::Null),
        (&admin, "delete", &format!("/api/v1/admin/sessions/{session}"), Value::Null),
        (&admin, "post", "/api/v1/admin/tokens", token.clone()),
        (&admin, "delete", &format!("/api/v1/admin/tokens/{}", text(&made.body["id"])), Value::Null),
        (&admin, "post", "/api/v1/admin/tenants", json!({"id": "gamma", "name": "G", "database_url": url})),
        (&admin, "put", "/api/v1/admin/tenants/alpha", json!({"name": "Other"})),
        (&admin, "delete", "/api/v1/admin/tenants/alpha", Value::Null),
        (&eve, "delete", &format!("/api/v1/auth/sessions/{session}"), Value::Null),
        (
            &eve,
            "post",
            "/api/v1/auth/password",
            json!({"current_password": "correct horse battery", "new_password": "battery horse correct"}),
        ),
        (&eve, "post", "/api/v1/auth/logout", Value::Null),
        (
            &app.nobody(),
            "post",
            "/api/v1/auth/login",
            json!({"email": "eve@test.example", "password": "correct horse battery"}),
        ),
        (&app.nobody(), "post", "/api/v1/auth/login", json!({"email": "eve@test.example", "password": "wrong"})),
    ] {
        let reply = who.call(method, path, &body).await;
        assert_eq!(
            (reply.status, reply.body["code"].as_str()),
            (503, Some("central_database_unavailable")),
            "{method} {path} {}",
            reply.text
        );
        let now: String = central.query_one(state, &[]).await.expect("a state").get(0);
        assert_eq!(now, before, "{method} {path}");
    }
    // And the connections are as good as new.
    central.batch_execute("ALTER TABLE gone RENAME TO audit").await.expect("renamed");
    assert_eq!(admin.put(&user, &json!({"full_name": "Eve"})).await.status, 200);
}
