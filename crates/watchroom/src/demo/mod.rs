//! `watchroom demo`: the same server over a private PostgreSQL, with made-up tenants and live data.

mod accounts;
mod collectors;
mod dashboards;
mod databases;
mod desk;
mod manifest;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use watchroom_domain::Clock;
use watchroom_embedded_postgres::{Durability, Options, Server};
use watchroom_query::CheckedRoot;
use watchroom_store::Actor;

use crate::cli::Demo;
use crate::reload::{Hangup, Watched};
use crate::running::Ending;
use crate::terminal::{Step, say, tell};
use crate::{reload, running, settings};

use collectors::Feeds;

pub(crate) use manifest::Manifest;

/// The file of the demo's secret key, in its data folder.
pub(crate) const SECRET_KEY_FILE: &str = "secret.key";

/// Where a demo lives when nobody says: beside whatever it is started from.
const DEFAULT_DATA_DIR: &str = ".watchroom";

/// Who sets the demo up, as its audit log names it.
fn by() -> Actor {
    Actor::command_line("demo", Clock::machine().now())
}

/// Starts the demo and serves until it is asked to end.
pub(crate) fn run(flags: &Demo, data_dir: Option<&Path>) -> anyhow::Result<ExitCode> {
    if !flags.listen.ip().is_loopback() {
        bail!(
            "the demo listens on the loopback interface alone, since its sign-in page shows the passwords; \
             {} is not on it. For others to see it, use an SSH tunnel, or set up `watchroom serve`",
            flags.listen
        );
    }
    let data_dir = data_dir.map_or_else(|| PathBuf::from(DEFAULT_DATA_DIR), Path::to_owned);
    std::fs::create_dir_all(&data_dir).with_context(|| format!("{} cannot be made", data_dir.display()))?;
    // First of all: where the port is taken or the dashboards have errors, nothing is thrown away by --fresh.
    let listener = listen(flags.listen, &data_dir)?;
    let given = flags.config.as_deref().map(|dir| Dashboards::load(dir.to_owned())).transpose()?;
    let server = start_postgres(&data_dir, flags.fresh)?;
    if flags.fresh {
        Manifest::forget(&data_dir)?;
    }
    let dashboards = match given {
        Some(dashboards) => dashboards,
        None => Dashboards::load(dashboards::unpack(&data_dir, flags.fresh)?)?,
    };
    let outcome = running::runtime()?.block_on(serve(flags, &data_dir, &server, dashboards, listener));
    // Also after an error: the data is worth an orderly end.
    let stopped = server.stop().context("the private PostgreSQL did not stop in order");
    outcome?;
    stopped?;
    Ok(ExitCode::SUCCESS)
}

/// Takes the port, or says who may have it.
fn listen(address: SocketAddr, data_dir: &Path) -> anyhow::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address).with_context(|| {
        let url = format!("http://{address}");
        let known = Manifest::read(data_dir).is_ok_and(|earlier| earlier.url == url);
        let who = if known {
            format!("does the demo of {} run already, at {url}?", data_dir.display())
        } else {
            "is another server running?".to_owned()
        };
        format!("{address} cannot be listened on; {who} Choose another port with --listen 127.0.0.1:0")
    })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// The dashboards that the demo shows, and where they are.
struct Dashboards {
    dir: PathBuf,
    loaded: CheckedRoot,
    watched: Watched,
}

impl Dashboards {
    fn load(dir: PathBuf) -> anyhow::Result<Self> {
        let (loaded, watched) = reload::load(&dir)?;
        Ok(Self { dir, loaded, watched })
    }
}

