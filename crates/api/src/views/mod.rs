//! Frames as the API shows them.

mod bar;
mod custom;
mod gauge;
mod health;
mod kpi;
mod meta;
mod number;
mod queries;
mod shown;
mod table;
mod ticket;
mod ticket_parts;
mod timeseries;

use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use bar::{BarData, bar};
pub(crate) use custom::{CustomImageData, CustomTemplateData, custom_image, custom_template};
pub(crate) use gauge::{GaugeData, gauge};
pub(crate) use health::{HealthStatusData, health_status};
pub(crate) use kpi::{KpiData, kpi};
pub(crate) use meta::{CacheState, Meta};
pub(crate) use queries::queried_template;
pub(crate) use shown::{Shown, shown_bar, shown_gauge, shown_kpi, shown_series, shown_services};
pub(crate) use table::{TableData, table};
pub(crate) use ticket::{TeamView, TicketView};
pub(crate) use ticket_parts::{ActorView, ChangeView, ClockView, NoteView};
pub(crate) use timeseries::{TimeseriesData, timeseries};

/// A panel's data, by its type.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum PanelData {
    /// Values over time.
    Timeseries(TimeseriesData),
    /// One value.
    Kpi(KpiData),
    /// The state of each service.
    HealthStatus(HealthStatusData),
    /// A page of rows.
    Table(TableData),
    /// An image that the server draws.
    CustomImage(CustomImageData),
    /// HTML that the server renders.
    CustomTemplate(CustomTemplateData),
    /// A number for each category.
    Bar(BarData),
    /// One value between two ends.
    Gauge(GaugeData),
}
