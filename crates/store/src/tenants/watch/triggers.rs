//! The optional triggers: what a table's owner installs so that a change is told at once, with its times.
//!
//! One function a table and statement-level triggers: however many rows a statement changes, it notifies once. Times are
//! rounded outwards, so that PostgreSQL folds what one transaction tells again and again into one notification.

use thiserror::Error;
use tokio_postgres::Client;
use watchroom_spec::TableName;

use super::resolve::DESK;
use crate::error::describe;
use crate::tenants::{literal, quoted};
use crate::{Address, tls};

/// The table, its columns, and what it is made of below: partitions, and what inherits from it. Of a view, what it reads.
const FIND: &str = r"
WITH RECURSIVE named AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relname = $2 AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
      AND CASE WHEN $1::text IS NULL THEN pg_table_is_visible(c.oid) ELSE n.nspname = $1 END
), below (oid) AS (
    SELECT oid FROM named
    UNION
    SELECT i.inhrelid FROM pg_inherits i JOIN below b ON b.oid = i.inhparent
)
SELECT named.nspname::text, named.relname::text, named.relkind::text,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = named.oid AND a.attnum > 0 AND NOT a.attisdropped),
       ARRAY(SELECT format('%I.%I', n.nspname, c.relname) FROM below b JOIN pg_class c ON c.oid = b.oid AND c.relkind IN ('r', 'p')
             JOIN pg_namespace n ON n.oid = c.relnamespace ORDER BY c.oid),
       ARRAY(SELECT DISTINCT format('%s.%s', n.nspname, c.relname) FROM pg_rewrite r
             JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
             JOIN pg_class c ON c.oid = d.refobjid AND c.oid <> named.oid JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE r.ev_class = named.oid)
FROM named";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[FIND];

/// The longest name that PostgreSQL keeps.
const NAME_MOST: usize = 63;
/// What the function's name begins with.
const NAME: &str = "watchroom_tell_";
/// What stands around the function's text.
const QUOTE: &str = "$watchroom$";

/// Why triggers cannot be made.
#[derive(Debug, Error)]
pub enum TriggerError {
    /// No such table.
    #[error(
        "the tenant's database has no table `{0}` that this role sees; write it as the panels do, or as schema.table"
    )]
    Missing(String),
    /// Only tables have triggers that see the changed rows.
    #[error("`{table}` is no table that can have triggers{}", if stands_on.is_empty() { String::new() } else { format!("; name what it reads: {}", stands_on.join(", ")) })]
    NoTable {
        /// What was named.
        table: String,
        /// What it reads, where it is a view.
        stands_on: Vec<String>,
    },
    /// No such column.
    #[error("the table `{table}` has no column `{column}`; it has: {}", columns.join(", "))]
    NoColumn {
        /// The table.
        table: String,
        /// What was named.
        column: String,
        /// Those that there are.
        columns: Vec<String>,
    },
    /// A table of the service desk.
    #[error(
        "`{0}` is a table of the service desk; triggers on it would tell of sensitive tickets, and panels over it follow the desk's \
         events without them"
    )]
    OfDesk(String),
    /// A name that cannot stand in a function.
    #[error("the name `{0}` cannot stand in a trigger's function")]
    BadName(String),
    /// The database cannot be reached, or refuses.
    #[error("the tenant's database refuses: {0}")]
    Refused(String),
}

impl From<tokio_postgres::Error> for TriggerError {
    fn from(error: tokio_postgres::Error) -> Self {
        TriggerError::Refused(describe(&error))
    }
}

/// A table that is to tell of its changes, as it was found in its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchTriggers {
    /// The function, quoted, in the table's schema.
    function: String,
    /// The table with its partitions, quoted.
    relations: Vec<String>,
    column: Option<String>,
    zone: String,
}

impl WatchTriggers {
    /// Looks a table up. `column` holds the time; where it has no zone of its own, it is local time of `zone`.
    ///
    /// # Errors
    /// See [`TriggerError`].
    pub async fn find(at: &Address, table: &TableName, column: Option<&str>, zone: &str) -> Result<Self, TriggerError> {
        with_client(at, async |client| {
            let written = match &table.schema {
                Some(schema) => format!("{schema}.{}", table.name),
                None => table.name.clone(),
            };
            let row = client.query_opt(FIND, &[&table.schema, &table.name]).await?;
            let row = row.ok_or_else(|| TriggerError::Missing(written.clone()))?;
            let (schema, name, kind): (String, String, String) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
            if schema == DESK {
                return Err(TriggerError::OfDesk(written));
            }
            if kind != "r" && kind != "p" {
                return Err(TriggerError::NoTable { table: written, stands_on: row.try_get(5)? });
            }
            let columns: Vec<String> = row.try_get(3)?;
            if let Some(column) = column
                && !columns.iter().any(|known| known == column)
            {
                return Err(TriggerError::NoColumn { table: written, column: column.to_owned(), columns });
            }
            if let Some(bad) = column.filter(|column| column.contains(QUOTE)) {
                return Err(TriggerError::BadName(bad.to_owned()));
            }
            Ok(Self {
                function: format!("{}.{}", quoted(&schema), quoted(&function_name(&name))),
                relations: row.try_get(4)?,
                column: column.map(quoted),
                zone: zone.to_owned(),
            })
        })
        .await
    }

