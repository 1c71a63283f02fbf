//! What a tenant's role may do beyond reading. Anything at all is too much.

use std::fmt;
use std::time::Duration;

use thiserror::Error;
use tokio_postgres::Client;

use crate::error::describe;
use crate::{Address, StoreError, tls};

/// Something that a tenant's role may do and should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Power {
    /// It is a superuser.
    Superuser,
    /// Row security does not hold for it.
    BypassRls,
    /// It can make other roles.
    CreateRole,
    /// It can make databases.
    CreateDb,
    /// It can stream the whole cluster.
    Replication,
    /// It owns the database, or a table, view or schema in it.
    Owns(String),
    /// It may write to tables, or to columns of them, or move sequences on.
    Writes(String),
    /// It may make things in a schema.
    Creates(String),
    /// It is, or can become, a role with powers of its own.
    MemberOf(String),
}

impl fmt::Display for Power {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Power::Superuser => f.write_str("it is a superuser"),
            Power::BypassRls => f.write_str("it has BYPASSRLS"),
            Power::CreateRole => f.write_str("it has CREATEROLE"),
            Power::CreateDb => f.write_str("it has CREATEDB"),
            Power::Replication => f.write_str("it has REPLICATION"),
            Power::Owns(what) => write!(f, "it owns {what}"),
            Power::Writes(what) => write!(f, "it may write to {what}"),
            Power::Creates(what) => write!(f, "it may create in the schema {what}"),
            Power::MemberOf(role) => write!(f, "it is a member of {role}"),
        }
    }
}

/// Everything in one round trip, as pairs of a kind and a name. Five names of a kind are enough to see what is wrong; those
/// of the service desk come last, because its own role may write there.
const READ: &str = r"
WITH me AS (SELECT oid, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = current_user)
SELECT kind, name FROM (
    SELECT 'superuser' AS kind, '' AS name FROM me WHERE rolsuper
    UNION ALL SELECT 'bypassrls', '' FROM me WHERE rolbypassrls
    UNION ALL SELECT 'createrole', '' FROM me WHERE rolcreaterole
    UNION ALL SELECT 'createdb', '' FROM me WHERE rolcreatedb
    UNION ALL SELECT 'replication', '' FROM me WHERE rolreplication
    UNION ALL SELECT 'member', r.rolname FROM pg_roles r, me
        WHERE NOT me.rolsuper AND r.oid <> me.oid AND pg_has_role(me.oid, r.oid, 'MEMBER')
          AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
               OR r.rolname IN ('pg_write_all_data', 'pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files'))
    UNION ALL SELECT 'owns', 'the database ' || d.datname FROM pg_database d, me
        WHERE d.datname = current_database() AND NOT me.rolsuper AND pg_has_role(me.oid, d.datdba, 'MEMBER')
    UNION ALL (SELECT 'owns', 'the schema ' || n.nspname FROM pg_namespace n, me
        WHERE NOT me.rolsuper AND n.nspname !~ '^pg_(toast_)?temp_' AND n.nspname <> 'public' AND pg_has_role(me.oid, n.nspowner, 'MEMBER') LIMIT 5)
    UNION ALL (SELECT 'owns', n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, me
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT me.rolsuper AND pg_has_role(me.oid, c.relowner, 'MEMBER') LIMIT 5)
    UNION ALL (SELECT 'writes', n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, me
        WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND NOT me.rolsuper AND NOT pg_has_role(me.oid, c.relowner, 'MEMBER')
          AND (has_table_privilege(me.oid, c.oid, 'DELETE, TRUNCATE') OR has_any_column_privilege(me.oid, c.oid, 'INSERT, UPDATE'))
        ORDER BY n.nspname = 'service_desk' LIMIT 5)
    UNION ALL (SELECT 'writes', 'the sequence ' || n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace, me
        WHERE c.relkind = 'S' AND NOT me.rolsuper AND NOT pg_has_role(me.oid, c.relowner, 'MEMBER')
          AND has_sequence_privilege(me.oid, c.oid, 'USAGE, UPDATE')
        ORDER BY n.nspname = 'service_desk' LIMIT 5)
    UNION ALL (SELECT 'creates', n.nspname FROM pg_namespace n, me
        WHERE NOT me.rolsuper AND n.nspname !~ '^pg_' AND NOT pg_has_role(me.oid, n.nspowner, 'MEMBER')
          AND has_schema_privilege(me.oid, n.oid, 'CREATE') LIMIT 5)
) AS found";

