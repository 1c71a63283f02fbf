//! Watchroom: dashboards over many organisations' own PostgreSQL databases.

mod cli;
mod commands;
mod demo;
mod demo_data;
mod running;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    terminal::start_logging(&cli);
    match commands::run(cli) {
        Ok(code) => code,
        Err(error) => {
            terminal::report(&error);
            ExitCode::from(2)
        }
    }
}
