//! How a tenant's desk fares: whether it answers, under a role that may do what a desk needs and no more, and whether its
//! tables are those that this program knows.

use std::time::Duration;

use watchroom_domain::TenantId;

use super::install;
use crate::error::describe;
use crate::{Power, RunError, Tenants};

/// The newest migration that was applied.
const APPLIED: &str = "SELECT coalesce(max(version), 0)::bigint FROM service_desk.schema_history";

/// How a desk fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskHealth {
    /// The tenant has none.
    Absent,
    /// It answers, and its tables are up to date.
    Good,
    /// Its tables are of another version of the program.
    OtherVersion {
        /// The newest migration that was applied.
        applied: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// It stands in another database than the tenant's: the tenant has moved since.
    Elsewhere {
        /// The database that the desk's address names.
        desk: String,
        /// The tenant's.
        tenant: String,
    },
    /// It cannot be asked at the moment, or has no tables.
    Unreachable(String),
    /// Its role may do more than a desk needs: nothing is run on it.
    TooPowerful(Vec<Power>),
}

impl DeskHealth {
    /// The same in words, as a sentence, with what to do about it.
    #[must_use]
    pub fn in_words(&self, tenant: &TenantId) -> String {
        match self {
            Self::Absent => "There is none.".to_owned(),
            Self::Good => "It answers, and its tables are up to date.".to_owned(),
            Self::OtherVersion { applied, known } if applied < known => format!(
                "Its tables are of version {applied}, and this program needs {known}. Run: watchroom tenant service-desk {tenant} \
                 --owner-url-file FILE"
            ),
            Self::OtherVersion { applied, known } => format!(
                "Its tables are of version {applied}, which is newer than this program's {known}. Update the program."
            ),
            Self::Elsewhere { desk, tenant: database } => format!(
                "It stands in the database {desk}, and the tenant's is {database} now. Run: watchroom tenant service-desk {tenant} \
                 --owner-url-file FILE"
            ),
            Self::Unreachable(cause) => format!("It does not answer: {cause}."),
            Self::TooPowerful(powers) => {
                let powers: Vec<String> = powers.iter().map(ToString::to_string).collect();
                format!("Its role may do more than it should: {}.", powers.join("; "))
            }
        }
    }
}

impl Tenants {
    /// How a tenant's desk fares. Waits 2 s at most.
    pub async fn desk_health(&self, tenant: &TenantId) -> DeskHealth {
        let Some(entry) = self.desk_entry(tenant) else { return DeskHealth::Absent };
        if let Some(database) = self.database_of(tenant).filter(|database| database != entry.address.database()) {
            return DeskHealth::Elsewhere { desk: entry.address.database().to_owned(), tenant: database };
        }
        let asked = async {
            let connection = crate::tenants::connection_of(tenant, &entry.pool).await?;
            let row = connection.query_one(APPLIED, &[]).await;
            row.and_then(|row| row.try_get::<_, i64>(0)).map_err(|error| RunError::Refused(describe(&error)))
        };
        let known = install::newest();
        match tokio::time::timeout(Duration::from_secs(2), asked).await {
            Ok(Ok(applied)) if applied == known => DeskHealth::Good,
            Ok(Ok(applied)) => DeskHealth::OtherVersion { applied, known },
            Ok(Err(RunError::TooPowerful { powers, .. })) => DeskHealth::TooPowerful(powers),
            Ok(Err(RunError::Refused(cause))) => DeskHealth::Unreachable(cause),
            Ok(Err(error)) => DeskHealth::Unreachable(error.to_string()),
            Err(_) => DeskHealth::Unreachable("no answer within 2 s".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use watchroom_test_support::TestTenant;

    #[tokio::test]
    async fn the_desks_role_may_read_which_migrations_were_applied() {
        let mut tenant = TestTenant::make("beta", "").await;
        tenant.install_desk().await;
        let row = tenant.desk_client().await.query_one(super::APPLIED, &[]).await.expect("a version");
        assert_eq!(row.get::<_, i64>(0), super::install::newest());
    }
}
