//! A command line of the real program, and what becomes of it.

use std::ffi::OsStr;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::patience::until;

/// How long a command may take that only asks and answers, and a start until it is ready.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A command line, in an empty folder and without settings of whoever runs the tests.
pub struct Line {
    command: Command,
    folder: TempDir,
    stdin: String,
}

/// A line by its arguments.
pub fn watchroom<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Line {
    let folder = TempDir::new().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_watchroom"));
    command.args(arguments).current_dir(folder.path()).process_group(0);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if (text.starts_with("WATCHROOM_") && text != "WATCHROOM_POSTGRES_BIN") || text == "RUST_LOG" {
            command.env_remove(&name);
        }
    }
    Line { command, folder, stdin: String::new() }
}

impl Line {
    /// Further arguments.
    pub fn and<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// What comes in on standard input.
    pub fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Puts a file into the folder that the program is started in.
    pub fn file(self, name: &str, text: &str) -> Self {
        std::fs::write(self.folder.path().join(name), text).expect("a file");
        self
    }

    /// Starts in another folder.
    pub fn within(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Runs to the end.
    pub fn run(self) -> Outcome {
        self.start().end_within(PATIENCE)
    }

    /// Starts, and goes on.
    pub fn start(mut self) -> Process {
        let at = |name: &str| self.folder.path().join(name);
        std::fs::write(at(STDIN), &self.stdin).expect("a file");
        let child = self
            .command
            .stdin(File::open(at(STDIN)).map(Stdio::from).expect("a file"))
            .stdout(File::create(at(STDOUT)).expect("a file"))
            .stderr(File::create(at(STDERR)).expect("a file"))
            .spawn()
            .expect("the program starts");
        Process { child, folder: self.folder }
    }
}

const STDIN: &str = ".stdin";
const STDOUT: &str = ".stdout";
const STDERR: &str = ".stderr";

/// How a command ended.
#[derive(Debug)]
pub struct Outcome {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// It went well; returns what it said on standard output.
    #[track_caller]
    pub fn said(self) -> String {
        assert_eq!(self.code, Some(0), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self.stdout
    }

    /// It ended with this code, and told of all these things.
    #[track_caller]
    pub fn told(self, code: i32, things: &[&str]) -> Self {
        let Outcome { stdout, stderr, .. } = &self;
        assert_eq!(self.code, Some(code), "stdout:\n{stdout}\nstderr:\n{stderr}");
        for thing in things {
            let told = stdout.contains(thing) || stderr.contains(thing);
            assert!(told, "nothing is said of `{thing}`\nstdout:\n{stdout}\nstderr:\n{stderr}");
        }
        self
    }
}

/// A running program; it ends with the value.
pub struct Process {
    child: Child,
    folder: TempDir,
}

impl Process {
    /// Waits until something can be seen of it; panics with all it said where it ends before.
    pub fn until<T>(&mut self, what: &str, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        until(PATIENCE, what, || {
            let seen = look(self);
            if seen.is_none() && self.child.try_wait().expect("it can be waited for").is_some() {
                panic!("it ended before {what}\nstdout:\n{}\nstderr:\n{}", self.stdout(), self.stderr());
            }
            seen
        })
    }

    pub fn stdout(&self) -> String {
        self.read(STDOUT)
    }

    pub fn stderr(&self) -> String {
        self.read(STDERR)
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8_lossy(&std::fs::read(self.folder.path().join(name)).unwrap_or_default()).into_owned()
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().try_into().expect("process ids are small"))
    }

    /// Sends it a signal, to it alone.
    pub fn send(&self, signal: Signal) {
        kill(self.pid(), signal).expect("it runs");
    }

    /// Sends a signal to it and all that belong to its group, as a terminal does.
    pub fn send_to_group(&self, signal: Signal) {
        killpg(self.pid(), signal).expect("it runs");
    }

    /// Waits for its end.
    pub fn end_within(mut self, patience: Duration) -> Outcome {
        let status = until(patience, "the program ends", || self.child.try_wait().expect("it can be waited for"));
        Outcome { code: status.code(), stdout: self.stdout(), stderr: self.stderr() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // In order where that works, since it may have a PostgreSQL below it.
        for signal in [Signal::SIGTERM, Signal::SIGKILL] {
            if !matches!(self.child.try_wait(), Ok(None)) || kill(self.pid(), signal).is_err() {
                return;
            }
            for _ in 0..600 {
                if !matches!(self.child.try_wait(), Ok(None)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
