//! Following a tenant's tables, while somebody listens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use watchroom_domain::TenantId;
use watchroom_spec::{TableName, WatchedTables};
use watchroom_store::{RunError, TableNews, TableWatch, Tenants};

use super::PanelNews;
use crate::{Bus, Kind};

/// The shortest time between two looks at the tables.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Looking takes this share of the time at most: one part of so many.
const SHARE: u32 = 50;
/// How long the tables are watched after the last listener has gone: a page that is opened again finds them watched.
const LINGER: Duration = Duration::from_secs(10);
/// How often it is looked which tables, partitions, indexes and triggers there are.
const RESOLVE_EVERY: Duration = Duration::from_secs(60);
/// How long after a trigger has told of a change PostgreSQL's counters may still learn of the same change.
const COUNTERS_LAG: Duration = Duration::from_secs(15);

/// Tells a tenant's listeners which panels' data has changed, until nobody has listened for a while. `watched` gives the
/// tables that the panels read now.
pub async fn follow_panels(
    tenants: &Tenants,
    bus: &Bus,
    news: &PanelNews,
    tenant: &TenantId,
    watched: impl Fn() -> Arc<WatchedTables> + Send + Sync,
) {
    let mut following = Following {
        tenants,
        bus,
        news,
        tenant,
        watched: &watched,
        listened_at: Instant::now(),
        heard: BTreeMap::new(),
    };
    let (mut pause, mut away) = (PAUSE, false);
    while following.is_wanted() {
        let failed = match tenants.watch_tables(tenant).await {
            Ok(mut watch) => match following.watch(&mut watch, &mut away).await {
                Ok(()) => {
                    pause = PAUSE;
                    continue;
                }
                Err(error) => error,
            },
            Err(error) => error,
        };
        if away {
            pause = (pause * 2).min(LONGEST_PAUSE);
        } else {
            away = true;
            pause = PAUSE;
            tracing::warn!(%tenant, cause = %failed, "the tables cannot be watched, and screens do not follow them for now");
        }
        following.quiet(pause).await;
    }
    // Nobody hears it, but what was read before is old.
    news.due(tenant, Instant::now(), true);
}

struct Following<'a, W> {
    tenants: &'a Tenants,
    bus: &'a Bus,
    news: &'a PanelNews,
    tenant: &'a TenantId,
    watched: &'a W,
    listened_at: Instant,
    /// When a trigger last told of a table.
    heard: BTreeMap<TableName, Instant>,
}

impl<W: Fn() -> Arc<WatchedTables> + Send + Sync> Following<'_, W> {
    fn is_wanted(&mut self) -> bool {
        if self.bus.is_listened(self.tenant) {
            self.listened_at = Instant::now();
        }
        self.listened_at.elapsed() < LINGER
    }

    /// Watches over one connection. Comes back without an error where nobody listens any more, or the tenant's database is
    /// another one.
    async fn watch(&mut self, watch: &mut TableWatch, away: &mut bool) -> Result<(), RunError> {
        // What triggers told while nobody heard them is found by the marks.
        self.heard.clear();
        let (mut tables, mut resolved_at) = (None, Instant::now());
        while self.is_wanted() && self.tenants.still_watches(watch) {
            let now = (self.watched)();
            if tables.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &now)) || resolved_at.elapsed() >= RESOLVE_EVERY {
                watch.resolve(&now).await?;
                let panels: BTreeSet<_> = now.values().flat_map(|table| &table.panels).collect();
                self.news.keep(self.tenant, &panels);
                let of_desk = now.iter().filter(|(table, _)| watch.is_of_desk(table));
                self.news.desk_panels_are(
                    self.tenant,
                    of_desk.flat_map(|(_, table)| table.panels.iter().cloned()).collect(),
                );
                resolved_at = Instant::now();
                tables = Some(Arc::clone(&now));
            }
            let begun = Instant::now();
            let marks = watch.marks().await;
            let pause = pause_after(begun.elapsed());
            match marks {
                Ok(marks) => {
                    for table in self.news.seen(self.tenant, marks) {
                        self.found(watch, &now, &table);
                    }
                }
                // The database is there and is busy with other things.
                Err(RunError::TimedOut(_)) => {}
                Err(error) => return Err(error),
            }
            if std::mem::take(away) {
                tracing::info!(tenant = %self.tenant, "the tables are watched again");
            }
            if !self.hear(watch, &now, begun + pause).await {
                // The next look tells why, or finds the connection good.
                return Err(RunError::Unreachable {
                    tenant: self.tenant.clone(),
                    cause: "the connection was closed".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// A look has found that a table is not as it was.
    fn found(&self, watch: &TableWatch, tables: &WatchedTables, table: &TableName) {
        let told = self.heard.get(table).is_some_and(|at| at.elapsed() < COUNTERS_LAG) && watch.is_told(table);
        if !told && let Some(watched) = tables.get(table) {
            self.news.changed(self.tenant, &watched.panels, None);
        }
    }

    /// Tells what there is to tell, and hears what triggers tell, until a moment; `false` where the connection is lost.
    async fn hear(&mut self, watch: &mut TableWatch, tables: &WatchedTables, until: Instant) -> bool {
        loop {
            self.tell();
            let turn = self.news.next_turn(self.tenant, Instant::now());
            tokio::select! {
                heard = watch.heard() => match heard {
                    Some(TableNews::Changed(named, span)) => {
                        for table in named.into_iter().filter(|table| !watch.is_of_desk(table)) {
                            if let Some(watched) = tables.get(&table) {
                                self.news.changed(self.tenant, &watched.panels, span);
                            }
                            self.heard.insert(table, Instant::now());
                        }
                    }
                    Some(TableNews::Anything) => {
                        for watched in tables.values() {
                            self.news.changed(self.tenant, &watched.panels, None);
                        }
                    }
                    None => return false,
                },
                () = tokio::time::sleep_until(turn.map_or(until, |turn| turn.min(until))) => {}
            }
            if Instant::now() >= until {
                self.tell();
                return true;
            }
        }
    }

    fn tell(&self) {
        for (span, panels) in self.news.due(self.tenant, Instant::now(), false) {
            self.bus.publish(self.tenant, Kind::PanelsChanged { panels: panels.into(), span });
        }
    }

    /// Waits without a database: what is known already is told meanwhile.
    async fn quiet(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while Instant::now() < until {
            self.tell();
            let turn = self.news.next_turn(self.tenant, Instant::now());
            tokio::time::sleep_until(turn.map_or(until, |turn| turn.min(until))).await;
        }
    }
}

/// How long to wait after the begin of a look that took so long.
fn pause_after(took: Duration) -> Duration {
    (took * SHARE).clamp(PAUSE, LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_takes_a_fiftieth_of_the_time_at_most() {
        assert_eq!(pause_after(Duration::from_millis(2)), PAUSE);
        assert_eq!(pause_after(Duration::from_millis(100)), Duration::from_secs(5));
        assert_eq!(pause_after(Duration::from_secs(5)), LONGEST_PAUSE);
    }
}
