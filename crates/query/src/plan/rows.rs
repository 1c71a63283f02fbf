//! The rows behind a panel, whatever its kind: a table over the same rows, under the same scope.

use jiff::Timestamp;
use watchroom_access::{Act, OpenRows, Permit};
use watchroom_spec::{Descending, Format, Gauge, Kpi, Panel, PanelKind, Table, TableColumn, TableName, TenantSpec};

use super::source::{Source, condition};
use super::table::TablePlan;
use super::{Body, PlanError, ScopedPlan, check_texts, permitted, range_or_default};
use crate::Ask;
use crate::fragment::{KpiFragment, OrderTerm, parse_kpi};

/// The table that a panel's rows make: the panel itself where it is one, `None` where it reads no table. The columns
/// stand in the order that people expect of the kind: time, name, value.
#[must_use]
pub fn rows_table(panel: &Panel) -> Option<Table> {
    Some(match &panel.kind {
        PanelKind::Table(table) => table.clone(),
        PanelKind::Timeseries(spec) => {
            let label = spec.series_label.as_ref().map(|name| Named(name, "Series", None));
            let columns = [Some(time(&spec.timestamp)), label, Some(Named(&spec.value, "Value", None))];
            rows(&spec.table, columns, Some(&spec.timestamp), spec.ward_column.as_ref())
        }
        PanelKind::Bar(spec) => {
            let columns = [
                spec.timestamp.as_deref().map(time),
                Some(Named(&spec.category, "Category", None)),
                spec.series_label.as_ref().map(|name| Named(name, "Series", None)),
                spec.value.as_ref().map(|name| Named(name, "Value", None)),
            ];
            rows(&spec.table, columns, spec.timestamp.as_ref(), spec.ward_column.as_ref())
        }
        PanelKind::Kpi(spec) | PanelKind::Gauge(Gauge { number: spec, .. }) => {
            let leading = kpi_fragment(spec).ok().and_then(|fragment| leading_column(&fragment));
            let columns = [
                spec.timestamp.as_deref().map(time),
                Some(Named(&spec.value, "Value", None)),
                leading.as_ref().map(|name| Named(name, name, None)),
            ];
            // Without an order of the engineer's own, the newest come first.
            let newest_first = spec.timestamp.as_ref().filter(|_| leading.is_none());
            rows(&spec.table, columns, newest_first, spec.ward_column.as_ref())
        }
        PanelKind::HealthStatus(spec) => {
            let columns = [
                Some(Named(&spec.service_name, "Service", None)),
                Some(Named(&spec.status_value, "Status", None)),
                spec.timestamp.as_deref().map(time),
                spec.error_message.as_ref().map(|name| Named(name, "Message", None)),
            ];
            rows(&spec.table, columns, spec.timestamp.as_ref(), spec.ward_column.as_ref())
        }
        PanelKind::CustomImage(_) | PanelKind::CustomTemplate(_) => return None,
    })
}

/// Plans a page of the rows behind a permitted panel. A time series shows its range, or the last 24 hours; a KPI that
/// aggregates and a bar panel with a time likewise; others are limited where the viewer names a range and they have a time.
///
/// # Errors
/// See [`PlanError`]; [`PlanError::NotAQuery`] where the panel reads no table.
pub fn rows_plan(
    permit: &Permit<'_, OpenRows, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<ScopedPlan, PlanError> {
    rows_planned(permit, tenant, ask, now)
}

pub(super) fn rows_planned<A: Act>(
    permit: &Permit<'_, A, Panel>,
    tenant: &TenantSpec,
    ask: &Ask,
    now: Timestamp,
) -> Result<ScopedPlan, PlanError> {
    check_texts(ask)?;
    let panel = permit.resource();
    let table = rows_table(panel).ok_or(PlanError::NotAQuery)?;
    let mut body = TablePlan::new(&table, ask)?;
    match &panel.kind {
        PanelKind::Timeseries(spec) => {
            body.source.within = Some((spec.timestamp.clone(), range_or_default(ask, now)));
            body.source.condition = condition(spec.filter.as_ref())?;
            if let Some(label) = spec.series_label.as_ref().filter(|_| !ask.series_filter.is_empty()) {
                body.only = Some((label.clone(), ask.series_filter.clone()));
            }
        }
        PanelKind::Kpi(spec) | PanelKind::Gauge(Gauge { number: spec, .. }) => limit_to_kpi(&mut body, spec, ask, now)?,
        PanelKind::Bar(spec) => {
            body.source.within = spec.timestamp.clone().map(|column| (column, range_or_default(ask, now)));
            body.source.condition = condition(spec.filter.as_ref())?;
        }
        PanelKind::HealthStatus(spec) => body.source.condition = condition(spec.filter.as_ref())?,
        PanelKind::Table(_) | PanelKind::CustomImage(_) | PanelKind::CustomTemplate(_) => {}
    }
    Ok(permitted(permit, tenant, Body::Table(body)))
}

/// The rows that the number is made of: all that it may be picked from, or those that its aggregate runs over.
fn limit_to_kpi(body: &mut TablePlan, spec: &Kpi, ask: &Ask, now: Timestamp) -> Result<(), PlanError> {
    let fragment = kpi_fragment(spec)?;
    let picks_first =
        spec.aggregate.is_none() && !fragment.order_by.is_empty() && fragment.limit.is_none_or(|limit| limit == 1);
    let range = if picks_first { ask.range } else { Some(range_or_default(ask, now)) };
    body.order_by = fragment.order_by.iter().map(OrderTerm::to_sql).collect();
    // A limit of 1 says which row is shown; what it is picked from is the question here.
    body.limit = fragment.limit.filter(|_| !picks_first).map(u64::from);
    body.source = Source {
        table: spec.table.clone(),
        condition: fragment.condition.map(|condition| condition.to_sql()),
        within: spec.timestamp.clone().zip(range),
        ward_column: spec.ward_column.clone(),
    };
    Ok(())
}

fn kpi_fragment(spec: &Kpi) -> Result<KpiFragment, PlanError> {
    Ok(match &spec.filter {
        Some(filter) => parse_kpi(&filter.text)?,
        None => KpiFragment { condition: None, order_by: Vec::new(), limit: None },
    })
}

fn leading_column(fragment: &KpiFragment) -> Option<String> {
    fragment.order_by.first().and_then(OrderTerm::as_column).map(ToOwned::to_owned)
}

/// A column, its heading, its format.
struct Named<'a>(&'a str, &'a str, Option<Format>);

fn time(name: &str) -> Named<'_> {
    Named(name, "Time", Some(Format::Datetime))
}

fn rows<const N: usize>(
    table: &TableName,
    columns: [Option<Named<'_>>; N],
    newest_first: Option<&String>,
    ward_column: Option<&String>,
) -> Table {
    let mut shown: Vec<TableColumn> = Vec::new();
    for Named(name, display, format) in columns.into_iter().flatten() {
        // One column may serve twice, as the time of a KPI and as its order.
        if shown.iter().all(|column| column.name != name) {
            shown.push(TableColumn { name: name.to_owned(), display: display.to_owned(), format });
        }
    }
    Table {
        table: table.clone(),
        columns: shown,
        filter: None,
        order_by: None,
        limit: None,
        sortable: true,
        default_sort: newest_first.map(|column| (column.clone(), Descending(true))),
        page_size: 50,
        ward_column: ward_column.cloned(),
    }
}
