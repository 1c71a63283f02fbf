//! From the tables that panels name to what stands in the database.

use std::collections::{BTreeMap, BTreeSet};

use tokio_postgres::types::Type;
use tokio_postgres::{Client, Error};
use watchroom_spec::{TableName, WatchedTables};

use crate::tenants::quoted;

/// The schema of the service desk.
pub(super) const DESK: &str = "service_desk";
/// Past so many partitions the newest time is not asked for: planning alone would cost more than the look.
const MOST_PARTITIONS: usize = 64;

/// All that each named table is made of: what views read, down to tables, and partitions. Materialised views are tables of
/// their own. Names without a schema are looked for where the role looks for them. Of the indexes only those that lead with a
/// moment: for other types there may be no `max`, and one such column would make the question fail for all tables.
pub(super) const RELATIONS: &str = r"
WITH RECURSIVE named AS (
    SELECT a.ord::int4 AS ord, c.oid AS relid
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS a (schema, name, ord)
    JOIN pg_class c ON c.relname = a.name
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE CASE WHEN a.schema IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = a.schema END
), below (ord, relid) AS (
    SELECT ord, relid FROM named
    UNION
    SELECT b.ord, n.relid FROM below b CROSS JOIN LATERAL (
        SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = b.relid
        UNION ALL
        SELECT d.refobjid FROM pg_class v
        JOIN pg_rewrite r ON r.ev_class = v.oid AND r.ev_type = '1'
        JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
             AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> v.oid
        WHERE v.oid = b.relid AND v.relkind = 'v'
    ) AS n (relid)
)
SELECT b.ord, c.oid, n.nspname::text, c.relname::text, c.relkind::text,
       EXISTS (SELECT FROM pg_inherits i JOIN below o ON o.relid = i.inhparent AND o.ord = b.ord WHERE i.inhrelid = c.oid),
       EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'watchroom_insert' AND t.tgenabled IN ('O', 'A')),
       ARRAY(SELECT a.attname::text FROM pg_index i
             JOIN pg_class x ON x.oid = i.indexrelid
             JOIN pg_am m ON m.oid = x.relam AND m.amname = 'btree'
             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
               AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype)
               AND has_schema_privilege(n.oid, 'USAGE') AND has_column_privilege(c.oid, a.attnum, 'SELECT'))
FROM below b JOIN pg_class c ON c.oid = b.relid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm', 'v')
ORDER BY b.ord, c.oid";

/// A table as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) table: TableName,
    /// Everything whose changes are the table's.
    pub(super) relations: Vec<u32>,
    /// Relation and time column, quoted, where an index leads with the column.
    pub(super) newest: Vec<(String, String)>,
    /// Whether all that it is made of has triggers that tell.
    pub(super) told: bool,
    /// Whether it holds tickets. What such tables' counters and triggers say is left alone: it would tell of sensitive
    /// tickets. Their changes are told by the desk's outbox, to whom they concern.
    pub(super) of_desk: bool,
}

/// Finds the tables; those that are not there are left out.
pub(super) async fn resolve(client: &Client, tables: &WatchedTables) -> Result<Vec<Resolved>, Error> {
    let (schemas, names): (Vec<Option<&str>>, Vec<&str>) =
        tables.keys().map(|table| (table.schema.as_deref(), table.name.as_str())).unzip();
    let found = client.query_typed(RELATIONS, &[(&schemas, Type::TEXT_ARRAY), (&names, Type::TEXT_ARRAY)]).await?;
    let mut parts: BTreeMap<i32, Vec<Part>> = BTreeMap::new();
    for row in &found {
        let (schema, name, kind) = (row.try_get::<_, &str>(2)?, row.try_get(3)?, row.try_get::<_, &str>(4)?);
        parts.entry(row.try_get(0)?).or_default().push(Part {
            relation: row.try_get(1)?,
            // An index of a table that others inherit from holds its own rows alone; that of a partitioned one holds all.
            name: format!("{}{}.{}", if kind == "r" { "ONLY " } else { "" }, quoted(schema), quoted(name)),
            stored: kind != "v",
            below_another: row.try_get(5)?,
            told: row.try_get(6)?,
            of_desk: schema == DESK,
            led_by: row.try_get(7)?,
        });
    }
    let resolved = (1_i32..).zip(tables).filter_map(|(ord, (table, watched))| {
        Some(put_together(table.clone(), &parts.remove(&ord)?, &watched.time_columns))
    });
    Ok(resolved.collect())
}

/// A relation that a table is made of.
struct Part {
    relation: u32,
    name: String,
    stored: bool,
    below_another: bool,
    told: bool,
    of_desk: bool,
    led_by: Vec<String>,
}

fn put_together(table: TableName, parts: &[Part], times: &BTreeSet<String>) -> Resolved {
    let stored = || parts.iter().filter(|part| part.stored && !part.of_desk);
    let newest = stored().filter(|part| !part.below_another && parts.len() <= MOST_PARTITIONS);
    let newest: BTreeSet<(String, String)> = newest
        .flat_map(|part| {
            let led = part.led_by.iter().filter(|column| times.contains(*column));
            led.map(|column| (part.name.clone(), quoted(column)))
        })
        .collect();
    Resolved {
        table,
        relations: stored().map(|part| part.relation).collect(),
        newest: newest.into_iter().collect(),
        told: stored().next().is_some() && stored().all(|part| part.told),
        of_desk: parts.iter().any(|part| part.of_desk),
    }
}
