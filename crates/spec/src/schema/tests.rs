//! The schema and the reader know the same keys, and the document and its examples show every one of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::{SchemaOf, schema};
use crate::decode::{Reading, json_of};
use crate::read::{read_dashboard, read_panel, read_service_desk, read_tenant};
use crate::source::SourceFile;
use crate::yaml::{Node, Value, parse};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

fn document() -> String {
    let text = |path: &str| fs::read_to_string(root(path)).expect("the document");
    text("docs/dashboards.md") + &text("docs/service-desk.md")
}

/// The examples of the document, of `config/` and of the design.
fn documented() -> Vec<String> {
    let document = document();
    let blocks = document.split("\n```yaml\n").skip(1);
    blocks.map(|rest| format!("{}\n", rest.split_once("\n```").expect("a closed block").0)).collect()
}

fn yaml_below(dir: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            yaml_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(fs::read_to_string(path).expect("a file"));
        }
    }
}

fn tree(text: &str) -> (Arc<SourceFile>, Node) {
    let file = Arc::new(SourceFile::new("file.yaml", text.to_owned()));
    let mut findings = Vec::new();
    let tree = parse(&file, &mut findings);
    assert!(findings.is_empty(), "{findings:?}");
    (file, tree.expect("a tree"))
}

fn any_file() -> Json {
    serde_json::from_str(&schema(SchemaOf::AnyFile)).expect("JSON")
}

/// The schema of the file whose only key is `root`.
fn schema_of(root: &str) -> Json {
    let of = match root {
        "tenant" => SchemaOf::Tenant,
        "dashboard" => SchemaOf::Dashboard,
        "service_desk" => SchemaOf::ServiceDesk,
        _ => SchemaOf::Panel,
    };
    serde_json::from_str(&schema(of)).expect("JSON")
}

/// The part of a schema that a node is held to: of several, the one of its form; of kinds, the one of its type.
fn part<'s>(schema: &'s Json, node: &Node) -> &'s Json {
    if let Some(kinds) = schema["allOf"].as_array() {
        let json = json_of(node);
        let kind = kinds.iter().find(|kind| kind["if"]["properties"]["type"]["const"] == json["type"]);
        return &kind.expect("a type")["then"];
    }
    let form = match node.value {
        Value::Mapping(_) => "object",
        Value::Sequence(_) => "array",
        _ => "string",
    };
    let parts = schema["oneOf"].as_array();
    parts.map_or(schema, |parts| parts.iter().find(|part| part["type"] == form).expect("a part of this form"))
}

/// Walks a file and its schema together; each section's keys must be those that the reader asked for.
fn compare(schema: &Json, node: &Node, known: &BTreeMap<usize, BTreeSet<&str>>, seen: &mut BTreeSet<String>, at: &str) {
    let schema = part(schema, node);
    match &node.value {
        Value::Sequence(items) => {
            items.iter().for_each(|item| compare(&schema["items"], item, known, seen, &format!("{at}[]")));
        }
        Value::Mapping(entries) => {
            let Some(asked) = known.get(&(entries.as_ptr() as usize)) else {
                assert!(schema["properties"].is_null(), "{at}: the reader takes any key");
                for entry in entries.iter().filter(|_| schema["additionalProperties"].is_object()) {
                    compare(&schema["additionalProperties"], &entry.value, known, seen, &format!("{at}.*"));
                }
                return;
            };
            let keys: BTreeSet<&str> = schema["properties"].as_object().expect(at).keys().map(String::as_str).collect();
            assert_eq!(&keys, asked, "the keys of {at}");
            for entry in entries {
                // Kinds share their paths but for the first step.
                let kind = if at == "panel" { format!("panel:{}", json_of(node)["type"]) } else { at.to_owned() };
                let path = format!("{kind}.{}", entry.key);
                compare(&schema["properties"][&entry.key], &entry.value, known, seen, &path);
                seen.insert(path);
            }
        }
        _ => {}
    }
}

/// Every path of keys that a schema has; what is refused is none.
fn paths(schema: &Json, at: &str, all: &mut BTreeSet<String>) {
    for kind in schema["allOf"].as_array().into_iter().flatten() {
        paths(&kind["then"], &format!("{at}:{}", kind["if"]["properties"]["type"]["const"]), all);
    }
    if schema["allOf"].is_array() {
        return;
    }
    schema["oneOf"].as_array().into_iter().flatten().for_each(|part| paths(part, at, all));
    if schema["items"].is_object() {
        paths(&schema["items"], &format!("{at}[]"), all);
    }
    if schema["additionalProperties"].is_object() {
        paths(&schema["additionalProperties"], &format!("{at}.*"), all);
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        if schema != false {
            let path = format!("{at}.{key}");
            paths(schema, &path, all);
            all.insert(path);
        }
    }
}

