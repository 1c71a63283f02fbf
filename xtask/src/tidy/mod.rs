//! `cargo xtask tidy`: the rules of the house that no compiler checks.

mod arrows;
mod names;
mod sizes;
mod tree;
mod walls;
mod web;
mod words;

use std::fmt;

use anyhow::Result;

use crate::project::Project;
use crate::steps::print;
use crate::tidy::tree::Tree;

/// Something against a rule, with what to do about it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// A rule looks at the whole tree and returns all that it finds.
type Rule = fn(&Tree) -> Vec<Finding>;

const RULES: &[Rule] = &[
    arrows::only_allowed_edges,
    arrows::lints_of_the_workspace,
    sizes::no_long_files,
    sizes::short_main,
    names::no_rag_bags,
    words::nothing_left_undone,
    words::no_silenced_lints,
    words::no_paths_of_one_machine,
    walls::pure_crates_stay_pure,
    walls::contexts_come_from_the_store,
    web::features_do_not_meet,
    web::primitives_do_not_fetch,
    web::lock_names_no_host,
];

/// Prints every finding on a line of its own; `Ok(false)` if there is one.
pub fn run(project: &Project) -> Result<bool> {
    let tree = Tree::load(&project.root)?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&tree)).collect();
    findings.sort();
    for finding in &findings {
        print(&finding.to_string());
    }
    let files = tree.files.len();
    match findings.len() {
        0 => print(&format!("tidy: {files} files keep the rules of the house")),
        count => print(&format!("tidy: {count} findings in {files} files")),
    }
    Ok(findings.is_empty())
}

/// The places of what a rule finds in a tree made of `(path, text)`.
#[cfg(test)]
fn found(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
    let mut places: Vec<String> =
        rule(&Tree::of(files)).into_iter().map(|finding| format!("{}:{}", finding.path, finding.line)).collect();
    places.sort();
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_like_a_compiler_s() {
        let finding = Finding::new("crates/domain/src/lib.rs", 3, "too odd; make it even");
        assert_eq!(finding.to_string(), "crates/domain/src/lib.rs:3: too odd; make it even");
    }
}
