//! What this process knows of the panels' data: how often it has changed, what it costs to read it again, and up to where
//! listeners were told.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;
use watchroom_domain::{PanelId, TenantId, TimeRange};
use watchroom_spec::TableName;
use watchroom_store::Mark;

/// A panel's listeners are told of changes no more often than this.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);
/// A change waits no longer than this, however dear its panel is to read: until then old answers are served.
const AT_MOST_FOR: Duration = Duration::from_secs(60);
/// After a change is told, reading the panel again takes this share of the time at most: one part of so many.
const SHARE: u32 = 10;

/// What is known of the panels of all tenants. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct PanelNews(Arc<Mutex<HashMap<TenantId, Tenant>>>);

#[derive(Debug, Default)]
struct Tenant {
    panels: HashMap<PanelId, Told>,
    /// The tables as they were last seen.
    marks: BTreeMap<TableName, Mark>,
    /// Changes that wait for their turn, with the times of the changed rows where those are known.
    waiting: BTreeMap<PanelId, Option<TimeRange>>,
    /// Panels that show tickets of the service desk.
    of_desk: BTreeSet<PanelId>,
    /// The sum over the marks, when the last change had been told.
    fingerprint: Option<u64>,
    /// Wakes whoever waits for the next turn: there is something new to tell.
    woken: Arc<Notify>,
}

/// What is known of one panel.
#[derive(Debug, Default)]
struct Told {
    /// How many changes were told.
    generation: u64,
    at: Option<Instant>,
    /// The time that its queries have taken since, and took between the two changes before.
    spent: Duration,
    spent_before: Duration,
    running: u32,
    /// When its queries were last counted.
    counted_at: Option<Instant>,
}

/// A panel's query while it runs.
#[derive(Debug)]
pub struct Loading {
    news: PanelNews,
    tenant: TenantId,
    panel: PanelId,
}

/// Changes whose turn has come.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Panels whose rows changed at the same times.
    pub(super) groups: Vec<(Option<TimeRange>, Vec<PanelId>)>,
    /// Up to where a listener is told who is told of all of them; `None` where others still wait for their turn.
    pub(super) fingerprint: Option<u64>,
}

impl PanelNews {
    /// How many changes of a panel's data were told here. What was read before the last of them is not shown any more.
    #[must_use]
    pub fn generation(&self, tenant: &TenantId, panel: &PanelId) -> u64 {
        let tenants = self.lock();
        tenants.get(tenant).and_then(|tenant| tenant.panels.get(panel)).map_or(0, |told| told.generation)
    }

    /// Notes that a panel's query runs, until what is given back is dropped: a panel that is dear to read is told of changes
    /// less often.
    #[must_use]
    pub fn loading(&self, tenant: &TenantId, panel: &PanelId) -> Loading {
        let mut tenants = self.lock();
        let told = tenants.entry(tenant.clone()).or_default().panels.entry(panel.clone()).or_default();
        told.count(Instant::now());
        told.running += 1;
        drop(tenants);
        Loading { news: self.clone(), tenant: tenant.clone(), panel: panel.clone() }
    }

    /// A sum over the marks of all watched tables, as they were when listeners had been told of every change: the same in
    /// every process that has seen the same. `None` before the tables were first looked at, or where none is watched.
    #[must_use]
    pub fn fingerprint(&self, tenant: &TenantId) -> Option<u64> {
        self.lock().get(tenant).and_then(|tenant| tenant.fingerprint)
    }

    /// Whether listeners were told of every change that is known of: none waits for its turn. The server needs it nowhere; tests
    /// wait for it.
    #[must_use]
    pub fn is_told(&self, tenant: &TenantId) -> bool {
        self.lock().get(tenant).is_none_or(|tenant| tenant.waiting.is_empty())
    }

    /// The panels that show tickets of the service desk, as far as the tables are watched.
    #[must_use]
    pub fn desk_panels(&self, tenant: &TenantId) -> Vec<PanelId> {
        self.lock().get(tenant).map(|tenant| tenant.of_desk.iter().cloned().collect()).unwrap_or_default()
    }

    pub(super) fn desk_panels_are(&self, tenant: &TenantId, panels: BTreeSet<PanelId>) {
        let before = std::mem::replace(&mut self.lock().entry(tenant.clone()).or_default().of_desk, panels.clone());
        // Nobody said when they changed before.
        self.changed(tenant, panels.difference(&before), None);
    }

    /// Something happened at the tenant's service desk that everybody may learn of who sees panels over it: listeners are told
    /// when it is the panels' turn.
    pub fn desk_changed(&self, tenant: &TenantId) {
        self.changed(tenant, &self.desk_panels(tenant), None);
        // Another task than this one tells it, and may be asleep for long.
        self.woken(tenant).notify_one();
    }

    /// Wakes whoever follows the tenant's panels when something happened at its service desk.
    pub(super) fn woken(&self, tenant: &TenantId) -> Arc<Notify> {
        Arc::clone(&self.lock().entry(tenant.clone()).or_default().woken)
    }

