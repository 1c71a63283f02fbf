//! A running server: its parts put together, its background work, its end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use watchroom_api::{Answers, App, Catalog, DeskStandings, Limits, Members, Parts, SensitiveReads, Settings, Streams};
use watchroom_domain::Clock;
use watchroom_identity::{Identity, OidcError, OidcSettings, Provider};
use watchroom_live::{Bus, PanelNews, RedisAddress, Signals};
use watchroom_query::CheckedRoot;
use watchroom_store::{TenantHealth, Tenants};

use crate::reload::{Hangup, Watched};
use crate::settings::{Capacity, CentralSettings};

/// How long answers that are under way may take after the end was asked for.
const FAREWELL: Duration = Duration::from_secs(10);
/// How often ended sessions are swept out.
const SWEEP_EVERY: Duration = Duration::from_secs(3_600);

/// Files that are no callers' connections: databases', dashboards', the log.
const KEPT_FILES: u64 = 512;

/// A runtime for a command.
pub(crate) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime could not be started")
}

/// Puts a server together: migrates the central database, reads the tenants, checks their roles.
pub(crate) async fn assemble(
    central: CentralSettings,
    dashboards: CheckedRoot,
    settings: Settings,
    capacity: Capacity,
    oidc: Option<OidcSettings>,
    redis: Option<RedisAddress>,
) -> anyhow::Result<App> {
    let clock = Clock::machine();
    let provider = oidc.map(|settings| Provider::new(settings, clock.clone())).transpose().context("oidc")?;
    central.migrate().await?;
    let CentralSettings { central, key, .. } = central;
    let mut identity = Identity::new(central.clone(), clock.clone());
    if let Some(provider) = provider {
        look_at(provider.clone());
        identity = identity.with_provider(provider, Arc::clone(&key));
    }
    let tenants = match capacity.query_slots {
        Some(slots) => Tenants::new(key).with_query_slots(slots),
        None => Tenants::new(key),
    };
    tenants.refresh(&central).await?;
    let catalog = Catalog::default();
    catalog.take_up(dashboards, clock.now());
    check_tenants(&tenants, &catalog).await?;
    let signals = redis.map_or_else(Signals::by_postgres, |address| Signals::by_redis(address, &tenants));
    Ok(App::new(Parts {
        identity,
        central,
        tenants,
        catalog,
        answers: Answers::new(clock.clone(), capacity.cache_megabytes),
        desks: DeskStandings::default(),
        live: Bus::default(),
        signals,
        panel_news: PanelNews::default(),
        streams: Streams::default(),
        reads: SensitiveReads::default(),
        members: Members::default(),
        clock,
        settings,
    }))
}

/// Asks the provider who it is, and says what is wrong; the server starts meanwhile, since a provider may start later.
fn look_at(provider: Provider) {
    tokio::spawn(async move {
        let issuer = provider.settings().issuer.as_str();
        match provider.look().await {
            Ok(()) => tracing::info!(issuer, "people sign in by this OpenID provider; passwords are off"),
            // Told where it is asked.
            Err(OidcError::Unreachable(_)) => {}
            Err(error) => tracing::error!(issuer, cause = %error, "the OpenID provider cannot be used"),
        }
    });
}

/// Refuses to start over a role that may do more than read. A database that does not answer is only told of: the other
/// tenants are served, and the check is made again with every new connection.
async fn check_tenants(tenants: &Tenants, catalog: &Catalog) -> anyhow::Result<()> {
    let ids = tenants.ids();
    let checks = futures_util::future::join_all(ids.iter().map(|id| tenants.health(id))).await;
    let mut refused = Vec::new();
    for (id, health) in ids.iter().zip(checks) {
        match health {
            TenantHealth::Good => {}
            TenantHealth::Unreachable(cause) => {
                tracing::warn!(tenant = %id, cause, "the tenant's database does not answer")
            }
            TenantHealth::TooPowerful(powers) => {
                let powers: Vec<String> = powers.iter().map(ToString::to_string).collect();
                refused.push(format!("{id}: {}", powers.join("; ")));
            }
        }
        if catalog.standing(id).is_none() {
            tracing::warn!(tenant = %id, "the tenant has no folder of dashboards");
        }
    }
    for id in catalog.tenants().iter().filter(|id| !ids.contains(id)) {
        tracing::warn!(tenant = %id, "the folder's tenant is not in the central database; add it with: watchroom tenant add {id}");
    }
    if refused.is_empty() {
        return Ok(());
    }
    bail!(
        "a tenant's role may do more than read, and nothing is started on it:\n  {}\nGive the tenant a role of its own; \
         `watchroom tenant check` prints the SQL for one",
        refused.join("\n  ")
    )
}

