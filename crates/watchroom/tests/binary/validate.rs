//! `watchroom validate`: exit code 0 without a finding, 1 with one, 2 where it could not run.

use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::instance::write_dashboards;
use crate::program::{Outcome, watchroom};

fn validate(dir: &Path, more: &[&str]) -> Outcome {
    watchroom(["validate".as_ref(), dir.as_os_str()]).and(more).run()
}

fn folder(tenants: &[&str]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    tenants.iter().for_each(|tenant| write_dashboards(folder.path(), tenant));
    folder
}

/// Two errors in one file, one in another.
fn broken() -> TempDir {
    let folder = folder(&["one", "two"]);
    let panel = "panel:\n  type: \"timeseries\"\n  title: \"Samples\"\n  data_source:\n    table: \"samples\"\n    \
                 columns: { timestamp: \"at\", value: \"value\" }\n  query:\n    where: \"value > (SELECT 1)\"\n  colour: 1\n";
    std::fs::write(folder.path().join("one/panels/samples.yaml"), panel).expect("a file");
    std::fs::write(folder.path().join("two/tenant.yaml"), "tenant: { nme: \"Two\" }\n").expect("a file");
    folder
}

#[test]
fn without_findings_it_says_what_was_checked() {
    let folder = folder(&["one", "two"]);
    let text = validate(folder.path(), &[]).said();
    assert_eq!(text, "Checked 2 tenants, 2 dashboards, 2 panels: no findings.\n");
    assert_eq!(validate(folder.path(), &["--format", "json"]).said(), "[]\n");
    assert_eq!(validate(folder.path(), &["--format", "github"]).said(), "");
    let below = watchroom(["validate", "."]).within(folder.path()).run().said();
    assert!(below.starts_with("Checked 2 tenants"), "{below}");
}

#[test]
fn every_finding_of_every_file_is_told_at_once() {
    let folder = broken();
    let text = validate(folder.path(), &[]).told(1, &["one/panels/samples.yaml:8:", "one/panels/samples.yaml:9:3"]);
    let text = text.told(1, &["two/tenant.yaml:1:", "did you mean `name`?", "^^^"]);
    let last = text.stdout.lines().last().expect("a line");
    assert!(last.starts_with("Found ") && last.contains("error"), "{last}");
}

#[test]
fn findings_for_programs_are_objects_with_the_designs_names() {
    let folder = broken();
    let text = validate(folder.path(), &["--format", "json"]).told(1, &[]).stdout;
    let findings: Vec<Value> = serde_json::from_str(&text).expect("JSON and nothing else");
    assert!(findings.len() >= 3, "{text}");
    for finding in &findings {
        let names: Vec<&String> = finding.as_object().expect("an object").keys().collect();
        assert_eq!(names, ["file", "line", "column", "severity", "code", "message", "hint"]);
        let file = finding["file"].as_str().expect("a text");
        assert!(Path::new(file).is_file(), "files can be opened as they are named: {file}");
        assert!(["error", "warning"].contains(&finding["severity"].as_str().expect("a text")), "{finding}");
    }
}

#[test]
fn findings_for_pull_requests_are_annotations() {
    let folder = broken();
    let told = validate(folder.path(), &["--format", "github"]).told(1, &["::error file=", "line=9,col=3"]);
    assert!(told.stdout.lines().all(|line| line.starts_with("::")), "{}", told.stdout);
}

#[test]
fn warnings_alone_are_findings_too() {
    let folder = folder(&["one"]);
    std::fs::write(folder.path().join("one/panels/old.yml"), "panel: {}\n").expect("a file");
    validate(folder.path(), &[]).told(1, &["old.yml", "Found 0 errors and 1 warning."]);
}

#[test]
fn nothing_to_check_is_an_error() {
    let folder = folder(&["one"]);
    validate(&folder.path().join("nowhere"), &[]).told(2, &["nowhere could not be checked"]);
    watchroom(["validate"]).run().told(2, &["config/tenants could not be checked"]);
    let empty = TempDir::new().expect("a folder");
    validate(empty.path(), &[]).told(1, &["no configuration was found"]);
    validate(&folder.path().join("one"), &[]).told(1, &["this is a tenant's own folder"]);
    validate(folder.path(), &["--format", "xml"]).told(2, &["xml", "github"]);
}
