//! Looking through a member's eyes: what is seen, what is refused, what is written down, when it ends; over real servers.

use std::time::Duration;

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

const SQL: &str = "CREATE TABLE tickets (ward text, n double precision);
    INSERT INTO tickets SELECT (i % 4)::text, i FROM generate_series(1, 40) i";
const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: everyone, config_file: panels/everyone.yaml, position: { row: 1, col: 1 } }\n    \
         - { id: by_ward, config_file: panels/by_ward.yaml, position: { row: 4, col: 1 } }\n",
    ),
    (
        "panels/everyone.yaml",
        "panel:\n  type: kpi\n  title: Everyone\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/by_ward.yaml",
        "panel:\n  type: kpi\n  title: By ward\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { value: n }, scope: { ward: ward } }\n  aggregate: count\n",
    ),
];

/// Two tenants; an administrator who is admin of both, and a councillor of alpha's ward 3.
async fn world() -> (TestApp, Session, Session) {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await;
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None), ("beta", Role::Admin, None)]).await;
    centrally(&app, "UPDATE users SET is_admin = true WHERE email = 'admin@test.example'").await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    until(&admin, |me| me["is_admin"] == true).await;
    (app, admin, councillor)
}

async fn centrally(app: &TestApp, sql: &str) {
    app.central_database().connect().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// Asks who is signed in until that is as expected: what another connection changes is heard a moment later.
async fn until(session: &Session, expected: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..200 {
        let me = session.get("/api/v1/auth/me").await.body;
        if expected(&me) {
            return me;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to that: {}", session.get("/api/v1/auth/me").await.text)
}

async fn id_of(session: &Session) -> String {
    session.get("/api/v1/auth/me").await.body["id"].as_str().expect("an id").to_owned()
}

async fn view_as(admin: &Session, user: &str, tenant: &str) -> Reply {
    admin.post("/api/v1/admin/view-as", &json!({"user_id": user, "tenant_id": tenant})).await
}

fn refused(reply: &Reply) -> (u16, &str) {
    (reply.status, reply.body["code"].as_str().unwrap_or_default())
}

/// The records of an action: actor's name, tenant, subject.
async fn records(app: &TestApp, action: &str) -> Vec<(String, String, String)> {
    let root = app.central_database().connect().await;
    let sql = "SELECT coalesce(actor_email, ''), coalesce(tenant_id, ''), coalesce(subject, '') FROM audit WHERE action = $1 ORDER BY seq";
    let rows = root.query(sql, &[&action]).await.expect("records");
    rows.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect()
}

#[tokio::test]
async fn an_administrator_sees_what_the_member_sees_and_nothing_else() {
    let (app, admin, councillor) = world().await;
    assert_eq!(admin.get("/api/v1/panels/everyone/data").await.status, 200, "as themselves");
    let user = id_of(&councillor).await;
    assert_eq!(view_as(&admin, &user, "alpha").await.status, 204);

    let me = admin.get("/api/v1/auth/me").await.body;
    assert_eq!(
        (&me["email"], &me["is_admin"], &me["sign_in"]),
        (&json!("admin@test.example"), &json!(true), &json!("local"))
    );
    assert_eq!(
        me["viewing_as"],
        json!({"user_id": user, "email": "councillor@test.example", "full_name": "councillor of the tests",
            "tenant": "alpha", "role": "ward_councillor", "ward_id": "3", "team_id": null})
    );
    let own = councillor.get("/api/v1/auth/me").await.body;
    assert_eq!((&me["memberships"], &me["active_tenant"]), (&own["memberships"], &json!("alpha")));
    assert_eq!(own["viewing_as"], Value::Null);

    let same = [
        "/api/v1/tenants",
        "/api/v1/dashboards",
        "/api/v1/dashboards/default",
        "/api/v1/panels/everyone/data",
        "/api/v1/reports/everyone",
        "/api/v1/config/findings",
        "/api/v1/shares",
    ];
    for path in same {
        let (theirs, mine) = (councillor.get(path).await, admin.get(path).await);
        assert_eq!(mine.status, theirs.status, "{path}: {}", mine.text);
        if mine.status == 200 {
            assert_eq!(mine.body, theirs.body, "{path}");
        }
    }
    for path in ["/api/v1/panels/by_ward/data", "/api/v1/panels/by_ward/rows"] {
        let (theirs, mine) = (councillor.get(path).await, admin.get(path).await);
        assert_eq!(
            (mine.status, &mine.body["value"], &mine.body["rows"]),
            (200, &theirs.body["value"], &theirs.body["rows"]),
            "{path}"
        );
    }
    assert_eq!(admin.get("/api/v1/panels/by_ward/data").await.body["value"], 10);
    assert_eq!(admin.for_tenant(Some("beta")).get("/api/v1/dashboards").await.status, 404, "the own membership rests");
    assert_eq!(
        admin.for_tenant(None).get("/api/v1/dashboards").await.status,
        200,
        "the viewed tenant is the active one"
    );

    assert_eq!(admin.delete("/api/v1/admin/view-as").await.status, 204);
    assert_eq!(admin.get("/api/v1/auth/me").await.body["viewing_as"], Value::Null);
    assert_eq!(admin.get("/api/v1/panels/everyone/data").await.status, 200, "as themselves again");
    assert_eq!(admin.delete("/api/v1/admin/view-as").await.status, 204, "there is nothing to end");

    let by_admin = |who: &str| vec![(who.to_owned(), "alpha".to_owned(), "councillor@test.example".to_owned())];
    assert_eq!(records(&app, "view_as_begun").await, by_admin("admin@test.example"));
    assert_eq!(records(&app, "view_as_ended").await, by_admin("admin@test.example viewing as councillor@test.example"));
}

#[tokio::test]
async fn whoever_views_changes_nothing_and_takes_nothing_away() {
    let (app, admin, _) = world().await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let user = id_of(&manager).await;
    assert_eq!(view_as(&admin, &user, "alpha").await.status, 204);
    let share = json!({"name": "x", "kind": "dashboard", "target": "default", "role": "viewer", "expires_in_days": 1});
    for (method, path, body) in [
        ("POST", "/api/v1/shares", &share),
        ("DELETE", "/api/v1/shares/0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11", &Value::Null),
        ("POST", "/api/v1/tenants/alpha/select", &Value::Null),
        ("POST", "/api/v1/admin/view-as", &json!({"user_id": user, "tenant_id": "alpha"})),
    ] {
        let reply = admin.call(method, path, body).await;
        assert_eq!(refused(&reply), (403, "viewing_as"), "{method} {path}: {}", reply.text);
    }
    for path in ["/api/v1/reports/by_ward/export?format=csv", "/api/v1/reports/by_ward/export?format=csv&rows=true"] {
        assert_eq!(refused(&admin.get(path).await), (403, "viewing_as"), "{path}");
        assert_eq!(manager.get(path).await.status, 200, "the member may");
    }
    assert!(records(&app, "export_begun").await.iter().all(|(actor, _, _)| actor == "manager@test.example"));
    let explained = admin.get(&format!("/api/v1/admin/access?user_id={user}&tenant_id=alpha")).await;
    assert_eq!(explained.status, 403, "administration rests meanwhile: {}", explained.text);
    assert_eq!(admin.get("/api/v1/shares").await.status, 200, "what the member reads is read");
    assert!(records(&app, "share_created").await.is_empty());
}

#[tokio::test]
async fn only_administrators_view_and_only_members_who_are_let_in_and_no_liaison() {
    let (app, admin, councillor) = world().await;
    let user = id_of(&councillor).await;
    let liaison = id_of(&app.sign_in("liaison", &[("alpha", Role::SapsLiaison, None)]).await).await;
    let shut = id_of(&app.sign_in("shut", &[("alpha", Role::Viewer, None)]).await).await;
    centrally(&app, "UPDATE users SET disabled_at = now() WHERE email = 'shut@test.example'").await;
    for (who, tenant, status, code) in [
        (&liaison, "alpha", 403, "not_viewable"),
        (&shut, "alpha", 403, "not_viewable"),
        (&user, "beta", 403, "not_viewable"),
        (&user, "no-such", 404, "not_found"),
        (&user, "../etc", 404, "not_found"),
        (&"0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11".to_owned(), "alpha", 404, "not_found"),
        (&"nonsense".to_owned(), "alpha", 404, "not_found"),
    ] {
        let reply = view_as(&admin, who, tenant).await;
        assert_eq!(refused(&reply), (status, code), "{who} in {tenant}: {}", reply.text);
        assert_eq!(admin.get("/api/v1/auth/me").await.body["viewing_as"], Value::Null);
    }
    let tenant_admin = app.sign_in("tenant-admin", &[("alpha", Role::Admin, None)]).await;
    for nobody in [&tenant_admin, &councillor] {
        assert_eq!(refused(&view_as(nobody, &user, "alpha").await), (403, "admins_only"));
        assert_eq!(refused(&nobody.delete("/api/v1/admin/view-as").await), (403, "admins_only"));
    }
    assert_eq!(view_as(&app.nobody(), &user, "alpha").await.status, 401);
    assert_eq!(app.nobody().delete("/api/v1/admin/view-as").await.status, 401);
    assert!(records(&app, "view_as_begun").await.is_empty());
}

#[tokio::test]
async fn it_works_at_once_on_every_process_and_for_open_streams() {
    let (app, admin, councillor) = world().await;
    let other = app.another_process().await;
    let there = admin.at(&other.url);
    assert_eq!(there.get("/api/v1/panels/everyone/data").await.status, 200);
    let mut of_beta = there.for_tenant(Some("beta")).open_stream("/api/v1/events", &[]).await;
    let mut of_alpha = there.open_stream("/api/v1/events", &[]).await;
    assert_eq!((of_alpha.status().as_u16(), of_beta.status().as_u16()), (200, 200));
    assert!(of_alpha.chunk().await.expect("a piece").is_some());

    let user = id_of(&councillor).await;
    assert_eq!(view_as(&admin, &user, "alpha").await.status, 204);
    assert_eq!(admin.get("/api/v1/panels/everyone/data").await.status, 404, "at once");
    assert_eq!(there.get_until("/api/v1/panels/everyone/data", 404).await.status, 404, "and there");
    let ends = async { while let Ok(Some(_)) = of_beta.chunk().await {} };
    tokio::time::timeout(Duration::from_secs(5), ends).await.expect("beta's stream ends");
    let goes_on = tokio::time::timeout(Duration::from_millis(300), of_alpha.chunk()).await;
    assert!(!matches!(goes_on, Ok(Ok(None))), "alpha's goes on: the member hears of it too");

    assert_eq!(there.delete("/api/v1/admin/view-as").await.status, 204);
    assert_eq!(admin.get_until("/api/v1/panels/everyone/data", 200).await.status, 200);
}

#[tokio::test]
async fn it_shows_nothing_once_either_has_lost_the_right() {
    let losses = [
        (
            "UPDATE memberships SET role = 'saps_liaison', ward_id = NULL",
            "UPDATE memberships SET role = 'ward_councillor', ward_id = '3'",
        ),
        ("DELETE FROM memberships", "INSERT INTO memberships SELECT id, 'alpha', 'ward_councillor', '3' FROM users"),
    ];
    let (app, admin, councillor) = world().await;
    let user = id_of(&councillor).await;
    let of_councillor = "(SELECT id FROM users WHERE email = 'councillor@test.example')";
    assert_eq!(view_as(&admin, &user, "alpha").await.status, 204);
    for (loss, gain) in losses {
        centrally(&app, &format!("{loss} WHERE user_id = {of_councillor}")).await;
        let me = until(&admin, |me| me["memberships"] == json!([])).await;
        assert_eq!(
            (&me["viewing_as"]["email"], &me["viewing_as"]["role"]),
            (&json!("councillor@test.example"), &Value::Null),
            "{loss}"
        );
        assert_eq!(admin.get("/api/v1/dashboards").await.status, 404, "not as themselves instead: {loss}");
        assert_eq!(admin.get("/api/v1/tenants").await.body["tenants"], json!([]));
        let key = if gain.starts_with("INSERT") { "id" } else { "user_id" };
        centrally(&app, &format!("{gain} WHERE {key} = {of_councillor}")).await;
        assert_eq!(admin.get_until("/api/v1/dashboards", 200).await.status, 200);
    }
    centrally(&app, "UPDATE users SET disabled_at = now() WHERE email = 'councillor@test.example'").await;
    assert_eq!(admin.get_until("/api/v1/dashboards", 404).await.status, 404, "shut out");
    centrally(&app, "UPDATE users SET disabled_at = NULL WHERE email = 'councillor@test.example'").await;
    assert_eq!(admin.get_until("/api/v1/dashboards", 200).await.status, 200);

    centrally(&app, "UPDATE users SET is_admin = false WHERE email = 'admin@test.example'").await;
    assert_eq!(admin.get_until("/api/v1/dashboards", 404).await.status, 404, "no administrator any more");
    assert_eq!(refused(&admin.post("/api/v1/tenants/alpha/select", &Value::Null).await), (403, "viewing_as"));
    assert_eq!(admin.delete("/api/v1/admin/view-as").await.status, 204, "but it can be ended");
    assert_eq!(admin.get("/api/v1/panels/everyone/data").await.status, 200, "the own membership is there again");
}

#[tokio::test]
async fn it_ends_with_the_session_and_with_the_member() {
    let (app, admin, councillor) = world().await;
    let user = id_of(&councillor).await;
    assert_eq!(view_as(&admin, &user, "alpha").await.status, 204);
    assert_eq!(admin.post("/api/v1/auth/logout", &Value::Null).await.status, 204, "signing out is never refused");
    assert_eq!(admin.get("/api/v1/auth/me").await.status, 401);
    let out = records(&app, "sign_out").await;
    assert_eq!(out[0].0, "admin@test.example viewing as councillor@test.example", "both are named");

    let again = app.nobody().for_tenant(Some("alpha"));
    let login = json!({"email": "admin@test.example", "password": "correct horse battery"});
    assert_eq!(again.post("/api/v1/auth/login", &login).await.status, 200);
    assert_eq!(again.get("/api/v1/auth/me").await.body["viewing_as"], Value::Null, "a new session is its own");
    assert_eq!(view_as(&again, &user, "alpha").await.status, 204);
    centrally(&app, "DELETE FROM users WHERE email = 'councillor@test.example'").await;
    assert_eq!(again.get_until("/api/v1/auth/me", 401).await.status, 401, "not the own rights without a word");

    let third = app.nobody().for_tenant(Some("alpha"));
    assert_eq!(third.post("/api/v1/auth/login", &login).await.status, 200);
    let viewer = app.sign_in("viewer", &[("beta", Role::Viewer, None)]).await;
    assert_eq!(view_as(&third, &id_of(&viewer).await, "beta").await.status, 204);
    centrally(&app, "DELETE FROM tenants WHERE id = 'beta'").await;
    until(&third, |me| me["viewing_as"]["tenant"].is_null() && me["memberships"] == json!([])).await;
    assert_eq!(third.get("/api/v1/dashboards").await.status, 404, "nor the own tenant");
}
