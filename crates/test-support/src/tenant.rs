//! A tenant with a database and roles of its own, as an operator would set it up.

use tokio_postgres::Client;
use watchroom_domain::TenantId;
use watchroom_store::Address;

use crate::postgres::{Postgres, TestDatabase, connect};

/// A tenant with a database of its own: an owner who writes and a reader who reads.
#[derive(Debug)]
pub struct TestTenant {
    /// The tenant.
    pub id: TenantId,
    /// Its database.
    pub database: TestDatabase,
    /// The role that reads.
    pub reader: String,
}

impl TestTenant {
    /// Makes the database, its roles, and in it whatever `sql` says, run by its owner.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub async fn make(id: &str, sql: &str) -> Self {
        let mut database = Postgres::shared().database().await;
        let (owner, reader) = (format!("{}_owner", database.name()), format!("{}_reader", database.name()));
        database.roles = vec![reader.clone(), owner.clone()];
        let root = database.connect().await;
        let name = database.name();
        root.batch_execute(&format!(
            "CREATE ROLE {owner} LOGIN PASSWORD 'owner'; CREATE ROLE {reader} LOGIN PASSWORD 'reader';
             GRANT ALL ON DATABASE {name} TO {owner}; GRANT CONNECT ON DATABASE {name} TO {reader};
             GRANT ALL ON SCHEMA public TO {owner}; GRANT USAGE ON SCHEMA public TO {reader};
             ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {reader}"
        ))
        .await
        .unwrap_or_else(|error| panic!("roles: {error:?}"));
        let tenant = Self { id: id.parse().unwrap_or_else(|error| panic!("{id}: {error}")), database, reader };
        tenant.owner().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        tenant
    }

    /// Connects as the owner.
    pub async fn owner(&self) -> Client {
        connect(&self.url_of(&format!("{}_owner", self.database.name()), "owner")).await
    }

    /// The reader's URL.
    #[must_use]
    pub fn reader_url(&self) -> String {
        self.url_of(&self.reader, "reader")
    }

    /// The reader's address, as the store takes it.
    ///
    /// # Panics
    /// Never: it is our own.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::parse(&self.reader_url()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn url_of(&self, role: &str, password: &str) -> String {
        let url = self.database.url();
        let (_, place) = url.rsplit_once('@').unwrap_or_else(|| panic!("{url} names no user"));
        format!("postgresql://{role}:{password}@{place}")
    }
}
