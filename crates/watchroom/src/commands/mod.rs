//! The commands, one a file.

mod access;
mod audit;
mod desk;
mod import;
mod migrate;
mod openapi;
mod schema;
mod serve;
mod session;
mod share;
mod tenant;
mod tenant_desk;
mod tenant_watch;
mod token;
mod user;
mod validate;
mod whom;

use std::process::ExitCode;

use crate::cli::{Cli, Command};

/// Runs a command. An error means that it could not run: exit code 2.
pub(crate) fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let data_dir = cli.data_dir.as_deref();
    match cli.command {
        Command::Serve(flags) => serve::run(&flags, data_dir),
        Command::Demo(flags) => crate::demo::run(&flags, data_dir),
        Command::Validate(flags) => validate::run(&flags, data_dir),
        Command::Migrate(access) => migrate::run(&access, data_dir),
        Command::Tenant(command) => tenant::run(command, data_dir),
        Command::Desk(command) => desk::run(command, data_dir),
        Command::User(command) => user::run(command, data_dir),
        Command::Token(command) => token::run(command, data_dir),
        Command::Session(command) => session::run(command, data_dir),
        Command::Share(command) => share::run(command, data_dir),
        Command::Access(command) => access::run(command, data_dir),
        Command::Audit(command) => audit::run(command, data_dir),
        Command::Import(command) => import::run(command, data_dir),
        Command::Openapi => openapi::run(),
        Command::Schema { of } => schema::run(of),
    }
}
