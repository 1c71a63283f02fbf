//! Watching tables that other programs write to: marks and triggers on a real database, under the role that only reads.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use watchroom_domain::{Clock, TimeRange};
use watchroom_spec::{TableName, WatchedTable, WatchedTables};
use watchroom_store::{
    Actor, Address, Central, Mark, RunError, SecretKey, TableNews, TableWatch, Tenants, TriggerError, WatchTriggers,
};
use watchroom_test_support::{Postgres, TestDatabase, TestTenant};

const SQL: &str = "CREATE TABLE led (at timestamptz NOT NULL, n int); CREATE INDEX ON led (at);
     CREATE TABLE bare (at timestamptz, n int);
     CREATE TABLE parts (at timestamptz, n int) PARTITION BY RANGE (at);
     CREATE TABLE old PARTITION OF parts DEFAULT;
     CREATE VIEW seen AS SELECT * FROM led;
     INSERT INTO led SELECT '2026-03-01T00:00Z'::timestamptz + i * interval '1 min', i FROM generate_series(0, 99) i";

struct World {
    tenant: TestTenant,
    tenants: Tenants,
    _central: TestDatabase,
}

async fn world() -> World {
    let tenant = TestTenant::make("alpha", SQL).await;
    let database = Postgres::shared().database().await;
    let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
    central.migrate().await.expect("migrations");
    let key = Arc::new(SecretKey::from_text(&watchroom_test_support::secret_key()).expect("a key"));
    let by = Actor::command_line("test", Clock::machine().now());
    central.tenant_put(&tenant.id, "Alpha", &tenant.address(), &key, &by).await.expect("a tenant");
    let tenants = Tenants::new(key);
    tenants.refresh(&central).await.expect("tenants");
    World { tenant, tenants, _central: database }
}

fn name(name: &str) -> TableName {
    TableName { schema: None, name: name.to_owned() }
}

fn tables() -> WatchedTables {
    let table = |table: &str| {
        let watched = WatchedTable { time_columns: ["at".to_owned()].into(), panels: Default::default() };
        (name(table), watched)
    };
    ["led", "bare", "parts", "seen"].map(table).into()
}

impl World {
    async fn watch(&self) -> TableWatch {
        let mut watch = self.tenants.watch_tables(&self.tenant.id).await.expect("a connection");
        watch.resolve(&tables()).await.expect("tables");
        watch
    }

    async fn triggers(&self, table: &str) -> WatchTriggers {
        let owner = Address::parse(&self.tenant.owner_url()).expect("an address");
        let triggers = WatchTriggers::find(&owner, &name(table), Some("at"), "Africa/Johannesburg").await.expect(table);
        // It may run again.
        for _ in 0..2 {
            WatchTriggers::run(&owner, &triggers.install_sql()).await.expect("triggers");
        }
        triggers
    }
}

