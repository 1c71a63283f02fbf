//! Settings: flags first, then `WATCHROOM_*` (both come from the command line's parser), then `watchroom.yaml`; with
//! `--data-dir`, what a demo left in its folder.

mod oidc;
mod redis;

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::num::NonZero;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use serde::Deserialize;
use watchroom_api::{Settings, TrustedProxies};
use watchroom_identity::OidcSettings;
use watchroom_live::RedisAddress;
use watchroom_store::{Address, Central, SecretKey, StoreError};

use crate::cli::{CentralAccess, DeskUrls, OwnerUrl, Serve};
use crate::demo::Manifest;
use crate::hidden::Hidden;

/// `watchroom.yaml` in the folder that the command is started in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<SocketAddr>,
    config: Option<PathBuf>,
    public_url: Option<String>,
    trusted_proxies: Option<Vec<String>>,
    central_database_url: Option<Hidden>,
    central_database_url_file: Option<PathBuf>,
    secret_key_file: Option<PathBuf>,
    query_slots: Option<NonZero<u16>>,
    cache_megabytes: Option<u32>,
    redis_url: Option<Hidden>,
    redis_url_file: Option<PathBuf>,
    oidc: Option<oidc::InFile>,
}

impl File {
    fn read() -> anyhow::Result<Self> {
        let path = Path::new("watchroom.yaml");
        match std::fs::read_to_string(path) {
            Ok(text) => {
                // Without the lines around it, and without the value: one of them may be a password.
                let told = |error: serde_saphyr::Error| without_values(&error.without_snippet().to_string());
                let file: Self = serde_saphyr::from_str(&text)
                    .map_err(|error| anyhow::anyhow!("watchroom.yaml: {}", told(error)))?;
                if file.central_database_url.is_some() || file.redis_url.is_some() {
                    warn_if_open(path);
                }
                Ok(file)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error).context("watchroom.yaml cannot be read"),
        }
    }
}

/// What a reader says of a text, without the texts that it found where it wanted something else.
fn without_values(message: &str) -> String {
    let mut said = String::new();
    let mut rest = message;
    while let Some((before, from_value)) = rest.split_once("string \"") {
        said.push_str(before);
        said.push_str("a text");
        // What follows the value is in our own words, and holds no quote.
        rest = from_value.rsplit_once('"').map_or("", |(_, after)| after);
    }
    said.push_str(rest);
    said.trim_start_matches("error: ").to_owned()
}

/// The central database and the secret key.
pub(crate) struct CentralSettings {
    pub(crate) central: Central,
    pub(crate) key: Arc<SecretKey>,
    address: Address,
}

impl CentralSettings {
    /// Brings the schema up to date: the first that is asked of the database, so an error says where that is.
    pub(crate) async fn migrate(&self) -> anyhow::Result<Vec<String>> {
        self.ask(self.central.migrate()).await
    }

    /// Asks the central database something; an error says where that is.
    pub(crate) async fn ask<T>(&self, question: impl Future<Output = Result<T, StoreError>>) -> anyhow::Result<T> {
        let answer = question.await;
        answer.with_context(|| format!("the central database at {} cannot be used", self.address))
    }
}

/// Where a server listens and what it serves.
pub(crate) struct ServeSettings {
    pub(crate) listen: SocketAddr,
    pub(crate) config: PathBuf,
    /// Where people reach the page, and through which proxies.
    pub(crate) standing: Settings,
    pub(crate) capacity: Capacity,
    /// The provider that vouches for people.
    pub(crate) oidc: Option<OidcSettings>,
    /// What carries signals between processes, where it is not PostgreSQL.
    pub(crate) redis: Option<RedisAddress>,
}

/// How much of the machines a server takes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Capacity {
    /// Queries at once on one database server where several tenants ask; `None` is as many as this machine has cores.
    pub(crate) query_slots: Option<NonZero<u16>>,
    /// MiB for panels' answers; `None` is the usual.
    pub(crate) cache_megabytes: Option<u32>,
}

/// The central database and the key, from wherever they are named.
pub(crate) fn central(access: &CentralAccess, data_dir: Option<&Path>) -> anyhow::Result<CentralSettings> {
    if let Some(dir) = data_dir {
        let manifest = Manifest::read(dir)?;
        return central_at(&manifest.central_database_url, read_key(&dir.join(crate::demo::SECRET_KEY_FILE))?);
    }
    let file = File::read()?;
    let url = database_url(access, &file).context(
        "no central database is named; set WATCHROOM_CENTRAL_DATABASE_URL=postgresql://user:password@host/database \
         (or --data-dir to work on a demo)",
    )?;
    let url = url.read()?;
    let key = match secret_key(access, &file) {
        Some(Source::Text(text)) => {
            SecretKey::from_text(text.reveal()).context("the secret key in WATCHROOM_SECRET_KEY")?
        }
        Some(Source::File(path)) => read_key(&path)?,
        None => bail!(
            "no secret key is named; make one with `openssl rand -hex 32 > secret.key` and set WATCHROOM_SECRET_KEY_FILE=secret.key"
        ),
    };
    central_at(url.reveal(), key)
}

