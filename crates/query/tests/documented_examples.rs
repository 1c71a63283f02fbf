//! `docs/dashboards.md` is true: its examples load, and its tables name every word there is.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use watchroom_query::{CheckedRoot, load};
use watchroom_spec::{Aggregate, Format, Interpolation, PanelType};

/// The tenant that the examples are of.
const TENANT: &str = "riverside";

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/dashboards.md");
    fs::read_to_string(path).expect("the document can be read")
}

/// The YAML blocks: the path that each one's first line names, and the block.
fn examples(document: &str) -> Vec<(String, String)> {
    let blocks = document.split("\n```yaml\n").skip(1);
    blocks
        .map(|rest| {
            let (block, _) = rest.split_once("\n```").expect("every block is closed");
            let path = block.lines().next().and_then(|line| line.strip_prefix("# "));
            let path = path.filter(|path| path.ends_with(".yaml"));
            let path = path.unwrap_or_else(|| panic!("the first line names no file, like `# panels/x.yaml`:\n{block}"));
            (path.to_owned(), format!("{block}\n"))
        })
        .collect()
}

/// Loads examples as a tenant's folder; they are put into `root`.
fn loaded(examples: &[(String, String)], root: &Path) -> CheckedRoot {
    for (path, block) in examples {
        let file = root.join(TENANT).join(path);
        assert!(!file.exists(), "{path} stands there twice");
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
        fs::write(file, block).expect("a file can be written");
    }
    load(root).expect("the folder can be read")
}

#[test]
fn the_examples_are_a_tenant_without_a_finding_with_a_panel_of_every_type() {
    let root = TempDir::new().expect("a folder");
    let checked = loaded(&examples(&document()), root.path());
    assert_eq!(checked.findings().count(), 0, "{}", checked.to_text(false));
    let specs = checked.into_specs();
    let [spec] = specs.as_slice() else { panic!("one tenant, not {}", specs.len()) };
    for panel_type in PanelType::ALL {
        let shown = spec.panels.values().any(|panel| panel.kind.panel_type() == panel_type);
        assert!(shown, "there is no example of type {}", panel_type.as_str());
    }
}

#[test]
fn the_finding_shown_is_what_is_rendered() {
    let document = document();
    let mut examples = examples(&document);
    let (_, panel) = examples.iter_mut().find(|(path, _)| path == "panels/cpu_usage.yaml").expect("the example");
    for (right, slip) in
        [("  aggregate:", "  agregate:"), ("\"metric_type = 'cpu'\"", "\"metrics.metric_type = 'cpu'\"")]
    {
        assert!(panel.contains(right) && document.contains(slip.trim()), "{slip}");
        *panel = panel.replace(right, slip);
    }
    let root = TempDir::new().expect("a folder");
    let rendered = loaded(&examples, root.path()).to_text(false);
    let rendered = rendered.replace(&root.path().display().to_string(), "config/tenants");
    assert!(document.contains(&format!("```text\n{}\n", rendered.trim_end())), "the document should show:\n{rendered}");
}

#[test]
fn every_word_and_every_default_size_is_named() {
    let document = document();
    let words = Aggregate::ALL.map(Aggregate::as_str).into_iter();
    let words = words.chain(Interpolation::ALL.map(Interpolation::as_str)).chain(Format::ALL.map(Format::as_str));
    for word in words.chain(watchroom_domain::Role::ALL.map(watchroom_domain::Role::as_str)) {
        assert!(document.contains(&format!("`{word}`")), "`{word}` is not named");
    }
    for panel_type in PanelType::ALL {
        let (width, height) = panel_type.default_size();
        let row = format!("| `{}` | {width} | {height} |", panel_type.as_str());
        assert!(document.contains(&row), "{row}");
    }
}
