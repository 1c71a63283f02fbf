//! What is explained of a person's access is what really happens, for every role, ward, dashboard and panel.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

const SQL: &str = "
    CREATE TABLE tickets (ward text, n double precision, at timestamptz);
    INSERT INTO tickets SELECT (i % 4)::text, i, now() FROM generate_series(1, 40) i";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: everyone, config_file: panels/everyone.yaml, position: { row: 1, col: 1 } }\n    \
         - { id: by_ward, config_file: panels/by_ward.yaml, position: { row: 4, col: 1 } }\n    \
         - { id: managers, config_file: panels/managers.yaml, position: { row: 7, col: 1 } }\n",
    ),
    (
        "dashboards/inner.yaml",
        "dashboard:\n  name: Inner\n  roles: [admin, ward_councillor]\n  panels:\n    - { id: inner, config_file: panels/inner.yaml, position: { row: 1, col: 1 } }\n    \
         - { id: ward_rows, config_file: panels/ward_rows.yaml, position: { row: 4, col: 1 } }\n    \
         - { id: picture, config_file: panels/picture.yaml, position: { row: 10, col: 1 } }\n",
    ),
    (
        "dashboards/unlimited.yaml",
        "dashboard:\n  name: Unlimited\n  panels:\n    - { id: alone, config_file: panels/alone.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/everyone.yaml",
        "panel:\n  type: kpi\n  title: Everyone\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/by_ward.yaml",
        "panel:\n  type: kpi\n  title: By ward\n  drill_down: { enabled: true }\n  data_source: { table: tickets, columns: { value: n }, scope: { ward: ward } }\n  aggregate: count\n",
    ),
    (
        "panels/managers.yaml",
        "panel:\n  type: kpi\n  title: Managers\n  roles: [manager]\n  drill_down: { enabled: false }\n  data_source: { table: tickets, columns: { value: n }, scope: { ward: ward } }\n  aggregate: count\n",
    ),
    (
        "panels/inner.yaml",
        "panel:\n  type: kpi\n  title: Inner\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
    (
        "panels/ward_rows.yaml",
        "panel:\n  type: table\n  title: Rows\n  data_source:\n    table: tickets\n    columns: [{ name: ward }, { name: n }]\n    scope: { ward: ward }\n",
    ),
    (
        "panels/picture.yaml",
        "panel:\n  type: custom_image\n  title: Picture\n  endpoint: /api/v1/custom/response-times\n  data_source: { scope: { ward: ward } }\n",
    ),
    (
        "panels/alone.yaml",
        "panel:\n  type: kpi\n  title: Alone\n  data_source: { table: tickets, columns: { value: n } }\n  aggregate: count\n",
    ),
];

const PANELS: [&str; 7] = ["everyone", "by_ward", "managers", "inner", "ward_rows", "picture", "alone"];

async fn world() -> (TestApp, Session) {
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await;
    let admin = app.sign_in("admin", &[("beta", Role::Viewer, None)]).await;
    let root = app.central_database().connect().await;
    root.batch_execute("UPDATE users SET is_admin = true").await.expect("an administrator");
    admin.get_until("/api/v1/admin/access?user_id=0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11&tenant_id=alpha", 404).await;
    (app, admin)
}

async fn explained(admin: &Session, member: &Session, tenant: &str) -> Reply {
    let id = member.get("/api/v1/auth/me").await.body["id"].as_str().expect("an id").to_owned();
    admin.get(&format!("/api/v1/admin/access?user_id={id}&tenant_id={tenant}")).await
}

