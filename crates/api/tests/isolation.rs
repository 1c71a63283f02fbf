//! Who sees what: no tenant another's, no ward another's.

use serde_json::json;
use watchroom_domain::Role;
use watchroom_test_support::TestApp;

const SQL: &str = "
    CREATE TABLE tickets (ward text, n double precision, at timestamptz);
    INSERT INTO tickets SELECT (i % 4)::text, i, '2026-03-01T00:00Z'::timestamptz + i * interval '1 minute' FROM generate_series(1, 40) i;
    CREATE TABLE secrets (n double precision); INSERT INTO secrets VALUES (42)";

const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: everyone, config_file: panels/everyone.yaml, position: { row: 1, col: 1 } }\n    \
         - { id: by_ward, config_file: panels/by_ward.yaml, position: { row: 2, col: 1 } }\n    \
         - { id: ward_rows, config_file: panels/ward_rows.yaml, position: { row: 3, col: 1 } }\n",
    ),
    (
        "dashboards/inner.yaml",
        "dashboard:\n  name: Inner\n  roles: [admin]\n  panels:\n    - { id: inner, config_file: panels/inner.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/everyone.yaml",
        "panel:\n  type: kpi\n  title: Everyone\n  data_source: { table: secrets, columns: { value: n } }\n",
    ),
    (
        "panels/by_ward.yaml",
        "panel:\n  type: kpi\n  title: By ward\n  data_source:\n    table: tickets\n    columns: { value: n }\n    \
         scope: { ward: ward }\n  aggregate: count\n",
    ),
    (
        "panels/ward_rows.yaml",
        "panel:\n  type: table\n  title: Rows\n  data_source:\n    table: tickets\n    columns:\n      - { name: ward }\n      - { name: n }\n    \
         scope: { ward: ward }\n",
    ),
    (
        "panels/inner.yaml",
        "panel:\n  type: kpi\n  title: Inner\n  data_source: { table: secrets, columns: { value: n } }\n",
    ),
];

async fn two_tenants() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await
}

