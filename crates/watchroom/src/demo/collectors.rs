//! The demo's collectors: they fill the tenants' tables and keep them alive, as programs of the tenants' own would.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio_postgres::Client;
use watchroom_desk::sla::Policies;
use watchroom_domain::Clock;
use watchroom_store::Tenants;

use super::databases::{Databases, WITH_DESK};
use crate::demo_data::beta::desk::{self, People, Traffic};
use crate::demo_data::{alpha, beta};
use crate::settings::CentralSettings;
use crate::terminal::{Step, tell};

/// How often new rows are written.
const EVERY: Duration = Duration::from_secs(5);

/// Connections of the collectors.
pub(super) struct Feeds {
    alpha: Client,
    beta: Client,
    /// Of the same database: tickets do not wait for samples.
    desk: Client,
    traffic: Traffic,
    /// Where the desk's promises are asked for.
    tenants: Tenants,
}

/// Fills the tables at a first start. At a later one of a `live` demo the service desk makes up for the time in which none ran,
/// before its clocks look at it; samples are made up for while the demo is there already.
pub(super) async fn fill(
    databases: &Databases,
    settings: &CentralSettings,
    history_days: u32,
    live: bool,
) -> anyhow::Result<Feeds> {
    let mut feeds = Feeds {
        alpha: databases.owner("tenant-alpha").await?,
        beta: databases.owner("tenant-beta").await?,
        desk: databases.owner("tenant-beta").await?,
        traffic: Traffic::begin(Clock::machine().now()),
        tenants: Tenants::new(settings.key.clone()),
    };
    settings.ask(feeds.tenants.refresh(&settings.central)).await?;
    alpha::create_tables(&feeds.alpha).await?;
    beta::create_tables(&feeds.beta).await?;
    let now = Clock::machine().now();
    if beta::needs_fill(&feeds.beta).await? {
        let mut step = Step::begin("Filling tenant-beta", 1);
        let rows = beta::fill(&mut feeds.beta, now, history_days, &mut |_, done, total| step.at(done, total)).await?;
        step.end(&format!("{rows} rows over {history_days} days"));
    }
    if desk::needs_fill(&feeds.desk).await? {
        let people = people(settings).await?;
        let mut step = Step::begin("Filling the service desk", 1);
        let report = &mut |_: &str, done, total| step.at(done, total);
        let tickets = desk::fill(&mut feeds.desk, now, history_days, people, report).await?;
        step.end(&format!("{tickets} tickets"));
    } else if live {
        let people = people(settings).await?;
        let policies = feeds.policies().await?;
        let mut step = Step::begin("Bringing the service desk up to date", 1);
        let report = &mut |_: &str, done, total| step.at(done, total);
        match desk::catch_up(&mut feeds.desk, now, &policies, people, report).await {
            Ok(tickets) => step.end(&format!("{tickets} tickets")),
            // Everything else is there to be tried.
            Err(error) => tell(&format!("warning: the service desk stays as it was: {error:#}")),
        }
    }
    if alpha::needs_fill(&feeds.alpha).await? {
        let mut step = Step::begin("Filling tenant-alpha", 1);
        let rows = alpha::fill(&mut feeds.alpha, now, history_days, &mut |_, done, total| step.at(done, total)).await?;
        step.end(&format!("{rows} rows over {history_days} days"));
    }
    // One tenant with a trigger, the other without: both ways in which screens follow.
    databases.watch("tenant-beta", "metrics", "recorded_at").await?;
    Ok(feeds)
}

/// The people whom the desk's tickets and lists belong to.
async fn people(settings: &CentralSettings) -> anyhow::Result<People> {
    let mut ids = Vec::new();
    for name in ["manager", "councillor", "liaison", "fieldworker"] {
        let user = settings.central.user_by_email(&format!("{name}@demo.example")).await?;
        ids.push(user.map(|user| user.id.0));
    }
    Ok(People { manager: ids[0], councillor: ids[1], liaison: ids[2], field_worker: ids[3] })
}

impl Feeds {
    /// Writes what is due, again and again. The first time it makes up for the time in which no demo ran.
    pub(super) async fn run(&mut self) {
        loop {
            let now = Clock::machine().now();
            let (alpha, beta) = tokio::join!(alpha::tick(&mut self.alpha, now), beta::tick(&mut self.beta, now));
            for error in [alpha.err(), beta.err()].into_iter().flatten() {
                tracing::warn!(cause = %error, "the demo's collectors could not write");
            }
            if let Err(error) = self.tick_desk(now).await {
                tracing::warn!(cause = %error, "the demo's service desk could not go on");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    async fn tick_desk(&mut self, now: Timestamp) -> anyhow::Result<u64> {
        let policies = self.policies().await?;
        self.traffic.tick(&mut self.desk, &policies, now).await
    }

    /// What the desk promises now: somebody may have changed it.
    async fn policies(&self) -> anyhow::Result<Arc<Policies>> {
        Ok(self.tenants.desk_policies(&WITH_DESK.parse()?).await?)
    }
}