/// A tenant without a service desk is not asked about tickets.
#[tokio::test]
async fn tickets_are_explained_where_there_is_a_desk() {
    const DESK: &[(&str, &str)] = &[("tenant.yaml", "tenant: { name: Town, service_desk: { enabled: true } }")];
    let files: Vec<(&str, &str)> =
        FILES.iter().filter(|(path, _)| *path != "tenant.yaml").chain(DESK).copied().collect();
    let app = TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, &files).await.start().await;
    let admin = app.sign_in_admin("root").await;
    let member = app.sign_in("max", &[("alpha", Role::SapsLiaison, None), ("beta", Role::SapsLiaison, None)]).await;
    let of = |body: &Value, action: &str| {
        body["actions"].as_array().expect("actions").iter().find(|one| one["action"] == action).cloned()
    };
    let (alpha, beta) = (explained(&admin, &member, "alpha").await.body, explained(&admin, &member, "beta").await.body);
    assert_eq!(of(&alpha, "see_tickets"), None);
    let seen = of(&beta, "see_tickets").expect("the action");
    assert_eq!((&seen["allowed"], &seen["rows"]), (&json!(true), &json!("sensitive tickets alone")));
    assert_eq!(of(&beta, "see_operations").expect("the action")["allowed"], false);
}

#[tokio::test]
async fn every_verdict_is_what_the_server_really_answers() {
    let (app, admin) = world().await;
    let mut seen_at_all = 0;
    for role in Role::ALL {
        for ward in [None, Some("3")] {
            let name = format!("{role}-{}", ward.unwrap_or("whole"));
            let member = app.sign_in(&name, &[("alpha", role, ward)]).await;
            let explanation = explained(&admin, &member, "alpha").await;
            assert_eq!(explanation.status, 200, "{}", explanation.text);
            let body = &explanation.body;
            assert_eq!((&body["member"], &body["role"], &body["ward_id"]), (&json!(true), &json!(role), &json!(ward)));
            seen_at_all += compare(&member, body, &name).await;
            let may = |action: &str| {
                let actions = body["actions"].as_array().expect("actions");
                actions.iter().find(|explained| explained["action"] == action).expect("the action")["allowed"] == true
            };
            assert_eq!(may("share"), member.get("/api/v1/shares").await.status == 200, "{name}");
            assert_eq!(may("see_findings"), member.get("/api/v1/config/findings").await.status == 200, "{name}");
            assert!(body["actions"].as_array().expect("actions").iter().all(|one| one["why"] != ""), "{name}");
        }
    }
    assert!(seen_at_all >= 30, "somebody sees something: {seen_at_all}");
}

/// Compares each dashboard and each panel; returns how many panels are seen.
async fn compare(member: &Session, explained: &Value, name: &str) -> usize {
    let dashboards = explained["dashboards"].as_array().expect("dashboards");
    assert_eq!(dashboards.len(), 3, "every dashboard is there, seen or not");
    let listed = member.get("/api/v1/dashboards").await.body;
    let mut seen_panels = Vec::new();
    let mut told = Vec::new();
    for dashboard in dashboards {
        let id = dashboard["name"].as_str().expect("a name");
        let seen = dashboard["seen"] == true;
        assert_ne!(dashboard["why"], "");
        assert_eq!(
            listed["dashboards"].as_array().expect("a list").iter().any(|one| one["name"] == id),
            seen,
            "{name}: {dashboard}"
        );
        let board = member.get(&format!("/api/v1/dashboards/{id}")).await;
        assert_eq!(board.status == 200, seen, "{name}: {dashboard}");
        for panel in dashboard["panels"].as_array().expect("panels") {
            let seen = panel["seen"] == true;
            let placed =
                board.body["panels"].as_array().is_some_and(|placed| placed.iter().any(|one| one["id"] == panel["id"]));
            assert_eq!(placed, seen, "{name}: {panel}");
            assert_ne!(panel["why"], "");
            assert_eq!(panel["rows"].is_null(), !seen, "{name}: {panel}");
            told.push(panel.clone());
        }
    }
    for id in PANELS {
        let of: Vec<&Value> = told.iter().filter(|panel| panel["id"] == id).collect();
        assert_eq!(of.len(), 1, "{id} stands on one dashboard");
        let panel = of[0];
        let answers = |path: String| async move { member.get(&path).await };
        let data = answers(format!("/api/v1/panels/{id}/data")).await;
        assert_eq!(data.status == 200, panel["seen"] == true, "{name}: {panel}: {}", data.text);
        if data.status != 200 {
            assert_eq!((data.status, data.body["code"].as_str()), (404, Some("not_found")));
        }
        if id == "by_ward" && data.status == 200 {
            let whole = panel["rows"] == "all";
            assert_eq!(data.body["value"], if whole { 40 } else { 10 }, "{name}: {panel}");
        }
        let rows = answers(format!("/api/v1/panels/{id}/rows")).await.status == 200;
        assert_eq!(rows, panel["opens_rows"] == true, "{name}: {panel}");
        let export = answers(format!("/api/v1/reports/{id}/export?format=csv")).await.status == 200;
        assert_eq!(export, panel["exports"] == true, "{name}: {panel}");
        if panel["seen"] == true {
            seen_panels.push(id);
        }
    }
    seen_panels.len()
}

