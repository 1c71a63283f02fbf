//! Making a desk: the schema and its tables as their owner, and then what the desk's role and the panels' role may do there.

use refinery::Runner;
use thiserror::Error;
use tokio_postgres::Client;

use crate::error::describe;
use crate::tenants::{literal, quoted};
use crate::{Address, Power, StoreError, tls};

mod migrations {
    refinery::embed_migrations!("desk_migrations");
}

/// Where the runner writes down what was applied: beside the desk's tables, not among the tenant's own.
const APPLIED: &str = "service_desk.schema_history";

/// The role that the desk signs in as.
#[derive(Debug)]
pub enum DeskRole<'a> {
    /// One that is there: its address.
    There(&'a Address),
    /// One to be made, or given another password: its name and its password.
    Make {
        /// The role's name.
        name: &'a str,
        /// Its new password.
        password: &'a str,
    },
}

/// Why a desk cannot be made.
#[derive(Debug, Error)]
pub enum DeskError {
    /// The owner's connection fails, or a statement was refused.
    #[error("the tenant's database refused to make the service desk: {0}")]
    Refused(String),
    /// The owner may not make roles.
    #[error(
        "the owner's role may not make the role `{0}` for the service desk ({1}); make it as a superuser with \
         CREATE ROLE {0} LOGIN PASSWORD '…', and name its address with --desk-url-file"
    )]
    NoRole(String, String),
    /// The desk's role may not enter the database, and the owner may not let it.
    #[error(
        "the role `{role}` of the service desk may not enter the database, and the owner's role may not let it; as the \
         database's owner: GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}"
    )]
    NoEntry {
        /// The desk's role.
        role: String,
        /// The database.
        database: String,
    },
    /// The owner may not make the schema.
    #[error(
        "the role `{owner}` may not make the schema of the service desk ({cause}); as the database's owner or a superuser: \
         GRANT CREATE ON DATABASE {database} TO {owner}"
    )]
    NoSchema {
        /// The role of the owner's address.
        owner: String,
        /// The database.
        database: String,
        /// PostgreSQL's own words.
        cause: String,
    },
    /// The schema is there and belongs to somebody else, under whom alone its functions see what they should.
    #[error(
        "the schema of the service desk belongs to the role `{belongs_to}`, and the owner's address names `{owner}`; give the \
         address of `{belongs_to}`"
    )]
    NotOwner {
        /// The role that owns the schema.
        belongs_to: String,
        /// The role of the owner's address.
        owner: String,
    },
    /// A migration failed.
    #[error("the service desk's tables could not be made: {0}")]
    Migration(#[from] refinery::Error),
    /// The desk's role may do more than the desk needs.
    #[error("the role of the service desk may do more than it should: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    TooPowerful(Vec<Power>),
}

impl From<tokio_postgres::Error> for DeskError {
    fn from(error: tokio_postgres::Error) -> Self {
        DeskError::Refused(describe(&error))
    }
}

/// The powers that a desk's role must not have: all that a reader must not have, but to write in the desk's own schema.
pub(super) fn too_much(powers: Vec<Power>) -> Vec<Power> {
    let of_desk = |name: &str| name.trim_start_matches("the sequence ").starts_with("service_desk.");
    powers.into_iter().filter(|power| !matches!(power, Power::Writes(name) if of_desk(name))).collect()
}

/// The version of the newest migration that this program knows.
pub(super) fn newest() -> i64 {
    let runner = migrations::migrations::runner();
    runner.get_migrations().iter().map(|migration| i64::from(migration.version())).max().unwrap_or(0)
}

/// Makes a tenant's desk, or brings it up to date: schema, tables, row security and what the two roles may do. `owner` must
/// be allowed to make a schema in the database. Running it again is harmless. Returns the names of the migrations applied.
///
/// # Errors
/// See [`DeskError`].
pub async fn install_desk(owner: &Address, desk: &DeskRole<'_>, reader: &str) -> Result<Vec<String>, DeskError> {
    let connector = tls::connector(owner).map_err(DeskError::Refused)?;
    let (mut client, connection) = owner.config.connect(connector).await?;
    let driver = tokio::spawn(connection);
    let done = install(&mut client, desk, reader, owner.database()).await;
    drop(client);
    let _ = driver.await;
    done
}

