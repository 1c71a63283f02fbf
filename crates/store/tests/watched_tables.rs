//! Watching tables that other programs write to: marks and triggers on a real database, under the role that only reads.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::types::ToSql;
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

/// The longest that a loaded machine may take over something.
const PATIENCE: Duration = Duration::from_secs(15);

/// A look, and another one where a loaded machine takes longer over it than a look may take in the database.
async fn look(watch: &mut TableWatch) -> BTreeMap<TableName, Mark> {
    let begun = Instant::now();
    loop {
        match watch.marks().await {
            Err(RunError::TimedOut(_)) if begun.elapsed() < PATIENCE => {}
            marks => return marks.expect("marks"),
        }
    }
}

/// Looks until one of the tables has another mark than before; returns which.
async fn changed(watch: &mut TableWatch, before: &mut BTreeMap<TableName, Mark>) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let now = look(watch).await;
        let others: Vec<String> = now
            .iter()
            .filter(|(name, mark)| before.get(name) != Some(mark))
            .map(|(name, _)| name.name.clone())
            .collect();
        if !others.is_empty() {
            *before = now;
            return others;
        }
        assert!(begun.elapsed() < PATIENCE, "no change is seen");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Looks when every session that wrote has ended, and so was counted.
async fn settled(world: &World, watch: &mut TableWatch) -> BTreeMap<TableName, Mark> {
    let writers = "SELECT count(*) FROM pg_stat_activity \
         WHERE datname = current_database() AND usename <> $1 AND pid <> pg_backend_pid() AND backend_type = 'client backend'";
    none_is_left(world, writers, &[&world.tenant.reader_role]).await;
    look(watch).await
}

/// A program that writes and ends: PostgreSQL has counted what it did when its session is gone.
async fn foreign(world: &World, sql: &str) {
    let owner: Client = world.tenant.owner().await;
    let pid: i32 = owner.query_one("SELECT pg_backend_pid()", &[]).await.expect("a session").get(0);
    owner.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    drop(owner);
    none_is_left(world, "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", &[&pid]).await;
}

/// Waits until sessions have ended.
async fn none_is_left(world: &World, count: &str, values: &[&(dyn ToSql + Sync)]) {
    let root = world.tenant.database.connect().await;
    let begun = Instant::now();
    while root.query_one(count, values).await.unwrap_or_else(|error| panic!("{count}: {error:?}")).get::<_, i64>(0) > 0
    {
        assert!(begun.elapsed() < PATIENCE, "a session does not end");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn every_kind_of_change_is_seen_in_the_marks_of_its_own_table() {
    let world = world().await;
    let mut watch = world.watch().await;
    let mut marks = settled(&world, &mut watch).await;
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
        assert_eq!(changed(&mut watch, &mut marks).await, tables, "{sql}");
        assert_eq!(look(&mut watch).await, marks, "all of it was seen: {sql}");
    }
}

#[tokio::test]
async fn a_new_row_is_seen_by_its_time_before_anything_counts_it() {
    let world = world().await;
    let mut watch = world.watch().await;
    for day in 3..28 {
        let before = settled(&world, &mut watch).await;
        // A busy session tells its counters late: once a second.
        let begun = Instant::now();
        let owner = world.tenant.owner().await;
        owner.batch_execute("INSERT INTO bare VALUES (now(), 0)").await.expect("a row");
        owner.batch_execute(&format!("INSERT INTO led VALUES ('2026-03-{day:02}T00:00Z', 1)")).await.expect("a row");
        let mut now = look(&mut watch).await;
        assert!(now[&name("led")].newest.starts_with(&format!("2026-03-{day:02} 00:00:00+00")), "{now:?}");
        assert_eq!(now[&name("bare")].newest, "", "nothing leads to its newest row, so it is not asked for");
        if begun.elapsed() < Duration::from_secs(1) {
            assert_eq!(now[&name("led")].counters, before[&name("led")].counters, "the counters lag");
            changed(&mut watch, &mut now).await;
            return;
        }
    }
    panic!("the machine is too slow to see a row before it is counted");
}

#[tokio::test]
async fn a_locked_table_hides_no_other_and_is_no_change() {
    let world = world().await;
    let mut watch = world.watch().await;
    let before = settled(&world, &mut watch).await;
    let locker = world.tenant.owner().await;
    locker.batch_execute("BEGIN; LOCK TABLE led IN ACCESS EXCLUSIVE MODE").await.expect("a lock");
    // A machine may be busy with something else for a moment: not each time.
    let mut soonest = PATIENCE;
    let mut locked = BTreeMap::new();
    for _ in 0..5 {
        watch.resolve(&tables()).await.expect("tables");
        let begun = Instant::now();
        locked = look(&mut watch).await;
        soonest = soonest.min(begun.elapsed());
        assert_eq!(locked[&name("led")].newest, "");
    }
    assert!(soonest < Duration::from_secs(1), "{soonest:?}");
    foreign(&world, "INSERT INTO bare VALUES (now(), 1)").await;
    assert_eq!(changed(&mut watch, &mut locked).await, ["bare"]);
    locker.batch_execute("ROLLBACK").await.expect("unlocked");
    watch.resolve(&tables()).await.expect("tables");
    assert_eq!(look(&mut watch).await[&name("led")], before[&name("led")]);
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

/// All that is told: what has to come is waited for, and what may come besides until nothing has for a moment.
async fn told(watch: &mut TableWatch, at_least: usize) -> Vec<Heard> {
    let mut all = Vec::new();
    loop {
        let patience = if all.len() < at_least { PATIENCE } else { Duration::from_millis(300) };
        let Ok(heard) = tokio::time::timeout(patience, watch.heard()).await else { return all };
        let Some(TableNews::Changed(tables, span)) = heard else { panic!("{heard:?}") };
        let text = |span: TimeRange| (span.start().to_string(), span.end().to_string());
        all.push((tables.into_iter().map(|table| table.name).collect(), span.map(text)));
    }
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
    let heard = told(&mut watch, 1).await;
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
        let heard = told(&mut watch, expected.len()).await;
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
    assert_eq!(told(&mut watch, 1).await.len(), 1);
    // Two weeks filled in row by row: a row a minute.
    let filled = "DO $$ BEGIN FOR i IN 1..20160 LOOP \
         INSERT INTO led VALUES (now() - i * interval '1 min', i); END LOOP; END $$";
    foreign(&world, filled).await;
    let heard = told(&mut watch, 2).await.len();
    assert!((2..=120).contains(&heard), "{heard} notifications of 20,160 rows");
}

#[tokio::test]
async fn whoever_writes_never_fails_because_of_a_trigger() {
    let world = world().await;
    let triggers = world.triggers("led").await;
    let mut watch = world.watch().await;
    foreign(&world, "DROP VIEW seen; ALTER TABLE led RENAME COLUMN at TO moved; INSERT INTO led VALUES (now(), 1)")
        .await;
    let heard = told(&mut watch, 1).await;
    assert!(matches!(&heard[..], [(tables, None)] if tables.contains(&"led".to_owned())), "{heard:?}");
    let owner = Address::parse(&world.tenant.owner_url()).expect("an address");
    WatchTriggers::run(&owner, &triggers.remove_sql()).await.expect("removed");
    foreign(&world, "INSERT INTO led VALUES (now(), 1)").await;
    assert_eq!(told(&mut watch, 0).await, []);
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