/// The powers of the role that a connection signed in as.
pub(super) async fn of(client: &Client) -> Result<Vec<Power>, tokio_postgres::Error> {
    let rows = client.query(READ, &[]).await?;
    Ok(rows.iter().filter_map(|row| decode(row.get(0), row.get(1))).collect())
}

fn decode(kind: &str, name: &str) -> Option<Power> {
    Some(match kind {
        "superuser" => Power::Superuser,
        "bypassrls" => Power::BypassRls,
        "createrole" => Power::CreateRole,
        "createdb" => Power::CreateDb,
        "replication" => Power::Replication,
        "owns" => Power::Owns(name.to_owned()),
        "writes" => Power::Writes(name.to_owned()),
        "creates" => Power::Creates(name.to_owned()),
        "member" => Power::MemberOf(name.to_owned()),
        _ => return None,
    })
}

/// A pool's hook can only fail with text, so the powers travel as text through it. [`parse`] reads them again.
pub(super) fn encode(powers: &[Power]) -> String {
    let lines = powers.iter().map(|power| match power {
        Power::Superuser => "superuser\t".to_owned(),
        Power::BypassRls => "bypassrls\t".to_owned(),
        Power::CreateRole => "createrole\t".to_owned(),
        Power::CreateDb => "createdb\t".to_owned(),
        Power::Replication => "replication\t".to_owned(),
        Power::Owns(name) => format!("owns\t{name}"),
        Power::Writes(name) => format!("writes\t{name}"),
        Power::Creates(name) => format!("creates\t{name}"),
        Power::MemberOf(name) => format!("member\t{name}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

pub(super) fn parse(text: &str) -> Vec<Power> {
    text.lines().filter_map(|line| line.split_once('\t').and_then(|(kind, name)| decode(kind, name))).collect()
}

/// How long a database may take to say what its role may do.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Why a database cannot be a tenant's.
#[derive(Debug, Error)]
pub enum BadDatabase {
    /// It cannot be reached, or will not say what the role may do.
    #[error("{0}")]
    Unreachable(String),
    /// The role may do more than read.
    #[error("the role may do more than read: {}", powers.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    TooPowerful {
        /// What it may do.
        powers: Vec<Power>,
    },
}

impl Address {
    /// Connects once and asks that the database answers and its role can read and no more. Takes 10 s at most.
    ///
    /// # Errors
    /// See [`BadDatabase`]; neither quotes the address.
    pub async fn check(&self) -> Result<(), BadDatabase> {
        let unreachable = |error: StoreError| match error {
            StoreError::Database(error) => BadDatabase::Unreachable(describe(&error)),
            other => BadDatabase::Unreachable(other.to_string()),
        };
        let asked = tokio::time::timeout(PATIENCE, read_powers(self)).await;
        match asked.map(|powers| powers.map_err(unreachable)) {
            Ok(Ok(powers)) if powers.is_empty() => Ok(()),
            Ok(Ok(powers)) => Err(BadDatabase::TooPowerful { powers }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(BadDatabase::Unreachable(format!("no answer within {} s", PATIENCE.as_secs()))),
        }
    }
}

pub(crate) async fn read_powers(address: &Address) -> Result<Vec<Power>, StoreError> {
    let connector = tls::connector(address).map_err(StoreError::Setup)?;
    let (client, connection) = address.config.connect(connector).await?;
    let driver = tokio::spawn(connection);
    let powers = of(&client).await;
    drop(client);
    let _ = driver.await;
    Ok(powers?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_survive_the_way_through_the_pool() {
        let powers =
            vec![Power::Superuser, Power::Owns("public.metrics".to_owned()), Power::MemberOf("root".to_owned())];
        assert_eq!(parse(&encode(&powers)), powers);
    }
}