fn start_postgres(data_dir: &Path, fresh: bool) -> anyhow::Result<Server> {
    let step = Step::begin("Starting a private PostgreSQL", 0);
    let mut progress = |_: &str| {};
    let mut options = Options::new(data_dir, &mut progress);
    options.fresh = fresh;
    options.durability = Durability::Safe;
    // Nothing replicates from here: without the log for it, the first fill is a quarter faster.
    options.settings = [("wal_level", "minimal"), ("max_wal_senders", "0"), ("max_wal_size", "2GB")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
    let server = Server::start(options)?;
    step.end(&format!("PostgreSQL {} on port {}", server.version(), server.port()));
    Ok(server)
}

async fn serve(
    flags: &Demo,
    data_dir: &Path,
    server: &Server,
    dashboards: Dashboards,
    listener: std::net::TcpListener,
) -> anyhow::Result<()> {
    let ending = Ending::listen()?;
    let Dashboards { dir, loaded, watched } = dashboards;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let url = format!("http://{}", listener.local_addr()?);
    let prepared = tokio::select! {
        prepared = prepare(flags, data_dir, server, (&dir, loaded), url) => prepared?,
        () = ending.is_asked_for() => {
            tell("Ended before it was ready; the next start goes on from here.");
            return Ok(());
        }
    };
    let Prepared { app, mut feeds, manifest } = prepared;
    let live = (!flags.no_live).then(|| tokio::spawn(async move { feeds.run().await }));
    greet(&manifest, data_dir, &dir);
    let served = running::serve(app, listener, ending, watched, Hangup::ends()).await;
    if let Some(live) = live {
        live.abort();
    }
    served
}

/// A demo that can be served.
struct Prepared {
    app: watchroom_api::App,
    feeds: Feeds,
    manifest: Manifest,
}

async fn prepare(
    flags: &Demo,
    data_dir: &Path,
    server: &Server,
    (dir, dashboards): (&Path, CheckedRoot),
    url: String,
) -> anyhow::Result<Prepared> {
    let earlier = Manifest::read(data_dir).ok();
    let key = SecretKeyFile::at(data_dir)?;
    let databases = databases::prepare(server).await?;
    let central = settings::central_at(&databases.central_url, key.read()?)?;
    central.migrate().await?;
    databases::register(&databases, &central).await?;
    let accounts = accounts::prepare(&central, earlier.as_ref()).await?;
    let feeds = collectors::fill(&databases, &central, flags.history_days, !flags.no_live).await?;
    desk::apply(&central, dir).await?;
    let manifest = Manifest {
        url: url.clone(),
        accounts: accounts.clone(),
        central_database_url: databases.central_url.clone(),
        tenants: databases.for_people(),
    };
    manifest.write(data_dir)?;
    let standing = watchroom_api::Settings { demo_accounts: accounts, ..watchroom_api::Settings::at(Some(url)) };
    let app = running::assemble(central, dashboards, standing, settings::Capacity::default(), None, None).await?;
    Ok(Prepared { app, feeds, manifest })
}

/// The accounts, and on the last line the address with them.
fn greet(manifest: &Manifest, data_dir: &Path, dashboards: &Path) {
    say("");
    for account in &manifest.accounts {
        say(format_args!("  {:<26} {:<26} {} of {}", account.email, account.password, account.role, account.tenant));
    }
    say(format_args!("\nThe dashboards are in {}; open pages show your edits within 2 s.", dashboards.display()));
    say(format_args!(
        "The data and the databases' addresses are in {}; Ctrl-C ends it.",
        data_dir.join(manifest::FILE).display()
    ));
    let accounts: Vec<String> =
        manifest.accounts.iter().map(|account| format!("{} {}", account.email, account.password)).collect();
    say(format_args!("Watchroom is ready at {} · {}", manifest.url, accounts.join(" · ")));
}

/// The file of the demo's own secret key.
struct SecretKeyFile(PathBuf);

impl SecretKeyFile {
    fn at(data_dir: &Path) -> anyhow::Result<Self> {
        let path = data_dir.join(SECRET_KEY_FILE);
        if !path.exists() {
            let key: [u8; 32] = rand::random();
            let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            manifest::write_private(&path, &text)?;
        }
        Ok(Self(path))
    }

    fn read(&self) -> anyhow::Result<watchroom_store::SecretKey> {
        settings::read_key(&self.0)
    }
}
