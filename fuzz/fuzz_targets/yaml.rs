//! Any bytes as a tenant's three files (cut apart at NUL bytes): every finding has a place in one of them, every
//! renderer shows it, and what is loaded without an error can be planned.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;
use watchroom_query::load;

const FILES: [&str; 3] = ["panels/p.yaml", "dashboards/default.yaml", "tenant.yaml"];
/// For inputs that are one file: a dashboard and a tenant without fault.
const USUAL: [&str; 3] = [
    "",
    "dashboard:\n  name: D\n  panels:\n    - { id: p, config_file: panels/p.yaml, position: { row: 1, col: 1 } }\n",
    "tenant: { name: T }\n",
];

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| {
    // In memory where there is such a folder: it is written many times a second.
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a folder");
    for below in ["t/panels", "t/dashboards"] {
        std::fs::create_dir_all(folder.path().join(below)).expect("a folder");
    }
    folder
});

fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(3, |byte| *byte == 0);
    let mut lines = Vec::new();
    for (name, usual) in FILES.iter().zip(USUAL) {
        let text = parts.next().unwrap_or(usual.as_bytes());
        lines.push((*name, text.iter().filter(|byte| **byte == b'\n').count() + 1));
        std::fs::write(FOLDER.path().join("t").join(name), text).expect("a file");
    }
    let root = load(FOLDER.path()).expect("a folder");
    for finding in root.findings() {
        assert!(finding.line >= 1 && finding.column >= 1, "{finding:?}");
        if let Some((_, count)) = lines.iter().find(|(name, _)| finding.file == format!("t/{name}")) {
            assert!(finding.line as usize <= *count, "{finding:?}");
        }
        assert!(finding.end.is_none_or(|end| (end.line, end.column) > (finding.line, finding.column)), "{finding:?}");
    }
    let shown = root.to_text(false) + &root.to_json() + &root.to_github();
    assert!(root.findings().next().is_none() || shown.contains("error") || shown.contains("warning"));
    let now = "2026-03-03T00:00:00Z".parse().expect("a moment");
    for tenant in root.tenants() {
        for panel in root.plans(&tenant, now) {
            assert!(panel.plans.iter().all(|plan| !plan.statements().is_empty()), "{}", panel.file);
        }
    }
});
