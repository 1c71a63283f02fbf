//! Sign-in through real OpenID providers: Keycloak, and npm's certified `oidc-provider`. The same tests for each, against
//! two processes of the server that share one central database.

mod front;
mod keycloak;
mod processes;
mod scripts;
mod secrets;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::machine;
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
    let distribution = machine::need_java_and_maven(steps).map_err(Missing::Failed);
    suites.push(match distribution.and_then(|()| Distribution::get(project, steps)) {
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

/// The files of `deploy/`, and real nginx as they set it up: with TLS, in front of both processes.
pub fn run_deployed(project: &Project, steps: &Steps, chromium: &Path, demo: &Demo) -> Suite {
    Suite::or_failed("deployment", &true, || {
        let begin = Instant::now();
        machine::need_nginx_and_openssl(steps)?;
        let https = free_port()?;
        // Another host than the provider's.
        let stand = Stand::new(project, steps, demo, "deployment", "127.0.0.1", format!("https://localhost:{https}"))?;
        let _front = front::start(&stand, https)?;
        let suite = stand.test(chromium, "deployment", &scripts::start_provider)?;
        Ok(Suite { took: begin.elapsed(), ..suite })
    })
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
    let port = free_port()?;
    let mut stand = Stand::new(project, steps, demo, name, "localhost", format!("http://127.0.0.1:{port}"))?;
    stand.ports[0] = port;
    let suite = stand.test(chromium, "sign-in", start)?;
    Ok(Suite { took: begin.elapsed(), ..suite })
}

/// What the tests with one provider stand on.
struct Stand<'a> {
    project: &'a Project,
    steps: &'a Steps,
    demo: &'a Demo,
    name: &'static str,
    /// For logs and settings.
    folder: PathBuf,
    gate: Gate,
    secrets: Secrets,
    /// Where people reach Watchroom.
    watchroom: String,
    /// Where its two processes listen.
    ports: [u16; 2],
}

/// The address under which everybody knows a provider. It can be shut, so that the provider seems to be down.
struct Gate {
    /// Another host than the page's, so that cookies are as far apart as in real life.
    host: &'static str,
    port: u16,
    /// Where it is told to shut and to open.
    control: u16,
    /// Where the provider itself listens.
    behind: u16,
}

impl Gate {
    fn origin(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }
}

/// A running provider.
struct Provider {
    /// Which of them it is, for the tests that speak to its administration.
    kind: &'static str,
    _running: Running,
    issuer: String,
    /// What the tests need to be its administrator.
    administration: Value,
}

impl<'a> Stand<'a> {
    fn new(
        project: &'a Project,
        steps: &'a Steps,
        demo: &'a Demo,
        name: &'static str,
        provider_host: &'static str,
        watchroom: String,
    ) -> Result<Self> {
        let folder = project.scratch()?.join(format!("sign-in-{name}"));
        std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
        let gate = Gate { host: provider_host, port: free_port()?, control: free_port()?, behind: free_port()? };
        let (secrets, ports) = (Secrets::make()?, [free_port()?, free_port()?]);
        Ok(Self { project, steps, demo, name, folder, gate, secrets, watchroom, ports })
    }

    /// Where each process answers by itself. The provider tells the second of ends of sessions, people come by the first.
    fn processes(&self) -> [String; 2] {
        self.ports.map(|port| format!("http://127.0.0.1:{port}"))
    }

    /// Starts the provider and both processes, and runs one of Playwright's projects.
    fn test(
        &self,
        chromium: &Path,
        tests: &'static str,
        start: &dyn Fn(&Stand<'_>) -> Result<Provider>,
    ) -> Result<Suite> {
        let provider = start(self)?;
        let _gate = scripts::start_gate(self)?;
        let _processes = processes::start(self, &provider.issuer)?;
        let description = self.folder.join("stand.json");
        let text = json!({
            "provider": provider.kind,
            "issuer": provider.issuer,
            "gate": format!("http://127.0.0.1:{}", self.gate.control),
            "administration": provider.administration,
            "client_secret": self.secrets.client,
            "service_secret": self.secrets.service,
            "watchroom": self.watchroom,
            "processes": self.processes(),
        });
        write_private(&description, &text.to_string())?;
        let description = description.display().to_string();
        let at = [("WATCHROOM_URL", self.watchroom.as_str()), ("WATCHROOM_STAND_JSON", description.as_str())];
        let tests = Tests { name: self.name, project: tests, environment: &at };
        playwright(self.project, self.steps, chromium, self.demo, tests)
    }
}
