//! Running commands so that one sees what happens, how long it takes, and what to do when it fails.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// After so long without a word, one is said.
const SILENCE: Duration = Duration::from_secs(30);

/// Announces each step with the time since the start.
pub struct Steps {
    begin: Instant,
}

/// How a command ended, and what it printed.
pub struct Outcome {
    /// The exit status.
    pub status: ExitStatus,
    /// Its standard output, which was passed on as well.
    pub output: String,
    /// How long it ran.
    pub took: Duration,
}

impl Steps {
    /// The clock starts now.
    pub fn new() -> Self {
        Self { begin: Instant::now() }
    }

    /// Says what happens next.
    pub fn say(&self, what: &str) {
        eprintln!("==> [{}] {what}", clock(self.begin.elapsed()));
    }

    /// Says what was found or decided, below a step.
    pub fn note(&self, what: &str) {
        eprintln!("    {what}");
    }

    /// Runs a command whose output goes where ours goes; an unsuccessful end is an error.
    pub fn run(&self, what: &str, command: &mut Command) -> Result<()> {
        let status = self.status(what, command)?;
        if !status.success() {
            bail!("{what} failed ({status})\n  the command was: {}", shown(command));
        }
        Ok(())
    }

    /// Runs a command whose output goes where ours goes.
    pub fn status(&self, what: &str, command: &mut Command) -> Result<ExitStatus> {
        self.say(&format!("{what}: {}", shown(command)));
        let begin = Instant::now();
        // On a terminal cargo and npm show that they live; into a file they may say nothing for long.
        let heart = (!std::io::stderr().is_terminal()).then(|| Heart::beating(what));
        let status = command.status().with_context(|| not_started(command))?;
        drop(heart);
        self.note(&format!("{} after {}", ending(status), clock(begin.elapsed())));
        Ok(status)
    }

    /// Runs a command, passes its standard output on and keeps it.
    pub fn watch(&self, what: &str, command: &mut Command) -> Result<Outcome> {
        self.say(&format!("{what}: {}", shown(command)));
        let begin = Instant::now();
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| not_started(command))?;
        let heart = Heart::beating(what);
        let mut output = String::new();
        if let Some(pipe) = child.stdout.take() {
            pass_on(pipe, &mut output, &heart)?;
        }
        let status = child.wait().with_context(|| format!("waiting for {what}"))?;
        drop(heart);
        let took = begin.elapsed();
        self.note(&format!("{} after {}", ending(status), clock(took)));
        Ok(Outcome { status, output, took })
    }

    /// Runs a command silently and returns its standard output.
    pub fn read(&self, what: &str, command: &mut Command) -> Result<Vec<u8>> {
        self.say(&format!("{what}: {}", shown(command)));
        let heart = Heart::beating(what);
        let output = command.stderr(Stdio::inherit()).output().with_context(|| not_started(command))?;
        drop(heart);
        if !output.status.success() {
            bail!("{what} failed ({})\n  the command was: {}", output.status, shown(command));
        }
        Ok(output.stdout)
    }
}

/// Prints one line to standard output: results, as opposed to progress.
#[expect(clippy::print_stdout, reason = "results of a command line tool belong there")]
pub fn print(line: &str) {
    println!("{line}");
}

/// Minutes and seconds, `1:07`.
pub fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// A command as one would type it, with its folder where that is not the repository's own.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program()).to_string_lossy();
    let mut text = program.into_owned();
    for argument in command.get_args() {
        let argument = argument.to_string_lossy();
        text.push(' ');
        if argument.contains([' ', '"', '$', '\'']) {
            text.push_str(&format!("'{argument}'"));
        } else {
            text.push_str(&argument);
        }
    }
    let folder = command.get_current_dir().and_then(|folder| folder.file_name());
    match folder.filter(|name| *name == "web") {
        Some(_) => format!("(in web/) {text}"),
        None => text,
    }
}

fn not_started(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    format!("`{program}` does not start; is it installed and in PATH?")
}

fn ending(status: ExitStatus) -> String {
    if status.success() { "done".to_owned() } else { format!("FAILED ({status})") }
}

fn pass_on(pipe: impl Read, output: &mut String, heart: &Heart) -> Result<()> {
    let mut lines = BufReader::new(pipe);
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).context("reading a command's output")? == 0 {
            return Ok(());
        }
        heart.heard();
        std::io::stdout().write_all(&line).context("writing to standard output")?;
        output.push_str(&String::from_utf8_lossy(&line));
    }
}

/// Says "still …" after a silence, until it is dropped.
struct Heart {
    heard: Mutex<Option<Sender<()>>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Heart {
    fn beating(what: &str) -> Self {
        let (heard, inbox) = channel();
        let what = what.to_owned();
        let thread = std::thread::spawn(move || beat(&what, &inbox));
        Self { heard: Mutex::new(Some(heard)), thread: Some(thread) }
    }

    fn heard(&self) {
        if let Ok(heard) = self.heard.lock()
            && let Some(heard) = heard.as_ref()
        {
            // The other end lives as long as this one; it cannot be gone.
            let _sent = heard.send(());
        }
    }
}

impl Drop for Heart {
    fn drop(&mut self) {
        if let Ok(mut heard) = self.heard.lock() {
            *heard = None;
        }
        if let Some(thread) = self.thread.take() {
            let _ended = thread.join();
        }
    }
}

fn beat(what: &str, inbox: &Receiver<()>) {
    let begin = Instant::now();
    loop {
        match inbox.recv_timeout(SILENCE) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => eprintln!("    … still at it: {what} ({})", clock(begin.elapsed())),
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/usr/bin/npm");
        command.args(["run", "two words"]).current_dir("/somewhere/web");
        assert_eq!(shown(&command), "(in web/) npm run 'two words'");
    }

    #[test]
    fn output_is_kept_and_the_exit_code_told() {
        let outcome =
            Steps::new().watch("a test", Command::new("sh").args(["-c", "echo one; exit 3"])).expect("it runs");
        assert_eq!((outcome.output.as_str(), outcome.status.code()), ("one\n", Some(3)));
    }

    #[test]
    fn failures_name_the_command() {
        let error = Steps::new().run("building", Command::new("sh").args(["-c", "exit 1"])).expect_err("it fails");
        assert!(error.to_string().contains("sh -c 'exit 1'"), "{error}");
        let error = Steps::new().run("building", &mut Command::new("no-such-program")).expect_err("it fails");
        assert!(error.to_string().contains("is it installed"), "{error}");
    }
}
