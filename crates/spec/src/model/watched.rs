//! Which tables a tenant's panels read: for whoever tells screens that one of them has changed.

use std::collections::{BTreeMap, BTreeSet};

use watchroom_domain::PanelId;

use super::kinds::{PanelKind, TableName};
use super::words::Format;
use super::{Panel, TenantSpec};

/// What a tenant's panels read of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WatchedTable {
    /// The columns that panels name as a time.
    pub time_columns: BTreeSet<String>,
    /// The panels that read the table.
    pub panels: BTreeSet<PanelId>,
}

/// The tables that a tenant's panels read, as their files name them.
pub type WatchedTables = BTreeMap<TableName, WatchedTable>;

impl TenantSpec {
    /// The tables that the panels read. `of_endpoint` says which ones a custom panel's own code reads, by its endpoint.
    #[must_use]
    pub fn watched_tables<'a>(&self, of_endpoint: impl Fn(&str) -> &'a [&'a str]) -> WatchedTables {
        let mut tables = WatchedTables::new();
        for panel in self.panels.values() {
            for (table, times) in reads(panel, &of_endpoint) {
                let watched = tables.entry(table).or_default();
                watched.time_columns.extend(times);
                watched.panels.insert(panel.id.clone());
            }
        }
        tables
    }
}

/// The tables that a panel reads, each with the columns that it names as a time.
fn reads<'a>(panel: &Panel, of_endpoint: &impl Fn(&str) -> &'a [&'a str]) -> Vec<(TableName, Vec<String>)> {
    let one = |table: &TableName, time: Option<&String>| vec![(table.clone(), time.into_iter().cloned().collect())];
    let of_code = |endpoint: &str| {
        let table = |name: &&str| (TableName { schema: None, name: (*name).to_owned() }, Vec::new());
        of_endpoint(endpoint).iter().map(table).collect()
    };
    match &panel.kind {
        PanelKind::Timeseries(panel) => one(&panel.table, Some(&panel.timestamp)),
        PanelKind::Kpi(panel) => one(&panel.table, panel.timestamp.as_ref()),
        PanelKind::Gauge(panel) => one(&panel.number.table, panel.number.timestamp.as_ref()),
        PanelKind::HealthStatus(panel) => one(&panel.table, panel.timestamp.as_ref()),
        PanelKind::Bar(panel) => one(&panel.table, panel.timestamp.as_ref()),
        PanelKind::Table(panel) => {
            let times = panel.columns.iter().filter(|column| column.format == Some(Format::Datetime));
            vec![(panel.table.clone(), times.map(|column| column.name.clone()).collect())]
        }
        PanelKind::CustomImage(panel) => of_code(&panel.endpoint),
        PanelKind::CustomTemplate(panel) => match &panel.endpoint {
            Some(endpoint) => of_code(endpoint),
            None => panel.queries.iter().flat_map(|query| one(&query.table, query.timestamp.as_ref())).collect(),
        },
    }
}
