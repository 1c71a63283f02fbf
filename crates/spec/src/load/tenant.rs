//! One tenant's folder: its files read one by one, then put together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use watchroom_domain::{DashboardName, PanelId, TenantId};

use super::Loaded;
use super::files::{Folder, inner_path};
use super::grid::Grid;
use super::unused::unused;
use crate::decode::{Reading, did_you_mean};
use crate::finding::Finding;
use crate::model::{Dashboard, Panel, Placed, TenantSpec};
use crate::read::{
    DashboardFile, PanelFile, PlacedFile, TenantFile, read_dashboard, read_panel, read_service_desk, read_tenant,
};
use crate::source::Location;
use crate::yaml::Node;

/// Loads one tenant's folder, whose name is the tenant's id. Files are named in findings by the folder's name and
/// their path in it.
#[must_use]
pub fn load_tenant(dir: &Path) -> Loaded {
    let folder = match Folder::open(dir) {
        Ok(folder) => folder,
        Err(error) => {
            let name = dir.file_name().map_or_else(|| dir.display().to_string(), |n| n.to_string_lossy().into_owned());
            let message = format!("the tenant's folder cannot be read: {error}");
            return Loaded { findings: vec![Finding::of_file(name, "unreadable", message)], ..Loaded::default() };
        }
    };
    let mut loading = Loading::new(folder);
    let file = loading.tenant_file();
    loading.desk_file(file.as_ref());
    loading.panel_files();
    let dashboards = loading.dashboards();
    loading.finish(file, dashboards)
}

/// The settings of the tenant's service desk.
const DESK_FILE: &str = "service_desk.yaml";

/// Where a panel's id was first used, and for which file.
struct FirstUse {
    file: String,
    dashboard: String,
    at: Location,
}

struct Loading {
    folder: Folder,
    loaded: Loaded,
    /// Panel files by their path in the tenant's folder.
    panels: BTreeMap<String, PanelFile>,
    used: BTreeSet<String>,
    ids: BTreeMap<PanelId, FirstUse>,
}

impl Loading {
    fn new(folder: Folder) -> Self {
        let (panels, used, ids) = Default::default();
        Self { folder, loaded: Loaded::default(), panels, used, ids }
    }

