//! The commands of administration.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use watchroom_domain::{ApiTokenId, Role, SessionId, TenantId};
use watchroom_identity::place_in_tenant;
use watchroom_store::Place;

use super::CentralAccess;
use crate::hidden::Hidden;

#[derive(Debug, Subcommand)]
pub(crate) enum Tenant {
    /// Add a tenant over an existing PostgreSQL database, or give it another address.
    Add {
        /// The tenant's id, which is also its folder's name.
        id: TenantId,
        /// The organisation's name.
        #[arg(long)]
        name: String,
        /// Its database, under a role that can read and no more.
        #[arg(long, env = "WATCHROOM_TENANT_DATABASE_URL", hide_env_values = true, value_name = "URL")]
        database_url: Option<Hidden>,
        /// A file that holds its URL.
        #[arg(long, env = "WATCHROOM_TENANT_DATABASE_URL_FILE", value_name = "FILE")]
        database_url_file: Option<PathBuf>,
        /// Give it a service desk too, as `tenant service-desk` does.
        #[arg(long)]
        service_desk: bool,
        #[command(flatten)]
        desk: DeskUrls,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Give a tenant a service desk, or bring the one it has up to date: makes schema, tables, row security and a role.
    ServiceDesk {
        id: TenantId,
        #[command(flatten)]
        desk: DeskUrls,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Let a table tell of its changes at once: prints or installs triggers. Without them screens follow within about a second.
    Watch(Watch),
    /// List the tenants.
    List {
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Check that tenants' databases answer and that their roles can read and no more.
    Check {
        /// One tenant; all of them where none is named.
        id: Option<TenantId>,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Give a tenant another name.
    Rename {
        id: TenantId,
        /// The organisation's name.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Forget a tenant with its memberships, tokens and shares. Its database and its dashboards stay as they are.
    Remove {
        id: TenantId,
        #[command(flatten)]
        sure: Sure,
        #[command(flatten)]
        central: CentralAccess,
    },
}

/// Whoever owns what is made in a tenant's database.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct OwnerUrl {
    /// The tenant's database under a role that may make what is asked for; used now, and kept nowhere.
    #[arg(long, env = "WATCHROOM_OWNER_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) owner_url: Option<Hidden>,
    /// A file that holds its URL.
    #[arg(long, env = "WATCHROOM_OWNER_DATABASE_URL_FILE", value_name = "FILE")]
    pub(crate) owner_url_file: Option<PathBuf>,
}

/// A table that is to tell of its changes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Watch {
    /// The tenant.
    pub(crate) id: TenantId,
    /// The table, as panels name it, or as schema.table.
    #[arg(long)]
    pub(crate) table: String,
    /// The column of the rows' time; the one that panels name where nothing says otherwise.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) time_column: Option<String>,
    /// Take the triggers away again.
    #[arg(long)]
    pub(crate) remove: bool,
    /// Show the SQL, and run nothing.
    #[arg(long)]
    pub(crate) print: bool,
    #[command(flatten)]
    pub(crate) owner: OwnerUrl,
    /// The folder that holds the tenants' folders; config/tenants where none is named, with --data-dir the demo's.
    #[arg(long, env = "WATCHROOM_CONFIG", value_name = "DIR")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) central: CentralAccess,
}

/// Under whom a service desk is made, and under whom it works.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct DeskUrls {
    #[command(flatten)]
    pub(crate) owner: OwnerUrl,
    /// The tenant's database under the role that the desk signs in as. Where none is named, the role DATABASE_desk is made
    /// with a password that nobody needs to know.
    #[arg(long, env = "WATCHROOM_DESK_DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) desk_url: Option<Hidden>,
    /// A file that holds its URL.
    #[arg(long, env = "WATCHROOM_DESK_DATABASE_URL_FILE", value_name = "FILE")]
    pub(crate) desk_url_file: Option<PathBuf>,
}

/// A service desk's settings.
#[derive(Debug, Subcommand)]
pub(crate) enum Desk {
    /// Bring a service desk in line with its service_desk.yaml: teams, wards, categories, calendars, policies.
    Apply {
        #[arg(long)]
        tenant: TenantId,
        /// The moment from which changed policies hold, now where none is named: 2026-12-01T00:00:00+02:00. A past one is
        /// for the first policies of a desk alone.
        #[arg(long, value_name = "TIME")]
        from: Option<Timestamp>,
        /// Say what would change, and write nothing.
        #[arg(long)]
        dry_run: bool,
        /// The folder that holds the tenants' folders; config/tenants where none is named, with --data-dir the demo's.
        #[arg(long, env = "WATCHROOM_CONFIG", value_name = "DIR")]
        config: Option<PathBuf>,
        #[command(flatten)]
        central: CentralAccess,
    },
}

/// How a list is shown.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Shown {
    /// As JSON, on the last line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What cannot be taken back is said twice.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct Sure {
    /// Really: it cannot be taken back.
    #[arg(long)]
    pub(crate) yes: bool,
}

/// Whom a command is about.
#[derive(Debug, Clone, Args)]
pub(crate) struct Whom {
    /// The person's e-mail address, or id where several share the address.
    #[arg(value_name = "EMAIL|ID")]
    pub(crate) who: String,
}

/// What somebody or some program is in a tenant.
#[derive(Debug, Clone, Args)]
pub(crate) struct Part {
    #[arg(long)]
    pub(crate) tenant: TenantId,
    /// viewer, field_worker, ward_councillor, manager, admin, or, for people alone, saps_liaison.
    #[arg(long)]
    pub(crate) role: Role,
    /// The ward to be limited to.
    #[arg(long)]
    ward: Option<String>,
    /// The team to work in.
    #[arg(long)]
    team: Option<String>,
}

impl Part {
    /// The role with its ward and its team, where they go together.
    pub(crate) fn place(&self) -> anyhow::Result<Place> {
        place_in_tenant(self.role, self.ward.as_deref(), self.team.as_deref())
            .map_err(|error| anyhow!("{error}; name a ward with --ward and a team with --team"))
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Add a person. The password is read from the terminal or from standard input.
    Add {
        email: String,
        /// The name that people read.
        #[arg(long)]
        full_name: String,
        /// Administers the platform: users, tenants, audit.
        #[arg(long)]
        admin: bool,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// List people.
    List {
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Make a person a member of a tenant, or change the membership.
    Grant {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        part: Part,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Take a membership away.
    Revoke {
        #[command(flatten)]
        whom: Whom,
        #[arg(long)]
        tenant: TenantId,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Give a person another password and end all sessions. The password is read from the terminal or standard input.
    ResetPassword {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Shut a person out at once: all sessions end, and nobody signs in to the account.
    Disable {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Let a person in again.
    Enable {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Make a person an administrator of the platform, or with --off no more.
    SetAdmin {
        #[command(flatten)]
        whom: Whom,
        /// Take it away.
        #[arg(long)]
        off: bool,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Remove a person with all memberships, sessions and shares.
    Delete {
        #[command(flatten)]
        whom: Whom,
        #[command(flatten)]
        sure: Sure,
        #[command(flatten)]
        central: CentralAccess,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a program's token for one tenant. It is shown once, on standard output.
    Create {
        /// What it is for.
        name: String,
        #[command(flatten)]
        part: Part,
        /// Days until it ends, 365 at most.
        #[arg(long, default_value_t = 90, value_name = "DAYS")]
        days: u16,
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// List programs' tokens; the tokens themselves are kept nowhere.
    List {
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Revoke a token at once.
    Revoke {
        /// Its id, as `token list` shows it.
        id: ApiTokenId,
        #[command(flatten)]
        central: CentralAccess,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Session {
    /// List live sessions, those last used first.
    List {
        /// Of one person: an e-mail address, or an id.
        #[arg(long, value_name = "EMAIL|ID")]
        user: Option<String>,
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// End a session at once, or all of a person's.
    #[command(arg_required_else_help = true)]
    End {
        /// Its id, as `session list` shows it.
        #[arg(required_unless_present = "user", conflicts_with = "user")]
        id: Option<SessionId>,
        /// All sessions of a person: an e-mail address, or an id.
        #[arg(long, value_name = "EMAIL|ID")]
        user: Option<String>,
        #[command(flatten)]
        central: CentralAccess,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Audit {
    /// Check that no record was changed or removed; exit code 1 where one was.
    Verify {
        #[command(flatten)]
        central: CentralAccess,
    },
    /// List who did what, newest first.
    List {
        #[command(flatten)]
        wanted: Wanted,
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
}

/// Which records of the audit log are listed.
#[derive(Debug, Clone, Args)]
pub(crate) struct Wanted {
    /// Text anywhere in a record.
    #[arg(long)]
    pub(crate) search: Option<String>,
    /// What was done, such as sign_in_failed.
    #[arg(long)]
    pub(crate) action: Option<String>,
    /// Who did it: an e-mail address in full, or an id.
    #[arg(long, value_name = "EMAIL|ID")]
    pub(crate) actor: Option<String>,
    /// In which tenant.
    #[arg(long)]
    pub(crate) tenant: Option<TenantId>,
    /// From this moment on: 2026-03-08T09:00:00Z.
    #[arg(long, value_name = "MOMENT")]
    pub(crate) from: Option<Timestamp>,
    /// Before this moment.
    #[arg(long, value_name = "MOMENT")]
    pub(crate) to: Option<Timestamp>,
    /// How many at most.
    #[arg(long, default_value_t = 100, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) limit: u32,
}
