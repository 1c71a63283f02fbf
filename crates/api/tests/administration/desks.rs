//! How tenants' service desks fare, as administrators and `/ready` see it.

use watchroom_domain::Role;
use watchroom_test_support::TestApp;

use super::FILES;

async fn world() -> TestApp {
    TestApp::builder()
        .tenant("alpha", "", FILES)
        .await
        .tenant("beta", "", FILES)
        .await
        .with_desk("")
        .await
        .start()
        .await
}

#[tokio::test]
async fn a_desk_is_shown_hidden_missed_and_out_of_date() {
    let app = world().await;
    let admin = app.sign_in_admin("admin").await;
    let member = app.sign_in("member", &[("beta", Role::Manager, None)]).await;
    let desk =
        async |tenant: usize| admin.get("/api/v1/admin/tenants").await.body["tenants"][tenant]["service_desk"].clone();
    let amiss = async || {
        app.app.look_at_desks().await;
        app.nobody().get("/ready").await.body["service_desks"].clone()
    };
    let shown = async || member.get("/api/v1/tenants").await.body["tenants"][0]["service_desk"].clone();
    assert!(desk(0).await.is_null(), "alpha has none and wants none");
    assert_eq!(desk(1).await["ready"], true);
    assert_eq!(amiss().await, serde_json::json!({"tenants": 1, "amiss": 0}));
    assert_eq!(shown().await, true);

    app.write_config("beta/tenant.yaml", "tenant: { name: B, service_desk: { enabled: false } }\n");
    app.write_config("alpha/tenant.yaml", "tenant: { name: A, service_desk: { enabled: true } }\n");
    app.reload();
    assert_eq!(shown().await, false, "tenant.yaml hides it");
    assert_eq!(desk(1).await["ready"], false);
    assert!(desk(1).await["detail"].as_str().expect("words").contains("does not show it"));
    let missing = desk(0).await["detail"].as_str().expect("words").to_owned();
    assert!(missing.contains("watchroom tenant service-desk alpha --owner-url-file"), "{missing}");
    assert_eq!(amiss().await, serde_json::json!({"tenants": 2, "amiss": 2}));

    app.write_config("beta/tenant.yaml", "tenant: { name: B, service_desk: { enabled: true } }\n");
    app.write_config("alpha/tenant.yaml", "tenant: { name: A }\n");
    app.reload();
    let owner = app.tenant("beta").owner().await;
    owner.batch_execute("DELETE FROM service_desk.schema_history").await.expect("older");
    let older = desk(1).await["detail"].as_str().expect("words").to_owned();
    assert!(older.contains("version 0") && older.contains("watchroom tenant service-desk beta"), "{older}");
    assert_eq!(amiss().await, serde_json::json!({"tenants": 1, "amiss": 1}));
}