#[tokio::test]
async fn nobody_sees_another_tenants_anything() {
    let app = two_tenants().await;
    for role in Role::ALL {
        let member = app.sign_in(role.as_str(), &[("alpha", role, Some("3"))]).await;
        for stranger in
            [member.for_tenant(Some("beta")), member.for_tenant(Some("no-such")), member.for_tenant(Some("../etc"))]
        {
            for path in ["/api/v1/dashboards", "/api/v1/dashboards/default", "/api/v1/panels/by_ward/data"] {
                let reply = stranger.get(path).await;
                assert_eq!((reply.status, reply.body["code"].as_str()), (404, Some("not_found")), "{role} {path}");
                assert!(!reply.text.contains("beta"), "{}", reply.text);
            }
        }
        let by_query = member.for_tenant(None).get("/api/v1/dashboards?tenant=beta").await;
        assert_eq!(by_query.status, 404);
        assert_eq!(member.post("/api/v1/tenants/beta/select", &json!({})).await.status, 404);
        let tenants = member.get("/api/v1/tenants").await;
        assert_eq!(tenants.body["tenants"].as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn the_header_wins_over_the_query_and_the_query_over_the_selection() {
    let app = two_tenants().await;
    let both = app.sign_in("both", &[("alpha", Role::Viewer, None), ("beta", Role::Viewer, None)]).await;
    let bare = both.for_tenant(None);
    let unnamed = bare.get("/api/v1/dashboards").await;
    assert_eq!((unnamed.status, unnamed.body["code"].as_str()), (400, Some("tenant_needed")));
    assert_eq!(bare.post("/api/v1/tenants/beta/select", &json!({})).await.status, 204);
    assert_eq!(bare.get("/api/v1/dashboards").await.status, 200);
    assert_eq!(bare.get("/api/v1/auth/me").await.body["active_tenant"], "beta");
    assert_eq!(bare.get("/api/v1/dashboards?tenant=gamma").await.status, 404, "the query is not ignored");
    assert_eq!(both.get("/api/v1/dashboards?tenant=gamma").await.status, 200, "the header wins");
}

#[tokio::test]
async fn a_councillor_sees_the_own_wards_rows_and_no_panel_without_wards() {
    let app = two_tenants().await;
    let councillor = app.sign_in("councillor", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    let board = councillor.get("/api/v1/dashboards/default").await;
    let ids: Vec<&str> =
        board.body["panels"].as_array().expect("panels").iter().filter_map(|p| p["id"].as_str()).collect();
    assert_eq!(ids, ["by_ward", "ward_rows"]);
    assert_eq!(councillor.get("/api/v1/panels/everyone/data").await.status, 404);
    assert_eq!(councillor.get("/api/v1/panels/by_ward/data").await.body["value"], 10);
    let rows = councillor.get("/api/v1/panels/ward_rows/data?search=1").await;
    assert!(rows.body["rows"].as_array().expect("rows").iter().all(|row| row[0] == "3"), "{}", rows.text);

    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    assert_eq!(viewer.get("/api/v1/panels/by_ward/data").await.body["value"], 40);
    let without = app.sign_in("wardless", &[("alpha", Role::WardCouncillor, None)]).await;
    assert_eq!(without.get("/api/v1/dashboards").await.body["dashboards"], json!([]));
    assert_eq!(without.get("/api/v1/panels/by_ward/data").await.status, 404);
}

#[tokio::test]
async fn a_panel_of_a_dashboard_for_admins_is_absent_for_others() {
    let app = two_tenants().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    assert_eq!(viewer.get("/api/v1/dashboards/inner").await.status, 404);
    assert_eq!(viewer.get("/api/v1/panels/inner/data").await.status, 404, "not by its id either");
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None)]).await;
    assert_eq!(admin.get("/api/v1/panels/inner/data").await.body["value"], 42.0);
}

#[tokio::test]
async fn a_membership_that_is_taken_away_is_gone_at_once() {
    let app = two_tenants().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    assert_eq!(viewer.get("/api/v1/dashboards").await.status, 200);
    app.central_database().connect().await.batch_execute("DELETE FROM memberships").await.expect("deleted");
    assert_eq!(viewer.get_until("/api/v1/dashboards", 404).await.status, 404);
}

#[tokio::test]
async fn a_tenants_role_reaches_no_other_database_writes_nothing_and_outlives_no_limit() {
    let app = two_tenants().await;
    let (alpha, beta) = (app.tenant("alpha"), app.tenant("beta"));
    let foreign = alpha.reader_url().replace(alpha.database.name(), beta.database.name());
    let foreign = foreign.replace(&format!("{}_reader", beta.database.name()), &alpha.reader_role);
    let refused = tokio_postgres::connect(&foreign, tokio_postgres::NoTls).await.err().expect("no connection");
    assert!(refused.as_db_error().expect("an answer").message().contains("permission denied"), "{refused:?}");

    let (reader, connection) =
        tokio_postgres::connect(&alpha.reader_url(), tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    for write in ["INSERT INTO tickets VALUES ('3', 1, now())", "CREATE TABLE mine ()", "DROP TABLE tickets"] {
        assert!(reader.batch_execute(write).await.is_err(), "{write}");
    }

    // As a panel's query runs: the statement itself cannot lift the limit that its transaction set.
    let since = std::time::Instant::now();
    reader.batch_execute("BEGIN READ ONLY; SET LOCAL statement_timeout = 300").await.expect("begun");
    let lifted = reader.batch_execute("SELECT set_config('statement_timeout', '0', true), pg_sleep(20)").await;
    let code = lifted.expect_err("stopped").code().cloned();
    assert_eq!(code, Some(tokio_postgres::error::SqlState::QUERY_CANCELED));
    assert!(since.elapsed() < std::time::Duration::from_secs(10), "stopped by its limit, not by its end");
}
