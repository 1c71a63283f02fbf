//! The command line.

use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

mod administration;
mod importing;
mod sharing;

pub(crate) use administration::{
    Audit, Desk, DeskUrls, OwnerUrl, Part, Session, Shown, Tenant, Token, User, Wanted, Watch,
};
pub(crate) use importing::{Import, ImportTickets};
pub(crate) use sharing::{Access, Explain, Share};

use crate::hidden::Hidden;

/// Dashboards over many organisations' own PostgreSQL databases.
#[derive(Debug, Parser)]
#[command(name = "watchroom", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Work on the instance of a demo, by its folder.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// How the log is written.
    #[arg(long, global = true, env = "WATCHROOM_LOG_FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One object a line.
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the page and the API.
    Serve(Serve),
    /// Try Watchroom: a private PostgreSQL, two made-up organisations, live data.
    Demo(Demo),
    /// Check dashboards: every finding of every file, with file, line and column.
    Validate(Validate),
    /// Bring the central database up to date.
    Migrate(CentralAccess),
    /// Add, list, check, rename and remove tenants.
    #[command(subcommand)]
    Tenant(Tenant),
    /// Write the settings of a tenant's service desk.
    #[command(subcommand)]
    Desk(Desk),
    /// Add, list, change and remove people, give and take memberships.
    #[command(subcommand)]
    User(User),
    /// Make, list and revoke programs' tokens.
    #[command(subcommand)]
    Token(Token),
    /// List and end sessions.
    #[command(subcommand)]
    Session(Session),
    /// List and revoke shares.
    #[command(subcommand)]
    Share(Share),
    /// Explain what somebody may do and see, and why.
    #[command(subcommand)]
    Access(Access),
    /// Read and check the log of who did what.
    #[command(subcommand)]
    Audit(Audit),
    /// Take other systems' data in.
    #[command(subcommand)]
    Import(Import),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the JSON Schema of dashboards' files, for editors.
    Schema {
        /// The files it is of; all of them where none is named.
        of: Option<SchemaFiles>,
    },
}

/// Where the central database is, and the key that tenants' addresses are sealed under.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CentralAccess {
    /// The central database: postgresql://user:password@host/database.
    #[arg(long, env = "WATCHROOM_CENTRAL_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) central_database_url: Option<Hidden>,
    /// A file that holds the central database's URL.
    #[arg(long, env = "WATCHROOM_CENTRAL_DATABASE_URL_FILE", value_name = "FILE")]
    pub(crate) central_database_url_file: Option<PathBuf>,
    /// A file that holds the secret key, at least 32 characters: openssl rand -hex 32.
    /// The key itself can stand in WATCHROOM_SECRET_KEY.
    #[arg(long, env = "WATCHROOM_SECRET_KEY_FILE", value_name = "FILE")]
    pub(crate) secret_key_file: Option<PathBuf>,
}