#[tokio::test]
async fn reasons_say_what_to_change() {
    let (app, admin) = world().await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    let body = explained(&admin, &councillor, "alpha").await.body;
    assert_eq!(body["summary"], "Sees alpha as ward_councillor, and of it what is limited to ward 3.");
    let why = |dashboard: &str, panel: &str| {
        let dashboards = body["dashboards"].as_array().expect("dashboards");
        let board = dashboards.iter().find(|one| one["name"] == dashboard).expect("the dashboard");
        let panel =
            board["panels"].as_array().expect("panels").iter().find(|one| one["id"] == panel).expect("the panel");
        panel["why"].as_str().expect("a reason").to_owned()
    };
    assert_eq!(why("default", "everyone"), "it does not declare by which column it is limited to a ward");
    assert_eq!(why("default", "managers"), "its `roles:` do not name ward_councillor");
    assert_eq!(why("default", "by_ward"), "it can be limited to ward 3");
    assert_eq!(why("unlimited", "alone"), "it does not declare by which column it is limited to a ward");
    let lost = app.sign_in("lost", &[("alpha", Role::WardCouncillor, None)]).await;
    let summary = explained(&admin, &lost, "alpha").await.body["summary"].clone();
    assert_eq!(
        summary,
        "Sees alpha as ward_councillor, and nothing of it: a ward councillor sees one ward, and the membership names none."
    );
}

#[tokio::test]
async fn strangers_and_the_shut_out_see_nothing_and_it_is_said_why() {
    let (app, admin) = world().await;
    let stranger = app.sign_in("stranger", &[("beta", Role::Manager, None)]).await;
    let body = explained(&admin, &stranger, "alpha").await.body;
    assert_eq!((&body["member"], &body["role"], &body["dashboards"]), (&json!(false), &Value::Null, &json!([])));
    assert_eq!(body["summary"], "Does not belong to alpha: nothing of it is there for this person.");
    let shut = app.sign_in("shut", &[("alpha", Role::Manager, None)]).await;
    let id = shut.get("/api/v1/auth/me").await.body["id"].as_str().expect("an id").to_owned();
    let root = app.central_database().connect().await;
    root.batch_execute("UPDATE users SET disabled_at = now() WHERE email = 'shut@test.example'").await.expect("shut");
    let body = admin.get(&format!("/api/v1/admin/access?user_id={id}&tenant_id=alpha")).await.body;
    assert_eq!((&body["user"]["disabled"], &body["dashboards"]), (&json!(true), &json!([])));
    assert!(body["summary"].as_str().expect("a summary").contains("shut"), "{}", body["summary"]);
    let own = explained(&admin, &admin, "alpha").await.body;
    assert!(own["summary"].as_str().expect("a summary").contains("Administers the platform"), "{}", own["summary"]);
}

#[tokio::test]
async fn only_administrators_ask() {
    let (app, admin) = world().await;
    let tenant_admin = app.sign_in("tenant-admin", &[("alpha", Role::Admin, None)]).await;
    let reply = explained(&tenant_admin, &tenant_admin, "alpha").await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("admins_only")), "not even of themselves");
    assert_eq!(app.nobody().get("/api/v1/admin/access?user_id=x&tenant_id=alpha").await.status, 401);
    for (query, status) in [("", 400), ("user_id=x", 400), ("user_id=x&tenant_id=alpha", 404), ("tenant_id=alpha", 400)]
    {
        assert_eq!(admin.get(&format!("/api/v1/admin/access?{query}")).await.status, status, "{query}");
    }
    let unknown = explained(&admin, &tenant_admin, "no-such").await;
    assert_eq!(unknown.status, 404);
}
