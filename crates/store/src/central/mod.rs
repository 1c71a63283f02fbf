//! The central database: users, tenants, memberships, sessions.

mod access_changes;
mod act;
mod api_token_acts;
mod api_tokens;
mod assignees;
mod audit;
mod begun_sign_ins;
mod memberships;
mod provider_people;
mod provider_sessions;
mod session_list;
mod sessions;
mod share_acts;
mod shares;
mod sign_ins;
mod tenant_acts;
mod tenants;
mod user_acts;
mod users;
mod view_as;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime};

use tokio::sync::Mutex;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Address, StoreError, tls};

pub use access_changes::AccessNews;
pub use act::{ActError, Actor};
pub use api_token_acts::{ListedApiToken, NewApiToken};
pub use api_tokens::LiveApiToken;
pub use audit::{AuditAction, AuditEntry, AuditFilter, AuditRecord, AuditVerdict, SignInFailure};
pub use begun_sign_ins::{BegunSignIn, SignInUnderWay};
pub use memberships::{MemberName, TenantOfUser, UserOfTenant};
pub use provider_people::{NewProviderSession, Place, ProviderCaller, ProviderPerson, Vouched};
pub use provider_sessions::{ClaimedTokens, EndedSession, ProviderLogout, RenewedTokens};
pub use session_list::ListedSession;
pub use sessions::{NewSession, SessionRow, ViewedAs};
pub use share_acts::{ListedShare, NewShare, share_target};
pub use shares::LiveShare;
pub use sign_ins::Budget;
pub use tenant_acts::{TenantChange, TenantSummary};
pub use tenants::StoredTenant;
pub use user_acts::{NewUser, UserChange};
pub use users::StoredUser;
pub use view_as::ViewAsError;

mod migrations {
    refinery::embed_migrations!("migrations");
}

/// The central database.
#[derive(Clone)]
pub struct Central {
    pool: Pool,
    /// For a connection of its own, that listens.
    listening: Arc<(tokio_postgres::Config, MakeRustlsConnect)>,
    /// Whose turn it is to add to the audit log.
    audit_turn: Arc<Mutex<()>>,
}

impl std::fmt::Debug for Central {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Central")
    }
}

impl Central {
    /// Sets up a pool; connects when first asked for something.
    ///
    /// # Errors
    /// Where the address asks for an encryption that cannot be had.
    pub fn new(address: &Address) -> Result<Self, StoreError> {
        let connector = tls::connector(address).map_err(StoreError::Setup)?;
        let mut config = address.config.clone();
        config.options("-c statement_timeout=10000 -c idle_in_transaction_session_timeout=10000 -c timezone=UTC");
        let manager = Manager::from_config(
            config.clone(),
            connector.clone(),
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(10)
            .wait_timeout(Some(Duration::from_secs(5)))
            .create_timeout(Some(Duration::from_secs(5)))
            .recycle_timeout(Some(Duration::from_secs(5)))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| StoreError::Setup(error.to_string()))?;
        Ok(Self { pool, listening: Arc::new((config, connector)), audit_turn: Arc::default() })
    }

    /// Brings the schema up to date; several processes may do so at once. Returns the names of what was applied.
    ///
    /// # Errors
    /// Where the database cannot be reached or refuses a migration.
    pub async fn migrate(&self) -> Result<Vec<String>, StoreError> {
        // A connection of its own, closed afterwards: the advisory lock goes with it, whatever happens.
        let mut connection = Object::take(self.pool.get().await?);
        connection.batch_execute(LOCK_MIGRATIONS).await?;
        let report = migrations::migrations::runner().run_async(&mut *connection).await?;
        Ok(report.applied_migrations().iter().map(ToString::to_string).collect())
    }

    /// Whether the central database answers.
    ///
    /// # Errors
    /// Where it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.connection().await?.simple_query("SELECT 1").await?;
        Ok(())
    }

    async fn connection(&self) -> Result<Object, StoreError> {
        Ok(self.pool.get().await?)
    }
}

/// The number is the word "watchroo" in ASCII: two programs that pick a lock by chance do not meet.
const LOCK_MIGRATIONS: &str = "SET statement_timeout = 0; SELECT pg_advisory_lock(8602542270022086511)";

/// Every statement that this module sends, for the test that PREPAREs each against the migrated schema.
#[cfg(test)]
fn statements() -> impl Iterator<Item = &'static str> {
    [
        act::STATEMENTS,
        api_token_acts::STATEMENTS,
        api_tokens::STATEMENTS,
        assignees::STATEMENTS,
        begun_sign_ins::STATEMENTS,
        memberships::STATEMENTS,
        provider_people::STATEMENTS,
        provider_sessions::STATEMENTS,
        session_list::STATEMENTS,
        sessions::STATEMENTS,
        share_acts::STATEMENTS,
        shares::STATEMENTS,
        sign_ins::STATEMENTS,
        tenant_acts::STATEMENTS,
        tenants::STATEMENTS,
        user_acts::STATEMENTS,
        users::STATEMENTS,
        view_as::STATEMENTS,
    ]
    .into_iter()
    .chain(audit::STATEMENTS.iter().copied())
    .flatten()
    .copied()
}

/// Whether an insert failed because the thing is there already.
fn is_duplicate(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&tokio_postgres::error::SqlState::UNIQUE_VIOLATION)
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_test_support::Postgres;

    #[tokio::test]
    async fn every_statement_that_we_own_fits_the_migrated_schema() {
        let database = Postgres::shared().database().await;
        let central = Central::new(&Address::parse(&database.url()).expect("an address")).expect("a pool");
        central.migrate().await.expect("migrations apply");
        let connection = central.connection().await.expect("a connection");
        let mut count = 0;
        for statement in statements() {
            connection
                .prepare(statement)
                .await
                .unwrap_or_else(|error| panic!("{statement}: {}", crate::error::describe(&error)));
            count += 1;
        }
        assert!(count > 10, "the lists of statements are empty");
    }

    #[tokio::test]
    async fn migrating_twice_and_side_by_side_is_harmless() {
        let database = Postgres::shared().database().await;
        let address = Address::parse(&database.url()).expect("an address");
        let (one, two) = (Central::new(&address).expect("a pool"), Central::new(&address).expect("a pool"));
        let (first, second) = tokio::join!(one.migrate(), two.migrate());
        let applied = first.expect("applies").len() + second.expect("applies").len();
        let all = migrations::migrations::runner().get_migrations().len();
        assert_eq!(applied, all, "each once");
        assert!(one.migrate().await.expect("applies").is_empty());
    }
}
