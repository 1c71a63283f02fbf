//! The seven examples of DESIGN §4, byte for byte, load without a finding.

use std::fs;
use std::path::Path;

use watchroom_domain::{Guarded, PanelId};
use watchroom_spec::{Aggregate, Descending, Format, Interpolation, Loaded, PanelKind, load_root, load_tenant};

/// A tenant's folder with the examples, as the design lays them out.
fn design() -> (tempfile::TempDir, Loaded) {
    let root = tempfile::tempdir().expect("a temporary folder");
    let tenant = root.path().join("tenant-alpha");
    for folder in ["dashboards", "panels"] {
        fs::create_dir_all(tenant.join(folder)).expect("a folder");
    }
    fs::write(tenant.join("tenant.yaml"), "tenant: { name: Alpha }\n").expect("a file");
    let mut panels = Vec::new();
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/design")).expect("the examples") {
        let entry = entry.expect("an example");
        let name = entry.file_name().to_string_lossy().replace("__", "/");
        if let Some(panel) = name.strip_prefix("panels/") {
            panels.push(panel.trim_end_matches(".yaml").to_owned());
        }
        fs::copy(entry.path(), tenant.join(name)).expect("a copy");
    }
    panels.sort();
    // The design's dashboard shows one of the panels; a second one shows them all.
    let mut all = "dashboard:\n  name: All\n  panels:\n".to_owned();
    for (number, panel) in panels.iter().enumerate() {
        let row = 1 + 3 * number;
        all +=
            &format!("    - {{ id: {panel}, config_file: panels/{panel}.yaml, position: {{ row: {row}, col: 1 }} }}\n");
    }
    fs::write(tenant.join("dashboards/all.yaml"), all).expect("a file");
    let loaded = load_tenant(&tenant);
    (root, loaded)
}

fn panel(loaded: &Loaded, id: &str) -> PanelKind {
    let id: PanelId = id.parse().expect("an id");
    loaded.spec.as_ref().expect("a spec").panels[&id].kind.clone()
}

#[test]
fn all_seven_load_unchanged_without_a_finding() {
    let (_folder, loaded) = design();
    assert_eq!(loaded.findings, []);
    let spec = loaded.spec.as_ref().expect("a spec");
    assert_eq!(spec.panels.len(), 6);
    assert_eq!(loaded.sources.len(), 9);
    let default = &spec.dashboards[&"default".parse().expect("a name")];
    assert_eq!(
        (default.title.as_str(), default.refresh_interval_s, default.columns),
        ("System Health Dashboard", 21_600, 12)
    );
    assert!(!default.visibility().ward_limited);
    let all = &spec.dashboards[&"all".parse().expect("a name")];
    let sizes: Vec<_> = all.panels.iter().map(|placed| (placed.position.width, placed.position.height)).collect();
    // cpu_usage, daily_summary, error_log, health_status, memory_kpi, network_topology
    assert_eq!(sizes, [(8, 2), (6, 2), (12, 3), (4, 1), (4, 1), (6, 2)]);
}

#[test]
fn each_says_what_it_says() {
    let (_folder, loaded) = design();
    let PanelKind::Timeseries(cpu) = panel(&loaded, "cpu_usage") else { panic!("a time series") };
    assert_eq!(
        (cpu.table.name.as_str(), cpu.timestamp.as_str(), cpu.value.as_str()),
        ("metrics", "recorded_at", "cpu_percent")
    );
    assert_eq!((cpu.aggregate, cpu.interpolation), (Aggregate::Avg, Interpolation::None));
    assert_eq!(cpu.filter.expect("a filter").text, "metric_type = 'cpu'");
    assert_eq!(cpu.order_by.expect("an order").text, "recorded_at DESC");
    let PanelKind::Kpi(memory) = panel(&loaded, "memory_kpi") else { panic!("a KPI") };
    assert_eq!(memory.filter.expect("a filter").text, "metric_type = 'memory' ORDER BY recorded_at DESC LIMIT 1");
    assert_eq!(memory.thresholds.iter().map(|threshold| threshold.value).collect::<Vec<_>>(), [0.0, 70.0, 90.0]);
    let PanelKind::HealthStatus(health) = panel(&loaded, "health_status") else { panic!("a health status") };
    assert_eq!(health.status_mapping["2"].label, "Down");
    let PanelKind::Table(log) = panel(&loaded, "error_log") else { panic!("a table") };
    assert_eq!(
        (log.limit, log.page_size, log.default_sort),
        (Some(50), 25, Some(("timestamp".to_owned(), Descending(true))))
    );
    assert_eq!(log.columns[0].format, Some(Format::Datetime));
    let PanelKind::CustomImage(topology) = panel(&loaded, "network_topology") else { panic!("an image") };
    assert_eq!(
        (topology.endpoint.as_str(), topology.parameters["include_offline"].as_bool()),
        ("network-topology", Some(false))
    );
    let PanelKind::CustomTemplate(summary) = panel(&loaded, "daily_summary") else { panic!("a template") };
    let offset = summary.template.text.find("{{ error_rate").expect("the variable");
    let place = summary.template.source.locate(offset);
    assert_eq!((place.line, place.column), (11, 25));
}

#[test]
fn a_fragment_knows_its_place_in_the_file() {
    let (_folder, loaded) = design();
    let PanelKind::Kpi(memory) = panel(&loaded, "memory_kpi") else { panic!("a KPI") };
    let filter = memory.filter.expect("a filter");
    let place = filter.source.locate(filter.text.find("ORDER").expect("the order"));
    assert_eq!((filter.source.file(), place.line, place.column), ("tenant-alpha/panels/memory_kpi.yaml", 8, 36));
}

#[test]
fn the_tenants_of_the_repository_load_without_a_finding() {
    let root = load_root(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/tenants"))).expect("the folder");
    assert_eq!(root.all_findings(), []);
    let specs: Vec<_> = root.tenants.values().map(|loaded| loaded.spec.as_ref().expect("a spec")).collect();
    assert_eq!(specs.iter().map(|spec| spec.tenant.as_str()).collect::<Vec<_>>(), ["tenant-alpha", "tenant-beta"]);
    assert_eq!(specs.iter().map(|spec| spec.service_desk).collect::<Vec<_>>(), [false, true]);
    let ids = ["cpu_usage", "daily_summary", "error_log", "memory_kpi", "network_topology", "system_health"];
    let default = &specs[0].dashboards[&"default".parse().expect("a name")];
    let mut shown: Vec<_> = default.panels.iter().map(|placed| placed.panel.as_str()).collect();
    shown.sort_unstable();
    assert_eq!(shown, ids);
}

#[test]
fn the_tables_that_panels_read_are_known_with_their_times() {
    let (_folder, loaded) = design();
    let spec = loaded.spec.as_ref().expect("a spec");
    let tables = spec.watched_tables(|endpoint| match endpoint {
        "network-topology" => &["nodes", "links"],
        _ => &[],
    });
    let said: Vec<String> = tables
        .iter()
        .map(|(table, watched)| {
            let times: Vec<&str> = watched.time_columns.iter().map(String::as_str).collect();
            let panels: Vec<&str> = watched.panels.iter().map(PanelId::as_str).collect();
            format!("{} ({}): {}", table.name, times.join(", "), panels.join(", "))
        })
        .collect();
    assert_eq!(
        said,
        [
            "error_logs (timestamp): error_log",
            "links (): network_topology",
            "metrics (recorded_at): cpu_usage, memory_kpi",
            "nodes (): network_topology",
            "service_health (last_checked_at): health_status",
        ]
    );
}
