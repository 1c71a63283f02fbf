//! The page and the server together, in a browser, over a demo of its own.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::project::Project;
use crate::steps::{Steps, clock};
use crate::suites::page_tests::{forget, read};
use crate::suites::tally::{self, Suite};

/// How long the demo may take to be ready (it is a debug build and starts with an empty folder).
const START: Duration = Duration::from_secs(300);
/// How long it may take to stop.
const STOP: Duration = Duration::from_secs(20);

/// Starts a demo, runs the browser tests against it, stops it.
pub fn run(project: &Project, steps: &Steps, chromium: &Path, postgres: Option<&Path>) -> Result<Suite> {
    let begin = Instant::now();
    let (program, scratch) = (project.target.join("debug/watchroom"), project.scratch()?);
    let demo = Demo::start(steps, &program, &scratch, &project.root, postgres)?;
    let report = scratch.join("playwright.json");
    forget(&report)?;
    let mut command = project.in_web("npx", &["--no-install", "playwright", "test", "--reporter=list,json"]);
    command
        .env("WATCHROOM_URL", &demo.url)
        .env("WATCHROOM_DEMO_JSON", &demo.description)
        .env("WATCHROOM_CHROMIUM", chromium)
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report)
        .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let outcome = steps.watch("tests in a browser", &mut command)?;
    demo.stop()?;
    Ok(tally::of_playwright(&read(&report)).judged_by(outcome.status, begin.elapsed()))
}

/// A running demo; it is stopped when this is dropped.
struct Demo {
    process: Child,
    url: String,
    description: PathBuf,
}

impl Demo {
    /// Runs `program demo` in `folder`, with its data and its log in `scratch`, until it is healthy.
    fn start(steps: &Steps, program: &Path, scratch: &Path, folder: &Path, postgres: Option<&Path>) -> Result<Self> {
        let data_dir = scratch.join("test-demo");
        let description = data_dir.join("demo.json");
        // The rest of an earlier run is cleared by --fresh, by those who know what it is.
        forget(&description)?;
        let log_path = scratch.join("test-demo.log");
        let log = fs::File::create(&log_path).with_context(|| format!("could not write {}", log_path.display()))?;
        let port = free_port()?;
        let mut command = Command::new(program);
        command
            .args(["demo", "--fresh", "--data-dir"])
            .arg(&data_dir)
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("could not share the log")?)
            .stderr(log);
        if let Some(folder) = postgres {
            command.env("WATCHROOM_POSTGRES_BIN", folder);
        }
        steps.say(&format!("starting a demo for the browser: {}", crate::steps::shown(&command)));
        let process = command.spawn().with_context(|| format!("{} does not start", program.display()))?;
        let mut demo = Self { process, url: String::new(), description };
        demo.wait(steps).with_context(|| format!("the end of {}:\n{}", log_path.display(), tail(&log_path)))?;
        steps.note(&format!("it answers at {}", demo.url));
        Ok(demo)
    }

    fn wait(&mut self, steps: &Steps) -> Result<()> {
        let begin = Instant::now();
        let mut said = begin;
        loop {
            if let Some(status) = self.process.try_wait().context("waiting for the demo")? {
                bail!("the demo ended before it was ready ({status})");
            }
            if let Some(url) = url_in(&self.description)
                && is_healthy(&url)
            {
                self.url = url;
                return Ok(());
            }
            if begin.elapsed() > START {
                bail!("the demo was not ready after {}", clock(START));
            }
            if said.elapsed() > Duration::from_secs(10) {
                steps.note(&format!("… waiting for the demo ({})", clock(begin.elapsed())));
                said = Instant::now();
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        if self.process.try_wait().context("waiting for the demo")?.is_some() {
            return Ok(());
        }
        let pid = Pid::from_raw(i32::try_from(self.process.id()).context("an odd process id")?);
        kill(pid, Signal::SIGTERM).context("could not stop the demo")?;
        let begin = Instant::now();
        while begin.elapsed() < STOP {
            if self.process.try_wait().context("waiting for the demo")?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.process.kill().context("could not end the demo")?;
        self.process.wait().context("waiting for the demo")?;
        bail!("the demo did not stop within {} s of SIGTERM", STOP.as_secs())
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("error: {error:#}");
        }
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port")?;
    Ok(listener.local_addr().context("no free port")?.port())
}

fn url_in(description: &Path) -> Option<String> {
    let value: Value = serde_json::from_slice(&fs::read(description).ok()?).ok()?;
    Some(value["url"].as_str()?.trim_end_matches('/').to_owned())
}

/// Whether `GET /health` answers 200.
fn is_healthy(url: &str) -> bool {
    let Some(authority) = url.strip_prefix("http://").map(|rest| rest.split('/').next().unwrap_or(rest)) else {
        return false;
    };
    let Some(address) = authority.to_socket_addrs().ok().and_then(|mut addresses| addresses.next()) else {
        return false;
    };
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream
            .write_all(format!("GET /health HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// A program that behaves like `watchroom demo`, or not at all.
    fn program(folder: &Path, script: &str) -> PathBuf {
        let path = folder.join("program");
        fs::write(&path, format!("#!/usr/bin/env node\n{script}")).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a program");
        path
    }

    #[test]
    fn a_demo_is_waited_for_and_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        let script = r#"
            const [, , demo, fresh, , dataDir, , listen] = process.argv;
            if (demo !== "demo" || fresh !== "--fresh") process.exit(9);
            const fs = require("node:fs");
            fs.mkdirSync(dataDir, { recursive: true });
            const url = "http://" + listen;
            fs.writeFileSync(dataDir + "/demo.json", JSON.stringify({ url }));
            let calls = 0;
            const server = require("node:http").createServer((request, response) => {
                calls += 1;
                response.writeHead(request.url === "/health" && calls > 2 ? 200 : 503).end();
            });
            process.on("SIGTERM", () => { fs.writeFileSync(dataDir + "/stopped", ""); process.exit(0); });
            setTimeout(() => server.listen(Number(listen.split(":")[1]), "127.0.0.1"), 300);
        "#;
        let program = program(folder.path(), script);
        let demo = Demo::start(&Steps::new(), &program, folder.path(), folder.path(), None).expect("it starts");
        assert!(is_healthy(&demo.url), "{}", demo.url);
        assert!(demo.description.is_file());
        let url = demo.url.clone();
        demo.stop().expect("it stops");
        assert!(!is_healthy(&url));
        assert!(folder.path().join("test-demo/stopped").exists(), "it was asked to, not killed");
    }

    #[test]
    fn a_demo_that_ends_at_once_shows_its_last_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = program(folder.path(), "console.error('no database here'); process.exit(3);");
        let error = Demo::start(&Steps::new(), &program, folder.path(), folder.path(), None).err().expect("it fails");
        let text = format!("{error:#}");
        assert!(text.contains("no database here") && text.contains("exit status: 3"), "{text}");
    }
}
