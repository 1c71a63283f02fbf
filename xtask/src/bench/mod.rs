//! `cargo xtask bench`: measurements that anyone can repeat. Never part of the tests: a machine's mood is no defect.

mod cached;
mod desk;
mod export;
pub mod http;
mod import;
mod listeners;
mod neighbours;
mod panel;
mod running;
mod start;

pub use listeners::floor::serve as floor;

use anyhow::Result;
use clap::ValueEnum;

use crate::project::Project;
use crate::steps::Steps;
use crate::{machine, page};

/// What can be measured
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Bench {
    /// `watchroom serve`: from its start to its first answer, and its memory at rest
    Start,
    /// A panel's answer over HTTP beside the same question in psql
    Panel,
    /// A kept answer beside nginx serving the same bytes from a file
    Cached,
    /// What a noisy tenant does to a quiet one
    Neighbours,
    /// A million rows as CSV beside psql's `\copy`, as JSON and as XLSX; the server's memory meanwhile
    Export,
    /// Boston's 311 file into a service desk, beside psql's `\copy` of the same rows into a plain table
    Import,
    /// Lists and figures of 500,000 tickets that change, for one user and for 16 at once, beside psql
    Desk,
    /// 5,000 open pages on one process: how fast they hear of a change, what they cost; beside the least that a fan-out can do
    Listeners,
}

/// Builds the release, starts a demo on data of its own, and measures.
pub fn run(project: &Project, steps: &Steps, bench: Bench) -> Result<bool> {
    machine::need_node()?;
    machine::need_compiler_and_postgres(project, steps)?;
    page::install(project, steps)?;
    page::build(project, steps)?;
    let mut build = project.cargo(&["build", "--release", "--package", "watchroom"]);
    steps.run("building the server", &mut build)?;
    if bench == Bench::Cached {
        machine::need_nginx_and_wrk(steps)?;
    }
    let demo = running::Demo::start(project, steps)?;
    match bench {
        Bench::Start => start::measure(project, &demo)?,
        Bench::Panel => panel::measure(&demo)?,
        Bench::Cached => cached::measure(project, &demo)?,
        Bench::Neighbours => neighbours::measure(&demo)?,
        Bench::Export => export::measure(project, &demo)?,
        Bench::Desk => desk::measure(&demo)?,
        Bench::Import => import::measure(project, &demo)?,
        Bench::Listeners => listeners::measure(&demo)?,
    }
    Ok(true)
}

/// The middle of some figures, with the smallest and the largest.
fn spread(mut figures: Vec<f64>) -> (f64, f64, f64) {
    figures.sort_by(f64::total_cmp);
    let middle = figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN);
    (middle, figures.first().copied().unwrap_or(f64::NAN), figures.last().copied().unwrap_or(f64::NAN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_not_the_mean() {
        assert_eq!(spread(vec![9.0, 1.0, 2.0]), (2.0, 1.0, 9.0));
    }
}
