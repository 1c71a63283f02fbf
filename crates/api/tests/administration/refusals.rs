//! Who may not.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_identity::ShareToken;

use crate::{app, text};

/// Every call below /admin that the document knows: methods and paths with ids in them.
fn calls(id: &str) -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        if path.starts_with("/api/v1/admin/") {
            let path = path.replace("{tenant_id}", "alpha").replace("{id}", id);
            calls.extend(methods.as_object().expect("methods").keys().map(|method| (method.clone(), path.clone())));
            // Whoever looks through a member's eyes must be able to stop.
            calls.retain(|(method, path)| !(method == "delete" && path.ends_with("/view-as")));
        }
    }
    assert!(calls.len() >= 19, "only {} calls", calls.len());
    calls
}

fn body(method: &str) -> Value {
    if matches!(method, "post" | "put") { json!({}) } else { Value::Null }
}

#[tokio::test]
async fn none_but_administrators_get_anything() {
    let app = app().await;
    let root = app.sign_in_admin("root").await;
    let member = app.sign_in("boss", &[("alpha", Role::Admin, None)]).await;
    let token = json!({"name": "t", "tenant_id": "alpha", "role": "admin", "expires_in_days": 1});
    let token = text(&root.post("/api/v1/admin/tokens", &token).await.body["token"]);
    let share = ShareToken::make();
    let central = app.central_database().connect().await;
    central
        .execute(
            "INSERT INTO shares (id, name, token_hash, tenant_id, kind, target, role, created_by, created_at, expires_at)
             SELECT gen_random_uuid(), 's', $1, 'alpha', 'dashboard', 'default', 'viewer', id, now(), now() + interval '1 day'
             FROM users WHERE email = 'boss@test.example'",
            &[&share.hash().as_slice()],
        )
        .await
        .expect("a share");
    // An administrator's own rights rest while he looks through a member's eyes.
    let viewing = app.sign_in_admin("looker").await;
    central
        .batch_execute(
            "UPDATE sessions SET view_as_tenant = 'alpha', view_as_user = (SELECT id FROM users WHERE email = 'boss@test.example')
             WHERE user_id = (SELECT id FROM users WHERE email = 'looker@test.example')",
        )
        .await
        .expect("a view");
    let callers = [
        (app.nobody(), 401, "sign_in_needed"),
        (member, 403, "admins_only"),
        (app.nobody().with_bearer(&token), 403, "admins_only"),
    ];
    // Whoever only looks is refused before anything else is asked, but for looking.
    let lookers = [(app.nobody().with_bearer(&share.to_text()), "shares_only_show"), (viewing, "viewing_as")];
    for (method, path) in calls("00000000-0000-0000-0000-000000000001") {
        for (caller, status, code) in &callers {
            let reply = caller.call(&method, &path, &body(&method)).await;
            assert_eq!(
                (reply.status, reply.body["code"].as_str()),
                (*status, Some(*code)),
                "{method} {path} {}",
                reply.text
            );
        }
        for (looker, code) in &lookers {
            let code = if method == "get" { "admins_only" } else { code };
            let reply = looker.call(&method, &path, &body(&method)).await;
            assert_eq!(
                (reply.status, reply.body["code"].as_str()),
                (403, Some(code)),
                "{method} {path} {}",
                reply.text
            );
        }
    }
}

#[tokio::test]
async fn an_id_that_is_none_is_like_one_that_is_not_there() {
    let app = app().await;
    let root = app.sign_in_admin("root").await;
    for id in ["00000000-0000-0000-0000-000000000001", "nonsense", "%00", "..%2f..", "'"] {
        for (method, path) in calls(id).into_iter().filter(|(_, path)| path.contains(id)) {
            let body = match path.rsplit('/').next() {
                Some("tenants") => json!({"tenant_id": "alpha", "role": "viewer"}),
                _ if method == "put" => json!({"name": "x"}),
                _ => body(&method),
            };
            let body = if method == "put" && path.contains("/users/") { json!({"full_name": "x"}) } else { body };
            let reply = root.call(&method, &path, &body).await;
            assert_eq!(
                (reply.status, reply.body["code"].as_str()),
                (404, Some("not_found")),
                "{method} {path} {}",
                reply.text
            );
        }
    }
}

#[tokio::test]
async fn another_site_cannot_administer() {
    let app = app().await;
    let root = app.sign_in_admin("root").await;
    let body = json!({"email": "eve@test.example", "full_name": "Eve", "password": "correct horse battery"});
    let reply = root.post_with("/api/v1/admin/users", &body, &[("origin", "https://evil.example")]).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("foreign_origin")));
}
