use std::fmt::Write as _;
use std::path::Path;

use watchroom_spec::{load_root, load_tenant};

use crate::fragment::{check, check_loaded};

#[test]
fn the_tenants_of_the_repository_hold_good_fragments() {
    let root = load_root(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../config/tenants"))).expect("the folder");
    for (_, loaded) in root.tenants {
        assert_eq!(check(loaded.spec.as_ref().expect("a spec")), []);
        let checked = check_loaded(loaded);
        assert_eq!((checked.findings.len(), checked.spec.is_some()), (0, true));
    }
}

#[test]
fn findings_stand_at_their_place_in_the_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/fragment/tests/tenant-broken");
    let loaded = check_loaded(load_tenant(Path::new(folder)));
    assert!(loaded.spec.is_none());
    let mut shown = String::new();
    for finding in &loaded.findings {
        let end = finding.end.map_or_else(String::new, |end| format!(" to {}:{}", end.line, end.column));
        let place = format!("{}:{}:{}{end}", finding.file, finding.line, finding.column);
        let _ = writeln!(shown, "{place}: {}: {}", finding.code, finding.message);
    }
    insta::assert_snapshot!(shown, @r"
    tenant-broken/panels/kpi.yaml:9:36 to 9:41: sql-syntax: `NULLS` is not expected here
    tenant-broken/panels/log.yaml:7:38 to 7:47: unknown-value: `dateime` is no format
    tenant-broken/panels/log.yaml:10:24 to 10:30: sql-statement: `SELECT` is not allowed: a fragment is no statement
    tenant-broken/panels/series.yaml:10:11 to 10:19: sql-function: the function `pg_sleep` is not allowed
    tenant-broken/panels/series.yaml:11:33 to 11:34: sql-order: a fixed value orders nothing
    ");
}
