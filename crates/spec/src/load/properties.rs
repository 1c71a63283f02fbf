//! Whatever a file holds, reading it ends with findings, never with a panic.

use std::path::Path;

use proptest::prelude::*;

use super::files::{inner_path, read_bytes};
use crate::decode::Reading;
use crate::read::{read_dashboard, read_panel, read_service_desk, read_tenant};
use crate::{Sources, render_github, render_json, render_text};

/// Reads the bytes as each kind of file, looks up every byte of every fragment, and shows every finding.
fn survives(bytes: &[u8]) {
    let file = read_bytes("alpha/x.yaml".to_owned(), bytes);
    let source = file.source.expect("bytes are always there");
    let reading = Reading::new(&source, file.findings);
    if let Some(tree) = &file.tree {
        let _ = read_tenant(tree, &reading);
        let _ = read_dashboard(tree, &reading);
        let _ = read_panel(tree, &reading);
        let _ = read_service_desk(tree, &reading);
    }
    let (findings, fragments, named) = reading.done();
    for fragment in &fragments {
        for offset in 0..=fragment.filter.text.len() + 1 {
            let place = fragment.filter.source.locate(offset);
            assert!(place.line as usize <= source.text.lines().count() + 1);
        }
        let _ = fragment.filter.source.finding(0..fragment.filter.text.len(), "sql-syntax", "x");
    }
    for source in &named {
        let tables = source.table.iter().map(|table| table.finding("x", "x"));
        for finding in tables.chain(source.columns.iter().map(|column| column.finding("x", "x"))) {
            assert_eq!((finding.file.as_str(), finding.column > 0), ("alpha/x.yaml", true));
        }
    }
    let mut sources = Sources::default();
    sources.insert(source);
    let shown = render_text(&findings, &sources, Path::new("config"), false)
        + &render_json(&findings, Path::new("config"))
        + &render_github(&findings, Path::new("config"));
    assert!(findings.is_empty() || shown.contains("config/alpha/x.yaml"));
}

fn fixture() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        include_str!("../../tests/design/dashboards__default.yaml"),
        include_str!("../../tests/design/panels__cpu_usage.yaml"),
        include_str!("../../tests/design/panels__memory_kpi.yaml"),
        include_str!("../../tests/design/panels__health_status.yaml"),
        include_str!("../../tests/design/panels__error_log.yaml"),
        include_str!("../../tests/design/panels__network_topology.yaml"),
        include_str!("../../tests/design/panels__daily_summary.yaml"),
        "tenant: { name: \"Alpha\", timezone: UTC, service_desk: { enabled: true } }\n",
        "service_desk:\n  teams: [{ id: a, name: A }]\n  categories: [{ name: X, service_code: x, sensitive: true }]\n  \
         calendars: [{ name: C, timezone: UTC, shifts: { mon: [[\"07:30\", \"16:00\"]] }, holidays: [{ date: \"2026-12-25\", \
         name: N }] }]\n  policies: [{ category: X, severity: low, resolution: 2d, calendar: C, at_risk: 0.5 }]\n",
    ])
    .prop_map(str::to_owned)
}

fn scrap() -> impl Strategy<Value = String> {
    let signs = prop::sample::select(vec![
        ":", ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", "\"", "'", "\\", "#", "&a ", "*a", "!t ", "|", ">-\n", "\t",
        "\r\n", "---\n", "é", "\u{feff}", "\0", "~", "0", "? ", ",", "%", "\u{2028}", "\u{85}",
    ]);
    prop_oneof![signs.prop_map(str::to_owned), "\\PC{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,120}") {
        survives(text.as_bytes());
    }

    #[test]
    fn scraps_of_yaml(scraps in prop::collection::vec(scrap(), 0..30)) {
        survives(scraps.concat().as_bytes());
    }

    #[test]
    fn examples_with_changes(
        text in fixture(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..12, scrap()), 1..6),
    ) {
        let mut text: Vec<char> = text.chars().collect();
        for (at, removed, put) in changes {
            let at = at.index(text.len() + 1);
            let end = (at + removed).min(text.len());
            text.splice(at..end, put.chars());
        }
        survives(text.into_iter().collect::<String>().as_bytes());
    }

    #[test]
    fn an_inner_path_never_leads_out(path in "[./a\\\\]{0,12}|\\PC{0,20}") {
        if let Ok(inner) = inner_path(&path) {
            let parts: Vec<_> = inner.split('/').collect();
            prop_assert!(parts.iter().all(|part| !part.is_empty() && *part != ".." && *part != "."), "{}", inner);
        }
    }
}