/// Looks until one of the tables has another mark than before; returns which, and how long it took.
async fn changed(watch: &mut TableWatch, before: &mut BTreeMap<TableName, Mark>) -> (Vec<String>, Duration) {
    let begun = Instant::now();
    loop {
        let now = watch.marks().await.expect("marks");
        let others: Vec<String> = now
            .iter()
            .filter(|(name, mark)| before.get(name) != Some(mark))
            .map(|(name, _)| name.name.clone())
            .collect();
        if !others.is_empty() {
            *before = now;
            return (others, begun.elapsed());
        }
        assert!(begun.elapsed() < Duration::from_secs(15), "no change is seen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Looks until nothing changes any more: counters come a little later than what they count.
async fn settled(watch: &mut TableWatch) -> BTreeMap<TableName, Mark> {
    let mut marks = watch.marks().await.expect("marks");
    let mut same_since = Instant::now();
    while same_since.elapsed() < Duration::from_millis(1_500) {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = watch.marks().await.expect("marks");
        if now != marks {
            (marks, same_since) = (now, Instant::now());
        }
    }
    marks
}

/// A program that writes and ends: PostgreSQL counts what it did at once.
async fn foreign(world: &World, sql: &str) {
    let owner: Client = world.tenant.owner().await;
    owner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

#[tokio::test]
async fn every_kind_of_change_is_seen_in_the_marks_of_its_own_table() {
    let world = world().await;
    let mut watch = world.watch().await;
    let mut marks = settled(&mut watch).await;
    for (sql, tables) in [
        ("INSERT INTO led VALUES ('2026-03-02T00:00Z', 1)", vec!["led", "seen"]),
        ("INSERT INTO led VALUES ('2026-02-01T00:00Z', 2)", vec!["led", "seen"]),
        ("UPDATE led SET n = 7 WHERE n = 50", vec!["led", "seen"]),
        ("DELETE FROM led WHERE n = 51", vec!["led", "seen"]),
        ("INSERT INTO bare VALUES ('2026-03-02T00:00Z', 1)", vec!["bare"]),
        ("INSERT INTO parts VALUES ('2026-03-02T00:00Z', 1)", vec!["parts"]),
        ("TRUNCATE bare", vec!["bare"]),
        ("TRUNCATE parts", vec!["parts"]),
    ] {
        foreign(&world, sql).await;
        assert_eq!(changed(&mut watch, &mut marks).await.0, tables, "{sql}");
        marks = settled(&mut watch).await;
    }
}

#[tokio::test]
async fn a_new_row_is_seen_by_its_time_before_anything_counts_it() {
    let world = world().await;
    let mut watch = world.watch().await;
    let mut marks = settled(&mut watch).await;
    // A busy session tells its counters late.
    let owner = world.tenant.owner().await;
    owner.batch_execute("INSERT INTO bare VALUES (now(), 0)").await.expect("a row");
    owner.batch_execute("INSERT INTO led VALUES ('2026-03-03T00:00Z', 1)").await.expect("a row");
    let before = marks[&name("led")].counters.clone();
    let now = watch.marks().await.expect("marks");
    assert_ne!(now[&name("led")].newest, marks[&name("led")].newest);
    assert!(now[&name("led")].newest.starts_with("2026-03-03 00:00:00+00"), "{now:?}");
    assert_eq!(now[&name("bare")].newest, "", "nothing leads to its newest row, so it is not asked for");
    assert_eq!(now[&name("led")].counters, before, "the counters lag");
    marks = now;
    changed(&mut watch, &mut marks).await;
}

#[tokio::test]
async fn a_locked_table_hides_no_other_and_is_no_change() {
    let world = world().await;
    let mut watch = world.watch().await;
    let before = settled(&mut watch).await;
    let locker = world.tenant.owner().await;
    locker.batch_execute("BEGIN; LOCK TABLE led IN ACCESS EXCLUSIVE MODE").await.expect("a lock");
    let begun = Instant::now();
    let mut locked = watch.marks().await.expect("marks without the newest times");
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(locked[&name("led")].newest, "");
    foreign(&world, "INSERT INTO bare VALUES (now(), 1)").await;
    assert_eq!(changed(&mut watch, &mut locked).await.0, ["bare"]);
    locker.batch_execute("ROLLBACK").await.expect("unlocked");
    watch.resolve(&tables()).await.expect("tables");
    assert_eq!(watch.marks().await.expect("marks")[&name("led")], before[&name("led")]);
}

#[tokio::test]
async fn a_role_that_may_write_watches_nothing() {
    let world = world().await;
    foreign(&world, &format!("GRANT INSERT ON led TO {}", world.tenant.reader_role)).await;
    let refused = world.tenants.watch_tables(&world.tenant.id).await.expect_err("too powerful");
    assert!(matches!(refused, RunError::TooPowerful { .. }), "{refused}");
}

/// The tables that were told of, and the first and the last moment where those were told too.
type Heard = (Vec<String>, Option<(String, String)>);

/// All that is told until nothing has come for a moment.
async fn told(watch: &mut TableWatch) -> Vec<Heard> {
    let mut all = Vec::new();
    while let Ok(heard) = tokio::time::timeout(Duration::from_millis(300), watch.heard()).await {
        let Some(TableNews::Changed(tables, span)) = heard else { panic!("{heard:?}") };
        let text = |span: TimeRange| (span.start().to_string(), span.end().to_string());
        all.push((tables.into_iter().map(|table| table.name).collect(), span.map(text)));
    }
    all
}

fn whole(tables: &[&str], from: &str, to: &str) -> Vec<Heard> {
    vec![(tables.iter().map(|table| (*table).to_owned()).collect(), Some((from.to_owned(), to.to_owned())))]
}

#[tokio::test]
async fn triggers_tell_of_each_statement_at_once_and_with_its_times() {
    let world = world().await;
    world.triggers("led").await;
    world.triggers("parts").await;
    let mut watch = world.watch().await;
    assert!(watch.is_told(&name("led")) && watch.is_told(&name("seen")) && watch.is_told(&name("parts")));
    assert!(!watch.is_told(&name("bare")));
    let both: &[&str] = &["led", "seen"];
    let soon = "now() + interval '10 min'";
    foreign(&world, &format!("INSERT INTO led VALUES (date_trunc('hour', {soon}) + interval '30 s', 1)")).await;
    let heard = told(&mut watch).await;
    let (tables, Some((from, to))) = &heard[0] else { panic!("{heard:?}") };
    let span = TimeRange::new(from.parse().expect("a moment"), to.parse().expect("a moment")).expect("a span");
    assert_eq!((heard.len(), tables.len(), span.length_ms()), (1, 2, 60_000), "{heard:?}");
    // Far from now the span is rough: whole months, by the tenant's own clock.
    let far = |sql: &'static str, tables, from, to| (sql, whole(tables, from, to));
    for (sql, expected) in [
        far(
            "INSERT INTO led VALUES ('2024-05-05T10:00Z', 2), ('2024-06-30T23:00Z', 2)",
            both,
            "2024-04-30T22:00:00Z",
            "2024-07-31T22:00:00Z",
        ),
        far(
            "UPDATE led SET at = '2024-01-20T00:00Z' WHERE at = '2024-05-05T10:00Z'",
            both,
            "2023-12-31T22:00:00Z",
            "2024-05-31T22:00:00Z",
        ),
        far("DELETE FROM led WHERE at = '2024-01-20T00:00Z'", both, "2023-12-31T22:00:00Z", "2024-01-31T22:00:00Z"),
        far(
            "INSERT INTO parts VALUES ('2024-01-20T00:00Z', 1)",
            &["parts"],
            "2023-12-31T22:00:00Z",
            "2024-01-31T22:00:00Z",
        ),
        far(
            "INSERT INTO old VALUES ('2024-01-20T00:00Z', 1)",
            &["parts"],
            "2023-12-31T22:00:00Z",
            "2024-01-31T22:00:00Z",
        ),
        ("INSERT INTO parts VALUES ('infinity', 1)", vec![(vec!["parts".to_owned()], None)]),
        ("TRUNCATE parts", vec![(vec!["parts".to_owned()], None)]),
        ("DELETE FROM led WHERE n = -1", vec![]),
        ("INSERT INTO bare VALUES (now(), 1)", vec![]),
        ("BEGIN; INSERT INTO led VALUES (now(), 1); ROLLBACK", vec![]),
    ] {
        foreign(&world, sql).await;
        let heard = told(&mut watch).await;
        let heard: Vec<_> = if sql == "TRUNCATE parts" { heard.into_iter().take(1).collect() } else { heard };
        assert_eq!(heard, expected, "{sql}");
    }
}

#[tokio::test]
async fn a_thousand_rows_one_by_one_in_a_transaction_are_told_once() {
    let world = world().await;
    world.triggers("led").await;
    let mut watch = world.watch().await;
    let in_one =
        "DO $$ BEGIN FOR i IN 1..1000 LOOP INSERT INTO led VALUES (date_trunc('minute', now()), i); END LOOP; END $$";
    foreign(&world, in_one).await;
    assert_eq!(told(&mut watch).await.len(), 1);
    // Two weeks filled in row by row: a row a minute.
    let filled = "DO $$ BEGIN FOR i IN 1..20160 LOOP \
         INSERT INTO led VALUES (now() - i * interval '1 min', i); END LOOP; END $$";
    foreign(&world, filled).await;
    let heard = told(&mut watch).await.len();
    assert!((2..=120).contains(&heard), "{heard} notifications of 20,160 rows");
}

#[tokio::test]
async fn whoever_writes_never_fails_because_of_a_trigger() {
    let world = world().await;
    let triggers = world.triggers("led").await;
    let mut watch = world.watch().await;
    foreign(&world, "DROP VIEW seen; ALTER TABLE led RENAME COLUMN at TO moved; INSERT INTO led VALUES (now(), 1)")
        .await;
    let heard = told(&mut watch).await;
    assert!(matches!(&heard[..], [(tables, None)] if tables.contains(&"led".to_owned())), "{heard:?}");
    let owner = Address::parse(&world.tenant.owner_url()).expect("an address");
    WatchTriggers::run(&owner, &triggers.remove_sql()).await.expect("removed");
    foreign(&world, "INSERT INTO led VALUES (now(), 1)").await;
    assert_eq!(told(&mut watch).await, []);
    let left = "SELECT (SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'watchroom%') + \
         (SELECT count(*) FROM pg_proc WHERE proname LIKE 'watchroom%')";
    assert_eq!(world.tenant.owner().await.query_one(left, &[]).await.expect("a count").get::<_, i64>(0), 0);
}

#[tokio::test]
async fn what_cannot_have_triggers_is_refused_with_what_can() {
    let world = world().await;
    let owner = Address::parse(&world.tenant.owner_url()).expect("an address");
    let find = async |table: &str, column: Option<&str>| {
        WatchTriggers::find(&owner, &name(table), column, "UTC").await.expect_err(table).to_string()
    };
    assert!(find("nowhere", None).await.contains("has no table `nowhere`"));
    assert!(find("seen", None).await.contains("public.led"));
    assert!(find("led", Some("when")).await.contains("it has: at, n"));
    let reader = world.tenant.address();
    let triggers = WatchTriggers::find(&reader, &name("led"), None, "UTC").await.expect("readers may look");
    let refused = WatchTriggers::run(&reader, &triggers.install_sql()).await.expect_err("and no more");
    assert!(matches!(refused, TriggerError::Refused(_)), "{refused}");
    let long = "l".repeat(60);
    foreign(&world, &format!("CREATE TABLE {long} (n int)")).await;
    let triggers = WatchTriggers::find(&owner, &name(&long), None, "UTC").await.expect("a table");
    WatchTriggers::run(&owner, &triggers.install_sql()).await.expect("a name that fits");
}
