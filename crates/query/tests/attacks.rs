//! No attack of the corpus ever becomes SQL: not through a tenant's folder, and not through a panel that somebody
//! might make without one.

use std::fmt::Write as _;

use jiff::Timestamp;
use tempfile::TempDir;
use watchroom_access::{Membership, TenantCtx, View};
use watchroom_domain::{Role, UserId};
use watchroom_query::{Ask, PlanError, checking_plans, load, plan};
use watchroom_spec::{Filter, Panel, PanelKind, TenantSpec};

const ATTACKS: &str = include_str!("../corpus/attacks.txt");
/// No conditions, but orders.
const ORDERS: [&str; 3] = ["a + 1", "now()", "a, b"];

fn attacks() -> Vec<String> {
    let lines = ATTACKS.lines().filter(|line| !line.is_empty() && !ORDERS.contains(line));
    lines.map(|line| line.replace('⏎', "\n").replace('␀', "\0")).collect()
}

const SOURCE: &str = "  title: P\n  data_source:\n    table: t\n";

/// A panel of each kind that takes fragments, the fragment as its condition.
fn panel(kind: &str, query: &str) -> String {
    let rest = match kind {
        "timeseries" => "    columns: { timestamp: at, value: v }\n",
        "kpi" => "    columns: { value: v, timestamp: at }\n",
        "table" => "    columns: [{ name: v }]\n",
        _ => {
            "    columns: { service_name: n, status_value: s }\n  display: { status_mapping: { up: { color: \"#0f0\", label: Up } } }\n"
        }
    };
    format!("panel:\n  type: {kind}\n{SOURCE}{rest}{query}")
}

const KINDS: [&str; 4] = ["timeseries", "kpi", "table", "health_status"];

fn write(folder: &TempDir, panels: &[(String, String)]) {
    let mut dashboard = "dashboard:\n  name: D\n  panels:\n".to_owned();
    let tenant = folder.path().join("t");
    ["panels", "dashboards"].iter().for_each(|below| std::fs::create_dir_all(tenant.join(below)).expect("a folder"));
    for (number, (name, text)) in panels.iter().enumerate() {
        let row = 1 + number % 100;
        let col = 1 + number / 100;
        writeln!(dashboard, "    - {{ id: {name}, config_file: panels/{name}.yaml, position: {{ row: {row}, col: {col}, width: 1, height: 1 }} }}")
            .expect("a text");
        std::fs::write(tenant.join(format!("panels/{name}.yaml")), text).expect("a file");
    }
    std::fs::write(tenant.join("dashboards/default.yaml"), dashboard).expect("a file");
    std::fs::write(tenant.join("tenant.yaml"), "tenant: { name: T }\n").expect("a file");
}

/// A tenant without fault: a panel of each kind.
fn good() -> TenantSpec {
    let folder = TempDir::new().expect("a folder");
    let panels: Vec<_> = KINDS.iter().map(|kind| (kind.replace('_', "-"), panel(kind, ""))).collect();
    write(&folder, &panels);
    let root = load(folder.path()).expect("a folder");
    assert_eq!(root.findings().count(), 0, "{}", root.to_text(false));
    root.into_specs().pop().expect("a tenant")
}

fn with(panel: &Panel, fragment: &str) -> Vec<Panel> {
    let filter = || Some(Filter::detached(fragment));
    let mut changed = vec![panel.clone()];
    match &mut changed[0].kind {
        PanelKind::Timeseries(series) => series.filter = filter(),
        PanelKind::Kpi(kpi) => kpi.filter = filter(),
        PanelKind::HealthStatus(health) => health.filter = filter(),
        PanelKind::Table(table) => table.filter = filter(),
        other => unreachable!("{other:?} is none of KINDS"),
    }
    if let PanelKind::Table(table) = &panel.kind
        && !ORDERS.contains(&fragment)
    {
        let kind = PanelKind::Table(watchroom_spec::Table { order_by: filter(), ..table.clone() });
        changed.push(Panel { kind, ..panel.clone() });
    }
    changed
}

#[test]
fn a_panel_made_by_hand_plans_nothing_with_an_attack_in_it() {
    let spec = good();
    let viewer = TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: spec.tenant.clone(),
        user: UserId(uuid::Uuid::nil()),
        role: Role::Viewer,
        ward: None,
        team: None,
    });
    let now: Timestamp = "2026-03-03T00:00:00Z".parse().expect("a moment");
    let attacks = attacks();
    assert!(attacks.len() >= 300, "{}", attacks.len());
    for attack in &attacks {
        for panel in spec.panels.values().flat_map(|panel| with(panel, attack)) {
            let permit = viewer.permit(View, &panel).expect("viewers see it");
            let planned = plan(&permit, &spec, &Ask::default(), now);
            assert!(matches!(planned, Err(PlanError::Fragment(_))), "{attack} in {}: {planned:?}", panel.id);
            assert!(checking_plans(&panel, &spec, now).is_err(), "{attack} in {}", panel.id);
        }
    }
}

#[test]
fn a_folder_with_an_attack_in_it_is_not_served_and_says_where_it_stands() {
    let attacks = attacks();
    let quoted = |attack: &str| serde_json::Value::from(attack).to_string();
    let panels: Vec<(String, String)> = attacks
        .iter()
        .enumerate()
        .map(|(number, attack)| {
            let query = format!("  query:\n    where: {}\n", quoted(attack));
            (format!("p{number}"), panel(KINDS[number % KINDS.len()], &query))
        })
        .collect();
    let folder = TempDir::new().expect("a folder");
    write(&folder, &panels);
    let root = load(folder.path()).expect("a folder");
    for ((name, text), attack) in panels.iter().zip(&attacks) {
        let file = format!("t/panels/{name}.yaml");
        let found: Vec<_> = root.findings().filter(|finding| finding.file == file && finding.is_error()).collect();
        assert!(!found.is_empty(), "{attack:?} was let through");
        let line = text.lines().position(|line| line.starts_with("    where:")).expect("a line") + 1;
        assert!(found.iter().any(|finding| finding.line as usize == line), "{attack:?}: {found:?}");
    }
    assert!(root.into_specs().is_empty());
}
