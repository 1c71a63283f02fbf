//! Dashboards are taken up while the server runs.
//!
//! The folder is looked at again and again, by the files' metadata alone. That works on every file system and with every
//! way of replacing files; the kernel's notices miss network file systems, and watches are lost where folders are
//! exchanged by links.

mod pace;
mod snapshot;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::signal::unix::{Signal, SignalKind, signal};
use watchroom_api::App;
use watchroom_query::CheckedRoot;
use watchroom_spec::LoadError;

use pace::Pace;
use snapshot::Snapshot;

/// Files that stay as they are for so long are complete: a checkout writes many, one after the other.
const SETTLED: Duration = Duration::from_millis(250);
/// Looks that wait for that. Where files are written without end, something must be shown as well.
const MOST_LOOKS: usize = 4;

/// The folder of the tenants' folders, and how it stood when it was last loaded.
pub(crate) struct Watched {
    dir: PathBuf,
    seen: Snapshot,
}

/// Loads the dashboards for a start. A tenant with errors does not keep the others from starting; where no tenant can be
/// shown, or there is no such folder, nothing is started.
pub(crate) fn load(dir: &Path) -> anyhow::Result<(CheckedRoot, Watched)> {
    // Before the load: an edit meanwhile makes a difference to what was seen.
    let seen = Snapshot::of(dir);
    let loaded = watchroom_query::load(dir)
        .context("the dashboards could not be loaded; --config names the folder that holds the tenants' folders")?;
    if !loaded.has_specs() {
        crate::terminal::tell(&loaded.to_text(std::io::IsTerminal::is_terminal(&std::io::stderr())));
        bail!(
            "no tenant in {} has dashboards without errors; mend them, and check with: watchroom validate {0}",
            dir.display()
        );
    }
    if loaded.findings().any(|finding| finding.is_error()) {
        tracing::warn!(
            findings = %loaded.to_text(false),
            "dashboards have errors; their tenants are not shown until they are mended"
        );
    }
    Ok((loaded, Watched { dir: dir.to_owned(), seen }))
}

/// Listens for SIGHUP from its making on.
pub(crate) struct Hangup(Option<Signal>);

impl Hangup {
    /// SIGHUP asks for a reload. Within a runtime.
    pub(crate) fn listen() -> anyhow::Result<Self> {
        Ok(Self(Some(signal(SignalKind::hangup()).context("SIGHUP cannot be listened for")?)))
    }

    /// SIGHUP ends the process, as it does for whatever belongs to a terminal.
    pub(crate) fn ends() -> Self {
        Self(None)
    }

    async fn is_sent(&mut self) {
        if let Some(signal) = &mut self.0
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}

impl Watched {
    /// Takes up edits as long as the server runs.
    pub(crate) async fn watch(mut self, app: App, mut hangup: Hangup) {
        let mut pace = Pace::default();
        loop {
            let asked = tokio::select! {
                () = tokio::time::sleep(pace.pause()) => false,
                () = hangup.is_sent() => true,
            };
            let begun = Instant::now();
            let Some(mut now) = self.look().await else { continue };
            pace.note(begun.elapsed());
            if !asked {
                if now == self.seen {
                    continue;
                }
                now = self.settled(now).await;
            }
            self.seen = now;
            self.load_again(&app).await;
        }
    }

    async fn look(&self) -> Option<Snapshot> {
        let dir = self.dir.clone();
        tokio::task::spawn_blocking(move || Snapshot::of(&dir)).await.ok()
    }

    /// Waits until the files stay as they are.
    async fn settled(&self, mut last: Snapshot) -> Snapshot {
        for _ in 0..MOST_LOOKS {
            tokio::time::sleep(SETTLED).await;
            match self.look().await {
                Some(now) if now != last => last = now,
                _ => break,
            }
        }
        last
    }

    async fn load_again(&self, app: &App) {
        let dir = self.dir.clone();
        let loading = tokio::task::spawn_blocking(move || watchroom_query::load(&dir));
        let Ok(loaded) = loading.await else {
            tracing::error!("the dashboards could not be loaded again; the last ones are shown");
            return;
        };
        take_up(app, loaded);
    }
}

/// Takes up a load and says in the log what it changed.
fn take_up(app: &App, loaded: Result<CheckedRoot, LoadError>) {
    if let Err(error) = &loaded {
        tracing::warn!(cause = %error, "the dashboards cannot be read; the last ones are shown");
    }
    let changes = app.take_up(loaded);
    for (tenant, revision) in &changes.replaced {
        tracing::info!(%tenant, revision, "dashboards reloaded");
    }
    for tenant in &changes.failed {
        let text = app.catalog.standing(tenant).unwrap_or_default().text;
        if app.catalog.get(tenant).is_some() {
            tracing::warn!(%tenant, findings = %text, "dashboards have errors; the last good ones are shown");
        } else {
            tracing::warn!(%tenant, findings = %text, "dashboards have errors; none are shown yet");
        }
    }
    for tenant in &changes.mended {
        tracing::info!(%tenant, "the errors in the dashboards are mended");
    }
}
