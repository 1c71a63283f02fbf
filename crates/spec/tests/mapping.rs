//! Mapping files of imports: the design's loads unchanged, and whatever is wrong is told at its place.

use std::path::Path;

use watchroom_domain::{Delimiter, ImportEncoding, ImportField, ImportFrom, Normalise};
use watchroom_spec::{LoadedMapping, load_mapping, render_text};

/// As the design has it.
const DESIGN: &str = r#"source: { format: csv, timezone: "America/New_York", datetime_format: "%m/%d/%Y %I:%M:%S %p" }
columns:
  tracking_number: CASE_ENQUIRY_ID
  created_at: OPEN_DT
  resolved_at: CLOSED_DT
  sla_resolution_deadline: TARGET_DT
  description: CASE_TITLE
  category: TYPE
  address: Location
  latitude: LATITUDE
  longitude: LONGITUDE
  ward_id: { column: ward, normalise: number }        # "Ward 3", "03", "3" become "3"; empty stays empty
  team: Department                                    # made where missing
  status: { column: CASE_STATUS, map: { Open: open, Closed: closed } }
  severity: { value: medium }
"#;

fn load(text: &str) -> LoadedMapping {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mapping.yaml");
    std::fs::write(&path, text).expect("a file");
    let mut loaded = load_mapping(&path);
    // Temporary folders have other names each time.
    loaded.findings.iter_mut().for_each(|finding| finding.file = "mapping.yaml".to_owned());
    loaded
}

/// What is told, one line a finding and its hint below.
fn told(loaded: &LoadedMapping) -> String {
    let line = |finding: &watchroom_spec::Finding| {
        let hint = finding.hint.as_ref().map_or_else(String::new, |hint| format!("\n    {hint}"));
        format!("{}:{} {}: {}{hint}\n", finding.line, finding.column, finding.code, finding.message)
    };
    loaded.findings.iter().map(line).collect()
}

#[test]
fn the_designs_mapping_loads_unchanged_and_boston_s_is_the_same() {
    let loaded = load(DESIGN);
    assert_eq!(told(&loaded), "");
    let mapping = loaded.mapping.expect("a mapping");
    let source = &mapping.source;
    assert_eq!(source.timezone.iana_name(), Some("America/New_York"));
    assert_eq!((source.encoding, source.delimiter), (ImportEncoding::Utf8, Delimiter::Comma));
    assert_eq!(mapping.rules.len(), 13);
    let ward = &mapping.rule(ImportField::WardId).expect("a rule").from;
    let expected = ImportFrom::Column { column: "ward".to_owned(), map: None, normalise: Some(Normalise::Number) };
    assert_eq!(*ward, expected);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config/imports/boston311.yaml");
    assert_eq!(load_mapping(&file).mapping, Some(mapping));
}

#[test]
fn everything_wrong_is_told_in_one_run() {
    let loaded = load(
        r#"source: { format: xml, timezone: "New_York", datetime_format: "%m/%d/%Y %I:%M", encoding: utf8, delimiter: "," }
columns:
  tracking_nummer: ID
  created_at: { column: OPENED, value: "2015-01-01" }
  category: { value: "" }
  description: 3
  status: { column: STATE, map: { Open: opened, Closed: closed, Gone: [] } }
  severity: { value: urgent }
  latitude: LAT
  resolved_at: { column: DONE, map: { never: "" } }
  address: { column: WHERE, normalise: number }
  ward_id: { normalise: numbers }
  team: {}
  colour: red
more: 1
"#,
    );
    assert_eq!(loaded.mapping, None);
    insta::assert_snapshot!(told(&loaded));
}

#[test]
fn what_is_missing_is_named() {
    insta::assert_snapshot!(told(&load("source: { format: csv }\ncolumns: { team: T }\n")));
    insta::assert_snapshot!(told(&load("- a\n- b\n")));
    insta::assert_snapshot!(told(&load("source: {\n")));
    insta::assert_snapshot!(told(&load("")));
}

#[test]
fn columns_that_the_data_does_not_have_are_told_where_they_are_named() {
    let mut loaded = load(DESIGN);
    let names = "CASE_ENQUIRY_ID OPEN_DT CLOSE_DT TARGET_DT CASE_TITLE TYPE TYPE Location LATITUDE LONGITUDE wards Department CASE_STATUS";
    let heading: Vec<String> = names.split(' ').map(str::to_owned).collect();
    loaded.compare(&heading);
    assert_eq!(loaded.mapping, None);
    insta::assert_snapshot!(told(&loaded));
    let mut whole = load(DESIGN);
    let names = names.replace("CLOSE_DT", "CLOSED_DT").replace("TYPE TYPE", "TYPE OTHER").replace("wards", "ward");
    whole.compare(&names.split(' ').map(str::to_owned).collect::<Vec<_>>());
    assert!(whole.mapping.is_some(), "{}", told(&whole));
}

#[test]
fn findings_are_shown_with_their_line() {
    let loaded = load_mapping(Path::new("tests/design/no such file.yaml"));
    assert_eq!(loaded.findings[0].code, "unreadable");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mapping.yaml");
    std::fs::write(&path, DESIGN.replace("medium", "medum")).expect("a file");
    let loaded = load_mapping(&path);
    let text = render_text(&loaded.findings, &loaded.sources, Path::new(""), false);
    for part in ["mapping.yaml:15:22", "severity: { value: medum }", "^^^^^", "did you mean `medium`?"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}