async fn install(
    client: &mut Client,
    desk: &DeskRole<'_>,
    reader: &str,
    database: &str,
) -> Result<Vec<String>, DeskError> {
    client.batch_execute(LOCK).await?;
    let name = match desk {
        DeskRole::There(address) => address.user(),
        DeskRole::Make { name, password } => {
            make_role(client, name, password).await?;
            name
        }
    };
    make_schema(client, database).await?;
    let mut runner: Runner = migrations::migrations::runner();
    runner.set_migration_table_name(APPLIED);
    let report = runner.run_async(client).await?;
    client.batch_execute(&rights(&quoted(name), &quoted(reader), &quoted(database))).await?;
    // A grant of what one may not grant is a warning, and no error.
    if !client.query_one(MAY_ENTER, &[&name]).await?.try_get::<_, bool>(0)? {
        return Err(DeskError::NoEntry { role: name.to_owned(), database: database.to_owned() });
    }
    Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
}

/// Makes the schema where there is none. It belongs to whoever made it first: policies and functions go by its owner.
async fn make_schema(client: &Client, database: &str) -> Result<(), DeskError> {
    let row = client.query_one(SCHEMA_OWNER, &[]).await?;
    let (owner, belongs_to): (String, Option<String>) = (row.try_get(0)?, row.try_get(1)?);
    match belongs_to {
        Some(belongs_to) if belongs_to != owner => Err(DeskError::NotOwner { belongs_to, owner }),
        Some(_) => Ok(()),
        None => client.batch_execute("CREATE SCHEMA service_desk").await.map_err(|error| DeskError::NoSchema {
            owner,
            database: quoted(database),
            cause: describe(&error),
        }),
    }
}

async fn make_role(client: &Client, name: &str, password: &str) -> Result<(), DeskError> {
    let known = client.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&name]).await?.is_some();
    let verb = if known { "ALTER" } else { "CREATE" };
    let sql = format!("{verb} ROLE {} LOGIN PASSWORD {}", quoted(name), literal(password));
    client.batch_execute(&sql).await.map_err(|error| DeskError::NoRole(name.to_owned(), describe(&error)))
}

/// What the two roles may do, and which rows each sees. Every line may run again.
///
/// The owner's policies are "all", because force takes the owner in: functions of the schema run as the owner.
fn rights(desk: &str, reader: &str, database: &str) -> String {
    let mut sql = format!(
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {desk};
         REVOKE ALL ON SCHEMA service_desk FROM PUBLIC;
         REVOKE ALL ON ALL FUNCTIONS IN SCHEMA service_desk FROM PUBLIC;
         GRANT USAGE ON SCHEMA service_desk TO {desk}, {reader};
         GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA service_desk TO {desk};
         GRANT SELECT ON ALL TABLES IN SCHEMA service_desk TO {desk};
         GRANT INSERT, UPDATE ON service_desk.tickets, service_desk.teams, service_desk.wards, service_desk.categories,
             service_desk.calendars, service_desk.sla_policies TO {desk};
         GRANT INSERT ON service_desk.ticket_history, service_desk.ticket_notes, service_desk.sla_notices, service_desk.events
             TO {desk};
         GRANT DELETE ON service_desk.events TO {desk};
         GRANT INSERT, UPDATE, DELETE ON service_desk.saved_views TO {desk};
         GRANT SELECT ON service_desk.tickets, service_desk.teams, service_desk.wards TO {reader};
         REVOKE ALL ON {APPLIED} FROM {desk}, {reader};
         GRANT SELECT ON {APPLIED} TO {desk};"
    );
    let tables = [
        "tickets",
        "ticket_history",
        "ticket_notes",
        "sla_notices",
        "events",
        "event_numbers",
        "saved_views",
        "categories",
        "sla_policies",
        // For its function alone.
        "removed_tickets",
    ];
    for table in tables {
        sql.push_str(&policy(table, "owner_all", "ALL", "CURRENT_USER", "true", Some("true")));
    }
    let system = "(SELECT service_desk.is_system())";
    let seen = format!(
        "{system} OR (is_sensitive = (SELECT service_desk.sees_sensitive()) \
           AND ((SELECT service_desk.own_ward()) IS NULL OR ward_id = (SELECT service_desk.own_ward())) \
           AND ((SELECT service_desk.own_team()) IS NULL OR assigned_team_id = (SELECT service_desk.own_team())))"
    );
    let (changes, edits) = ("(SELECT service_desk.may_change())", "(SELECT service_desk.may_edit())");
    sql.push_str(&policy("tickets", "desk_sees", "SELECT", desk, &seen, None));
    sql.push_str(&policy("tickets", "desk_changes", "UPDATE", desk, &format!("{changes} AND ({seen})"), Some(changes)));
    sql.push_str(&insert_policy("tickets", "desk_adds", desk, edits));
    // Never the sensitive ones, and of a ward's member the own ward: what each panel query says of who asks.
    let by_panel = "NOT is_sensitive AND ((SELECT coalesce(current_setting('watchroom.rows', true), 'all')) = 'all' \
         OR ward_id = (SELECT nullif(current_setting('watchroom.ward', true), '')))";
    sql.push_str(&policy("tickets", "panels_see", "SELECT", reader, by_panel, None));
    // Whoever sees the ticket sees what belongs to it: the condition within goes through the ticket's own policies.
    for table in ["ticket_history", "ticket_notes", "sla_notices"] {
        let with_ticket = format!("{system} OR EXISTS (SELECT FROM service_desk.tickets t WHERE t.id = ticket_id)");
        // A councillor reads what is said to the public, and so does the public.
        let seen = if table == "ticket_notes" {
            format!(
                "({with_ticket}) AND (visibility = 'public' OR coalesce(current_setting('watchroom.role', true), '') NOT IN ('ward_councillor', 'public'))"
            )
        } else {
            with_ticket.clone()
        };
        sql.push_str(&policy(table, "desk_sees", "SELECT", desk, &seen, None));
        sql.push_str(&insert_policy(table, "desk_adds", desk, &format!("{changes} AND ({with_ticket})")));
    }
    sql.push_str(&policy("events", "desk_sees", "SELECT", desk, system, None));
    sql.push_str(&policy("event_numbers", "desk_sees", "SELECT", desk, system, None));
    sql.push_str(&policy("events", "desk_sweeps", "DELETE", desk, system, None));
    sql.push_str(&insert_policy("events", "desk_adds", desk, changes));
    let liaison = "(SELECT coalesce(service_desk.sees_sensitive(), false))";
    let own_view = "owner_id = (SELECT service_desk.own_user())";
    // Null for who sees no tickets, and so no view.
    let of_own_kind = "of_liaison = (SELECT service_desk.sees_sensitive())";
    sql.push_str(&policy(
        "saved_views",
        "desk_keeps",
        "ALL",
        desk,
        &format!("{system} OR ({of_own_kind} AND ({own_view} OR shared))"),
        Some(&format!("{system} OR ({of_own_kind} AND {own_view})")),
    ));
    // A category whose tickets are sensitive is named to the liaison alone. Tickets refer to it all the same: the check of
    // a foreign key runs as the table's owner.
    sql.push_str(&policy(
        "categories",
        "desk_sees",
        "SELECT",
        desk,
        &format!("{system} OR NOT is_sensitive OR {liaison}"),
        None,
    ));
    sql.push_str(&insert_policy("categories", "desk_adds", desk, system));
    sql.push_str(&policy("categories", "desk_changes", "UPDATE", desk, system, Some(system)));
    sql.push_str(&policy("sla_policies", "desk_keeps", "ALL", desk, system, Some(system)));
    sql
}

