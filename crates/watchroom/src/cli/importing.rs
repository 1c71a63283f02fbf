//! The commands that take other systems' data in.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use watchroom_domain::TenantId;

use super::{CentralAccess, Shown};

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Take tickets out of a CSV file into a tenant's service desk; again and again, if you like.
    Tickets(ImportTickets),
}

#[derive(Debug, Args)]
pub(crate) struct ImportTickets {
    /// Whose service desk.
    #[arg(long, value_name = "ID")]
    pub(crate) tenant: TenantId,
    /// The file that says which column fills which field.
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: PathBuf,
    /// The file of tickets, CSV, packed with gzip or not. Refused rows go to DATA.rejected.csv.
    #[arg(value_name = "DATA")]
    pub(crate) data: PathBuf,
    /// Do everything and tell everything, and keep nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) shown: Shown,
    #[command(flatten)]
    pub(crate) central: CentralAccess,
}
