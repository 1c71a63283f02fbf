//! The commands of shares and of what somebody may see.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use watchroom_domain::{ShareId, TenantId};

use super::{CentralAccess, Shown};

#[derive(Debug, Subcommand)]
pub(crate) enum Share {
    /// List what a tenant shares, also what ended within the last 90 days.
    List {
        /// The tenant.
        #[arg(long)]
        tenant: TenantId,
        #[command(flatten)]
        shown: Shown,
        #[command(flatten)]
        central: CentralAccess,
    },
    /// Revoke a share at once.
    Revoke {
        /// Its id, as `watchroom share list` shows it.
        id: ShareId,
        #[command(flatten)]
        central: CentralAccess,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Access {
    /// Explain what a person may do and see in a tenant, dashboard by dashboard and panel by panel, and why.
    Explain(Explain),
}

#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The person's e-mail address, or id.
    #[arg(long, value_name = "EMAIL|ID")]
    pub(crate) user: String,
    /// The tenant.
    #[arg(long)]
    pub(crate) tenant: TenantId,
    /// The folder that holds the tenants' folders; config/tenants where nothing says otherwise, with --data-dir the
    /// demo's.
    #[arg(long, env = "WATCHROOM_CONFIG", value_name = "DIR")]
    pub(crate) config: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) shown: Shown,
    #[command(flatten)]
    pub(crate) central: CentralAccess,
}
