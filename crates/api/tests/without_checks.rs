//! Belt without braces: this build has none of the server's own checks of tenants, roles and wards. What stands in their
//! place are the databases: each tenant's own, its own role, and row security where its owner has put it.

mod guarded;

use guarded::{FILES, NOON, sql, wards_seen};
use watchroom_access::{Membership, Scope, TenantCtx, View};
use watchroom_domain::{Role, UserId, WardId};
use watchroom_query::{Ask, plan};
use watchroom_test_support::TestApp;

const SECRETS: &str = "CREATE TABLE secrets (n double precision); INSERT INTO secrets VALUES (42);
    CREATE TABLE same (n double precision); INSERT INTO same SELECT 2 FROM generate_series(1, 7)";
const PLAIN: &str = "CREATE TABLE same (n double precision); INSERT INTO same SELECT 1 FROM generate_series(1, 3)";
const OWN: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    (
        "dashboards/default.yaml",
        "dashboard:\n  name: Default\n  panels:\n    - { id: same, config_file: panels/same.yaml, position: { row: 1, col: 1 } }\n",
    ),
    (
        "panels/same.yaml",
        "panel:\n  type: kpi\n  title: S\n  data_source: { table: same, columns: { value: n } }\n  aggregate: count\n",
    ),
];

fn member(role: Role, ward: Option<&str>) -> TenantCtx {
    TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: "alpha".parse().expect("a slug"),
        user: UserId(uuid::Uuid::nil()),
        role,
        ward: ward.map(WardId::new),
        team: None,
    })
}

#[tokio::test]
async fn row_security_gives_no_foreign_rows_where_the_server_would() {
    let app = TestApp::builder().tenant("alpha", &sql(), FILES).await.at(NOON.parse().expect("a moment")).start().await;
    let third = app.sign_in("third", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    assert_eq!(
        third.get("/api/v1/panels/unguarded/data").await.body["value"],
        40,
        "the checks are gone, or this test shows nothing"
    );
    let first = app.sign_in("first", &[("alpha", Role::Viewer, Some("1"))]).await;
    let nowhere = app.sign_in("nowhere", &[("alpha", Role::WardCouncillor, None)]).await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    for _ in 0..2 {
        for (caller, tickets, requests) in
            [(&third, 10, "3"), (&first, 10, "3"), (&nowhere, 0, "0"), (&manager, 40, "11")]
        {
            for panel in ["limited", "unlimited"] {
                let reply = caller.get(&format!("/api/v1/panels/{panel}/data")).await;
                assert_eq!(reply.body["value"], tickets, "{panel}, also from the cache: {}", reply.text);
            }
            assert_eq!(caller.get("/api/v1/panels/today/data").await.body["html"], format!("<p>{requests}</p>"));
            assert_eq!(caller.get("/api/v1/panels/limited/rows").await.body["total"], tickets);
        }
    }
    for (caller, own) in [(&third, vec!["3"]), (&first, vec!["1"]), (&nowhere, vec![])] {
        for (way, wards) in wards_seen(caller).await {
            assert_eq!(wards, own, "{way}");
        }
    }
}

#[tokio::test]
async fn a_share_without_checks_is_held_to_its_ward_by_the_database() {
    let app = TestApp::builder().tenant("alpha", &sql(), FILES).await.at(NOON.parse().expect("a moment")).start().await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let wish = serde_json::json!({"name": "W", "kind": "dashboard", "target": "default", "role": "ward_councillor",
        "ward_id": "3", "expires_in_days": 1});
    let made = manager.post("/api/v1/shares", &wish).await;
    let bearer = format!("Bearer {}", made.body["token"].as_str().expect("a token"));
    for panel in ["limited", "unlimited"] {
        let path = format!("/api/v1/panels/{panel}/data");
        let reply = app.nobody().get_with(&path, &[("authorization", &bearer)]).await;
        assert_eq!(reply.body["value"], 10, "{panel}: {}", reply.text);
    }
}

#[tokio::test]
async fn another_tenants_panel_reads_the_callers_own_database() {
    let secret =
        OWN.iter().map(|(path, text)| (*path, text.replace("table: same", "table: secrets"))).collect::<Vec<_>>();
    let secret: Vec<(&str, &str)> = secret.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let builder = TestApp::builder().tenant("alpha", PLAIN, OWN).await.tenant("beta", SECRETS, OWN).await;
    let app = builder.tenant("gamma", SECRETS, &secret).await.start().await;
    for role in Role::ALL {
        for ward in [None, Some("3")] {
            let ctx = member(role, ward);
            for (tenant, rows) in [("beta", Some(3)), ("gamma", None)] {
                let spec = app.app.catalog.get(&tenant.parse().expect("a slug")).expect("its dashboards");
                let panel = spec.panels.values().next().expect("a panel");
                let permit = ctx.permit(View, panel).expect("the checks are gone, or this test shows nothing");
                assert_eq!(permit.scope(), &Scope::Whole);
                let plan = plan(&permit, &spec, &Ask::default(), app.app.clock.now()).expect("a plan");
                assert_eq!(plan.tenant().as_str(), "alpha", "the caller's own database, whosever panel it is");
                let answer = app.app.tenants.run(&plan).await;
                match rows {
                    // A table of the same name: alpha's three rows, none of beta's seven.
                    Some(own) => {
                        let frame = &answer.expect("an answer").frames[0];
                        assert_eq!(
                            format!("{:?}", frame.columns[0].values),
                            format!("Ints([Some({own})])"),
                            "{role} {ward:?}"
                        );
                    }
                    // A table that alpha does not have.
                    None => assert!(answer.is_err(), "{role} {ward:?} reads gamma's table"),
                }
            }
        }
    }
    let stranger = app.sign_in("stranger", &[("alpha", Role::Admin, None)]).await;
    assert_eq!(
        stranger.for_tenant(Some("beta")).get("/api/v1/panels/same/data").await.status,
        404,
        "there is no membership"
    );
}
