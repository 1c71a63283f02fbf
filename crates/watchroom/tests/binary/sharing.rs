//! Shares, and what somebody may see, on the command line.

use serde_json::{Value, json};
use watchroom_test_support::{Session, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::program::Outcome;
use crate::running_demo::sign_in;
use crate::served::Served;

const PASSWORD: &str = "correct horse battery";
const MAX: &str = "max@test.example";
const EVE: &str = "eve@test.example";

fn json_of(outcome: Outcome) -> Value {
    let said = outcome.said();
    serde_json::from_str(said.lines().last().expect("a line")).expect("JSON")
}

/// An instance with a tenant, its manager Max, and Eve, who belongs nowhere.
async fn instance() -> (Instance, TestTenant) {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    instance.dashboards("one");
    instance.line(["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()]).run().said();
    for email in [MAX, EVE] {
        instance.line(["user", "add", email, "--full-name", "Somebody"]).stdin(PASSWORD).run().said();
    }
    instance.line(["user", "grant", MAX, "--tenant", "one", "--role", "manager"]).run().said();
    (instance, tenant)
}

#[tokio::test]
async fn shares_are_listed_and_revoked_while_the_server_runs() {
    let (instance, _tenant) = instance().await;
    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    instance.line(["share", "list", "--tenant", "one"]).run().told(0, &["Nothing is shared"]);
    let manager = sign_in(&served.url, MAX, PASSWORD, "one").await;
    let wish =
        json!({"name": "Wall", "kind": "dashboard", "target": "default", "role": "viewer", "expires_in_days": 3});
    let made = manager.post("/api/v1/shares", &wish).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let (id, token) = (made.body["id"].as_str().expect("an id"), made.body["token"].as_str().expect("a token"));
    instance
        .line(["share", "list", "--tenant", "one"])
        .run()
        .told(0, &[id, "Wall", "dashboard default as viewer", "by max@test.example", "never used"]);
    let listed = json_of(instance.line(["share", "list", "--tenant", "one", "--json"]).run());
    assert_eq!((&listed[0]["id"], &listed[0]["maker_may_share"]), (&json!(id), &json!(true)));
    assert!(!listed.to_string().contains("wrs_"), "{listed}");

    let bearer = format!("Bearer {token}");
    let outsider = Session::open(&served.url, None);
    let as_share = [("authorization", bearer.as_str())];
    assert_eq!(outsider.get_with("/api/v1/dashboards/default", &as_share).await.status, 200);
    instance.line(["share", "revoke", id]).run().told(0, &["revoked Wall"]);
    assert_eq!(outsider.get_until_with("/api/v1/dashboards/default", &as_share, 401).await.status, 401);
    instance.line(["share", "list", "--tenant", "one"]).run().told(0, &["revoked 2"]);
    instance.line(["share", "revoke", id]).run().told(0, &["revoked Wall"]);
    instance
        .line(["share", "revoke", "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11"])
        .run()
        .told(2, &["no share", "share list"]);
    instance.line(["share", "list", "--tenant", "two"]).run().told(2, &["no tenant `two`", "tenant list"]);
    instance.line(["audit", "verify"]).run().told(0, &["is whole"]);
}

#[tokio::test]
async fn access_is_explained_as_the_server_would_decide() {
    let (instance, _tenant) = instance().await;
    let explain = |user: &str| instance.line(["access", "explain", "--tenant", "one", "--user", user]);
    explain(MAX).run().told(
        0,
        &["<max@test.example> in One (one)", "Sees one as manager.", "yes share", "no  see_findings", "yes default \""],
    );
    let told = json_of(explain(MAX).and(["--json"]).run());
    assert_eq!((&told["member"], &told["role"]), (&json!(true), &json!("manager")));
    let panels = told["dashboards"][0]["panels"].as_array().expect("panels");
    assert!(!panels.is_empty() && panels.iter().all(|panel| panel["seen"] == true), "{told}");
    instance.line(["user", "grant", MAX, "--tenant", "one", "--role", "ward_councillor", "--ward", "3"]).run().said();
    explain(MAX).run().told(0, &["limited to ward 3", "no  default \"", "does not declare by which column"]);
    explain(EVE).run().told(0, &["Does not belong to one: nothing of it is there"]);
    explain("nobody@test.example").run().told(2, &["nobody with the address", "user list"]);
    instance.line(["access", "explain", "--user", MAX, "--tenant", "two"]).run().told(2, &["no tenant `two`"]);
    explain(MAX).and(["--config", "/no/such/folder"]).run().told(0, &["No dashboards are explained", "--config"]);
}