    /// Takes up how the tables stand now; returns those that have changed, and forgets those that are not watched any more.
    pub(super) fn seen(&self, tenant: &TenantId, marks: BTreeMap<TableName, Mark>) -> Vec<TableName> {
        let mut tenants = self.lock();
        let tenant = tenants.entry(tenant.clone()).or_default();
        let mut changed = Vec::new();
        let mut next = BTreeMap::new();
        for (table, mut mark) in marks {
            let before = tenant.marks.get(&table);
            if mark.newest.is_empty() {
                // It was not asked for this time.
                mark.newest = before.map(|mark| mark.newest.clone()).unwrap_or_default();
            }
            let same = before.is_some_and(|before| {
                // Asked for the first time, it says nothing of a change.
                before.counters == mark.counters && (before.newest.is_empty() || before.newest == mark.newest)
            });
            if !same {
                changed.push(table.clone());
            }
            next.insert(table, mark);
        }
        tenant.marks = next;
        changed
    }

    /// Notes a change of panels' data.
    pub(super) fn changed<'a>(
        &self,
        tenant: &TenantId,
        panels: impl IntoIterator<Item = &'a PanelId>,
        span: Option<TimeRange>,
    ) {
        let mut tenants = self.lock();
        let tenant = tenants.entry(tenant.clone()).or_default();
        for panel in panels {
            let both = match tenant.waiting.get(panel) {
                None => span,
                Some(waiting) => waiting.zip(span).and_then(|(one, other)| {
                    TimeRange::new(one.start().min(other.start()), one.end().max(other.end())).ok()
                }),
            };
            tenant.waiting.insert(panel.clone(), both);
        }
    }

    /// Takes the changes whose turn has come; from here on, what was read before is old. `all` waits for no turn.
    pub(super) fn due(&self, tenant: &TenantId, now: Instant, all: bool) -> Due {
        let mut tenants = self.lock();
        let Some(tenant) = tenants.get_mut(tenant) else { return Due::default() };
        let Tenant { panels, waiting, marks, fingerprint, .. } = tenant;
        let mut groups: Vec<(Option<TimeRange>, Vec<PanelId>)> = Vec::new();
        waiting.retain(|panel, span| {
            let told = panels.entry(panel.clone()).or_default();
            told.count(now);
            if !all && told.turn().is_some_and(|turn| turn > now) {
                return true;
            }
            told.generation += 1;
            told.at = Some(now);
            told.spent_before = std::mem::take(&mut told.spent);
            match groups.iter_mut().find(|(other, _)| other == span) {
                Some((_, panels)) => panels.push(panel.clone()),
                None => groups.push((*span, vec![panel.clone()])),
            }
            false
        });
        let told_all = waiting.is_empty() && !marks.is_empty();
        let reached = told_all.then(|| sum(marks));
        *fingerprint = reached.or(*fingerprint);
        Due { groups, fingerprint: reached }
    }

    /// When the next change has its turn, as far as can be said now.
    pub(super) fn next_turn(&self, tenant: &TenantId, now: Instant) -> Option<Instant> {
        let mut tenants = self.lock();
        let Tenant { panels, waiting, .. } = tenants.get_mut(tenant)?;
        let turn = |panel: &PanelId| {
            let told = panels.get_mut(panel)?;
            told.count(now);
            told.turn()
        };
        waiting.keys().map(turn).map(|turn| turn.unwrap_or(now)).min()
    }

    /// Forgets panels that there are no more.
    pub(super) fn keep(&self, tenant: &TenantId, panels: &BTreeSet<&PanelId>) {
        if let Some(tenant) = self.lock().get_mut(tenant) {
            tenant.panels.retain(|panel, told| told.running > 0 || panels.contains(panel));
            tenant.waiting.retain(|panel, _| panels.contains(panel));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<TenantId, Tenant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Counts the time that queries have taken up to now.
    fn count(&mut self, now: Instant) {
        let since = self.counted_at.replace(now).map_or(Duration::ZERO, |at| now.saturating_duration_since(at));
        self.spent += since * self.running;
    }

    /// When listeners may be told of the next change; `None` is at once.
    fn turn(&self) -> Option<Instant> {
        // While queries run all the time, the time they took grows faster than time goes by.
        let pause = (self.spent.max(self.spent_before) * SHARE).clamp(AT_MOST_EVERY, AT_MOST_FOR);
        self.at.map(|at| at + pause)
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        let mut tenants = self.news.lock();
        let told = tenants.get_mut(&self.tenant).and_then(|tenant| tenant.panels.get_mut(&self.panel));
        if let Some(told) = told {
            told.count(Instant::now());
            told.running = told.running.saturating_sub(1);
        }
    }
}

/// FNV-1a over the marks: the same in every process and every build.
fn sum(marks: &BTreeMap<TableName, Mark>) -> u64 {
    let mut sum = Fnv(0xcbf2_9ce4_8422_2325);
    for (table, mark) in marks {
        let schema = table.schema.as_deref().unwrap_or_default();
        for text in [schema, &table.name, &mark.newest, &mark.counters] {
            sum.write(text.as_bytes());
            sum.write(&[0xff]);
        }
    }
    sum.finish()
}

struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests;
