//! Background work of the service desks: their outboxes are followed, their clocks watched, their old events swept out.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::AbortHandle;
use tokio::task::JoinSet;
use watchroom_domain::TenantId;
use watchroom_live::Outage;

use crate::App;

/// How often it is looked whether other tenants have a desk now, or one elsewhere.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The longest that clocks are not looked at: a change may have brought a deadline nearer.
const SLEEP_AT_MOST: Duration = Duration::from_secs(5);
/// The shortest.
const SLEEP_AT_LEAST: Duration = Duration::from_millis(100);
/// How long a look may take: longer than a statement may in the database (15 s).
const PATIENCE: Duration = Duration::from_secs(20);
/// How often old events are swept out.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl App {
    /// Looks after the desks of all tenants, for ever. Every process does: news is for its own listeners, and of the notices
    /// that are due each is sent by one process alone.
    pub async fn follow_desks(&self) {
        let mut running = JoinSet::new();
        // By tenant and address: a desk that moves to another database is followed there.
        let mut followed: HashMap<(TenantId, String), AbortHandle> = HashMap::new();
        loop {
            let there: Vec<(TenantId, String)> = self
                .tenants
                .desk_ids()
                .into_iter()
                .filter_map(|tenant| {
                    let address = self.tenants.desk_address(&tenant)?;
                    Some((tenant, address.with_password().to_owned()))
                })
                .collect();
            followed.retain(|desk, task| {
                let stays = there.contains(desk) && !task.is_finished();
                if !stays {
                    task.abort();
                    self.signals.forget(&desk.0);
                }
                stays
            });
            for desk in there {
                let (app, tenant) = (self.clone(), desk.0.clone());
                followed.entry(desk).or_insert_with(|| running.spawn(async move { app.follow_desk(&tenant).await }));
            }
            // Those that ended are forgotten.
            while running.try_join_next().is_some() {}
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn follow_desk(&self, tenant: &TenantId) {
        // Panels may show the desk's tables.
        let out_of_sight = || self.answers.forget(tenant);
        let news = watchroom_live::follow_desk(
            &self.tenants,
            &self.live,
            &self.signals,
            &self.panel_news,
            tenant,
            &out_of_sight,
        );
        tokio::join!(news, self.watch_clocks(tenant));
    }

    async fn watch_clocks(&self, tenant: &TenantId) {
        let (mut swept_at, mut away) = (None, Outage::default());
        loop {
            let now = self.clock.now();
            let looked = match tokio::time::timeout(PATIENCE, self.tenants.sla_notify(tenant, now)).await {
                Ok(looked) => looked.map_err(|error| error.to_string()),
                Err(_) => Err(format!("no answer within {} s", PATIENCE.as_secs())),
            };
            match &looked {
                Ok(_) if away.ends() => tracing::info!(%tenant, "the desk's clocks are looked at again"),
                Err(cause) if away.begins() => tracing::warn!(%tenant, cause, "the desk's clocks cannot be looked at"),
                Ok(_) | Err(_) => {}
            }
            let next = looked.unwrap_or_default();
            if swept_at.is_none_or(|last: Timestamp| now.duration_since(last) >= SWEEP_EVERY) {
                swept_at = Some(now);
                if let Err(error) = self.tenants.outbox_sweep(tenant, now).await {
                    tracing::warn!(%tenant, cause = %error, "old events of the desk could not be swept out");
                }
            }
            tokio::time::sleep(until(next, self.clock.now())).await;
        }
    }
}

fn until(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let left = next.and_then(|next| Duration::try_from(next.duration_since(now)).ok());
    left.unwrap_or(SLEEP_AT_MOST).clamp(SLEEP_AT_LEAST, SLEEP_AT_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sleeps_until_the_next_deadline_and_never_for_long() {
        let now = Timestamp::UNIX_EPOCH;
        let after = |ms: i64| Some(now + SignedDuration::from_millis(ms));
        assert_eq!(until(None, now), SLEEP_AT_MOST);
        assert_eq!(until(after(2_500), now), Duration::from_millis(2_500));
        assert_eq!(until(after(-9), now), SLEEP_AT_MOST, "what is past was looked at");
        assert_eq!(until(after(3), now), SLEEP_AT_LEAST);
        assert_eq!(until(after(60_000), now), SLEEP_AT_MOST);
    }
}