/// Where a secret stands: itself, or a file that holds it.
enum Source {
    Text(Hidden),
    File(PathBuf),
}

impl Source {
    fn read(self) -> anyhow::Result<Hidden> {
        match self {
            Source::Text(text) => Ok(text),
            Source::File(path) => read_secret(&path),
        }
    }
}

/// The database's URL. Whoever names a file on the command line means it, whatever the environment says.
fn database_url(access: &CentralAccess, file: &File) -> Option<Source> {
    let named = access.central_database_url_file.clone().map(Source::File);
    let written = filled_secret(access.central_database_url.clone()).map(Source::Text);
    let file_is_flag = is_flag(access.central_database_url_file.as_deref(), "WATCHROOM_CENTRAL_DATABASE_URL_FILE");
    let url = access.central_database_url.as_ref().map(Hidden::reveal);
    let url_is_flag = is_flag(url, "WATCHROOM_CENTRAL_DATABASE_URL");
    let told = if file_is_flag && !url_is_flag { named.or(written) } else { written.or(named) };
    told.or_else(|| filled_secret(file.central_database_url.clone()).map(Source::Text))
        .or_else(|| file.central_database_url_file.clone().map(Source::File))
}

/// The secret key, in the same order.
fn secret_key(access: &CentralAccess, file: &File) -> Option<Source> {
    let named = access.secret_key_file.clone().map(Source::File);
    let written = filled(std::env::var("WATCHROOM_SECRET_KEY").ok()).map(|text| Source::Text(text.into()));
    let file_is_flag = is_flag(access.secret_key_file.as_deref(), "WATCHROOM_SECRET_KEY_FILE");
    let told = if file_is_flag { named.or(written) } else { written.or(named) };
    told.or_else(|| file.secret_key_file.clone().map(Source::File))
}

/// Whether a value came from the command line: the parser fills what is missing there from the environment.
fn is_flag(value: Option<&(impl AsRef<OsStr> + ?Sized)>, variable: &str) -> bool {
    value.is_some_and(|value| std::env::var_os(variable).is_none_or(|told| told != value.as_ref()))
}

/// Compose files and units set variables to nothing where they mean none.
fn filled(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

fn filled_secret(text: Option<Hidden>) -> Option<Hidden> {
    text.filter(|text| !text.reveal().trim().is_empty())
}

/// The URL of a tenant's database, as `tenant add` was told.
pub(crate) fn tenant_url(written: Option<&Hidden>, file: Option<&Path>) -> anyhow::Result<Hidden> {
    let file_is_flag = is_flag(file, "WATCHROOM_TENANT_DATABASE_URL_FILE");
    let url_is_flag = is_flag(written.map(Hidden::reveal), "WATCHROOM_TENANT_DATABASE_URL");
    let written = filled_secret(written.cloned()).map(Source::Text);
    let named = file.map(Path::to_owned).map(Source::File);
    let told = if file_is_flag && !url_is_flag { named.or(written) } else { written.or(named) };
    let told = told.context(
        "no database is named; set WATCHROOM_TENANT_DATABASE_URL=postgresql://user:password@host/database, or name a file \
         that holds it with --database-url-file FILE",
    )?;
    told.read()
}

/// The URLs that a service desk is made with: the owner's, and its own role's where one is named.
pub(crate) fn desk_urls(urls: &DeskUrls) -> anyhow::Result<(Hidden, Option<Hidden>)> {
    let owner = owner_url(
        &urls.owner,
        "no owner is named; a service desk has tables of its own, which the tenant's reading role cannot make. Name a file \
         that holds the database's URL under a role that may, with --owner-url-file FILE; it is used now and kept nowhere",
    )?;
    let desk = told_url(urls.desk_url.as_ref(), urls.desk_url_file.as_deref(), "WATCHROOM_DESK_DATABASE_URL")?;
    Ok((owner, desk))
}

/// The URL of the owner of what is made in a tenant's database; `missing` is said where none is named.
pub(crate) fn owner_url(urls: &OwnerUrl, missing: &'static str) -> anyhow::Result<Hidden> {
    told_url(urls.owner_url.as_ref(), urls.owner_url_file.as_deref(), "WATCHROOM_OWNER_DATABASE_URL")?.context(missing)
}

/// A URL that may be written or stand in a file, by flag or by environment: a flag wins.
fn told_url(written: Option<&Hidden>, file: Option<&Path>, variable: &str) -> anyhow::Result<Option<Hidden>> {
    told_source(written, file, variable).map(Source::read).transpose()
}

/// Where it stands.
fn told_source(written: Option<&Hidden>, file: Option<&Path>, variable: &str) -> Option<Source> {
    let file_is_flag = is_flag(file, &format!("{variable}_FILE"));
    let url_is_flag = is_flag(written.map(Hidden::reveal), variable);
    let written = filled_secret(written.cloned()).map(Source::Text);
    let named = file.filter(|file| !file.as_os_str().is_empty()).map(Path::to_owned).map(Source::File);
    if file_is_flag && !url_is_flag { named.or(written) } else { written.or(named) }
}

/// The central database at a URL.
pub(crate) fn central_at(url: &str, key: SecretKey) -> anyhow::Result<CentralSettings> {
    let address = Address::parse(url).context("the central database's URL")?;
    Ok(CentralSettings { central: Central::new(&address)?, key: Arc::new(key), address })
}

fn read_secret(path: &Path) -> anyhow::Result<Hidden> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    warn_if_open(path);
    Ok(text.trim().to_owned().into())
}

