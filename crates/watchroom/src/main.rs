//! Watchroom: dashboards over many organisations' own PostgreSQL databases.

mod cli;
mod commands;
mod demo;
mod demo_data;
mod hidden;
mod import;
mod operator;
mod reload;
mod running;
mod settings;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

/// A request makes some hundred short-lived allocations on whichever thread is free; the C library's allocator takes a
/// tenth of the time of an answer that is kept.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