#[test]
fn the_reader_and_the_schema_know_the_same_keys_and_the_document_shows_each_in_an_example() {
    let mut seen = BTreeSet::new();
    for text in documented() {
        let (file, node) = tree(&text);
        let reading = Reading::new(&file, Vec::new());
        let Value::Mapping(entries) = &node.value else { panic!("no map: {text}") };
        let root = entries[0].key.as_str();
        match root {
            "tenant" => drop(read_tenant(&node, &reading)),
            "dashboard" => drop(read_dashboard(&node, &reading)),
            "service_desk" => drop(read_service_desk(&node, &reading)),
            _ => drop(read_panel(&node, &reading)),
        }
        let known = reading.known.borrow().clone();
        compare(&schema_of(root)["properties"][root], &entries[0].value, &known, &mut seen, root);
    }
    let mut all = BTreeSet::new();
    for root in ["tenant", "dashboard", "panel", "service_desk"] {
        paths(&schema_of(root)["properties"][root], root, &mut all);
    }
    let missing: Vec<&String> = all.difference(&seen).filter(|path| !twice(path)).collect();
    assert_eq!(missing, Vec::<&String>::new(), "keys without an example");
}

/// What is the same for every kind need not be shown for every kind.
fn twice(path: &str) -> bool {
    if path == "panel:\"custom_image\".data_source" {
        return true; // As for a template, which shows it.
    }
    const COMMON: [&str; 9] = [
        ".description",
        ".refresh_interval",
        ".roles",
        ".drill_down",
        ".display",
        ".query",
        ".scope",
        ".aggregate",
        ".parameters",
    ];
    COMMON.iter().any(|common| path.strip_prefix("panel:").is_some_and(|path| path.contains(common)))
        && !path.contains(".display.")
}

#[test]
fn the_document_names_every_key() {
    let document = document();
    let quoted: String = document.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(" ");
    let words: BTreeSet<&str> = quoted.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).collect();
    let mut all = BTreeSet::new();
    for root in ["tenant", "dashboard", "panel", "service_desk"] {
        paths(&schema_of(root)["properties"][root], root, &mut all);
    }
    for path in all {
        let key = path.rsplit('.').next().expect("a key");
        assert!(words.contains(key), "`{key}` ({path}) is not named");
    }
}

#[test]
fn every_example_and_every_configured_file_fits() {
    let mut texts = documented();
    yaml_below(&root("config/tenants"), &mut texts);
    yaml_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/design"), &mut texts);
    assert!(texts.len() > 40, "{}", texts.len());
    let validator = jsonschema::validator_for(&any_file()).expect("a schema");
    for text in texts {
        let (_, node) = tree(&text);
        let fault = validator.iter_errors(&json_of(&node)).map(|fault| fault.to_string()).next();
        assert_eq!(fault, None, "{text}");
    }
}

#[test]
fn what_is_broken_does_not_fit() {
    let panel = |rest: Json| {
        let mut panel =
            json!({ "type": "kpi", "title": "A", "data_source": { "table": "t", "columns": { "value": "v" } } });
        panel.as_object_mut().expect("a map").extend(rest.as_object().expect("a map").clone());
        json!({ "panel": panel })
    };
    let validator = jsonschema::validator_for(&any_file()).expect("a schema");
    assert!(validator.is_valid(&panel(json!({}))));
    for broken in [
        panel(json!({ "agregate": "avg" })),
        panel(json!({ "aggregate": "mean" })),
        panel(json!({ "type": "pie" })),
        panel(json!({ "title": "" })),
        panel(json!({ "roles": [] })),
        panel(json!({ "refresh_interval": 0 })),
        panel(json!({ "interpolation": "none" })),
        panel(json!({ "display": { "decimals": 11 } })),
        panel(json!({ "display": { "thresholds": [{ "value": 1, "color": "red", "label": "x" }] } })),
        panel(json!({ "data_source": { "columns": { "value": "v" } } })),
        panel(json!({ "type": "bar" })),
        panel(json!({ "type": "timeseries" })),
        panel(json!({ "type": "health_status" })),
        json!({ "pannel": {} }),
        json!({ "panel": null }),
        json!({ "tenant": {} }),
        json!({ "tenant": { "name": "A", "limits": { "rows": 0 } } }),
        json!({ "tenant": { "name": "A" }, "panel": {} }),
        json!({ "service_desk": { "team": [] } }),
        json!({ "service_desk": { "wards": [{ "id": "", "name": "A" }] } }),
        json!({ "service_desk": { "categories": [{ "name": "A", "service_code": "A b" }] } }),
        json!({ "service_desk": { "calendars": [{ "name": "A", "timezone": "UTC", "shifts": { "mon": [["08:00"]] } }] } }),
        json!({ "service_desk": { "calendars": [{ "name": "A", "timezone": "UTC", "shifts": { "monday": [] } }] } }),
        json!({ "service_desk": { "policies": [{ "resolution": "2 days" }] } }),
        json!({ "service_desk": { "policies": [{ "resolution": "2d", "at_risk": 0 }] } }),
        json!({ "dashboard": { "name": "A", "panels": [{ "id": "A B", "config_file": "x", "position": { "row": 1, "col": 1 } }] } }),
        json!([]),
    ] {
        assert!(!validator.is_valid(&broken), "{broken}");
    }
}

#[test]
fn the_committed_schema_is_this_one() {
    let committed = fs::read_to_string(root("config/schema/watchroom.schema.json")).expect("the schema");
    assert!(committed == schema(SchemaOf::AnyFile), "run `cargo xtask generate`");
}
