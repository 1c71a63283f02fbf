//! Two processes of the server over a demo's central database, which sign people in through a provider.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::suites::running::{Running, answers};
use crate::suites::sign_in::Stand;
use crate::suites::sign_in::secrets::write_private;

const START: Duration = Duration::from_secs(60);

/// Starts both; people know them under one address.
pub fn start(stand: &Stand<'_>, issuer: &str) -> Result<[Running; 2]> {
    let secret = stand.folder.join("client.secret");
    write_private(&secret, &stand.secrets.client)?;
    // What groups mean.
    std::fs::copy(stand.project.root.join("deploy/watchroom.yaml"), stand.folder.join("watchroom.yaml"))
        .context("could not copy deploy/watchroom.yaml")?;
    let start = |name, port| -> Result<Running> {
        let mut command = Command::new(stand.project.target.join("debug/watchroom"));
        command
            .arg("serve")
            .arg("--data-dir")
            .arg(&stand.demo.data_dir)
            .arg(format!("--listen=127.0.0.1:{port}"))
            .arg(format!("--public-url={}", stand.watchroom))
            .current_dir(&stand.folder)
            .env("WATCHROOM_TRUSTED_PROXIES", "127.0.0.1")
            .env("WATCHROOM_OIDC_ISSUER", issuer)
            .env("WATCHROOM_OIDC_CLIENT_ID", "watchroom")
            .env("WATCHROOM_OIDC_CLIENT_SECRET_FILE", &secret);
        let log = stand.folder.join(format!("watchroom-{port}.log"));
        let mut running = Running::start(stand.steps, name, &mut command, log)?;
        let ready = format!("http://127.0.0.1:{port}/ready");
        running.wait_until(stand.steps, START, || answers(&ready))?;
        Ok(running)
    };
    Ok([start("a first process of the server", stand.ports[0])?, start("a second one", stand.ports[1])?])
}