/// An OpenID provider that vouches for people, in place of passwords. What it makes of them stands in watchroom.yaml.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Oidc {
    /// The provider's own name for itself, letter for letter: https://id.example/realms/main. Turns passwords off.
    #[arg(long, env = "WATCHROOM_OIDC_ISSUER", value_name = "URL")]
    pub(crate) oidc_issuer: Option<String>,
    /// Watchroom's name at the provider.
    #[arg(long, env = "WATCHROOM_OIDC_CLIENT_ID", value_name = "ID")]
    pub(crate) oidc_client_id: Option<String>,
    /// A file that holds Watchroom's secret at the provider. The secret itself can stand in WATCHROOM_OIDC_CLIENT_SECRET.
    #[arg(long, env = "WATCHROOM_OIDC_CLIENT_SECRET_FILE", value_name = "FILE")]
    pub(crate) oidc_client_secret_file: Option<PathBuf>,
    /// The provider's name on the sign-in page; its host where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_OIDC_NAME", value_name = "NAME")]
    pub(crate) oidc_name: Option<String>,
    /// What is asked for, separated by commas; openid,profile,email where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_OIDC_SCOPES", value_name = "SCOPES", value_delimiter = ',')]
    pub(crate) oidc_scopes: Vec<String>,
    /// Whom a program's access token must be made for; the client id where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_OIDC_BEARER_AUDIENCE", value_name = "AUDIENCE")]
    pub(crate) oidc_bearer_audience: Option<String>,
    /// A file of certificates (PEM) of authorities that are believed besides the machine's own.
    #[arg(long, env = "WATCHROOM_OIDC_CA_FILE", value_name = "FILE")]
    pub(crate) oidc_ca_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) central: CentralAccess,
    #[command(flatten)]
    pub(crate) oidc: Oidc,
    /// The address to listen on; 127.0.0.1:8080 where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_LISTEN", value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
    /// The folder that holds the tenants' folders; config/tenants where nothing says otherwise, with --data-dir the
    /// demo's.
    #[arg(long, env = "WATCHROOM_CONFIG", value_name = "DIR")]
    pub(crate) config: Option<PathBuf>,
    /// Where people reach the page: https://watchroom.example. Needed off the loopback interface.
    #[arg(long, env = "WATCHROOM_PUBLIC_URL", value_name = "URL")]
    pub(crate) public_url: Option<String>,
    /// The proxies in front of the server, as addresses or networks (10.0.0.0/8), separated by commas: their
    /// X-Forwarded-For is believed, nobody else's.
    #[arg(long, env = "WATCHROOM_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    pub(crate) trusted_proxies: Vec<String>,
    /// Queries that run at once on one database server where several tenants ask, best as many as it has cores; this
    /// machine's cores where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_QUERY_SLOTS", value_name = "NUMBER")]
    pub(crate) query_slots: Option<NonZero<u16>>,
    /// Memory for panels' answers, in MiB; 64 where nothing says otherwise.
    #[arg(long, env = "WATCHROOM_CACHE_MEGABYTES", value_name = "MIB", value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub(crate) cache_megabytes: Option<u32>,
    /// A Redis that carries signals between several processes: redis://:password@host:6379/0. Without one, each process keeps
    /// a connection to each tenant's desk for them.
    #[arg(long, env = "WATCHROOM_REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub(crate) redis_url: Option<Hidden>,
    /// A file that holds the address of that Redis.
    #[arg(long, env = "WATCHROOM_REDIS_URL_FILE", value_name = "FILE")]
    pub(crate) redis_url_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// The address to listen on: on the loopback interface, since the sign-in page shows the passwords.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub(crate) listen: SocketAddr,
    /// Start over: throw away the data of earlier runs.
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Leave the data as it is: no new rows.
    #[arg(long)]
    pub(crate) no_live: bool,
    /// The folder that holds the tenants' folders, instead of the demo's own copy.
    #[arg(long, value_name = "DIR")]
    pub(crate) config: Option<PathBuf>,
    /// Days of history to make at the first start.
    #[arg(long, default_value_t = crate::demo_data::HISTORY_DAYS, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=365))]
    pub(crate) history_days: u32,
}

#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// The folder that holds the tenants' folders; config/tenants where none is named, with --data-dir the demo's.
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// How findings are written.
    #[arg(long, default_value = "text")]
    pub(crate) format: FindingsFormat,
    /// Compare with the tenants' databases too: tables, columns, types, rights, indexes. Reads no row.
    #[arg(long)]
    pub(crate) database: bool,
    #[command(flatten)]
    pub(crate) central: CentralAccess,
}

/// How findings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FindingsFormat {
    /// As a compiler does.
    Text,
    /// An array of objects.
    Json,
    /// As annotations of a pull request.
    Github,
}

/// The files that a schema is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaFiles {
    /// tenant.yaml.
    Tenant,
    /// dashboards/*.yaml.
    Dashboard,
    /// panels/*.yaml.
    Panel,
    /// service_desk.yaml.
    ServiceDesk,
}
