//! Walls inside of the server that the compiler does not see.

use super::Finding;
use super::tree::{Tree, is_comment, word_starts};

/// Crates that plan and decide, and touch neither the network nor a database.
const PURE: &[&str] = &["domain", "spec", "access", "query", "desk"];
/// What does.
const IMPURE: &[&str] = &["axum", "http", "sqlx", "tokio_postgres"];

const CONSTRUCTORS: [&str; 2] = ["from_membership_read_by_the_store", "from_grantee_read_by_the_store"];
/// Where it may be called: the code that has just read the membership.
const ITS_CALLER: &str = "crates/identity/src/";

/// The pure crates name no type of the network or of a database driver.
pub fn pure_crates_stay_pure(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for krate in PURE {
        let (sources, manifest) = (format!("crates/{krate}/src/"), format!("crates/{krate}/Cargo.toml"));
        for file in tree.files.iter().filter(|file| file.path.starts_with(&sources) && file.extension() == "rs") {
            for (number, line) in file.lines().filter(|(_, line)| !is_comment(line)) {
                for name in IMPURE.iter().filter(|name| names_crate(line, name)) {
                    findings.push(Finding::new(&file.path, number, advice(krate, name)));
                }
            }
        }
        for file in tree.files.iter().filter(|file| file.path == manifest) {
            for (number, line) in file.lines() {
                let key = line.split(['.', '=', ' ']).next().unwrap_or_default().replace('-', "_");
                if IMPURE.contains(&key.as_str()) {
                    findings.push(Finding::new(&file.path, number, advice(krate, &key)));
                }
            }
        }
    }
    findings
}

/// A `TenantCtx` is only made where the membership has just been read.
pub fn contexts_come_from_the_store(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let elsewhere = tree.with_extension(&["rs"]).filter(|file| !file.is_test() && !file.path.starts_with(ITS_CALLER));
    for file in elsewhere {
        for (number, line) in file.production_lines() {
            for name in CONSTRUCTORS {
                let named = word_starts(line, name).any(|start| !line[..start].trim_end().ends_with("fn"));
                let its_own_name = line.contains(&format!("\"{name}\""));
                if named && !its_own_name && !is_comment(line) {
                    let message = format!(
                        "`{name}` is for {ITS_CALLER} alone; take the TenantCtx that the extractor hands to you"
                    );
                    findings.push(Finding::new(&file.path, number, message));
                }
            }
        }
    }
    findings
}

fn names_crate(line: &str, name: &str) -> bool {
    word_starts(line, name).any(|start| {
        let (before, after) = (line[..start].trim_end(), &line[start + name.len()..]);
        // `use http;` and `http::…`, but neither `self::http::…` nor `http://…`.
        let own = before.ends_with("::") || before.ends_with("mod");
        !own && (after.starts_with("::") || (before.ends_with("use") && after.starts_with(';')))
    })
}

fn advice(krate: &str, name: &str) -> String {
    format!("`{name}` in the pure crate `{krate}`; keep it in `store` or `api`, and hand plain values across")
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn the_network_and_the_database_are_found_in_pure_crates() {
        let rule = pure_crates_stay_pure;
        for line in ["use axum::Json;", "fn x(_: &http::HeaderMap) {}", "use sqlx;", "    tokio_postgres::connect();"] {
            let text = format!("//! about http::StatusCode\n{line}\n");
            assert_eq!(found(rule, &[("crates/query/src/a.rs", &text)]), ["crates/query/src/a.rs:2"], "{line}");
            assert_eq!(found(rule, &[("crates/api/src/a.rs", &text)]), [""; 0], "{line}");
        }
        let manifest = "[dependencies]\ntokio-postgres.workspace = true\n";
        assert_eq!(found(rule, &[("crates/spec/Cargo.toml", manifest)]), ["crates/spec/Cargo.toml:2"]);
        let fine = "let url = \"http://example\"; self::http::x(); mod http; taxum::y();";
        assert_eq!(found(rule, &[("crates/query/src/a.rs", fine)]), [""; 0]);
    }

    #[test]
    fn a_context_made_elsewhere_is_found() {
        for name in CONSTRUCTORS {
            a_context_made_elsewhere(name);
        }
    }

    fn a_context_made_elsewhere(name: &str) {
        let rule = contexts_come_from_the_store;
        let call = format!("let ctx = TenantCtx::{name}(user);\n");
        assert_eq!(found(rule, &[("crates/api/src/a.rs", &call)]), ["crates/api/src/a.rs:1"]);
        assert_eq!(found(rule, &[("crates/store/src/a.rs", &call)]), ["crates/store/src/a.rs:1"]);
        let definition = format!("    pub fn {name}(user: UserId) -> Self {{\n");
        let in_tests = format!("#[cfg(test)]\nmod tests {{\n    {call}}}\n");
        for (path, text) in [
            ("crates/identity/src/a.rs", &call),
            ("crates/api/tests/a.rs", &call),
            ("crates/test-support/src/lib.rs", &call),
            ("crates/access/src/context.rs", &definition),
            ("crates/query/src/a.rs", &in_tests),
        ] {
            assert_eq!(found(rule, &[(path, text)]), [""; 0], "{path}");
        }
    }
}
