//! `watchroom tenant`: adding, listing and checking tenants.

use serde_json::Value;
use watchroom_test_support::{Postgres, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::running_demo::with_database;

#[tokio::test]
async fn tenants_are_added_changed_listed_and_checked() {
    let instance = Instance::migrated().await;
    instance.line(["tenant", "list"]).run().told(0, &["no tenants", "watchroom tenant add"]);
    assert_eq!(instance.line(["tenant", "list", "--json"]).run().said(), "[]\n");

    let (one, two) = (TestTenant::make("one", SAMPLES).await, TestTenant::make("two", SAMPLES).await);
    let added = instance.line(["tenant", "add", "one", "--name", "One", "--database-url", &one.reader_url()]).run();
    let added = added.told(0, &["added one: One", "config/tenants/one"]);
    assert!(!added.stdout.contains(":reader@"), "the password is not shown: {}", added.stdout);
    // The address may come from the environment, where other people's `ps` does not show it.
    let line = instance.line(["tenant", "add", "two", "--name", "Two"]);
    line.env("WATCHROOM_TENANT_DATABASE_URL", two.reader_url()).run().told(0, &["added two"]);
    let again = ["tenant", "add", "one", "--name", "The first", "--database-url", &one.reader_url()];
    instance.line(again).run().told(0, &["changed one: The first"]);

    instance.line(["tenant", "list"]).run().told(0, &["The first", one.database.name(), two.database.name()]);
    let said = instance.line(["tenant", "list", "--json"]).run().said();
    let tenants: Vec<Value> = serde_json::from_str(said.lines().last().expect("a line")).expect("JSON");
    assert_eq!(tenants.iter().map(|tenant| &tenant["id"]).collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(tenants[0]["name"], "The first");
    assert!(!said.contains(":reader@"), "passwords are not shown: {said}");

    instance.line(["tenant", "check"]).run().told(0, &["ok      one", "ok      two"]);
    let gone = two.database.name().to_owned();
    drop(two);
    instance.line(["tenant", "check"]).run().told(1, &["ok      one", "down    two", &gone]);
    instance.line(["tenant", "check", "one"]).run().told(0, &["ok      one"]);
    instance.line(["tenant", "check", "two"]).run().told(1, &["down    two"]);
    instance.line(["tenant", "check", "three"]).run().told(2, &["no tenant `three`", "watchroom tenant list"]);
}

#[tokio::test]
async fn a_role_that_may_do_more_is_not_added_and_the_sql_for_a_better_one_shown() {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    let add = |url: &str| instance.line(["tenant", "add", "one", "--name", "One", "--database-url", url]).run();
    add(&tenant.database.url()).told(1, &["it is a superuser", "CREATE ROLE", "GRANT SELECT", tenant.database.name()]);
    let owner = tenant.reader_url().replace("_reader:reader@", "_owner:owner@");
    add(&owner).told(1, &["it owns public.samples"]);
    assert_eq!(instance.line(["tenant", "list", "--json"]).run().said(), "[]\n", "nothing was added");
}

#[tokio::test]
async fn what_cannot_be_added_is_told() {
    let instance = Instance::migrated().await;
    let tenant = TestTenant::make("one", SAMPLES).await;
    let add = |id: &str, url: &str| instance.line(["tenant", "add", id, "--name", "One", "--database-url", url]).run();
    let good = tenant.reader_url();
    for bad in ["One", "../one", "", "-one"] {
        add(bad, &good).told(2, &[]);
    }
    add("one", "nonsense").told(2, &["no address of a PostgreSQL database"]);
    let unreachable = "postgresql://u:geheim@127.0.0.1:1/d";
    let told = add("one", unreachable).told(2, &["127.0.0.1:1", "cannot be asked", "onnection refused"]);
    assert!(!told.stderr.contains("geheim"), "{}", told.stderr);
    let told = add("one", &good.replace(":reader@", ":wrong@"));
    // Where PostgreSQL is told to trust whoever comes from the same machine, any password will do.
    assert!(told.code == Some(0) || told.stderr.contains("password authentication failed"), "{}", told.stderr);
    add("two", &with_database(&good, "nowhere")).told(2, &["nowhere", "does not exist"]);
    let postgres = with_database(&Postgres::shared().url("postgres"), "postgres");
    add("three", &postgres).told(1, &["superuser"]);
}
