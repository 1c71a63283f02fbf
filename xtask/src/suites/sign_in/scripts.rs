//! The providers' side that is written in JavaScript: npm's `oidc-provider`, and the gate in front of any provider.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use serde_json::json;

use crate::suites::running::{Running, free_port, listens};
use crate::suites::sign_in::{Gate, Provider, Stand};

/// How long a script may take to be ready.
const START: Duration = Duration::from_secs(60);
/// A short life, so that a test sees tokens renewed.
const ACCESS_SECONDS: u32 = 30;

/// Starts `oidc-provider` behind a gate.
pub fn start_provider(stand: &Stand<'_>) -> Result<Provider> {
    let Stand { project, steps, gate, watchroom, secrets, .. } = stand;
    let control = free_port()?;
    let mut command = project.in_web("node", &["e2e/provider/openid.mjs"]);
    command
        .args(["--issuer", &gate.origin(), "--watchroom", watchroom, "--tells", &stand.processes()[1]])
        .arg(format!("--listen=127.0.0.1:{}", gate.behind))
        .arg(format!("--control=127.0.0.1:{control}"))
        .arg(format!("--access-seconds={ACCESS_SECONDS}"))
        .env("WATCHROOM_CLIENT_SECRET", &secrets.client)
        .env("WATCHROOM_SERVICE_SECRET", &secrets.service);
    let running = start(stand, "oidc-provider", &mut command, gate.behind)?;
    steps.note(&format!("it is known as {}", gate.origin()));
    Ok(Provider {
        kind: "oidc-provider",
        _running: running,
        issuer: gate.origin(),
        administration: json!({"url": format!("http://127.0.0.1:{control}")}),
    })
}

/// Opens the gate.
pub fn start_gate(stand: &Stand<'_>) -> Result<Running> {
    let Gate { port, behind, control, .. } = stand.gate;
    let mut command: Command = stand.project.in_web("node", &["e2e/provider/gate.mjs"]);
    command
        .arg(format!("--listen=127.0.0.1:{port}"))
        .arg(format!("--to=127.0.0.1:{behind}"))
        .arg(format!("--control=127.0.0.1:{control}"));
    start(stand, "the gate", &mut command, port)
}

fn start(stand: &Stand<'_>, name: &'static str, command: &mut Command, port: u16) -> Result<Running> {
    let log = stand.folder.join(format!("{}.log", name.replace(' ', "-")));
    let mut running = Running::start(stand.steps, name, command, log)?;
    running.wait_until(stand.steps, START, || listens(port))?;
    Ok(running)
}
