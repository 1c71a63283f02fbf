//! A tenant with a database and roles of its own, as an operator would set it up.

use tokio_postgres::Client;
use watchroom_domain::TenantId;
use watchroom_store::{Address, DeskRole, install_desk};

use crate::postgres::{Postgres, TestDatabase, connect};

/// A tenant with a database of its own: an owner who writes and a reader who reads.
#[derive(Debug)]
pub struct TestTenant {
    /// The tenant.
    pub id: TenantId,
    /// Its database.
    pub database: TestDatabase,
    /// The role that reads.
    pub reader_role: String,
    /// Its service desk, under the desk's role, where it has one.
    pub desk: Option<Address>,
}

impl TestTenant {
    /// Makes the database, its roles, and in it whatever `sql` says, run by its owner.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub async fn make(id: &str, sql: &str) -> Self {
        Self::make_in(Postgres::shared(), id, sql).await
    }

    /// The same, in a PostgreSQL of the caller's.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub async fn make_in(postgres: &'static Postgres, id: &str, sql: &str) -> Self {
        let mut database = postgres.database().await;
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
        let tenant = Self {
            id: id.parse().unwrap_or_else(|error| panic!("{id}: {error}")),
            database,
            reader_role: reader,
            desk: None,
        };
        tenant.owner().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        tenant
    }

    /// Gives the tenant a service desk, as an operator would.
    ///
    /// # Panics
    /// Where PostgreSQL refuses.
    pub async fn install_desk(&mut self) {
        let desk = format!("{}_desk", self.database.name());
        let root = self.database.connect().await;
        root.batch_execute(&format!(
            "CREATE ROLE {desk} LOGIN PASSWORD 'desk'; GRANT CONNECT, TEMPORARY ON DATABASE {} TO {desk}",
            self.database.name()
        ))
        .await
        .unwrap_or_else(|error| panic!("{desk}: {error:?}"));
        // Roles go in this order, and the owner's grants with them.
        self.database.roles.insert(0, desk.clone());
        let parse = |url: &str| Address::parse(url).unwrap_or_else(|error| panic!("{error}"));
        let address = parse(&self.desk_url());
        let owner = parse(&self.owner_url());
        install_desk(&owner, &DeskRole::There(&address), &self.reader_role)
            .await
            .unwrap_or_else(|error| panic!("the desk: {error}"));
        self.desk = Some(address);
    }

    /// Connects as the owner.
    pub async fn owner(&self) -> Client {
        connect(&self.owner_url()).await
    }

    /// Connects as the role that reads.
    pub async fn reader(&self) -> Client {
        connect(&self.reader_url()).await
    }

    /// Connects as the desk's role, which has told nothing of who asks.
    ///
    /// # Panics
    /// Where the tenant has no desk.
    pub async fn desk_client(&self) -> Client {
        let desk = self.desk.as_ref().unwrap_or_else(|| panic!("{} has no desk", self.id));
        connect(desk.with_password()).await
    }

    /// The owner's URL.
    #[must_use]
    pub fn owner_url(&self) -> String {
        self.url_of(&format!("{}_owner", self.database.name()), "owner")
    }

    /// The reader's URL.
    #[must_use]
    pub fn reader_url(&self) -> String {
        self.url_of(&self.reader_role, "reader")
    }

    /// The URL of the desk's role, which [`TestTenant::install_desk`] made.
    #[must_use]
    pub fn desk_url(&self) -> String {
        self.url_of(&format!("{}_desk", self.database.name()), "desk")
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