fn policy(table: &str, name: &str, of: &str, role: &str, using: &str, check: Option<&str>) -> String {
    let check = check.map(|check| format!(" WITH CHECK ({check})")).unwrap_or_default();
    format!(
        "DROP POLICY IF EXISTS {name} ON service_desk.{table};
         CREATE POLICY {name} ON service_desk.{table} FOR {of} TO {role} USING ({using}){check};"
    )
}

fn insert_policy(table: &str, name: &str, role: &str, check: &str) -> String {
    format!(
        "DROP POLICY IF EXISTS {name} ON service_desk.{table};
         CREATE POLICY {name} ON service_desk.{table} FOR INSERT TO {role} WITH CHECK ({check});"
    )
}

const SCHEMA_OWNER: &str =
    "SELECT current_user::text, (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'service_desk')";

const MAY_ENTER: &str = "SELECT has_database_privilege($1, current_database(), 'CONNECT') \
     AND has_database_privilege($1, current_database(), 'TEMPORARY')";

/// One at a time: two commands may install at once. It goes with the connection.
const LOCK: &str = "SELECT pg_advisory_lock(8602542270022086512)";

impl Address {
    /// Connects once as a desk's role and asks that it may do no more than a desk needs. Takes 10 s at most.
    ///
    /// # Errors
    /// [`DeskError`]; it does not quote the address.
    pub async fn check_desk(&self) -> Result<(), DeskError> {
        let asked = tokio::time::timeout(crate::tenants::PATIENCE, crate::tenants::read_powers(self)).await;
        match asked {
            Ok(Ok(powers)) => {
                let powers = too_much(powers);
                if powers.is_empty() { Ok(()) } else { Err(DeskError::TooPowerful(powers)) }
            }
            Ok(Err(StoreError::Database(error))) => Err(error.into()),
            Ok(Err(error)) => Err(DeskError::Refused(error.to_string())),
            Err(_) => Err(DeskError::Refused(format!("no answer within {} s", crate::tenants::PATIENCE.as_secs()))),
        }
    }
}
