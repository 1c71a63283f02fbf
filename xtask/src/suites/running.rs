//! Programs that run beside the tests: started with a log, waited for, and stopped whatever happens.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::steps::{Steps, clock, shown};

/// How long a program may take to stop.
const STOP: Duration = Duration::from_secs(20);

/// A running program; it is stopped when this is dropped.
pub struct Running {
    process: Child,
    /// What it is, in a sentence: "the demo".
    name: &'static str,
    log: PathBuf,
}

impl Running {
    /// Starts a program; what it says goes to `log`.
    pub fn start(steps: &Steps, name: &'static str, command: &mut Command, log: PathBuf) -> Result<Self> {
        let file = fs::File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        command.stdin(Stdio::null()).stdout(file.try_clone().context("could not share the log")?).stderr(file);
        steps.say(&format!("starting {name}: {}", shown(command)));
        let program = command.get_program().to_string_lossy().into_owned();
        let process = command.spawn().with_context(|| format!("`{program}` does not start"))?;
        Ok(Self { process, name, log })
    }

    /// Waits until the program is ready; its last words are in the error if it never is.
    pub fn wait_until(&mut self, steps: &Steps, patience: Duration, ready: impl FnMut() -> bool) -> Result<()> {
        let waited = self.wait(steps, patience, ready);
        waited.with_context(|| format!("the end of {}:\n{}", self.log.display(), tail(&self.log)))
    }

    fn wait(&mut self, steps: &Steps, patience: Duration, mut ready: impl FnMut() -> bool) -> Result<()> {
        let (name, begin) = (self.name, Instant::now());
        let mut said = begin;
        loop {
            if let Some(status) = self.process.try_wait().with_context(|| format!("waiting for {name}"))? {
                bail!("{name} ended before it was ready ({status})");
            }
            if ready() {
                return Ok(());
            }
            if begin.elapsed() > patience {
                bail!("{name} was not ready after {}", clock(patience));
            }
            if said.elapsed() > Duration::from_secs(10) {
                steps.note(&format!("… waiting for {name} ({})", clock(begin.elapsed())));
                said = Instant::now();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        let name = self.name;
        let gone = |process: &mut Child| process.try_wait().with_context(|| format!("waiting for {name}"));
        if gone(&mut self.process)?.is_some() {
            return Ok(());
        }
        let pid = Pid::from_raw(i32::try_from(self.process.id()).context("an odd process id")?);
        kill(pid, Signal::SIGTERM).with_context(|| format!("could not stop {name}"))?;
        let begin = Instant::now();
        while begin.elapsed() < STOP {
            if gone(&mut self.process)?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.process.kill().with_context(|| format!("could not end {name}"))?;
        self.process.wait().with_context(|| format!("waiting for {name}"))?;
        bail!("{name} did not stop within {} s of SIGTERM", STOP.as_secs())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("error: {error:#}");
        }
    }
}

/// A port of the loopback interface that nobody listens on.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

/// Whether somebody listens on a port of the loopback interface.
pub fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, port).into(), Duration::from_secs(1)).is_ok()
}

/// Whether `GET` of an address `http://…` answers 200.
pub fn answers(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let Some(address) = authority.to_socket_addrs().ok().and_then(|mut addresses| addresses.find(|it| it.is_ipv4()))
    else {
        return false;
    };
    let ask = || -> std::io::Result<[u8; 12]> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream
            .write_all(format!("GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut begin = [0; 12];
        stream.read_exact(&mut begin)?;
        Ok(begin)
    };
    ask().is_ok_and(|begin| &begin == b"HTTP/1.1 200")
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_waited_for_and_asked_to_stop() {
        let folder = tempfile::tempdir().expect("a folder");
        let (ready, stopped) = (folder.path().join("ready"), folder.path().join("stopped"));
        let script = format!(
            "trap 'touch {}; exit 0' TERM; sleep 0.3; touch {}; while :; do sleep 0.05; done",
            stopped.display(),
            ready.display()
        );
        let mut command = Command::new("sh");
        command.args(["-c", &script]);
        let mut program =
            Running::start(&Steps::new(), "a test", &mut command, folder.path().join("log")).expect("it starts");
        program.wait_until(&Steps::new(), Duration::from_secs(20), || ready.exists()).expect("it is ready");
        drop(program);
        assert!(stopped.exists(), "it was asked to, not killed");
    }

    #[test]
    fn a_program_that_ends_at_once_shows_its_last_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut command = Command::new("sh");
        command.args(["-c", "echo no database here; exit 3"]);
        let mut program =
            Running::start(&Steps::new(), "a test", &mut command, folder.path().join("log")).expect("it starts");
        let error = program.wait_until(&Steps::new(), Duration::from_secs(20), || false).expect_err("it ended");
        let text = format!("{error:#}");
        assert!(text.contains("no database here") && text.contains("exit status: 3"), "{text}");
    }
}
