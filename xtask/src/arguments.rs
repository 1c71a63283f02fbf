//! The command line of `cargo xtask`.

use clap::{Parser, Subcommand};

use crate::{bench, fuzz, suites};

/// The chores of this repository
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Arguments {
    /// What to do
    #[command(subcommand)]
    pub task: Task,
}

/// What to do
#[derive(Subcommand)]
pub enum Task {
    /// Install what is missing, build the page and the server, and run `watchroom demo`
    #[command(disable_help_flag = true)]
    Demo {
        /// Handed on to `watchroom demo` as they are
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Run the tests with everything they need: all of them, or the suites that are named
    Test(suites::Selection),
    /// Check format, lints, house rules and generated files, then run all tests
    Ci {
        /// Leave the tests out
        #[arg(long)]
        checks_only: bool,
    },
    /// Check the house rules: arrows between crates, sizes, names, words
    Tidy,
    /// Check what comes from others: licences, sources, and known faults where their databases can be had
    Supply,
    /// Write the OpenAPI document and the page's types anew
    Generate {
        /// Write nothing; fail if the files differ from what would be written
        #[arg(long)]
        check: bool,
    },
    /// Throw made-up input at what reads people's files; installs cargo-fuzz where it is missing
    Fuzz(fuzz::Fuzz),
    /// Measure something, in a release build, on a demo's data
    Bench {
        /// What to measure
        bench: bench::Bench,
    },
    /// The process that `bench listeners` compares with
    #[command(hide = true)]
    BenchFloor {
        /// How many listeners it takes.
        listeners: usize,
    },
}
