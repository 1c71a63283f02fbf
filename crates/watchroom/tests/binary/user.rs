//! `watchroom user`: adding and listing people, giving and taking memberships.

use serde_json::Value;
use watchroom_test_support::TestTenant;

use crate::instance::{Instance, SAMPLES};
use crate::program::Outcome;
use crate::running_demo::sign_in;
use crate::served::Served;

const EVE: &str = "eve@test.example";
const PASSWORD: &str = "correct horse battery";

fn add(instance: &Instance, email: &str, password: &str) -> Outcome {
    instance.line(["user", "add", email, "--full-name", "Eve of the tests"]).stdin(password).run()
}

fn list(instance: &Instance) -> Vec<Value> {
    let said = instance.line(["user", "list", "--json"]).run().said();
    serde_json::from_str(said.lines().last().expect("a line")).expect("JSON")
}

#[tokio::test]
async fn people_are_added_and_given_and_taken_memberships() {
    let instance = Instance::migrated().await;
    instance.line(["user", "list"]).run().told(0, &["There is nobody", "watchroom user add"]);
    assert_eq!(list(&instance), [Value::Null; 0]);
    let tenant = TestTenant::make("one", SAMPLES).await;
    instance.dashboards("one");
    let tenant_add = ["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()];
    instance.line(tenant_add).run().said();

    add(&instance, EVE, &format!("{PASSWORD}\r\n")).told(0, &["added eve@test.example", "watchroom user grant"]);
    let root = instance.line(["user", "add", "root@test.example", "--full-name", "Root", "--admin"]);
    root.stdin(PASSWORD).run().said();
    let grant = |role: &str, more: &[&str]| {
        instance.line(["user", "grant", EVE, "--tenant", "one", "--role", role]).and(more).run()
    };
    grant("viewer", &[]).told(0, &["eve@test.example is viewer of one"]);
    grant("ward_councillor", &["--ward", "3"]).told(0, &["ward_councillor of one"]);
    grant("field_worker", &["--team", "water"]).told(0, &["field_worker of one"]);
    let people = list(&instance);
    assert_eq!(people[0]["email"], EVE);
    assert_eq!(people[0]["memberships"], serde_json::json!(["one:field_worker"]), "a grant replaces the one before");
    assert_eq!((&people[0]["is_admin"], &people[1]["is_admin"]), (&Value::Bool(false), &Value::Bool(true)));
    instance.line(["user", "list"]).run().told(0, &["Eve of the tests", "(platform administrator)"]);

    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let session = sign_in(&served.url, EVE, PASSWORD, "one").await;
    assert_eq!(session.get("/api/v1/dashboards").await.status, 200);
    instance.line(["user", "revoke", EVE, "--tenant", "one"]).run().told(0, &["no member of one any more"]);
    assert_eq!(session.get("/api/v1/dashboards").await.status, 404, "from the next call on");
    instance.line(["user", "revoke", EVE, "--tenant", "one"]).run().told(2, &["is no member of one"]);

    let reset = instance.line(["user", "reset-password", EVE]).stdin("battery horse correct\n");
    reset.run().told(0, &["new password", "all sessions have ended"]);
    assert_eq!(session.get("/api/v1/auth/me").await.status, 401);
    sign_in(&served.url, EVE, "battery horse correct", "one").await;
}

#[tokio::test]
async fn what_will_not_do_is_told() {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    let tenant_add = ["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()];
    instance.line(tenant_add).run().said();

    add(&instance, EVE, "short\n").told(2, &["at least 12 characters"]);
    add(&instance, EVE, "").told(2, &["no password was given"]);
    add(&instance, EVE, "\n").told(2, &["no password was given"]);
    add(&instance, "eve", PASSWORD).told(2, &["`eve` is no e-mail address"]);
    assert_eq!(list(&instance), [Value::Null; 0], "nobody was added");
    add(&instance, EVE, PASSWORD).said();
    add(&instance, "EVE@test.example", PASSWORD).told(2, &["exists already"]);
    let reset = |email: &str, password: &str| instance.line(["user", "reset-password", email]).stdin(password).run();
    reset(EVE, "short").told(2, &["at least 12 characters"]);
    reset("adam@test.example", PASSWORD).told(2, &["nobody with the address adam@test.example"]);

    let grant = |email: &str, tenant: &str, role: &str| {
        instance.line(["user", "grant", email, "--tenant", tenant, "--role", role]).run()
    };
    grant("adam@test.example", "one", "viewer").told(2, &["nobody with the address", "watchroom user list"]);
    grant(EVE, "two", "viewer").told(2, &["there is no tenant `two`", "watchroom tenant list"]);
    grant(EVE, "one", "owner").told(2, &["`owner` is no role", "ward_councillor"]);
    grant(EVE, "one", "ward_councillor").told(2, &["--ward"]);
    grant(EVE, "One", "viewer").told(2, &["tenant's id"]);
    instance.line(["user", "revoke", EVE, "--tenant", "one"]).run().told(2, &["is no member of one"]);
    assert_eq!(list(&instance)[0]["memberships"], serde_json::json!([]));
}
