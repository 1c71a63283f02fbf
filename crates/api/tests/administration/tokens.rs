//! Programs' tokens.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

use crate::{FILES, SQL, app, ends, listen, records, text, whole};

const TOKENS: &str = "/api/v1/admin/tokens";

async fn make(admin: &Session, more: Value) -> Value {
    let mut body = json!({"name": "nightly report", "tenant_id": "alpha", "role": "viewer", "expires_in_days": 30});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let reply = admin.post(TOKENS, &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    reply.body
}

#[tokio::test]
async fn a_token_opens_its_tenant_in_its_role_and_nothing_else() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let made = make(&admin, json!({})).await;
    let token = text(&made["token"]);
    assert!(token.starts_with("wrt_"), "{token}");
    let program = app.nobody().with_bearer(&token);

    let panel = program.get("/api/v1/panels/one/data").await;
    assert_eq!((panel.status, &panel.body["value"]), (200, &json!(1.0)), "without a tenant named: {}", panel.text);
    assert_eq!(program.for_tenant(Some("alpha")).get("/api/v1/dashboards").await.status, 200);
    assert_eq!(program.for_tenant(Some("beta")).get("/api/v1/dashboards").await.status, 404);
    assert_eq!(program.for_tenant(Some("beta")).get("/api/v1/panels/one/data").await.status, 404);
    assert_eq!(program.get("/api/v1/config/findings").await.status, 404, "that is for a tenant's admins");
    let tenants = program.get("/api/v1/tenants").await;
    assert_eq!(
        tenants.body["tenants"],
        json!([{"id": "alpha", "name": "The alpha people", "role": "viewer", "ward_id": null, "service_desk": false}])
    );
    for (method, path) in [
        ("get", "/api/v1/auth/sessions"),
        ("delete", "/api/v1/auth/sessions/x"),
        ("post", "/api/v1/tenants/alpha/select"),
        ("post", "/api/v1/auth/password"),
    ] {
        // Not the page's: no cookie is there that another site could misuse.
        let reply = program.call(method, path, &json!({})).await;
        assert_eq!(
            (reply.status, reply.body["code"].as_str()),
            (403, Some("persons_only")),
            "{method} {path} {}",
            reply.text
        );
    }
    let me = program.get("/api/v1/auth/me").await;
    let told = (&me.body["sign_in"], &me.body["full_name"], &me.body["is_admin"]);
    assert_eq!(told, (&json!("token"), &json!("nightly report"), &json!(false)));
    for bad in [
        &token[..token.len() - 1],
        "wrt_",
        "wrt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        token.trim_start_matches("wrt_"),
    ] {
        assert_eq!(app.nobody().with_bearer(bad).get("/api/v1/dashboards").await.status, 401, "{bad}");
    }

    let boss = app.nobody().with_bearer(&text(&make(&admin, json!({"role": "admin"})).await["token"]));
    assert_eq!(boss.get("/api/v1/config/findings").await.status, 200);
    let ward = make(&admin, json!({"role": "ward_councillor", "ward_id": "4"})).await;
    let ward = app.nobody().with_bearer(&text(&ward["token"]));
    assert_eq!(ward.get("/api/v1/panels/one/data").await.body["value"], 2.0, "its ward's number");
}

#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_hash_alone() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let made = make(&admin, json!({"team_id": "water"})).await;
    let token = text(&made["token"]);
    let list = admin.get(TOKENS).await;
    let mut expected = made.clone();
    expected.as_object_mut().expect("an object").remove("token");
    assert_eq!(list.body["tokens"], json!([expected]));
    assert_eq!(
        (&list.body["tokens"][0]["created_by"], &list.body["tokens"][0]["team_id"]),
        (&json!("root@test.example"), &json!("water"))
    );
    app.nobody().with_bearer(&token).get("/api/v1/dashboards").await;
    assert!(!admin.get(TOKENS).await.body["tokens"][0]["last_used_at"].is_null(), "its use is seen");

    let record = &records(&admin, "token_created").await[0];
    assert_eq!((&record["tenant_id"], &record["subject"]), (&json!("alpha"), &made["id"]));
    assert_eq!(record["detail"]["after"]["name"], "nightly report");
    let central = app.central_database().connect().await;
    let secret = token.trim_start_matches("wrt_");
    for table in ["api_tokens", "audit"] {
        let rows =
            central.query_one(&format!("SELECT string_agg(t::text, ' ') FROM {table} t"), &[]).await.expect("rows");
        assert!(!rows.get::<_, String>(0).contains(secret), "{table}");
    }
    let length: i32 = central.query_one("SELECT length(token_hash) FROM api_tokens", &[]).await.expect("a row").get(0);
    assert_eq!(length, 32);
}

