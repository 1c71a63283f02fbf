//! Administration on the command line: people, tokens, sessions, tenants, and the log of it all.

use serde_json::{Value, json};
use watchroom_test_support::{Session, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::program::Outcome;
use crate::running_demo::sign_in;
use crate::served::Served;

const PASSWORD: &str = "correct horse battery";
const ROOT: &str = "root@test.example";
const EVE: &str = "eve@test.example";

/// What a command printed as JSON on its last line.
fn json_of(outcome: Outcome) -> Value {
    let said = outcome.said();
    serde_json::from_str(said.lines().last().expect("a line")).expect("JSON")
}

fn add(instance: &Instance, email: &str, more: &[&str]) {
    instance.line(["user", "add", email, "--full-name", "Somebody"]).and(more).stdin(PASSWORD).run().said();
}

/// An instance with a tenant, an administrator and Eve, its viewer.
async fn instance() -> (Instance, TestTenant) {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    instance.dashboards("one");
    instance.line(["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()]).run().said();
    add(&instance, ROOT, &["--admin"]);
    add(&instance, EVE, &[]);
    instance.line(["user", "grant", EVE, "--tenant", "one", "--role", "viewer"]).run().said();
    (instance, tenant)
}

#[tokio::test]
async fn people_are_shut_out_let_in_raised_and_removed_while_the_server_runs() {
    let (instance, _tenant) = instance().await;
    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let session = sign_in(&served.url, EVE, PASSWORD, "one").await;
    instance.line(["user", "disable", EVE]).run().told(0, &["is shut out", "all sessions have ended"]);
    assert_eq!(session.get_until("/api/v1/auth/me", 401).await.status, 401);
    instance.line(["user", "list"]).run().told(0, &["(shut out)"]);
    instance.line(["user", "enable", EVE]).run().told(0, &["may sign in"]);
    let session = sign_in(&served.url, EVE, PASSWORD, "one").await;
    instance.line(["user", "set-admin", EVE]).run().told(0, &["administers the platform"]);
    assert_eq!(session.get_until("/api/v1/admin/users", 200).await.status, 200);
    instance.line(["user", "set-admin", EVE, "--off"]).run().told(0, &["does not administer"]);
    assert_eq!(session.get_until("/api/v1/admin/users", 403).await.status, 403);

    // The last one stays.
    for command in [&["disable", ROOT][..], &["set-admin", ROOT, "--off"], &["delete", ROOT, "--yes"]] {
        instance.line(["user"]).and(command).run().told(2, &["last administrator", "watchroom user set-admin"]);
    }
    instance.line(["user", "delete", EVE]).run().told(2, &["cannot be taken back", "--yes", "watchroom user disable"]);
    instance.line(["user", "delete", EVE, "--yes"]).run().told(0, &["removed eve@test.example"]);
    assert_eq!(session.get_until("/api/v1/auth/me", 401).await.status, 401);
    instance.line(["user", "delete", EVE, "--yes"]).run().told(2, &["nobody with the address"]);
    instance.line(["audit", "verify"]).run().told(0, &["is whole"]);
}

#[tokio::test]
async fn an_address_that_several_people_have_names_nobody() {
    let (instance, _tenant) = instance().await;
    let central = instance.central.connect().await;
    central
        .batch_execute(
            "INSERT INTO users (id, email, full_name, created_at, issuer, subject) VALUES
                ('00000000-0000-0000-0000-00000000000a', 'EVE@test.example', 'Other Eve', now(), 'https://id.example', 'a')",
        )
        .await
        .expect("somebody of a provider with the same address");
    let local = json_of(instance.line(["user", "list", "--json"]).run());
    let local = local.as_array().expect("people").iter().find(|user| user["email"] == EVE).expect("Eve")["id"].clone();
    let local = local.as_str().expect("an id");
    let told =
        ["2 people have the address", local, "00000000-0000-0000-0000-00000000000a", "signs in with the provider"];
    for command in [
        &["user", "disable", EVE][..],
        &["user", "revoke", EVE, "--tenant", "one"],
        &["user", "reset-password", EVE],
        &["session", "end", "--user", EVE],
        &["session", "list", "--user", EVE],
    ] {
        instance.line(command).stdin(PASSWORD).run().told(2, &told);
    }
    instance.line(["user", "disable", local]).run().told(0, &["eve@test.example is shut out"]);
    let provider = "00000000-0000-0000-0000-00000000000a";
    instance.line(["user", "grant", provider, "--tenant", "one", "--role", "viewer"]).run().said();
    instance.line(["user", "reset-password", provider]).stdin(PASSWORD).run().told(2, &["signs in with the provider"]);
    let nobody = "00000000-0000-0000-0000-00000000000f";
    instance.line(["user", "disable", nobody]).run().told(2, &["nobody with the id"]);
}

#[tokio::test]
async fn tokens_are_made_shown_once_listed_and_revoked() {
    let (instance, _tenant) = instance().await;
    instance.line(["token", "list"]).run().told(0, &["There are no tokens", "watchroom token create"]);
    let line = ["token", "create", "nightly", "--tenant", "one", "--role", "viewer"];
    let token = instance.line(line).run().said();
    let token = token.trim();
    assert!(token.starts_with("wrt_") && token.lines().count() == 1, "nothing else is on standard output: {token}");
    let made = json_of(
        instance
            .line([
                "token",
                "create",
                "councillor",
                "--tenant",
                "one",
                "--role",
                "ward_councillor",
                "--ward",
                "3",
                "--days",
                "7",
                "--json",
            ])
            .run(),
    );
    assert_eq!((&made["ward_id"], &made["role"]), (&json!("3"), &json!("ward_councillor")));
    assert!(made["created_by"].as_str().expect("a name").starts_with("command line ("), "{made}");

    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let program = Session::open(&served.url, None).with_bearer(token);
    assert_eq!(program.get("/api/v1/dashboards").await.status, 200);
    let listed = json_of(instance.line(["token", "list", "--json"]).run());
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert!(!listed.to_string().contains("wrt_"), "{listed}");
    let nightly = &listed[1];
    assert_eq!(nightly["name"], "nightly");
    assert!(!nightly["last_used_at"].is_null());
    let id = nightly["id"].as_str().expect("an id");
    instance.line(["token", "revoke", id]).run().told(0, &["revoked nightly"]);
    assert_eq!(program.get_until("/api/v1/dashboards", 401).await.status, 401);
    instance.line(["token", "list"]).run().told(0, &["revoked 20", "never used"]);

    for (more, told) in [
        (&["x", "--tenant", "two", "--role", "viewer"][..], "there is no tenant `two`"),
        (&["x", "--tenant", "one", "--role", "saps_liaison"], "sensitive tickets are for a person"),
        (&["x", "--tenant", "one", "--role", "ward_councillor"], "--ward"),
        (&["x", "--tenant", "one", "--role", "viewer", "--days", "366"], "1 to 365 days"),
        (&[" ", "--tenant", "one", "--role", "viewer"], "a token's name"),
    ] {
        instance.line(["token", "create"]).and(more).run().told(2, &[told]);
    }
    instance.line(["token", "revoke", "00000000-0000-0000-0000-00000000000f"]).run().told(2, &["there is no token"]);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let (instance, _tenant) = instance().await;
    instance.line(["session", "list"]).run().told(0, &["Nobody is signed in"]);
    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let (one, two) =
        (sign_in(&served.url, EVE, PASSWORD, "one").await, sign_in(&served.url, EVE, PASSWORD, "one").await);
    let root = sign_in(&served.url, ROOT, PASSWORD, "one").await;
    let listed = json_of(instance.line(["session", "list", "--user", EVE, "--json"]).run());
    assert_eq!(listed.as_array().map(Vec::len), Some(2));
    assert_eq!((&listed[0]["email"], &listed[0]["from_address"]), (&json!(EVE), &json!("127.0.0.1")));
    let id = listed[0]["id"].as_str().expect("an id").to_owned();
    instance.line(["session", "end", &id]).run().told(0, &["ended"]);
    instance.line(["session", "end", &id]).run().told(2, &["there is no session"]);
    instance.line(["session", "end", "--user", EVE]).run().told(0, &["ended 1 sessions of eve@test.example"]);
    for session in [&one, &two] {
        assert_eq!(session.get_until("/api/v1/auth/me", 401).await.status, 401);
    }
    assert_eq!(root.get("/api/v1/auth/me").await.status, 200);
    instance.line(["session", "end"]).run().told(2, &["--user"]);
    instance.line(["session", "list"]).run().told(0, &[ROOT, "127.0.0.1"]);
}

#[tokio::test]
async fn tenants_are_renamed_and_removed_while_the_server_runs() {
    let (instance, tenant) = instance().await;
    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let session = sign_in(&served.url, EVE, PASSWORD, "one").await;
    instance.line(["tenant", "rename", "one", "--name", " The first "]).run().told(0, &["one is called The first now"]);
    assert_eq!(session.get("/api/v1/tenants").await.body["tenants"][0]["name"], "The first");
    instance.line(["tenant", "rename", "one", "--name", ""]).run().told(2, &["1 to 200 characters"]);
    instance.line(["tenant", "rename", "two", "--name", "Two"]).run().told(2, &["there is no tenant `two`"]);
    instance.line(["tenant", "remove", "two", "--yes"]).run().told(2, &["there is no tenant `two`"]);
    instance.line(["tenant", "remove", "one"]).run().told(2, &["--yes", "cannot be taken back"]);
    assert_eq!(session.get("/api/v1/dashboards").await.status, 200);
    instance.line(["tenant", "remove", "one", "--yes"]).run().told(0, &["removed one", "is as it was"]);
    assert_eq!(session.get_until("/api/v1/dashboards", 404).await.status, 404);
    // And one that is added is there at once, without a restart.
    instance.line(["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()]).run().said();
    instance.line(["user", "grant", EVE, "--tenant", "one", "--role", "viewer"]).run().said();
    assert_eq!(session.get_until("/api/v1/panels/samples/data", 200).await.status, 200);
}

#[tokio::test]
async fn everything_is_in_the_log_under_the_operators_account() {
    let (instance, _tenant) = instance().await;
    instance.line(["user", "disable", EVE]).run().said();
    let log = json_of(instance.line(["audit", "list", "--json"]).run());
    let actions: Vec<&str> =
        log.as_array().expect("records").iter().filter_map(|record| record["action"].as_str()).collect();
    assert_eq!(actions, ["user_changed", "membership_put", "user_created", "user_created", "tenant_added"]);
    let newest = &log[0];
    assert_eq!(
        newest["detail"],
        json!({"user": EVE, "before": {"disabled": false}, "after": {"disabled": true}, "sessions_ended": 0})
    );
    assert_eq!((&newest["actor_id"], &newest["from_address"]), (&Value::Null, &Value::Null));
    let actor = newest["actor_email"].as_str().expect("a name");
    assert!(actor.starts_with("command line (") && actor.ends_with(')'), "{actor}");

    let count =
        |more: &[&str]| json_of(instance.line(["audit", "list", "--json"]).and(more).run()).as_array().map(Vec::len);
    assert_eq!(count(&["--action", "user_created"]), Some(2));
    assert_eq!(count(&["--tenant", "one"]), Some(2));
    assert_eq!(count(&["--search", "EVE@"]), Some(3));
    assert_eq!(count(&["--actor", actor, "--limit", "2"]), Some(2));
    assert_eq!(count(&["--to", "2020-01-01T00:00:00Z"]), Some(0));
    instance
        .line(["audit", "list", "--limit", "1"])
        .run()
        .told(0, &["user_changed", "5 records match; the newest 1 are listed"]);
    instance.line(["audit", "list", "--action", "export"]).run().told(0, &["no such record"]);
    instance.line(["audit", "list", "--action", "nope"]).run().told(2, &["`nope` is no action", "user_created"]);
    instance.line(["audit", "list", "--from", "yesterday"]).run().told(2, &["--from"]);
}
