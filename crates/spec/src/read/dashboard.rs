//! `dashboards/*.yaml`.

use watchroom_domain::{PanelId, Role};

use super::{REFRESH_INTERVAL_S, section_of};
use crate::decode::{Decode, MapReader, Reading, Seconds, Slug, Spanned, Title, Whole};
use crate::yaml::{Node, Span};

/// What a dashboard's file says.
pub(crate) struct DashboardFile {
    /// `None` where it is missing or wrong, which is an error already.
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) refresh_interval_s: u64,
    pub(crate) columns: u16,
    pub(crate) roles: Option<Vec<Role>>,
    pub(crate) panels: Vec<PlacedFile>,
}

/// A panel as a dashboard places it.
pub(crate) struct PlacedFile {
    pub(crate) id: Spanned<PanelId>,
    /// Relative to the tenant's folder, as written.
    pub(crate) config_file: Option<Spanned<String>>,
    pub(crate) place: Option<Place>,
}

/// A position whose size may be left to the panel's type.
pub(crate) struct Place {
    pub(crate) row: u16,
    pub(crate) col: u16,
    pub(crate) width: Option<u16>,
    pub(crate) height: Option<u16>,
    pub(crate) span: Span,
}

/// Rows beyond are a slip of the keyboard.
const ROWS_MOST: u32 = 1000;

/// Reads a dashboard.
pub(crate) fn read_dashboard(node: &Node, reading: &Reading<'_>) -> Option<DashboardFile> {
    let mut dashboard = section_of(node, reading, "dashboard")?;
    let title: Option<Title> = dashboard.required("name");
    let description = dashboard.optional("description");
    let refresh: Option<Seconds> = dashboard.optional("refresh_interval");
    let columns = dashboard.optional_map("layout").map_or(12, |mut layout| {
        let columns: Option<Whole<1, 48>> = layout.optional("columns");
        layout.finish();
        columns.map_or(12, Whole::small)
    });
    let roles = read_roles(&mut dashboard);
    let items = dashboard.required_list("panels").unwrap_or_default();
    dashboard.finish();
    Some(DashboardFile {
        title: title.map(|title| title.0),
        description,
        refresh_interval_s: refresh.map_or(REFRESH_INTERVAL_S, |seconds| seconds.0),
        columns,
        roles,
        panels: items.iter().filter_map(|item| PlacedFile::decode(item, reading)).collect(),
    })
}

/// The roles that see something; an empty list would hide it from everybody.
pub(super) fn read_roles(section: &mut MapReader<'_, '_>) -> Option<Vec<Role>> {
    let roles: Option<Vec<Role>> = section.optional("roles");
    if roles.as_ref().is_some_and(Vec::is_empty) {
        let message = "no role is listed: nobody would see this";
        let hint = "name the roles, or leave `roles` out for everybody";
        section.reading.advise(&section.key_span("roles"), "empty-list", message, hint);
    }
    roles
}

impl Decode for PlacedFile {
    fn wanted() -> String {
        "a panel with `id`, `config_file` and `position`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let mut panel = MapReader::of(node, "panels", reading.first_line(&node.span), reading)?;
        let id: Option<Spanned<Slug<PanelId>>> = panel.required("id");
        let config_file = panel.required("config_file");
        let place = panel.required_node("position").and_then(|node| Place::decode(node, reading));
        panel.finish();
        let id = id?;
        Some(Self { id: Spanned { value: id.value.0, span: id.span }, config_file, place })
    }
}

impl Decode for Place {
    fn wanted() -> String {
        "a position with `row` and `col`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let span = reading.first_line(&node.span);
        let mut position = MapReader::of(node, "position", span.clone(), reading)?;
        let row: Option<Whole<1, ROWS_MOST>> = position.required("row");
        let col: Option<Whole<1, 48>> = position.required("col");
        let width: Option<Whole<1, 48>> = position.optional("width");
        let height: Option<Whole<1, 100>> = position.optional("height");
        position.finish();
        Some(Self {
            row: row?.small(),
            col: col?.small(),
            width: width.map(Whole::small),
            height: height.map(Whole::small),
            span,
        })
    }
}
