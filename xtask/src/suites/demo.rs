//! A demo for the tests: the databases and their data, and the server over them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use serde_json::Value;

use crate::steps::Steps;
use crate::suites::page_tests::forget;
use crate::suites::running::{Running, answers, free_port};

/// How long the demo may take to be ready (it is a debug build and starts with an empty folder).
const START: Duration = Duration::from_secs(300);

/// A running demo; it is stopped when this is dropped.
pub struct Demo {
    running: Running,
    /// The binary that runs.
    pub program: PathBuf,
    /// Where it answers.
    pub url: String,
    /// Its folder.
    pub data_dir: PathBuf,
    /// Its `demo.json`.
    pub description: PathBuf,
}

impl Demo {
    /// Runs `program demo` in `folder`, with its data and its log in `scratch`, until it is healthy.
    pub fn start(
        steps: &Steps,
        program: &Path,
        scratch: &Path,
        folder: &Path,
        postgres: Option<&Path>,
    ) -> Result<Self> {
        let data_dir = scratch.join("test-demo");
        let description = data_dir.join("demo.json");
        // The rest of an earlier run is cleared by --fresh, by those who know what it is.
        forget(&description)?;
        let mut command = Command::new(program);
        command
            .args(["demo", "--fresh", "--data-dir"])
            .arg(&data_dir)
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", free_port()?))
            .current_dir(folder);
        if let Some(folder) = postgres {
            command.env("WATCHROOM_POSTGRES_BIN", folder);
        }
        let mut running = Running::start(steps, "the demo", &mut command, scratch.join("test-demo.log"))?;
        let mut url = String::new();
        running.wait_until(steps, START, || {
            url = url_in(&description).unwrap_or_default();
            answers(&format!("{url}/health"))
        })?;
        steps.note(&format!("it answers at {url}"));
        Ok(Self { running, program: fs::canonicalize(program)?, url, data_dir, description })
    }

    /// Stops it.
    pub fn stop(self) -> Result<()> {
        self.running.stop()
    }
}

fn url_in(description: &Path) -> Option<String> {
    let value: Value = serde_json::from_slice(&fs::read(description).ok()?).ok()?;
    Some(value["url"].as_str()?.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_demo_is_waited_for_and_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("watchroom");
        let script = r#"#!/usr/bin/env node
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
        fs::write(&program, script).expect("a program");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a program");
        let demo = Demo::start(&Steps::new(), &program, folder.path(), folder.path(), None).expect("it starts");
        let health = format!("{}/health", demo.url);
        assert!(answers(&health), "{health}");
        assert!(demo.description.is_file());
        demo.stop().expect("it stops");
        assert!(!answers(&health));
        assert!(folder.path().join("test-demo/stopped").exists(), "it was asked to, not killed");
    }
}