/// Opens the listener.
pub(crate) async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} cannot be listened on; is another server running? choose another with --listen 127.0.0.1:0")
    })
}

/// Serves until the end is asked for, then lets answers under way finish. Dashboards are taken up as they are edited.
pub(crate) async fn serve(
    app: App,
    listener: TcpListener,
    ending: Ending,
    watched: Watched,
    hangup: Hangup,
) -> anyhow::Result<()> {
    let (identity, tenants, desks, standings) = (app.identity.clone(), app.clone(), app.clone(), app.clone());
    let panels = app.clone();
    let background = [
        tokio::spawn(async move { tenants.follow_tenants().await }),
        tokio::spawn(async move { desks.follow_desks().await }),
        tokio::spawn(async move { panels.follow_panels().await }),
        tokio::spawn(sweep_sessions(app.clone())),
        tokio::spawn(async move { standings.follow_desk_standings().await }),
        tokio::spawn(async move { identity.follow_access_changes().await }),
        tokio::spawn(watched.watch(app.clone(), hangup)),
    ];
    let (asked, live) = (ending.clone(), app.live.clone());
    let server = watchroom_api::serve(listener, watchroom_api::router(app), limits(), async move {
        asked.is_asked_for().await;
        // Open streams would go on for ever.
        live.close();
    });
    let farewell = async {
        ending.is_asked_for().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        () = server => {}
        () = farewell => tracing::warn!("some answers did not finish in {} s", FAREWELL.as_secs()),
    }
    background.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

/// What callers may ask of connections: as many of them as the process may open files, some being kept for databases.
fn limits() -> Limits {
    let usual = Limits::default();
    let wanted = u64::try_from(usual.connections).unwrap_or(u64::MAX) + KEPT_FILES;
    // The usual soft limit is 1,024 for the sake of old programs; whoever can do with more raises it.
    let files = getrlimit(Resource::RLIMIT_NOFILE).map_or(wanted, |(soft, hard)| {
        let raised = wanted.clamp(soft.min(hard), hard);
        setrlimit(Resource::RLIMIT_NOFILE, raised, hard).map_or(soft, |()| raised)
    });
    let connections = usize::try_from(files.saturating_sub(KEPT_FILES).max(64)).unwrap_or(usual.connections);
    Limits { connections: connections.min(usual.connections), ..usual }
}

/// Listens for SIGINT and SIGTERM from its making on, so that neither is missed between two pieces of work.
#[derive(Clone)]
pub(crate) struct Ending(tokio::sync::watch::Receiver<bool>);

impl Ending {
    /// Begins to listen. Within a runtime.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        let mut terminate = signal(SignalKind::terminate()).context("SIGTERM cannot be listened for")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT cannot be listened for")?;
        let (tell, told) = tokio::sync::watch::channel(false);
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            let _ = tell.send(true);
        });
        Ok(Self(told))
    }

    /// Comes back when the process is asked to end.
    pub(crate) async fn is_asked_for(&self) {
        let _ = self.0.clone().wait_for(|asked| *asked).await;
    }
}

async fn sweep_sessions(app: App) {
    loop {
        if let Err(error) = app.identity.sweep().await {
            tracing::warn!(cause = %error, "ended sessions could not be swept out");
        }
        if let Err(error) = app.identity.sweep_sign_ins().await {
            tracing::warn!(cause = %error, "old sign-ins could not be swept out");
        }
        tokio::time::sleep(SWEEP_EVERY).await;
    }
}
