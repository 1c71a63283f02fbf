//! `panels/*.yaml`: what all kinds share.

use serde_json::{Map, Value as Json};
use watchroom_domain::Role;

use super::dashboard::read_roles;
use super::{REFRESH_INTERVAL_S, bar, custom, gauge, health, kpi, section_of, series, table};
use crate::decode::{MapReader, Reading, Seconds, Title, json_map};
use crate::model::{DrillDown, PanelKind, PanelType};
use crate::yaml::Node;

/// What a panel's file says.
pub(crate) struct PanelFile {
    /// Known even where the rest is wrong: it gives the default size.
    pub(crate) panel_type: Option<PanelType>,
    /// `None` where anything needed is missing or wrong.
    pub(crate) body: Option<PanelBody>,
}

/// A panel before a dashboard gives it its id.
#[derive(Clone)]
pub(crate) struct PanelBody {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) refresh_interval_s: u64,
    pub(crate) roles: Option<Vec<Role>>,
    pub(crate) kind: PanelKind,
    pub(crate) display: Json,
    pub(crate) drill_down: DrillDown,
}

/// Reads a panel.
pub(crate) fn read_panel(node: &Node, reading: &Reading<'_>) -> PanelFile {
    let Some(mut panel) = section_of(node, reading, "panel") else {
        return PanelFile { panel_type: None, body: None };
    };
    // A panel of unknown type has no known keys: what else stands there is not judged.
    let Some(panel_type) = panel.required("type") else {
        return PanelFile { panel_type: None, body: None };
    };
    reading.begin_panel(panel_type);
    let body = read_body(panel_type, &mut panel);
    panel.finish();
    PanelFile { panel_type: Some(panel_type), body }
}

fn read_body(panel_type: PanelType, panel: &mut MapReader<'_, '_>) -> Option<PanelBody> {
    let title: Option<Title> = panel.required("title");
    let description = panel.optional("description");
    let refresh: Option<Seconds> = panel.optional("refresh_interval");
    let roles = read_roles(panel);
    let drill_down = read_drill_down(panel);
    let mut display = panel.optional_map("display");
    let written = display.as_ref().map_or_else(Map::new, |display| json_map(display.entries()));
    let kind = match panel_type {
        PanelType::Timeseries => series::read(panel, display.as_mut()).map(PanelKind::Timeseries),
        PanelType::Kpi => kpi::read(panel, display.as_mut()).map(PanelKind::Kpi),
        PanelType::HealthStatus => health::read(panel, display.as_mut()).map(PanelKind::HealthStatus),
        PanelType::Table => table::read(panel, display.as_mut()).map(PanelKind::Table),
        PanelType::CustomImage => custom::read_image(panel, display.as_mut()).map(PanelKind::CustomImage),
        PanelType::CustomTemplate => custom::read_template(panel).map(PanelKind::CustomTemplate),
        PanelType::Bar => bar::read(panel, display.as_mut()).map(PanelKind::Bar),
        PanelType::Gauge => gauge::read(panel, display.as_mut()).map(PanelKind::Gauge),
    };
    if let Some(display) = display {
        display.finish();
    }
    Some(PanelBody {
        title: title?.0,
        description,
        refresh_interval_s: refresh.map_or(REFRESH_INTERVAL_S, |seconds| seconds.0),
        roles,
        kind: kind?,
        display: Json::Object(written),
        drill_down,
    })
}

/// Without the section nothing opens; with it, it does unless it says otherwise.
fn read_drill_down(panel: &mut MapReader<'_, '_>) -> DrillDown {
    let Some(mut section) = panel.optional_map("drill_down") else {
        return DrillDown { enabled: false, show_table: false, disable_aggregation: false };
    };
    let drill_down = DrillDown {
        enabled: section.optional("enabled").unwrap_or(true),
        show_table: section.optional("show_table").unwrap_or(true),
        disable_aggregation: section.optional("disable_aggregation").unwrap_or(false),
    };
    section.finish();
    drill_down
}
