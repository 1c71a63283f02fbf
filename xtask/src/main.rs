//! The chores of this repository: `cargo xtask demo`, `test`, `ci`, `tidy`, `supply`, `generate`, `bench`, `fuzz`.

mod arguments;
mod bench;
mod ci;
mod demo;
mod fuzz;
mod generate;
mod machine;
mod page;
mod page_size;
mod project;
mod steps;
mod suites;
mod supply;
mod tidy;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Task};
use crate::project::Project;
use crate::steps::Steps;

fn main() -> ExitCode {
    let task = Arguments::parse().task;
    match run(task) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// `Ok(false)`: the task ran and found something wrong.
fn run(task: Task) -> anyhow::Result<bool> {
    let project = Project::find()?;
    let steps = Steps::new();
    match task {
        Task::Demo { arguments } => demo::run(&project, &steps, &arguments),
        Task::Test(selection) => suites::run(&project, &steps, &selection),
        Task::Ci { checks_only } => ci::run(&project, &steps, checks_only),
        Task::Tidy => tidy::run(&project),
        Task::Supply => supply::run(&project, &steps).map(|report| report.is_good()),
        Task::Generate { check } => generate::run(&project, &steps, check, &generate::Server::CargoRun),
        Task::Fuzz(what) => fuzz::run(&project, &steps, &what),
        Task::BenchFloor { listeners } => bench::floor(listeners).map(|()| true),
        Task::Bench { bench } => bench::run(&project, &steps, bench),
    }
}
