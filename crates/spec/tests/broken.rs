//! A corpus of broken configuration: each case is a working tenant with a file or two replaced, and its snapshot is
//! what an engineer reads.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use watchroom_spec::{Loaded, load_root, load_tenant, render_github, render_json, render_text};

const TENANT: &str = "tenant: { name: Alpha }\n";
const DEFAULT: &str = "dashboard:
  name: Default
  panels:
    - { id: cpu, config_file: panels/cpu.yaml, position: { row: 1, col: 1 } }
";
const CPU: &str = "panel:
  type: timeseries
  title: CPU
  data_source:
    table: metrics
    columns: { timestamp: recorded_at, value: cpu_percent }
";

/// Writes the working tenant with `files` over it, and loads it.
fn load(root: &Path, files: &[(&str, &[u8])]) -> Loaded {
    let tenant = root.join("alpha");
    let base = [("tenant.yaml", TENANT), ("dashboards/default.yaml", DEFAULT), ("panels/cpu.yaml", CPU)];
    let base = base.map(|(name, text)| (name, text.as_bytes()));
    for (name, bytes) in base.iter().chain(files) {
        let path = tenant.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    load_tenant(&tenant)
}

/// What is shown of each case: its name, its findings.
fn shown(cases: &[(&str, &str, &str)]) -> String {
    let mut all = String::new();
    for (case, file, text) in cases {
        let root = tempfile::tempdir().expect("a temporary folder");
        let loaded = load(root.path(), &[(file, text.as_bytes())]);
        assert_eq!(loaded.spec.is_none(), loaded.findings.iter().any(watchroom_spec::Finding::is_error), "{case}");
        assert!(!loaded.findings.is_empty(), "{case}: nothing was found");
        let _ = writeln!(all, "──── {case}\n{}", render_text(&loaded.findings, &loaded.sources, Path::new(""), false));
    }
    all
}

/// A panel of `kind` with `rest` under it.
fn panel(rest: &str) -> String {
    format!("panel:\n{rest}")
}

#[test]
fn yaml_itself() {
    let deep = format!("panel: {}1{}\n", "[".repeat(40), "]".repeat(40));
    let shown = shown(&[
        ("an empty file", "panels/cpu.yaml", ""),
        ("comments alone", "panels/cpu.yaml", "# nothing\n"),
        ("a second document", "panels/cpu.yaml", &format!("{CPU}---\n{CPU}")),
        ("a tab as indentation", "panels/cpu.yaml", "panel:\n\ttype: kpi\n"),
        ("an unclosed quote", "panels/cpu.yaml", "panel:\n  title: \"CPU\n  type: kpi\n"),
        ("an unclosed bracket", "panels/cpu.yaml", "panel:\n  roles: [admin, viewer\n  type: kpi\n"),
        ("a colon in a plain text", "panels/cpu.yaml", "panel:\n  title: CPU: all servers\n"),
        (
            "an anchor and an alias",
            "panels/cpu.yaml",
            &format!("{CPU}  display: &d {{ fill_area: true }}\n  roles: *d\n"),
        ),
        ("a tag", "panels/cpu.yaml", &CPU.replace("title: CPU", "title: !!str CPU")),
        ("a key twice", "panels/cpu.yaml", &format!("{CPU}  title: Again\n")),
        ("a key that is a list", "panels/cpu.yaml", &format!("{CPU}  ? [a, b]\n  : 1\n")),
        ("too deep", "panels/cpu.yaml", &deep),
        ("a list as the file", "panels/cpu.yaml", "- panel\n"),
        ("another root", "panels/cpu.yaml", "pannel:\n  type: kpi\n"),
        ("nothing under the root", "panels/cpu.yaml", "panel:\n"),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn panels() {
    let kpi = |rest: &str| {
        panel(&format!("  type: kpi\n  title: K\n  data_source: {{ table: t, columns: {{ value: v }} }}\n{rest}"))
    };
    let table = |rest: &str| panel(&format!("  type: table\n  title: T\n  data_source:\n    table: t\n{rest}"));
    let cpu = |rest: &str| format!("{CPU}{rest}");
    let shown = shown(&[
        ("an unknown type", "panels/cpu.yaml", &CPU.replace("timeseries", "time_series")),
        ("a type of elsewhere", "panels/cpu.yaml", &CPU.replace("timeseries", "pie")),
        ("no type", "panels/cpu.yaml", &CPU.replace("  type: timeseries\n", "")),
        ("a misspelt key", "panels/cpu.yaml", &CPU.replace("timestamp:", "timestmap:")),
        ("a key in the wrong section", "panels/cpu.yaml", &cpu("  display: { aggregate: p95, thresholds: [] }\n")),
        ("no data source", "panels/cpu.yaml", "panel:\n  type: timeseries\n  title: CPU\n  query: { where: a = 1 }\n"),
        ("a number for a text", "panels/cpu.yaml", &CPU.replace("title: CPU", "title: 2026")),
        ("a text for a number", "panels/cpu.yaml", &cpu("  refresh_interval: \"5 minutes\"\n")),
        ("yes for true", "panels/cpu.yaml", &cpu("  display: { fill_area: yes }\n")),
        ("a refresh of nothing", "panels/cpu.yaml", &cpu("  refresh_interval: 0\n")),
        ("an unknown aggregate", "panels/cpu.yaml", &cpu("  aggregate: p59\n  interpolation: spline\n")),
        ("an unknown role", "panels/cpu.yaml", &cpu("  roles: [manager, ward_counsellor]\n")),
        ("no role at all", "panels/cpu.yaml", &cpu("  roles: []\n")),
        ("a bad colour", "panels/cpu.yaml", &cpu("  display: { line_color: \"#12345\" }\n")),
        (
            "a colour without quotes",
            "panels/cpu.yaml",
            &kpi("  display:\n    thresholds:\n      - value: 1\n        label: x\n        color: #3B82F6\n"),
        ),
        ("an axis upside down", "panels/cpu.yaml", &cpu("  display: { y_axis_range: [100, 0] }\n")),
        ("an axis with one end", "panels/cpu.yaml", &cpu("  display: { y_axis_range: [100] }\n")),
        (
            "thresholds out of order",
            "panels/cpu.yaml",
            &kpi(
                "  display:\n    thresholds:\n      - { value: 90, color: \"#f00\", label: bad }\n      - { value: 70, color: \"#fa0\", label: warning }\n",
            ),
        ),
        (
            "a filter in two places",
            "panels/cpu.yaml",
            &format!(
                "{}  query:\n    where: b = 2\n",
                CPU.replace("    table: metrics", "    query: a = 1\n    table: metrics")
            ),
        ),
        (
            "a filter in three places",
            "panels/cpu.yaml",
            &panel(
                "  type: kpi\n  title: K\n  query: { where: a = 1 }\n  data_source:\n    table: t\n    columns: { value: v }\n    query: { where: b = 2, limit: 0 }\n",
            ),
        ),
        ("a limit for lines", "panels/cpu.yaml", &cpu("  query: { limit: 10 }\n")),
        (
            "identifiers",
            "panels/cpu.yaml",
            &panel(&format!(
                "  type: timeseries\n  title: CPU\n  data_source:\n    table: a.b.c\n    columns:\n      timestamp: \"\"\n      value: {}\n      series_label: \"a\\0b\"\n",
                "x".repeat(64)
            )),
        ),
        (
            "a column that is not shown",
            "panels/cpu.yaml",
            &table(
                "    columns: [{ name: a }, { name: b, format: dateime }, { name: a }]\n  display: { default_sort: c, default_sort_order: descending, pagination: 501 }\n",
            ),
        ),
        ("no columns", "panels/cpu.yaml", &table("    columns: []\n")),
        ("columns of another type", "panels/cpu.yaml", &table("    columns: { value: v }\n")),
        (
            "a health status without mapping",
            "panels/cpu.yaml",
            &panel(
                "  type: health_status\n  title: H\n  stale_after: 60\n  data_source: { table: t, columns: { service_name: n, status_value: s } }\n  display: { status_maping: {} }\n",
            ),
        ),
        (
            "an endpoint elsewhere",
            "panels/cpu.yaml",
            &panel("  type: custom_image\n  title: I\n  endpoint: https://evil.example/x.png\n"),
        ),
        (
            "an endpoint that climbs",
            "panels/cpu.yaml",
            &panel("  type: custom_template\n  title: I\n  endpoint: /api/v1/custom/../users\n"),
        ),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn dashboards() {
    let board = |panels: &str| format!("dashboard:\n  name: Default\n  panels:\n{panels}");
    let one =
        |id: &str, rest: &str| format!("    - {{ id: {id}, config_file: panels/cpu.yaml, position: {{ {rest} }} }}\n");
    let file = "dashboards/default.yaml";
    let config_file = |path: &str| DEFAULT.replace("panels/cpu.yaml", path);
    let shown = shown(&[
        ("overlap", file, &board(&(one("a", "row: 1, col: 1") + &one("b", "row: 2, col: 8, width: 4, height: 1")))),
        ("outside the grid", file, &board(&one("a", "row: 1, col: 6"))),
        ("wider than the grid", file, &board(&one("a", "row: 1, col: 1, width: 13"))),
        ("a position of nothing", file, &board(&one("a", "row: 0, col: -1, height: 1.5"))),
        ("no position", file, &board("    - { id: a, config_file: panels/cpu.yaml }\n    - b\n")),
        ("an id twice", file, &board(&(one("a", "row: 1, col: 1") + &one("a", "row: 3, col: 1")))),
        ("an id that is no name", file, &board(&one("CPU usage", "row: 1, col: 1"))),
        ("no such file", file, &config_file("panels/cpv.yaml")),
        ("a path that climbs", file, &config_file("../beta/panels/cpu.yaml")),
        ("an absolute path", file, &config_file("/etc/passwd")),
        ("a folder", file, &config_file("panels")),
        ("too many columns", file, &DEFAULT.replace("  panels:", "  layout: { columns: 100, rows: 3 }\n  panels:")),
        ("a panel nobody shows", "panels/spare.yaml", CPU),
        ("a file that is not read", "panels/spare.yml", CPU),
        ("a file whose name is no name", "dashboards/My Board.yaml", DEFAULT),
        (
            "one id, two files",
            "dashboards/other.yaml",
            "dashboard:\n  name: Other\n  panels:\n    - { id: cpu, config_file: dashboards/default.yaml, position: { row: 1, col: 1 } }\n",
        ),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn tenants() {
    let shown = shown(&[
        ("no name", "tenant.yaml", "tenant: { timezone: UTC }\n"),
        ("a misspelt zone", "tenant.yaml", "tenant: { name: A, timezone: Africa/Johanesburg }\n"),
        ("a city for a zone", "tenant.yaml", "tenant: { name: A, timezone: kolkata, timestamps_without_zone: Mars }\n"),
        ("a desk without a word", "tenant.yaml", "tenant: { name: A, service_desk: true }\n"),
        ("a desk with another word", "tenant.yaml", "tenant: { name: A, service_desk: { enable: true } }\n"),
    ]);
    insta::assert_snapshot!(shown);
}

#[test]
fn many_findings_in_one_run() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let loaded = load(root.path(), &[
        ("tenant.yaml", b"tenant: { nme: Alpha, timezone: Nowhere }\n"),
        (
            "dashboards/default.yaml",
            b"dashboard:\n  name: 5\n  refresh_interval: 0\n  panels:\n    - { id: cpu, config_file: panels/cpu.yaml, position: { row: 1, col: 6 } }\n    - { id: x, config_file: panels/none.yaml, position: { row: 1 } }\n",
        ),
        (
            "panels/cpu.yaml",
            "panel:\n  type: timeseries\n  titel: \"Größe\"\n  data_source:\n    tabel: metrics\n    columns: { timestamp: 1, größe: \"ä\" }\n  display: { line_color: blau, fill_area: 1 }\n".as_bytes(),
        ),
        ("panels/spare.yaml", b"panel: [\n"),
    ]);
    assert!(loaded.spec.is_none());
    let base = Path::new("config/tenants");
    let text = render_text(&loaded.findings, &loaded.sources, base, false);
    insta::assert_snapshot!(text);
    insta::assert_snapshot!("as_json", render_json(&loaded.findings, base));
    insta::assert_snapshot!("for_github", render_github(&loaded.findings, base));
    let coloured = render_text(&loaded.findings, &loaded.sources, base, true);
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn bars_gauges_and_queries() {
    let source = "  data_source: { table: t, columns: { category: c } }\n";
    let bar = |rest: &str| panel(&format!("  type: bar\n  title: A\n{source}{rest}"));
    let gauge = |display: &str| {
        let source = "  data_source: { table: t, columns: { value: v } }\n";
        panel(&format!("  type: gauge\n  title: A\n{source}  display: {display}\n"))
    };
    let template = |rest: &str| panel(&format!("  type: custom_template\n  title: A\n  template: x\n{rest}"));
    let query = |query: &str| template(&format!("  queries:\n    a: {query}\n"));
    let many: String = (0..21).map(|n| format!("    q{n}: {{ table: t, select: [a] }}\n")).collect();
    let cases = [
        (
            "a bar without its category",
            panel("  type: bar\n  title: A\n  data_source: { table: t, columns: { value: v } }\n"),
        ),
        ("a sum of nothing", bar("  aggregate: sum\n")),
        ("the last without a time", bar("  aggregate: last\n")),
        ("an order by", bar("  query: { order_by: c }\n")),
        ("too many bars", bar("  query: { limit: 201 }\n")),
        ("an unknown order", bar("  order: size\n")),
        ("a wrong look", bar("  display: { orientation: upwards, stacked: 1, colors: { a: red } }\n")),
        ("a gauge without an end", gauge("{ unit: GB }")),
        ("a gauge that runs backwards", gauge("{ min: 50, max: 10 }")),
        ("a gauge that begins at its end", gauge("{ min: 100 }")),
        (
            "both sources of data",
            template("  endpoint: /api/v1/custom/daily-summary\n  queries: { a: { table: t, select: [b] } }\n"),
        ),
        (
            "a scope beside queries",
            template("  data_source: { scope: { ward: w } }\n  queries: { a: { table: t, select: [b] } }\n"),
        ),
        ("no query", template("  queries: {}\n")),
        ("too many queries", template(&format!("  queries:\n{many}"))),
        ("a query that is a word", template("  queries: { none: { table: t, select: [b] } }\n")),
        ("a query with a bad name", template("  queries: { Totals: { table: t, select: [b] } }\n")),
        ("free SQL", template("  queries: { a: SELECT 1 }\n")),
        ("a query without anything", query("{}")),
        ("nothing selected", query("{ table: t, select: [] }")),
        ("a column that is no name", query("{ table: t, select: [\"The Sum\", a, a] }")),
        ("an aggregate without a column", query("{ table: t, select: { a: { aggregate: sum } } }")),
        ("the last of a query without a time", query("{ table: t, select: { a: { column: b, aggregate: last } } }")),
        ("too many rows", query("{ table: t, select: [a], limit: 1001 }")),
        ("an unknown key of a query", query("{ table: t, select: [a], group_by: a }")),
    ];
    let cases: Vec<(&str, &str, &str)> =
        cases.iter().map(|(case, text)| (*case, "panels/cpu.yaml", text.as_str())).collect();
    let limits = "tenant: { name: A, limits: { concurrent_queries: 65, query_seconds: 0, rows: many, megabytes: 513, row: 1 } }\n";
    insta::assert_snapshot!(shown(&cases) + &shown(&[("a tenant's limits", "tenant.yaml", limits)]));
}

#[test]
fn bytes_that_are_no_text_and_files_too_large() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let large = vec![b'#'; 1024 * 1024 + 1];
    let loaded = load(
        root.path(),
        &[
            ("panels/cpu.yaml", b"panel:\n  title: \"\xff\xfe\"\n"),
            ("panels/large.yaml", &large),
            ("panels/bom.yaml", b"\xef\xbb\xbfpanel: 1\n"),
        ],
    );
    let text = render_text(&loaded.findings, &loaded.sources, Path::new(""), false);
    insta::assert_snapshot!(text);
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let root = tempfile::tempdir().expect("a temporary folder");
    fs::write(root.path().join("secret.yaml"), CPU).expect("a file");
    let tenant = root.path().join("alpha");
    load(root.path(), &[("panels/inner.yaml", CPU.as_bytes())]);
    for (name, target) in [("cpu", "../../secret.yaml"), ("linked", "inner.yaml"), ("dangling", "nowhere.yaml")] {
        let link = tenant.join(format!("panels/{name}.yaml"));
        let _ = fs::remove_file(&link);
        std::os::unix::fs::symlink(target, link).expect("a link");
    }
    let loaded = load_tenant(&tenant);
    let text = render_text(&loaded.findings, &loaded.sources, Path::new(""), false);
    insta::assert_snapshot!(text);
}

#[test]
fn folders_without_anything_in_them() {
    let root = tempfile::tempdir().expect("a temporary folder");
    let empty = load_root(root.path()).expect("a folder");
    assert_eq!(empty.all_findings().iter().map(|finding| finding.code).collect::<Vec<_>>(), ["no-files"]);
    fs::create_dir(root.path().join("tenant-a")).expect("a folder");
    fs::create_dir(root.path().join(".git")).expect("a folder");
    assert_eq!(load_root(root.path()).expect("a folder").all_findings()[0].code, "no-files");
    assert!(load_root(&root.path().join("nowhere")).is_err());
    load(root.path(), &[]);
    fs::create_dir(root.path().join("Not A Slug")).expect("a folder");
    let mixed = load_root(root.path()).expect("a folder");
    let mut shown = render_text(&mixed.all_findings(), &mixed.sources(), Path::new(""), false);
    let alone = load_root(&root.path().join("alpha")).expect("a folder");
    shown += &render_text(&alone.all_findings(), &alone.sources(), Path::new(""), false);
    insta::assert_snapshot!(shown);
    assert!(mixed.tenants.values().any(|loaded| loaded.spec.is_some()), "one tenant's faults leave the other alone");
}