#[tokio::test]
async fn revoking_holds_at_once_on_every_server_and_for_open_streams() {
    let app = app().await;
    let other = app.another_process().await;
    let url = other.url.clone();
    let admin = app.sign_in_admin("root").await;
    let made = make(&admin, json!({})).await;
    let here = app.nobody().with_bearer(&text(&made["token"]));
    let there = Session::open(&url, None).with_bearer(&text(&made["token"]));
    let streams = [listen(&here).await, listen(&there).await];
    assert_eq!(there.get("/api/v1/dashboards").await.status, 200);
    let path = format!("{TOKENS}/{}", text(&made["id"]));
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(here.get("/api/v1/dashboards").await.status, 401, "with the answer");
    assert_eq!(there.get_until("/api/v1/dashboards", 401).await.status, 401);
    for stream in streams {
        ends(stream).await;
    }
    assert_eq!(admin.delete(&path).await.status, 204, "it stays revoked");
    let listed = &admin.get(TOKENS).await.body["tokens"][0];
    assert!(!listed["revoked_at"].is_null());
    let revoked = records(&admin, "token_revoked").await;
    assert_eq!(revoked.len(), 1);
    assert_eq!(
        (&revoked[0]["detail"]["before"]["role"], &revoked[0]["detail"]["after"]),
        (&json!("viewer"), &Value::Null)
    );
    whole(&app).await;
}

#[tokio::test]
async fn a_token_ends_by_itself_and_is_forgotten_later() {
    let app = TestApp::builder()
        .at("2026-03-01T10:00:00Z".parse().expect("a moment"))
        .tenant("alpha", SQL, FILES)
        .await
        .start()
        .await;
    let admin = app.sign_in_admin("root").await;
    let made = make(&admin, json!({"expires_in_days": 2})).await;
    assert_eq!(made["expires_at"], "2026-03-03T10:00:00Z");
    let program = app.nobody().with_bearer(&text(&made["token"]));
    app.app.clock.advance_ms(47 * 3_600_000);
    assert_eq!(program.get("/api/v1/dashboards").await.status, 200);
    app.app.clock.advance_ms(2 * 3_600_000);
    assert_eq!(program.get("/api/v1/dashboards").await.status, 401);
    let admin = app.sign_in_again("root", None).await;
    app.app.identity.sweep().await.expect("swept");
    assert_eq!(admin.get(TOKENS).await.body["tokens"].as_array().map(Vec::len), Some(1), "it is still seen");
    app.app.clock.advance_ms(91 * 24 * 3_600_000);
    app.app.identity.sweep().await.expect("swept");
    let admin = app.sign_in_again("root", None).await;
    assert_eq!(admin.get(TOKENS).await.body["tokens"], json!([]));
}

#[tokio::test]
async fn what_no_token_can_be_is_refused_by_its_name() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    app.sign_in("liaison", &[("alpha", Role::SapsLiaison, None)]).await;
    let with = |field: &str, value: Value| {
        let mut body = json!({"name": "t", "tenant_id": "alpha", "role": "viewer", "expires_in_days": 30});
        body[field] = value;
        body
    };
    for (body, status, code, named) in [
        (with("name", json!(" ")), 400, "bad_name", "name:"),
        (with("name", json!("x".repeat(101))), 400, "bad_name", "name:"),
        (with("name", json!("a\u{0}")), 400, "bad_name", "name:"),
        (with("role", json!("saps_liaison")), 400, "bad_role", "role:"),
        (with("role", json!("root")), 400, "bad_role", "role:"),
        (with("role", json!("ward_councillor")), 400, "ward_needed", "ward_id:"),
        (with("expires_in_days", json!(0)), 400, "bad_days", "expires_in_days:"),
        (with("expires_in_days", json!(366)), 400, "bad_days", "expires_in_days:"),
        (with("expires_in_days", json!(-1)), 422, "bad_body", "expires_in_days"),
        (with("expires_in_days", json!(1_000_000)), 422, "bad_body", "expires_in_days"),
        (with("tenant_id", json!("nope")), 404, "not_found", "tenant"),
        (with("tenant_id", json!("Alpha")), 404, "not_found", "tenant"),
    ] {
        let reply = admin.post(TOKENS, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{body} {}", reply.text);
        assert!(text(&reply.body["detail"]).contains(named), "{}", reply.text);
    }
    assert_eq!(admin.get(TOKENS).await.body["tokens"], json!([]));
    assert_eq!(records(&admin, "token_created").await, [Value::Null; 0]);
}
