//! What a test's server is made of, and its start.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;
use watchroom_api::{
    Answers, App, Catalog, DeskStandings, Limits, Members, Parts, SensitiveReads, Settings, Streams, TrustedProxies,
};
use watchroom_domain::Clock;
use watchroom_identity::{Identity, OidcSettings, Provider};
use watchroom_live::{Bus, PanelNews, Signals};
use watchroom_store::{Actor, Address, Central, SecretKey, Tenants};

use super::{TestApp, World, secret_key};
use crate::postgres::Postgres;
use crate::tenant::TestTenant;

/// What a server is made of.
#[derive(Debug)]
pub struct TestAppBuilder {
    config: TempDir,
    tenants: Vec<TestTenant>,
    clock: Clock,
    oidc: Option<OidcSettings>,
    trusted_proxies: TrustedProxies,
    public_origin: Option<String>,
    redis: Option<String>,
}

impl TestAppBuilder {
    pub(super) fn new() -> Self {
        let config = TempDir::new().unwrap_or_else(|error| panic!("a temporary folder: {error}"));
        Self {
            config,
            tenants: Vec::new(),
            clock: Clock::machine(),
            oidc: None,
            trusted_proxies: TrustedProxies::default(),
            public_origin: None,
            redis: None,
        }
    }

    /// Adds a tenant over a database filled by `sql`. Its YAML files are given with their paths in its folder.
    ///
    /// # Panics
    /// Where the database or the files cannot be made.
    pub async fn tenant(mut self, id: &str, sql: &str, files: &[(&str, &str)]) -> Self {
        for (path, text) in files {
            let path = self.config.path().join(id).join(path);
            let folder = path.parent().unwrap_or(Path::new("/"));
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, text))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
        self.tenants.push(TestTenant::make(id, sql).await);
        self
    }

    /// Gives the tenant added last a service desk, and fills it by `sql`, run by the desk's owner.
    ///
    /// # Panics
    /// Where there is no tenant yet, or PostgreSQL refuses.
    pub async fn with_desk(mut self, sql: &str) -> Self {
        let tenant = self.tenants.last_mut().unwrap_or_else(|| panic!("a desk belongs to a tenant"));
        tenant.install_desk().await;
        // The files show it, unless they say something of it themselves.
        let file = self.config.path().join(tenant.id.as_str()).join("tenant.yaml");
        if let Ok(text) = std::fs::read_to_string(&file)
            && !text.contains("service_desk")
        {
            let shown = text.replacen("tenant: {", "tenant: { service_desk: { enabled: true },", 1);
            std::fs::write(&file, shown).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        }
        tenant.owner().await.batch_execute(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        self
    }

    /// Sets the server's clock.
    #[must_use]
    pub fn at(mut self, moment: Timestamp) -> Self {
        self.clock = Clock::standing_at(moment);
        self
    }

    /// The server's clock, for what lives by the same.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Lets a provider vouch for people, and turns passwords off. The settings' public origin is the server's own.
    #[must_use]
    pub fn by_provider(mut self, settings: OidcSettings) -> Self {
        self.oidc = Some(settings);
        self
    }

    /// Says where people reach the server: behind TLS, where it begins with `https:`.
    #[must_use]
    pub fn public_at(mut self, origin: &str) -> Self {
        self.public_origin = Some(origin.to_owned());
        self
    }

    /// Signals go by a Redis, `redis://127.0.0.1:6379`, instead of by PostgreSQL.
    #[must_use]
    pub fn redis(mut self, address: &str) -> Self {
        self.redis = Some(address.to_owned());
        self
    }

    /// Believes what the tests' own machine says of where a request comes from: a test is many callers then, by the
    /// header `X-Forwarded-For`.
    ///
    /// # Panics
    /// Never: the network is our own.
    #[must_use]
    pub fn behind_a_proxy(mut self) -> Self {
        self.trusted_proxies = TrustedProxies::parse(&["127.0.0.0/8", "::1"]).unwrap_or_else(|error| panic!("{error}"));
        self
    }

    /// Starts the server.
    ///
    /// # Panics
    /// Where any part of it cannot be had, or the YAML has findings.
    pub async fn start(self) -> TestApp {
        let central_database = Postgres::shared().database().await;
        let (listener, url) = port().await;
        let oidc = self.oidc.map(|settings| OidcSettings { public_origin: url.clone(), ..settings });
        let world = World {
            central_database: Arc::new(central_database),
            config: Arc::new(self.config),
            key: Arc::new(SecretKey::from_text(&secret_key()).unwrap_or_else(|error| panic!("{error}"))),
            clock: self.clock,
            oidc,
            redis: self.redis,
            settings: Settings { trusted_proxies: self.trusted_proxies, ..Settings::at(self.public_origin) },
        };
        assemble(listener, url, self.tenants, world).await
    }
}

