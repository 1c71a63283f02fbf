//! The arrows between crates, and what every crate's manifest must say.

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::Finding;
use super::tree::{File, Tree};

/// What a crate may use.
enum Uses {
    /// These, and what these may use.
    Of(&'static [&'static str]),
    /// Every crate that stands above it in the table.
    AllAbove,
}

/// The table of the design, from the ground up. The one place to change it.
const CRATES: &[(&str, Uses)] = &[
    ("domain", Uses::Of(&[])),
    ("spec", Uses::Of(&["domain", "desk"])),
    ("access", Uses::Of(&["domain"])),
    ("query", Uses::Of(&["access", "spec"])),
    ("desk", Uses::Of(&["domain"])),
    ("store", Uses::Of(&["access", "query", "desk"])),
    ("export", Uses::Of(&["domain"])),
    ("identity", Uses::Of(&["access", "store"])),
    ("live", Uses::Of(&["access", "store"])),
    ("api", Uses::AllAbove),
    ("embedded-postgres", Uses::Of(&[])),
    ("watchroom", Uses::AllAbove),
    ("test-support", Uses::AllAbove),
    ("xtask", Uses::Of(&["embedded-postgres"])),
];

/// Every dependency between crates follows the table; for tests, `test-support` is open to all.
pub fn only_allowed_edges(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, manifest) in tree.manifests() {
        let Some(allowed) = allowed(name) else {
            let message = "this crate is not in the table of arrows; add it to CRATES in xtask/src/tidy/arrows.rs and to the design";
            findings.push(Finding::new(&manifest.path, 1, message));
            continue;
        };
        let table = match manifest.text.parse::<Table>() {
            Ok(table) => table,
            Err(error) => {
                findings.push(Finding::new(&manifest.path, 1, format!("this is not TOML: {}", error.message())));
                continue;
            }
        };
        for (section, used) in crates_used(&table) {
            if allowed.contains(used.as_str()) || (section == "dev-dependencies" && used == "test-support") {
                continue;
            }
            let list: Vec<&str> = allowed.iter().copied().collect();
            let may = if list.is_empty() { "no other crate".to_owned() } else { list.join(", ") };
            let message = format!(
                "`{name}` may not use `{used}` ([{section}]): arrows point down only, and it may use {may}; move the code to where both may use it"
            );
            findings.push(Finding::new(&manifest.path, line_of(manifest, &used), message));
        }
    }
    findings
}

/// Every crate takes the lints of the workspace.
pub fn lints_of_the_workspace(tree: &Tree) -> Vec<Finding> {
    let inherits = |manifest: &File| {
        let table = manifest.text.parse::<Table>().ok()?;
        table.get("lints")?.get("workspace")?.as_bool()
    };
    let without = tree.manifests().filter(|(_, manifest)| inherits(manifest) != Some(true));
    let message = "the lints of the workspace do not hold here; add `[lints]` with `workspace = true`";
    without.map(|(_, manifest)| Finding::new(&manifest.path, 1, message)).collect()
}

/// All that a crate may use, directly or through others.
fn allowed(name: &str) -> Option<BTreeSet<&'static str>> {
    let position = CRATES.iter().position(|(known, _)| *known == name)?;
    Some(match &CRATES[position].1 {
        Uses::AllAbove => CRATES[..position].iter().map(|(name, _)| *name).collect(),
        Uses::Of(direct) => {
            let indirect = direct.iter().filter_map(|used| allowed(used)).flatten();
            direct.iter().copied().chain(indirect).collect()
        }
    })
}

/// The crates of ours that a manifest names, each with the section; also below `[target.…]`.
fn crates_used(manifest: &Table) -> Vec<(&'static str, String)> {
    let mut used = Vec::new();
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let everywhere = manifest.get(section).and_then(Value::as_table);
        let targets = manifest.get("target").and_then(Value::as_table).into_iter().flatten();
        let in_targets = targets.filter_map(|(_, target)| target.get(section)?.as_table());
        for (key, value) in everywhere.into_iter().chain(in_targets).flatten() {
            let package = value.get("package").and_then(Value::as_str).unwrap_or(key);
            if let Some(name) = package.strip_prefix("watchroom-") {
                used.push((section, name.to_owned()));
            } else if package == "watchroom" || package == "xtask" {
                used.push((section, package.to_owned()));
            }
        }
    }
    used
}

fn line_of(manifest: &File, used: &str) -> usize {
    let names = |line: &str| line.contains(&format!("watchroom-{used}")) || line.starts_with(used);
    manifest.lines().find(|(_, line)| names(line)).map_or(1, |(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    const DOWN: &str = "[dependencies]\nwatchroom-domain.workspace = true\nserde.workspace = true\n";
    const UP: &str = "[dependencies]\nserde.workspace = true\nwatchroom-store.workspace = true\n";

    #[test]
    fn arrows_that_point_up_or_aside_are_found() {
        let rule = only_allowed_edges;
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", DOWN)]), [""; 0]);
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", UP)]), ["crates/spec/Cargo.toml:3"]);
        assert_eq!(found(rule, &[("crates/domain/Cargo.toml", DOWN)]), ["crates/domain/Cargo.toml:2"]);
        let hidden =
            "[target.'cfg(unix)'.build-dependencies]\nd = { package = \"watchroom-api\", path = \"../api\" }\n";
        assert_eq!(found(rule, &[("crates/query/Cargo.toml", hidden)]), ["crates/query/Cargo.toml:2"]);
        assert_eq!(found(rule, &[("crates/surprise/Cargo.toml", "")]), ["crates/surprise/Cargo.toml:1"]);
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", "= nonsense")]), ["crates/spec/Cargo.toml:1"]);
    }

    #[test]
    fn tests_may_use_test_support_and_nothing_else_may() {
        let rule = only_allowed_edges;
        let for_tests = "[dev-dependencies]\nwatchroom-test-support.workspace = true\n";
        assert_eq!(found(rule, &[("crates/store/Cargo.toml", for_tests)]), [""; 0]);
        let for_all = "[dependencies]\nwatchroom-test-support.workspace = true\n";
        assert_eq!(found(rule, &[("crates/store/Cargo.toml", for_all)]), ["crates/store/Cargo.toml:2"]);
        let upwards = "[dev-dependencies]\nwatchroom-api.workspace = true\n";
        assert_eq!(found(rule, &[("crates/store/Cargo.toml", upwards)]), ["crates/store/Cargo.toml:2"]);
    }

    #[test]
    fn the_table_reaches_through_others_and_never_in_circles() {
        let of = |name: &str| allowed(name).expect("it is in the table");
        assert!(of("store").contains("domain") && !of("store").contains("identity"));
        assert!(of("watchroom").contains("embedded-postgres") && !of("api").contains("embedded-postgres"));
        for (name, _) in CRATES {
            assert!(!of(name).contains(name), "{name}");
        }
    }

    #[test]
    fn a_crate_without_the_workspace_s_lints_is_found() {
        let rule = lints_of_the_workspace;
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", "[lints]\nworkspace = true\n")]), [""; 0]);
        let own = "[lints]\nworkspace = false\n";
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", own)]), ["crates/spec/Cargo.toml:1"]);
        assert_eq!(found(rule, &[("xtask/Cargo.toml", "[package]\n")]), ["xtask/Cargo.toml:1"]);
    }
}
