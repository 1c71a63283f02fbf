//! The demo's tenants are walled off from each other by PostgreSQL itself.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use watchroom_store::{Address, Central, SecretKey};

use crate::running_demo::{Demo, DemoFolder, connect, with_database};

/// The addresses that the server itself reads with, unsealed.
async fn readers(demo: &Demo, folder: &DemoFolder) -> HashMap<String, String> {
    let key = std::fs::read_to_string(folder.path().join("secret.key")).expect("the key is there");
    let key = SecretKey::from_text(&key).expect("a key");
    let central = Central::new(&Address::parse(demo.central_url()).expect("an address")).expect("a pool");
    let tenants = central.tenant_list().await.expect("the tenants");
    let url = |tenant: &watchroom_store::StoredTenant| {
        tenant.address(&key).expect("the key is the one it was sealed under").with_password().to_owned()
    };
    tenants.iter().map(|tenant| (tenant.id.to_string(), url(tenant))).collect()
}

#[tokio::test]
async fn a_tenants_reader_reads_its_own_database_and_does_nothing_else() {
    let folder = DemoFolder::new();
    let demo = folder.start(&["--no-live"]);
    let readers = readers(&demo, &folder).await;
    for (own, other) in [("tenant-alpha", "tenant_beta"), ("tenant-beta", "tenant_alpha")] {
        let url = &readers[own];
        for database in [other, "watchroom_central", "postgres", "template1"] {
            let refused = connect(&with_database(url, database)).await.err();
            let code = refused.as_ref().and_then(|error| error.code());
            assert_eq!(code, Some(&SqlState::INSUFFICIENT_PRIVILEGE), "{own} in {database}: {refused:?}");
        }
        let reader = connect(url).await.expect("its own database lets it in");
        assert!(reader.query("SELECT * FROM metrics LIMIT 1", &[]).await.is_ok_and(|rows| rows.len() == 1));
        let database = own.replace('-', "_");
        cannot_write(&reader, &database).await;
        cannot_become_more(&reader, &database, other).await;
        cannot_outlive_its_time(&reader).await;
    }
}

/// Not by default, and not where it takes the default away.
async fn cannot_write(reader: &Client, database: &str) {
    const WRITES: [&str; 10] = [
        "INSERT INTO metrics SELECT * FROM metrics LIMIT 1",
        "UPDATE metrics SET recorded_at = recorded_at",
        "DELETE FROM metrics",
        "TRUNCATE metrics",
        "DROP TABLE metrics",
        "ALTER TABLE metrics ADD COLUMN x int",
        "CREATE TABLE x (y int)",
        "CREATE TEMP TABLE x (y int)",
        "CREATE SCHEMA x",
        "CREATE FUNCTION x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ];
    for statement in WRITES {
        refused(reader, statement, &SqlState::READ_ONLY_SQL_TRANSACTION).await;
    }
    reader.batch_execute("SET default_transaction_read_only = off").await.expect("anybody may ask for that");
    for statement in WRITES {
        refused(reader, statement, &SqlState::INSUFFICIENT_PRIVILEGE).await;
    }
    refused(reader, "COPY metrics TO PROGRAM 'true'", &SqlState::INSUFFICIENT_PRIVILEGE).await;
    refused(reader, "SELECT pg_read_file('postgresql.conf')", &SqlState::INSUFFICIENT_PRIVILEGE).await;
    refused(reader, &format!("ALTER DATABASE {database} SET work_mem = '1GB'"), &SqlState::INSUFFICIENT_PRIVILEGE)
        .await;
    reader.batch_execute("RESET default_transaction_read_only").await.expect("a reset");
}

async fn cannot_become_more(reader: &Client, database: &str, other: &str) {
    for role in [format!("{database}_owner"), format!("{other}_reader"), format!("{other}_owner"), "watchroom".into()] {
        refused(reader, &format!("SET ROLE {role}"), &SqlState::INSUFFICIENT_PRIVILEGE).await;
        refused(reader, &format!("SET SESSION AUTHORIZATION {role}"), &SqlState::INSUFFICIENT_PRIVILEGE).await;
    }
    reader.batch_execute("SET default_transaction_read_only = off").await.expect("anybody may ask for that");
    for statement in [
        format!("GRANT {database}_owner TO {database}_reader"),
        format!("ALTER TABLE metrics OWNER TO {database}_reader"),
        format!("ALTER ROLE {database}_reader SUPERUSER"),
        format!("ALTER ROLE {database}_reader BYPASSRLS"),
        "CREATE ROLE x".to_owned(),
        "CREATE DATABASE x".to_owned(),
    ] {
        refused(reader, &statement, &SqlState::INSUFFICIENT_PRIVILEGE).await;
    }
    reader.batch_execute("RESET default_transaction_read_only").await.expect("a reset");
}

/// The role has a limit of its own; and the one that a panel sets is not lifted from inside the panel's statement.
async fn cannot_outlive_its_time(reader: &Client) {
    let usual: String = reader.query_one("SHOW statement_timeout", &[]).await.expect("a setting").get(0);
    assert_eq!(usual, "15s");
    reader.batch_execute("BEGIN READ ONLY; SET LOCAL statement_timeout = 300").await.expect("a transaction");
    let begun = Instant::now();
    let statement = "SELECT set_config('statement_timeout', '0', true), pg_sleep(60)";
    let error = reader.query(statement, &[]).await.expect_err("it is stopped");
    assert_eq!(error.code(), Some(&SqlState::QUERY_CANCELED), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(15), "it took {:?}", begun.elapsed());
    reader.batch_execute("ROLLBACK").await.expect("the end");
    let after: String = reader.query_one("SHOW statement_timeout", &[]).await.expect("a setting").get(0);
    assert_eq!(after, usual, "nothing sticks to the connection");
}

async fn refused(reader: &Client, statement: &str, code: &SqlState) {
    let error = reader.batch_execute(statement).await.err();
    let found = error.as_ref().and_then(|error| error.code());
    // That a role may not become another is sometimes told by its name not being there for it.
    assert_eq!(found, Some(code), "{statement}: {error:?}");
}
