//! Following a tenant's tables, while somebody listens.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use watchroom_domain::TenantId;
use watchroom_spec::{TableName, WatchedTables};
use watchroom_store::{RunError, TableNews, TableWatch, Tenants};

use super::PanelNews;
use super::told::Due;
use crate::outage::Outage;
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
/// A trigger that was made since is looked for when it is first heard, no more often than this.
const RESOLVE_AT_LEAST: Duration = Duration::from_secs(5);
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
        is_new: false,
        woken: news.woken(tenant),
        late: Outage::default(),
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
    // Hardly anybody hears it, but what was read before is old.
    publish(bus, tenant, news.due(tenant, Instant::now(), true));
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
    /// A trigger told of a table that was not known to have one: its changes would be told twice, late the second time.
    is_new: bool,
    /// The desk's follower has something to tell.
    woken: Arc<Notify>,
    /// Looks at the tables take longer than they may.
    late: Outage,
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
            let pause = if self.is_new { RESOLVE_AT_LEAST } else { RESOLVE_EVERY };
            if tables.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &now)) || resolved_at.elapsed() >= pause {
                self.is_new = false;
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
                    if self.late.ends() {
                        tracing::info!(tenant = %self.tenant, "looks at the tables take no longer than they may again");
                    }
                    for table in self.news.seen(self.tenant, marks) {
                        self.found(watch, &now, &table);
                    }
                }
                // The database is there and is busy with other things.
                Err(RunError::TimedOut(_)) => {
                    if self.late.begins() {
                        tracing::warn!(tenant = %self.tenant, "looks at the tables take too long and are stopped; screens follow triggers alone meanwhile");
                    }
                }
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
                            self.is_new |= !watch.is_told(&table);
                            self.heard.insert(table, Instant::now());
                        }
                    }
                    Some(TableNews::Anything) => {
                        // What the desk's tables say is left alone here too.
                        for (_, watched) in tables.iter().filter(|(table, _)| !watch.is_of_desk(table)) {
                            self.news.changed(self.tenant, &watched.panels, None);
                        }
                    }
                    None => return false,
                },
                () = tokio::time::sleep_until(turn.map_or(until, |turn| turn.min(until))) => {}
                () = self.woken.notified() => {}
            }
            if Instant::now() >= until {
                self.tell();
                return true;
            }
        }
    }

    fn tell(&self) {
        publish(self.bus, self.tenant, self.news.due(self.tenant, Instant::now(), false));
    }

    /// Waits without a database: what is known already is told meanwhile.
    async fn quiet(&self, pause: Duration) {
        let until = Instant::now() + pause;
        while Instant::now() < until {
            self.tell();
            let turn = self.news.next_turn(self.tenant, Instant::now());
            tokio::select! {
                () = tokio::time::sleep_until(turn.map_or(until, |turn| turn.min(until))) => {}
                () = self.woken.notified() => {}
            }
        }
    }
}

/// Tells listeners of changes. Only with the last of them they are told everything: who is cut off before it comes back for it.
fn publish(bus: &Bus, tenant: &TenantId, due: Due) {
    let Due { groups, fingerprint } = due;
    let last = groups.len().saturating_sub(1);
    for (at, (span, panels)) in groups.into_iter().enumerate() {
        let fingerprint = fingerprint.filter(|_| at == last);
        bus.publish(tenant, Kind::PanelsChanged { panels: panels.into(), span, fingerprint });
    }
}

/// How long to wait after the begin of a look that took so long.
fn pause_after(took: Duration) -> Duration {
    (took * SHARE).clamp(PAUSE, LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use watchroom_domain::PanelId;
    use watchroom_store::SecretKey;

    use super::*;
    use crate::Heard;

    fn panel(name: &str) -> PanelId {
        name.parse().expect("a slug")
    }

    fn told(heard: Option<Heard>) -> Kind {
        match heard {
            Some(Heard::Event(event)) => event.kind.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_happens_at_the_desk_is_told_at_once_even_where_the_tables_cannot_be_watched() {
        let key = SecretKey::from_text("a key of this test alone, and long enough for it").expect("a key");
        let (tenants, bus, news) = (Tenants::new(Arc::new(key)), Bus::default(), PanelNews::default());
        // It has no database: the tables are tried again more and more rarely.
        let alpha: TenantId = "alpha".parse().expect("a slug");
        let mut listener = bus.subscribe(&alpha);
        let following = follow_panels(&tenants, &bus, &news, &alpha, Arc::default);
        let listening = async {
            // Well within the longest pause.
            tokio::time::sleep(Duration::from_secs(35)).await;
            news.desk_panels_are(&alpha, BTreeSet::from([panel("tickets")]));
            let begun = Instant::now();
            news.desk_changed(&alpha);
            let heard = told(listener.next().await);
            assert!(
                matches!(&heard, Kind::PanelsChanged { panels, .. } if **panels == [panel("tickets")]),
                "{heard:?}"
            );
            assert!(begun.elapsed() < Duration::from_millis(100), "{:?}", begun.elapsed());
            assert_eq!(news.generation(&alpha, &panel("tickets")), 1);
        };
        tokio::select! {
            () = following => panic!("somebody listens"),
            () = listening => {}
        }
    }

    #[test]
    fn up_to_where_all_was_told_is_said_with_the_last_of_what_is_told_together() {
        let (bus, alpha) = (Bus::default(), "alpha".parse().expect("a slug"));
        let mut listener = bus.subscribe(&alpha);
        let groups = ["one", "two", "three"].map(|name| (None, vec![panel(name)])).to_vec();
        publish(&bus, &alpha, Due { groups: groups.clone(), fingerprint: Some(7) });
        publish(&bus, &alpha, Due { groups, fingerprint: None });
        let mut said = Vec::new();
        while let Some(heard) = listener.waiting() {
            let Kind::PanelsChanged { fingerprint, .. } = told(Some(heard)) else { panic!("something else") };
            said.push(fingerprint);
        }
        assert_eq!(said, [None, None, Some(7), None, None, None]);
    }

    #[test]
    fn a_look_takes_a_fiftieth_of_the_time_at_most() {
        assert_eq!(pause_after(Duration::from_millis(2)), PAUSE);
        assert_eq!(pause_after(Duration::from_millis(100)), Duration::from_secs(5));
        assert_eq!(pause_after(Duration::from_secs(5)), LONGEST_PAUSE);
    }
}
