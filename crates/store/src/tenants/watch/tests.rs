//! What is asked of the database, on a real one.

use tokio_postgres::Client;
use watchroom_spec::WatchedTable;
use watchroom_test_support::TestTenant;

use super::*;

async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    client
}

fn table(name: &str, times: &[&str]) -> (TableName, WatchedTable) {
    let (schema, name) = name.split_once('.').map_or((None, name), |(schema, name)| (Some(schema.to_owned()), name));
    let time_columns = times.iter().map(|time| (*time).to_owned()).collect();
    (TableName { schema, name: name.to_owned() }, WatchedTable { time_columns, panels: Default::default() })
}

async fn found(sql: &str, tables: &[(&str, &[&str])]) -> Vec<Resolved> {
    let tenant = TestTenant::make("watched", sql).await;
    let client = client(&tenant.reader_url()).await;
    let tables = tables.iter().map(|(name, times)| table(name, times)).collect();
    resolve::resolve(&client, &tables).await.expect("tables")
}

fn asked(resolved: &[Resolved]) -> String {
    newest(resolved).unwrap_or_default()
}

#[tokio::test]
async fn every_statement_that_we_own_is_understood() {
    let tenant = TestTenant::make("watched", "").await;
    let client = client(&tenant.reader_url()).await;
    for statement in STATEMENTS.iter().chain(triggers::STATEMENTS) {
        let understood = if statement.starts_with("LISTEN") {
            client.batch_execute(statement).await
        } else {
            client.prepare(statement).await.map(drop)
        };
        understood.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
}

#[tokio::test]
async fn the_newest_time_is_asked_for_where_an_index_leads_with_it_and_nowhere_else() {
    let sql = "CREATE TABLE led (at timestamptz, n int); CREATE INDEX ON led (at DESC, n);
         CREATE TABLE second (at timestamptz, n int); CREATE INDEX ON second (n, at);
         CREATE TABLE partial (at timestamptz, n int); CREATE INDEX ON partial (at) WHERE n > 0;
         CREATE TABLE brin (at timestamptz); CREATE INDEX ON brin USING brin (at);
         CREATE TABLE bare (at timestamptz)";
    let at: &[&str] = &["at"];
    let tables = found(sql, &[("led", at), ("second", at), ("partial", at), ("brin", at), ("bare", at)]).await;
    assert_eq!(tables.len(), 5);
    let names: Vec<&str> = tables.iter().map(|table| table.table.name.as_str()).collect();
    let led = names.iter().position(|name| *name == "led").expect("it is there");
    assert_eq!(asked(&tables), format!("(SELECT {led}, max(\"at\")::text FROM ONLY \"public\".\"led\")"));
    let unnamed = found(sql, &[("led", &[])]).await;
    assert_eq!(asked(&unnamed), "", "no panel names it as a time");
}

#[tokio::test]
async fn the_newest_is_asked_of_moments_alone_so_that_one_odd_column_hides_no_other_tables() {
    let types = ["date", "timestamp", "timestamptz", "boolean", "jsonb", "uuid", "int4range"];
    let sql: Vec<String> = types
        .iter()
        .map(|name| format!("CREATE TABLE of_{name} (at {name}); CREATE INDEX ON of_{name} (at);"))
        .collect();
    let names: Vec<String> = types.iter().map(|name| format!("of_{name}")).collect();
    let at: &[&str] = &["at"];
    let named: Vec<(&str, &[&str])> = names.iter().map(|name| (name.as_str(), at)).collect();
    let tables = found(&sql.concat(), &named).await;
    let asked_of = tables.iter().filter(|table| !table.newest.is_empty()).map(|table| table.table.name.as_str());
    let asked_of: Vec<&str> = asked_of.collect();
    assert_eq!((tables.len(), asked_of), (7, vec!["of_date", "of_timestamp", "of_timestamptz"]));
}

#[tokio::test]
async fn views_and_partitions_are_followed_down_to_tables() {
    let sql = "CREATE SCHEMA other; CREATE TABLE \"Odd \"\"one\" (\"At\" timestamptz PRIMARY KEY);
         CREATE VIEW upper AS SELECT * FROM \"Odd \"\"one\"; CREATE VIEW over AS SELECT * FROM upper;
         CREATE TABLE parts (at timestamptz) PARTITION BY RANGE (at); CREATE INDEX ON parts (at);
         CREATE TABLE old PARTITION OF parts DEFAULT;
         CREATE TABLE new PARTITION OF parts FOR VALUES FROM ('2026-01-01Z') TO ('2027-01-01Z');
         CREATE TABLE parent (at timestamptz PRIMARY KEY); CREATE TABLE child () INHERITS (parent);
         CREATE MATERIALIZED VIEW stored AS SELECT * FROM parent;
         CREATE VIEW made AS SELECT generate_series(1, 3) AS n;
         CREATE TABLE other.parts (at timestamptz)";
    let at: &[&str] = &["at"];
    let named: &[(&str, &[&str])] = &[
        ("over", &["At"]),
        ("parts", at),
        ("new", at),
        ("parent", at),
        ("stored", at),
        ("made", at),
        ("nowhere", at),
        ("other.parts", at),
    ];
    let tables = found(sql, named).await;
    let of = |schema: Option<&str>, name: &str| {
        let same = |table: &&Resolved| table.table.name == name && table.table.schema.as_deref() == schema;
        tables.iter().find(same)
    };
    let shape = |name: &str| of(None, name).map(|table| (table.relations.len(), table.newest.clone()));
    let one = |relation: &str, column: &str| vec![(relation.to_owned(), column.to_owned())];
    assert_eq!(shape("over"), Some((1, one("ONLY \"public\".\"Odd \"\"one\"", "\"At\""))));
    assert_eq!(shape("parts"), Some((3, one("\"public\".\"parts\"", "\"at\""))));
    assert_eq!(shape("new"), Some((1, one("ONLY \"public\".\"new\"", "\"at\""))));
    assert_eq!(shape("parent"), Some((2, one("ONLY \"public\".\"parent\"", "\"at\""))));
    assert_eq!(shape("stored"), Some((1, vec![])));
    assert_eq!(shape("made"), Some((0, vec![])), "no table stands behind it");
    assert_eq!(shape("nowhere"), None);
    assert_eq!(of(Some("other"), "parts").map(|table| table.relations.len()), Some(1));
    assert!(tables.iter().all(|table| !table.told));
    let parts = of(None, "parts").expect("it is there");
    assert!(of(None, "new").is_some_and(|new| parts.relations.contains(&new.relations[0])));
}

#[test]
fn times_that_are_told_are_read_and_what_is_none_is_left_out() {
    let read = |text: &str| span(&serde_json::from_str(text).expect("JSON"));
    let told = read(r#"{"table": 1, "from": 60, "to": 120}"#).expect("a span");
    assert_eq!((told.start().as_second(), told.end().as_second()), (60, 120));
    for none in [r#"{"from": null, "to": null}"#, r#"{"from": 9, "to": 9}"#, r#"{"from": 1e300, "to": "x"}"#, "[]", "1"]
    {
        assert_eq!(read(none), None, "{none}");
    }
}