    /// Reads one file; what `read` makes of its tree is there unless there is no tree.
    fn read<T>(&mut self, relative: &str, read: impl FnOnce(&mut Self, &Node, &Reading<'_>) -> T) -> Option<T> {
        let file = self.folder.read(relative);
        let Some(source) = file.source else {
            self.loaded.findings.extend(file.findings);
            return None;
        };
        let reading = Reading::new(&source, file.findings);
        let value = file.tree.as_ref().map(|tree| read(self, tree, &reading));
        let (findings, fragments, named) = reading.done();
        self.loaded.findings.extend(findings);
        self.loaded.fragments.extend(fragments);
        self.loaded.named.extend(named);
        self.loaded.sources.insert(source);
        value
    }

    fn say(&mut self, relative: &str, code: &'static str, message: impl Into<String>, hint: &str) {
        self.loaded.findings.push(Finding::of_file(self.folder.label(relative), code, message).with_hint(hint));
    }

    fn tenant_file(&mut self) -> Option<TenantFile> {
        if !self.folder.exists("tenant.yaml") {
            let hint = "write it: `tenant: { name: \"…\" }`";
            self.say("tenant.yaml", "missing-file", "the tenant has no `tenant.yaml`", hint);
            return None;
        }
        self.read("tenant.yaml", |_, tree, reading| read_tenant(tree, reading)).flatten()
    }

    /// The settings of the service desk; a tenant needs none.
    fn desk_file(&mut self, tenant: Option<&TenantFile>) {
        if !self.folder.exists(DESK_FILE) {
            return;
        }
        let before = self.loaded.findings.len();
        let desk = self.read(DESK_FILE, |_, tree, reading| read_service_desk(tree, reading)).flatten();
        let good = !self.loaded.findings[before..].iter().any(Finding::is_error);
        self.loaded.desk = desk.filter(|_| good);
        if tenant.is_some_and(|tenant| !tenant.service_desk) {
            let message = "`tenant.yaml` switches the service desk off: nothing of this file is seen";
            let warning = Finding::of_file(self.folder.label(DESK_FILE), "desk-off", message);
            let hint = "write `service_desk: { enabled: true }` in `tenant.yaml`, or delete this file";
            self.loaded.findings.push(warning.with_hint(hint).as_warning());
        }
    }

    fn panel_files(&mut self) {
        for relative in self.folder.list("panels", &mut self.loaded.findings) {
            self.panel_file(&relative);
        }
    }

    fn panel_file(&mut self, relative: &str) {
        let file = self.read(relative, |_, tree, reading| read_panel(tree, reading));
        self.panels.insert(relative.to_owned(), file.unwrap_or(PanelFile { panel_type: None, body: None }));
    }

    fn dashboards(&mut self) -> BTreeMap<DashboardName, (DashboardFile, Vec<Placed>)> {
        let mut dashboards = BTreeMap::new();
        for relative in self.folder.list("dashboards", &mut self.loaded.findings) {
            let stem = relative.strip_prefix("dashboards/").and_then(|name| name.strip_suffix(".yaml"));
            let name = stem.unwrap_or_default().parse::<DashboardName>();
            if let Err(fault) = &name {
                let hint = "rename the file; it stands directly in `dashboards/`";
                self.say(&relative, "bad-name", format!("the file's name: {fault}"), hint);
            }
            let read = self.read(&relative, |loading, tree, reading| {
                let file = read_dashboard(tree, reading)?;
                let placed = loading.placed(&relative, &file, reading);
                Some((file, placed))
            });
            if let (Ok(name), Some(dashboard)) = (name, read.flatten()) {
                dashboards.insert(name, dashboard);
            }
        }
        if !self.folder.exists("dashboards/default.yaml") {
            let hint = "every tenant has a dashboard that is shown first: write this file";
            self.say("dashboards/default.yaml", "missing-file", "there is no default dashboard", hint);
        }
        dashboards
    }

    fn placed(&mut self, dashboard: &str, file: &DashboardFile, reading: &Reading<'_>) -> Vec<Placed> {
        let mut grid = Grid::new(reading, file.columns);
        let mut here: Vec<&PanelId> = Vec::new();
        let mut placed = Vec::new();
        for panel in &file.panels {
            let id = &panel.id.value;
            let relative = self.config_file(panel, reading);
            if here.contains(&id) {
                let message = format!("the panel `{id}` stands on this dashboard twice");
                reading.advise(&panel.id.span, "duplicate-id", message, "give one of them another id");
            } else if let Some(relative) = &relative {
                self.first_use(dashboard, panel, relative, reading);
            }
            here.push(id);
            let panel_type = relative.and_then(|relative| self.panels.get(&relative)).and_then(|file| file.panel_type);
            let position = panel.place.as_ref().and_then(|place| grid.place(id.as_str(), place, panel_type));
            placed.extend(position.map(|position| Placed { panel: id.clone(), position }));
        }
        placed
    }

    /// The panel's file, read if it was not yet; `None` where it cannot be.
    fn config_file(&mut self, panel: &PlacedFile, reading: &Reading<'_>) -> Option<String> {
        let written = panel.config_file.as_ref()?;
        let shown = crate::yaml::excerpt(&written.value);
        let relative = match inner_path(&written.value) {
            Ok(relative) => relative,
            Err(why) => {
                let message = format!("`{shown}` is no path of a panel file");
                reading.advise(&reading.first_line(&written.span), "bad-path", message, why);
                return None;
            }
        };
        if !self.panels.contains_key(&relative) {
            if let Err((code, why)) = self.folder.check(&relative) {
                let near = did_you_mean(&relative, self.panels.keys().map(String::as_str));
                let hint = near.map_or_else(
                    || format!("write the file {}", self.folder.label(&relative)),
                    |near| format!("did you mean `{near}`?"),
                );
                let message = format!("`{shown}`: {why}");
                reading.advise(&reading.first_line(&written.span), code, message, hint);
                return None;
            }
            self.panel_file(&relative);
        }
        self.used.insert(relative.clone());
        Some(relative)
    }

    /// The same id on two dashboards is the same panel: it must be the same file.
    fn first_use(&mut self, dashboard: &str, panel: &PlacedFile, relative: &str, reading: &Reading<'_>) {
        let id = &panel.id;
        match self.ids.get(&id.value) {
            Some(first) if first.file != relative => {
                let message = format!(
                    "`{}` is `{}` in {} (line {}), and `{relative}` here",
                    id.value, first.file, first.dashboard, first.at.line
                );
                let hint = "give one of the two another id";
                reading.advise(&id.span, "duplicate-id", message, hint);
            }
            Some(_) => {}
            None => {
                let at = reading.file.location(id.span.start);
                let first = FirstUse { file: relative.to_owned(), dashboard: dashboard.to_owned(), at };
                self.ids.insert(id.value.clone(), first);
            }
        }
    }

    fn finish(
        mut self,
        file: Option<TenantFile>,
        dashboards: BTreeMap<DashboardName, (DashboardFile, Vec<Placed>)>,
    ) -> Loaded {
        let existing: Vec<String> = self.panels.keys().cloned().collect();
        let warnings = unused(&self.folder, &existing, &self.used);
        self.loaded.panel_files =
            self.ids.iter().map(|(id, first)| (id.clone(), self.folder.label(&first.file))).collect();
        let tenant = self.folder.name.parse::<TenantId>();
        let tenant = tenant.map_err(|fault| {
            let message = format!("the folder's name: {fault}");
            self.say("tenant.yaml", "bad-name", message, "rename the tenant's folder");
        });
        if let (Ok(tenant), Some(file)) = (tenant, file) {
            self.loaded.spec = self.assemble(tenant, file, dashboards);
        }
        let mut loaded = self.loaded;
        loaded.add(warnings);
        loaded
    }

    /// Only what is complete; whatever is missing here has its finding.
    fn assemble(
        &self,
        tenant: TenantId,
        file: TenantFile,
        dashboards: BTreeMap<DashboardName, (DashboardFile, Vec<Placed>)>,
    ) -> Option<TenantSpec> {
        let mut panels: BTreeMap<PanelId, Panel> = self
            .ids
            .iter()
            .map(|(id, first)| Some((id.clone(), self.panel(&tenant, id, &first.file)?)))
            .collect::<Option<_>>()?;
        for (name, (_, placed)) in &dashboards {
            for panel in placed {
                panels.entry(panel.panel.clone()).and_modify(|panel| panel.stands_on.push(name.clone()));
            }
        }
        let ward_limited = |placed: &[Placed]| {
            placed.iter().filter_map(|placed| panels.get(&placed.panel)).any(|panel| panel.kind.ward_column().is_some())
        };
        let dashboards = dashboards
            .into_iter()
            .map(|(name, (dashboard, placed))| {
                let dashboard = Dashboard {
                    tenant: tenant.clone(),
                    name: name.clone(),
                    title: dashboard.title?,
                    description: dashboard.description,
                    refresh_interval_s: dashboard.refresh_interval_s,
                    columns: dashboard.columns,
                    roles: dashboard.roles,
                    ward_limited: ward_limited(&placed),
                    panels: placed,
                };
                Some((name, dashboard))
            })
            .collect::<Option<_>>()?;
        Some(TenantSpec {
            tenant,
            name: file.name,
            timezone: file.timezone.zone,
            timezone_name: file.timezone.name,
            timestamps_without_zone: file.timestamps_without_zone.name,
            service_desk: file.service_desk,
            open311: file.open311,
            limits: file.limits,
            dashboards,
            panels,
        })
    }

    fn panel(&self, tenant: &TenantId, id: &PanelId, file: &str) -> Option<Panel> {
        let body = self.panels.get(file)?.body.clone()?;
        Some(Panel {
            tenant: tenant.clone(),
            id: id.clone(),
            title: body.title,
            description: body.description,
            stands_on: Vec::new(),
            refresh_interval_s: body.refresh_interval_s,
            roles: body.roles,
            kind: body.kind,
            display: body.display,
            drill_down: body.drill_down,
        })
    }
}