pub(super) async fn port() -> (tokio::net::TcpListener, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("a port: {error}"));
    let url = format!("http://{}", listener.local_addr().unwrap_or_else(|error| panic!("{error}")));
    (listener, url)
}

pub(super) async fn assemble(
    listener: tokio::net::TcpListener,
    url: String,
    own_tenants: Vec<TestTenant>,
    world: World,
) -> TestApp {
    let World { central_database, config, key, clock, oidc, redis, settings } = world.clone();
    let address = Address::parse(&central_database.url()).unwrap_or_else(|error| panic!("{error}"));
    let central = Central::new(&address).unwrap_or_else(|error| panic!("{error}"));
    central.migrate().await.unwrap_or_else(|error| panic!("{error}"));
    let by = Actor::command_line("tests", clock.now());
    for tenant in &own_tenants {
        let name = format!("The {} people", tenant.id);
        let put = central.tenant_put(&tenant.id, &name, &tenant.address(), &key, &by).await;
        put.unwrap_or_else(|error| panic!("{error}"));
        if let Some(desk) = &tenant.desk {
            let put = central.tenant_desk_put(&tenant.id, desk, &key, &by).await;
            put.unwrap_or_else(|error| panic!("{error}"));
        }
    }
    let tenants = Tenants::new(Arc::clone(&key));
    tenants.refresh(&central).await.unwrap_or_else(|error| panic!("{error}"));
    let catalog = Catalog::default();
    if !tenants.ids().is_empty() {
        let loaded = watchroom_query::load(config.path()).unwrap_or_else(|error| panic!("{error}"));
        assert!(loaded.findings().next().is_none(), "{}", loaded.to_text(false));
        catalog.take_up(loaded, clock.now());
    }
    let mut identity = Identity::new(central.clone(), clock.clone());
    if let Some(settings) = &oidc {
        let provider = Provider::new(settings.clone(), clock.clone()).unwrap_or_else(|error| panic!("{error}"));
        identity = identity.with_provider(provider, key);
    }
    let signals = match &redis {
        Some(address) => Signals::by_redis(address.parse().unwrap_or_else(|error| panic!("{error}")), &tenants),
        None => Signals::by_postgres(),
    };
    let app = App::new(Parts {
        identity: identity.clone(),
        central,
        tenants,
        catalog,
        answers: Answers::new(clock.clone(), None),
        desks: DeskStandings::default(),
        live: Bus::default(),
        signals,
        panel_news: PanelNews::default(),
        streams: Streams::default(),
        reads: SensitiveReads::default(),
        members: Members::default(),
        clock,
        settings,
    });
    let router = watchroom_api::router(app.clone());
    let (following, desks, panels) = (app.clone(), app.clone(), app.clone());
    let server = tokio::spawn(async move {
        let served = watchroom_api::serve(listener, router, Limits::default(), std::future::pending());
        tokio::select! {
            () = served => {}
            () = identity.follow_access_changes() => {}
            () = following.follow_tenants() => {}
            () = desks.follow_desks() => {}
            () = panels.follow_panels() => {}
        }
    });
    TestApp { url, app, tenants: own_tenants, world, server }
}
