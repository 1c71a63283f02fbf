//! What a tenant's database has, as its role sees it: for comparing dashboards with it, never for answering anybody.

use std::collections::HashMap;

use tokio_postgres::{Client, Error, Row};
use watchroom_access::OwnRows;
use watchroom_query::{Catalogue, CatalogueColumn, Relation, RelationKind};

use super::checking::TIME_MS;
use super::lease::Lease;
use super::{Entry, RunError, run};

/// The role, and where it looks for tables without a schema.
const SESSION: &str = "SELECT current_user::text, current_schemas(true)::text[]";

/// Tables and views. A partitioned table has as many rows as its partitions; -1 is a table never analysed.
const RELATIONS: &str = r"
SELECT c.oid, n.nspname::text, c.relname::text, c.relkind IN ('r', 'p', 'm'),
       CASE WHEN c.relkind <> 'p' THEN c.reltuples::float8
            ELSE (SELECT sum(greatest(l.reltuples, 0))::float8
                  FROM pg_partition_tree(c.oid) t JOIN pg_class l ON l.oid = t.relid WHERE t.isleaf) END,
       has_schema_privilege(n.oid, 'USAGE'), has_table_privilege(c.oid, 'SELECT')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_(toast|temp_)'
ORDER BY n.nspname, c.relname";

/// Columns in their order, with the type below a domain.
const COLUMNS: &str = r"
SELECT a.attrelid, a.attname::text, format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL),
       has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum";

/// Columns that lead an index over all rows which can find a range. A partitioned table has its own entry here.
const INDEXED: &str = r"
SELECT i.indrelid, a.attname::text
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam AND m.amname IN ('btree', 'brin')
JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indisvalid AND i.indpred IS NULL";

pub(super) async fn read(entry: &Entry) -> Result<Catalogue, RunError> {
    let lease = Lease::new(run::connection(entry).await?, entry.connector.clone(), None);
    match ask(lease.connection()).await {
        Ok(catalogue) => {
            lease.give_back();
            Ok(catalogue)
        }
        Err(error) => Err(run::sort_out(&error, &entry.stored.id, TIME_MS)),
    }
}

async fn ask(client: &Client) -> Result<Catalogue, Error> {
    client.batch_execute(&run::begin("UTC", TIME_MS, &OwnRows::Nothing, false)).await?;
    let session = client.query_one(SESSION, &[]).await?;
    let relations = client.query(RELATIONS, &[]).await?;
    let mut columns = by_relation(&client.query(COLUMNS, &[]).await?, |row| {
        Ok(CatalogueColumn {
            name: row.try_get(1)?,
            type_name: row.try_get(2)?,
            // Null for what has gone meanwhile.
            readable: row.try_get::<_, Option<bool>>(3)?.unwrap_or(false),
        })
    })?;
    let mut indexed = by_relation(&client.query(INDEXED, &[]).await?, |row| row.try_get(1))?;
    client.batch_execute("ROLLBACK").await?;
    let relations = relations.iter().map(|row| {
        let oid: u32 = row.try_get(0)?;
        Ok(Relation {
            schema: row.try_get(1)?,
            name: row.try_get(2)?,
            kind: if row.try_get(3)? { RelationKind::Stored } else { RelationKind::Elsewhere },
            rows: row.try_get::<_, Option<f64>>(4)?.and_then(estimate),
            schema_open: row.try_get::<_, Option<bool>>(5)?.unwrap_or(false),
            readable: row.try_get::<_, Option<bool>>(6)?.unwrap_or(false),
            columns: columns.remove(&oid).unwrap_or_default(),
            indexed: indexed.remove(&oid).unwrap_or_default(),
        })
    });
    Ok(Catalogue {
        role: session.try_get(0)?,
        search_path: session.try_get(1)?,
        relations: relations.collect::<Result<_, Error>>()?,
    })
}

/// What rows say of relations, by the relation's number in their first column.
fn by_relation<T>(rows: &[Row], read: impl Fn(&Row) -> Result<T, Error>) -> Result<HashMap<u32, Vec<T>>, Error> {
    let mut all: HashMap<u32, Vec<T>> = HashMap::new();
    for row in rows {
        all.entry(row.try_get(0)?).or_default().push(read(row)?);
    }
    Ok(all)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an estimate, and not below zero")]
fn estimate(rows: f64) -> Option<u64> {
    (rows >= 0.0).then_some(rows as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_test_support::TestTenant;

    #[tokio::test]
    async fn every_statement_that_we_own_is_understood() {
        let tenant = TestTenant::make("catalogue", "").await;
        let reader = tokio_postgres::connect(&tenant.reader_url(), tokio_postgres::NoTls).await;
        let (client, connection) = reader.expect("a connection");
        tokio::spawn(connection);
        for statement in [SESSION, RELATIONS, COLUMNS, INDEXED] {
            client.prepare(statement).await.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        }
    }

    #[tokio::test]
    async fn tables_columns_rights_and_indexes_are_told() {
        let sql = "CREATE DOMAIN load AS float8;
             CREATE TABLE samples (at timestamptz, value load, name varchar(20));
             CREATE INDEX ON samples (at, name); CREATE INDEX ON samples (name) WHERE name > 'a';
             INSERT INTO samples SELECT now(), n, n FROM generate_series(1, 500) n; ANALYZE samples;
             CREATE TABLE parts (at timestamptz) PARTITION BY RANGE (at);
             CREATE TABLE part PARTITION OF parts DEFAULT; CREATE INDEX ON parts USING brin (at);
             INSERT INTO parts SELECT now() FROM generate_series(1, 70); ANALYZE part;
             CREATE VIEW seen AS SELECT at FROM samples;
             CREATE TABLE hidden (a int, b int); REVOKE ALL ON hidden FROM PUBLIC;";
        let tenant = TestTenant::make("catalogue", sql).await;
        let reader = &tenant.reader_role;
        let grants = format!("REVOKE SELECT ON hidden FROM {reader}; GRANT SELECT (a) ON hidden TO {reader}");
        tenant.owner().await.batch_execute(&grants).await.expect("grants");
        let (client, connection) =
            tokio_postgres::connect(&tenant.reader_url(), tokio_postgres::NoTls).await.expect("a connection");
        tokio::spawn(connection);
        let catalogue = ask(&client).await.expect("a catalogue");
        assert_eq!(catalogue.role, *reader);
        assert!(catalogue.search_path.contains(&"public".to_owned()), "{:?}", catalogue.search_path);
        let of =
            |name: &str| catalogue.relations.iter().find(|r| r.schema == "public" && r.name == name).expect("there");
        let types: Vec<&str> = of("samples").columns.iter().map(|column| column.type_name.as_str()).collect();
        assert_eq!(types, ["timestamp with time zone", "double precision", "character varying"]);
        assert_eq!((of("samples").rows, of("samples").indexed.as_slice()), (Some(500), &["at".to_owned()][..]));
        assert_eq!((of("parts").rows, of("parts").indexed.as_slice()), (Some(70), &["at".to_owned()][..]));
        assert_eq!((of("seen").kind, of("parts").kind), (RelationKind::Elsewhere, RelationKind::Stored));
        assert!(of("samples").readable && of("samples").schema_open && !of("hidden").readable);
        assert_eq!(of("hidden").columns.iter().map(|column| column.readable).collect::<Vec<_>>(), [true, false]);
    }
}
