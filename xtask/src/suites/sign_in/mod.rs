//! Sign-in through real OpenID providers: Keycloak, and npm's certified `oidc-provider`. The same tests for each, against
//! two processes of the server that share one central database.

mod keycloak;
mod processes;
mod scripts;
mod secrets;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::project::Project;
use crate::steps::Steps;
use crate::suites::browser::{Tests, playwright};
use crate::suites::demo::Demo;
use crate::suites::running::{Running, free_port};
use crate::suites::sign_in::keycloak::{Distribution, Missing};
use crate::suites::sign_in::secrets::{Secrets, write_private};
use crate::suites::tally::Suite;

/// The tests with each provider; a provider that could not be had is named in its suite's note.
pub fn run(project: &Project, steps: &Steps, chromium: &Path, demo: &Demo) -> Vec<Suite> {
    let with = |name, start: &dyn Fn(&Stand<'_>) -> Result<Provider>| {
        Suite::or_failed(name, &true, || with_provider(project, steps, chromium, demo, name, start))
    };
    let mut suites = vec![with("oidc-provider", &scripts::start_provider)];
    suites.push(match Distribution::get(project, steps) {
        Ok(keycloak) => with("keycloak", &|stand| keycloak.start(stand)),
        Err(Missing::Unreachable(why)) => {
            let note = format!("KEYCLOAK WAS NOT TRIED: {why}");
            eprintln!("warning: {note}");
            Suite { name: "keycloak", skipped: 1, note: Some(note), ..Suite::default() }
        }
        Err(Missing::Failed(error)) => Suite::or_failed("keycloak", &true, || Err(error)),
    });
    suites
}

/// What the tests with one provider stand on.
struct Stand<'a> {
    project: &'a Project,
    steps: &'a Steps,
    demo: &'a Demo,
    /// For logs and settings.
    folder: PathBuf,
    gate: Gate,
    secrets: Secrets,
    /// Where people reach Watchroom.
    watchroom: String,
}

/// The address under which everybody knows a provider. It can be shut, so that the provider seems to be down.
struct Gate {
    port: u16,
    /// Where it is told to shut and to open.
    control: u16,
    /// Where the provider itself listens.
    behind: u16,
}

impl Gate {
    /// Another host than the page's 127.0.0.1, so that cookies are as far apart as in real life.
    fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }
}

/// A running provider.
struct Provider {
    _running: Running,
    issuer: String,
    /// What the tests need to be its administrator.
    administration: Value,
}

fn with_provider(
    project: &Project,
    steps: &Steps,
    chromium: &Path,
    demo: &Demo,
    name: &'static str,
    start: &dyn Fn(&Stand<'_>) -> Result<Provider>,
) -> Result<Suite> {
    let begin = Instant::now();
    let folder = project.scratch()?.join(format!("sign-in-{name}"));
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let ports = [free_port()?, free_port()?];
    let [watchroom, other] = ports.map(|port| format!("http://127.0.0.1:{port}"));
    let gate = Gate { port: free_port()?, control: free_port()?, behind: free_port()? };
    let stand = Stand { project, steps, demo, folder, gate, secrets: Secrets::make()?, watchroom };

    let provider = start(&stand)?;
    let _gate = scripts::start_gate(&stand)?;
    let _processes = processes::start(&stand, &provider.issuer, ports)?;

    let description = stand.folder.join("stand.json");
    let text = json!({
        "provider": name,
        "issuer": provider.issuer,
        "gate": format!("http://127.0.0.1:{}", stand.gate.control),
        "administration": provider.administration,
        "client_secret": stand.secrets.client,
        "service_secret": stand.secrets.service,
        "processes": [stand.watchroom, other],
    });
    write_private(&description, &text.to_string())?;
    let description = description.display().to_string();
    let at = [("WATCHROOM_URL", stand.watchroom.as_str()), ("WATCHROOM_STAND_JSON", description.as_str())];
    let suite = playwright(project, steps, chromium, demo, Tests { name, project: "sign-in", environment: &at })?;
    Ok(Suite { took: begin.elapsed(), ..suite })
}
