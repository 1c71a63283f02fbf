//! Background work: of each tenant that somebody listens to, the tables that its panels read are watched.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::task::{AbortHandle, JoinSet};
use watchroom_access::{Reach, Scope, TenantCtx};
use watchroom_domain::{PanelId, TenantId, TimeRange};
use watchroom_spec::{TenantSpec, WatchedTables};

use crate::extract::seen_panel;
use crate::{App, custom};

/// How often it is looked whether somebody listens to a tenant that nobody listened to before.
const LOOK_EVERY: Duration = Duration::from_millis(250);

impl App {
    /// Watches, for ever, the tables of the tenants that somebody listens to in this process.
    pub async fn follow_panels(&self) {
        let mut running = JoinSet::new();
        let mut followed: HashMap<TenantId, AbortHandle> = HashMap::new();
        loop {
            followed.retain(|_, task| !task.is_finished());
            for tenant in self.catalog.tenants() {
                if self.live.is_listened(&tenant) && !followed.contains_key(&tenant) {
                    let (app, id) = (self.clone(), tenant.clone());
                    let task = running.spawn(async move {
                        let watched = app.watched(&id);
                        watchroom_live::follow_panels(&app.tenants, &app.live, &app.panel_news, &id, watched).await;
                    });
                    followed.insert(tenant, task);
                }
            }
            // Those that ended are forgotten.
            while running.try_join_next().is_some() {}
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// The tables that a tenant's panels read: the very same as long as the dashboards are.
    fn watched(&self, tenant: &TenantId) -> impl Fn() -> Arc<WatchedTables> + Send + Sync {
        type Known = (Option<Arc<TenantSpec>>, Arc<WatchedTables>);
        let known: Mutex<Known> = Mutex::default();
        let (app, tenant) = (self.clone(), tenant.clone());
        move || {
            let now = app.catalog.get(&tenant);
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            let same = match (&known.0, &now) {
                (Some(known), Some(now)) => Arc::ptr_eq(known, now),
                (None, None) => true,
                _ => false,
            };
            if !same {
                let tables = now.as_ref().map(|spec| spec.watched_tables(custom::tables)).unwrap_or_default();
                *known = (now, Arc::new(tables));
            }
            Arc::clone(&known.1)
        }
    }
}

/// The panels over tables that are watched.
pub(crate) fn watched(spec: &TenantSpec) -> Vec<PanelId> {
    let tables = spec.watched_tables(custom::tables);
    let panels: BTreeSet<PanelId> = tables.values().flat_map(|table| table.panels.iter().cloned()).collect();
    panels.into_iter().collect()
}

/// What a listener is told of changed panels: those that the caller sees now. The times of the changed rows are for those
/// alone who see all rows: to others they would tell of rows that are not theirs.
pub(crate) fn lines(
    panels: &[PanelId],
    span: Option<TimeRange>,
    ctx: &TenantCtx,
    spec: Option<&TenantSpec>,
) -> Vec<(&'static str, Value)> {
    let permits = panels.iter().filter_map(|panel| seen_panel(ctx, spec?, panel));
    let (mut seen, mut whole) = (Vec::new(), *ctx.reach() == Reach::Everything);
    for permit in permits {
        seen.push(permit.resource().id.as_str());
        whole &= *permit.scope() == Scope::Whole && ctx.ward().is_none();
    }
    if seen.is_empty() {
        return Vec::new();
    }
    let mut data = json!({"type": "panel_changed", "panel_ids": seen});
    if let Some(span) = span.filter(|_| whole) {
        data["from"] = Value::from(span.start().to_string());
        data["to"] = Value::from(span.end().to_string());
    }
    vec![("panel_changed", data)]
}
