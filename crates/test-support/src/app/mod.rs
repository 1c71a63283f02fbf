//! A running server over real databases.

mod accounts;
mod building;

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;
use tokio::task::JoinHandle;
use watchroom_api::{App, Settings};
use watchroom_domain::Clock;
use watchroom_identity::{Identity, OidcSettings};
use watchroom_store::{Actor, Address, SecretKey};

pub use building::TestAppBuilder;

use crate::postgres::TestDatabase;
use crate::session::Session;
use crate::tenant::TestTenant;

/// A secret key, as `openssl rand -hex 32` makes one: none stands in the repository that anybody could use.
#[must_use]
pub fn secret_key() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A server on a port of its own.
#[derive(Debug)]
pub struct TestApp {
    /// Where it answers.
    pub url: String,
    /// Its parts.
    pub app: App,
    /// Its tenants.
    pub tenants: Vec<TestTenant>,
    world: World,
    server: JoinHandle<()>,
}

/// What the processes of one server have in common.
#[derive(Debug, Clone)]
struct World {
    central_database: Arc<TestDatabase>,
    config: Arc<TempDir>,
    key: Arc<SecretKey>,
    clock: Clock,
    oidc: Option<OidcSettings>,
    redis: Option<String>,
    settings: Settings,
}

impl TestApp {
    /// Begins with nothing.
    ///
    /// # Panics
    /// Where no temporary folder can be made.
    #[must_use]
    pub fn builder() -> TestAppBuilder {
        TestAppBuilder::new()
    }

    /// Another process of the same server: its own memory and port, the same central database, settings and clock.
    ///
    /// # Panics
    /// Where it cannot be started.
    pub async fn another_process(&self) -> TestApp {
        let (listener, url) = building::port().await;
        building::assemble(listener, url, Vec::new(), self.world.clone()).await
    }

    /// Says that a tenant's service desk is elsewhere now, as the command line does.
    ///
    /// # Panics
    /// Where the central database refuses.
    pub async fn move_desk(&self, tenant: &str, to: &Address) {
        let tenant = &self.tenant(tenant).id;
        let put = self.app.central.tenant_desk_put(tenant, to, &self.world.key, &self.by()).await;
        put.unwrap_or_else(|error| panic!("{error}"));
        self.app.tenants.refresh(&self.app.central).await.unwrap_or_else(|error| panic!("{error}"));
    }

    /// Accounts without a provider, as the command line knows them: where one vouches for people, passwords are off.
    #[must_use]
    pub fn local_identity(&self) -> Identity {
        Identity::new(self.app.central.clone(), self.app.clock.clone())
    }

    /// Who sets the tests' world up, as the audit log names it.
    #[must_use]
    pub fn by(&self) -> Actor {
        Actor::command_line("tests", self.app.clock.now())
    }

    /// A caller who is not signed in.
    #[must_use]
    pub fn nobody(&self) -> Session {
        Session::open(&self.url, None)
    }

    /// A tenant by its id.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn tenant(&self, id: &str) -> &TestTenant {
        self.tenants.iter().find(|tenant| tenant.id.as_str() == id).unwrap_or_else(|| panic!("no tenant {id}"))
    }

    /// Writes a file below the folder of the tenants' folders; a reload is the caller's to ask for.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write_config(&self, path: &str, text: &str) {
        let path = self.world.config.path().join(path);
        let folder = path.parent().unwrap_or(Path::new("/"));
        std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        std::fs::write(&path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }

    /// Loads the folder again, as a running server does when it notices an edit.
    pub fn reload(&self) {
        self.app.take_up(watchroom_query::load(self.world.config.path()));
    }

    /// The central database.
    #[must_use]
    pub fn central_database(&self) -> &TestDatabase {
        &self.world.central_database
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.server.abort();
    }
}