    /// The SQL that makes function and triggers. It may run again.
    #[must_use]
    pub fn install_sql(&self) -> String {
        let Self { function, zone, .. } = self;
        let body = self.column.as_ref().map_or_else(|| WITHOUT_TIME.to_owned(), |column| with_time(column));
        let mut sql = format!(
            "CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql\n\
             SET search_path = pg_catalog, pg_temp SET timezone = {} AS {QUOTE}\n{body}{QUOTE};\n",
            literal(zone)
        );
        for relation in &self.relations {
            for (event, rows) in EVENTS {
                sql.push_str(&format!(
                    "CREATE OR REPLACE TRIGGER watchroom_{} AFTER {event} ON {relation}{rows} FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n",
                    event.to_lowercase()
                ));
            }
        }
        sql
    }

    /// The SQL that takes them away again.
    #[must_use]
    pub fn remove_sql(&self) -> String {
        let mut sql = String::new();
        for relation in &self.relations {
            for (event, _) in EVENTS {
                sql.push_str(&format!("DROP TRIGGER IF EXISTS watchroom_{} ON {relation};\n", event.to_lowercase()));
            }
        }
        sql.push_str(&format!("DROP FUNCTION IF EXISTS {}();\n", self.function));
        sql
    }

    /// Runs such SQL as the table's owner, all of it or nothing. It waits 5 s at most for programs that write.
    ///
    /// # Errors
    /// [`TriggerError::Refused`].
    pub async fn run(owner: &Address, sql: &str) -> Result<(), TriggerError> {
        with_client(owner, async |client| {
            client.batch_execute(&format!("BEGIN; SET LOCAL lock_timeout = '5s';\n{sql}COMMIT")).await?;
            Ok(())
        })
        .await
    }
}

/// What happens to a table, and where its rows are seen.
const EVENTS: [(&str, &str); 4] = [
    ("INSERT", " REFERENCING NEW TABLE AS new_rows"),
    ("UPDATE", " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"),
    ("DELETE", " REFERENCING OLD TABLE AS old_rows"),
    ("TRUNCATE", ""),
];

/// The function of a table without a time column.
const WITHOUT_TIME: &str = "\
DECLARE
  changed boolean := true;
BEGIN
  CASE TG_OP
    WHEN 'INSERT', 'UPDATE' THEN changed := EXISTS (SELECT FROM new_rows);
    WHEN 'DELETE' THEN changed := EXISTS (SELECT FROM old_rows);
    ELSE NULL;
  END CASE;
  IF changed THEN
    PERFORM pg_notify('watchroom_panels', json_build_object('table', TG_RELID::bigint)::text);
  END IF;
  RETURN NULL;
END
";

/// The function of a table with a time column. Times are told in seconds since 1970, the rougher the further they are from
/// now: whoever fills in ten years row by row in one transaction notifies a hundred times, not a million.
fn with_time(column: &str) -> String {
    let span = |rows: &str| {
        format!(
            "SELECT count(*), min(t) FILTER (WHERE isfinite(t)), max(t) FILTER (WHERE isfinite(t)) INTO changed, first, last\n        \
             FROM ({rows}) AS r (t);"
        )
    };
    let (new, old) =
        (format!("SELECT {column}::timestamptz FROM new_rows"), format!("SELECT {column}::timestamptz FROM old_rows"));
    format!(
        "\
DECLARE
  changed bigint := 1;
  first timestamptz;
  last timestamptz;
  away interval;
  unit text;
BEGIN
  BEGIN
    CASE TG_OP
      WHEN 'INSERT' THEN
        {inserted}
      WHEN 'UPDATE' THEN
        {updated}
      WHEN 'DELETE' THEN
        {deleted}
      ELSE NULL;
    END CASE;
    away := greatest(now() - first, last - now());
    unit := CASE WHEN away < interval '1 hour' THEN 'minute' WHEN away < interval '1 day' THEN 'hour'
                 WHEN away < interval '60 days' THEN 'day' ELSE 'month' END;
    first := date_trunc(unit, first);
    last := date_trunc(unit, last) + ('1 ' || unit)::interval;
  EXCEPTION WHEN OTHERS THEN
    -- Whoever writes must not fail because of this: the change is told without its times.
    changed := 1;
    first := NULL;
    last := NULL;
  END;
  IF changed > 0 THEN
    PERFORM pg_notify('watchroom_panels', json_build_object('table', TG_RELID::bigint,
      'from', extract(epoch FROM first)::bigint, 'to', extract(epoch FROM last)::bigint)::text);
  END IF;
  RETURN NULL;
END
",
        inserted = span(&new),
        updated = span(&format!("{old} UNION ALL {new}")),
        deleted = span(&old),
    )
}

/// The function's name: of a table whose own name is too long, its beginning and a sum of the whole.
fn function_name(table: &str) -> String {
    if NAME.len() + table.len() <= NAME_MOST {
        return format!("{NAME}{table}");
    }
    let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, table.as_bytes());
    let sum: String = sum.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let mut beginning = table;
    while NAME.len() + beginning.len() + 1 + sum.len() > NAME_MOST {
        let last = beginning.char_indices().next_back().map_or(0, |(at, _)| at);
        beginning = &beginning[..last];
    }
    format!("{NAME}{beginning}_{sum}")
}

async fn with_client<T>(
    at: &Address,
    work: impl AsyncFnOnce(&Client) -> Result<T, TriggerError>,
) -> Result<T, TriggerError> {
    let connector = tls::connector(at).map_err(TriggerError::Refused)?;
    let (client, connection) = at.config.connect(connector).await?;
    let driver = tokio::spawn(connection);
    let done = work(&client).await;
    drop(client);
    let _ = driver.await;
    done
}