/// Tells of a file with a secret in it that every account of the machine may read.
fn warn_if_open(path: &Path) {
    let mode = std::fs::metadata(path).map(|metadata| metadata.permissions().mode()).unwrap_or_default();
    if mode & 0o004 != 0 {
        tracing::warn!(
            file = %path.display(),
            mode = format_args!("{:03o}", mode & 0o777),
            "every account of this machine can read a secret; take that away with: chmod o-rwx {}",
            path.display()
        );
    }
}

/// Reads a secret key's file.
pub(crate) fn read_key(path: &Path) -> anyhow::Result<SecretKey> {
    SecretKey::from_text(read_secret(path)?.reveal()).with_context(|| format!("the secret key in {}", path.display()))
}

/// The folder of the tenants' folders where nobody names one: a demo's own, else the one below where we are.
pub(crate) fn usual_config(data_dir: Option<&Path>) -> PathBuf {
    const USUAL: &str = "config/tenants";
    data_dir.map_or_else(|| PathBuf::from(USUAL), |dir| dir.join(USUAL))
}

/// What `serve` was told.
pub(crate) fn serve(flags: &Serve, data_dir: Option<&Path>) -> anyhow::Result<ServeSettings> {
    let file = File::read()?;
    let public_url = filled(flags.public_url.clone()).or(filled(file.public_url));
    let public_origin = public_url.as_deref().map(origin).transpose()?;
    let settings = ServeSettings {
        oidc: oidc::settings(&flags.oidc, file.oidc, public_origin.as_deref())?,
        redis: redis::address(flags, file.redis_url, file.redis_url_file)?,
        listen: flags.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8080))),
        config: flags.config.clone().or(file.config).unwrap_or_else(|| usual_config(data_dir)),
        standing: Settings {
            trusted_proxies: trusted_proxies(&flags.trusted_proxies, file.trusted_proxies)?,
            ..Settings::at(public_origin)
        },
        capacity: Capacity {
            query_slots: flags.query_slots.or(file.query_slots),
            cache_megabytes: flags.cache_megabytes.or(file.cache_megabytes),
        },
    };
    if settings.standing.public_origin.is_none() && !settings.listen.ip().is_loopback() {
        bail!(
            "{} can be reached from other machines, and passwords must not travel in the clear; put a proxy with TLS in front \
             and name its address with --public-url https://…",
            settings.listen
        );
    }
    Ok(settings)
}

/// The proxies that are named: on the command line or in the environment, else in the file.
fn trusted_proxies(flags: &[String], file: Option<Vec<String>>) -> anyhow::Result<TrustedProxies> {
    // A variable that is set to nothing names none.
    let told: Vec<&String> = flags.iter().filter(|text| !text.trim().is_empty()).collect();
    let filed = file.unwrap_or_default();
    let named = if told.is_empty() { filed.iter().collect() } else { told };
    TrustedProxies::parse(&named).context("trusted_proxies")
}

/// The origin of a public URL: https anywhere, http on the loopback interface alone.
fn origin(text: &str) -> anyhow::Result<String> {
    let url: url::Url = text.parse().with_context(|| format!("public_url `{text}` is no address"))?;
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => bail!("public_url `{text}` names no host"),
    };
    match url.scheme() {
        "https" => {}
        "http" if loopback => {}
        _ => bail!("public_url `{text}` must begin with https://: the session cookie does not travel in the clear"),
    }
    anyhow::ensure!(
        url.path() == "/" && url.query().is_none(),
        "public_url `{text}` must be an origin, without a path"
    );
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_left_out_of_what_is_said() {
        let message = "invalid type: string \"post\"gres\", expected a number at line 1";
        assert_eq!(without_values(message), "invalid type: a text, expected a number at line 1");
        assert_eq!(without_values("error: unknown field `x`"), "unknown field `x`");
    }

    #[test]
    fn a_public_url_is_https_or_loopback() {
        assert_eq!(origin("https://watchroom.example/").expect("good"), "https://watchroom.example");
        assert_eq!(origin("http://localhost:8080").expect("good"), "http://localhost:8080");
        for bad in ["http://watchroom.example", "ftp://x", "watchroom.example", "https://x/path", "https://x/?q"] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
