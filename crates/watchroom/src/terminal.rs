//! Talking to the person at the terminal.

use std::io::{IsTerminal, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::prelude::*;
use tracing_subscriber::{EnvFilter, Layer};

use crate::cli::{Cli, Command, LogFormat};

/// Starts the log on standard error. `RUST_LOG` says what is in it; without it a server logs requests, and the demo
/// and the other commands only what is wrong.
pub(crate) fn start_logging(cli: &Cli) {
    let usual = if matches!(cli.command, Command::Serve(_)) { "warn,watchroom=info" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match cli.log_format {
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().boxed(),
    };
    tracing_subscriber::registry().with(filter).with(filter_fn(keeps_secrets)).with(lines).init();
}

/// What the database's driver says at these levels holds every value that is sent to the database: passwords' hashes,
/// whatever people typed. Not even whoever asks for everything gets that.
fn keeps_secrets(about: &Metadata<'_>) -> bool {
    *about.level() <= Level::INFO || !about.target().starts_with("tokio_postgres")
}

/// Tells the person what went wrong: the last thing that happened first, its causes below.
pub(crate) fn report(error: &anyhow::Error) {
    let mut err = std::io::stderr().lock();
    let _ = writeln!(err, "error: {error}");
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Many errors repeat their cause in their own words.
        if !said.contains(&cause) {
            let _ = writeln!(err, "  because: {cause}");
        }
        said = cause;
    }
}

/// A line on standard output.
#[expect(clippy::print_stdout, reason = "what a command answers goes to standard output")]
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// A step of long work: a bar on a terminal, plain lines elsewhere.
pub(crate) struct Step {
    bar: ProgressBar,
    what: String,
    plain: bool,
    told_percent: u64,
}

impl Step {
    /// Begins a step of `total` parts; 0 where nobody knows.
    pub(crate) fn begin(what: &str, total: u64) -> Self {
        let plain = !std::io::stderr().is_terminal();
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let style = if total > 0 { "  {msg:<34} {bar:30} {percent:>3}%  {elapsed}" } else { "  {msg:<34} {spinner}" };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style.progress_chars("━━ "));
        }
        bar.set_message(what.to_owned());
        if plain {
            tell(&format!("  {what} …"));
        } else {
            bar.enable_steady_tick(std::time::Duration::from_millis(120));
        }
        Self { bar, what: what.to_owned(), plain, told_percent: 0 }
    }

    /// So many parts are done.
    pub(crate) fn at(&mut self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.bar.set_position(done);
        let percent = (done * 100).checked_div(total).unwrap_or(0);
        if self.plain && percent >= self.told_percent + 25 && percent < 100 {
            self.told_percent = percent;
            tell(&format!("  {} … {percent}%", self.what));
        }
    }

    /// The step is over.
    pub(crate) fn end(self, result: &str) {
        self.bar.finish_and_clear();
        tell(&format!("✓ {}{}{result}", self.what, if result.is_empty() { "" } else { ": " }));
    }
}

/// A line of progress, on standard error.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}

/// Reads a password: unseen on a terminal (its echo off), else the first line of standard input.
pub(crate) fn read_password(prompt: &str) -> anyhow::Result<String> {
    let mut line = String::new();
    if std::io::stdin().is_terminal() {
        line = rpassword::prompt_password(prompt)?;
    } else {
        std::io::stdin().read_line(&mut line)?;
    }
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    anyhow::ensure!(!password.is_empty(), "no password was given; type it, or send it on standard input");
    Ok(password)
}
