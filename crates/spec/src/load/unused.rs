//! Panel files that no dashboard names.

use std::collections::BTreeSet;

use super::files::Folder;
use crate::finding::Finding;

/// A warning for each panel file that nobody uses.
pub(super) fn unused(folder: &Folder, existing: &[String], used: &BTreeSet<String>) -> Vec<Finding> {
    let unused = existing.iter().filter(|file| !used.contains(*file));
    let warn = |file: &String| {
        Finding::of_file(folder.label(file), "unused-panel", "no dashboard shows this panel")
            .with_hint(format!("name it in a dashboard as `config_file: \"{file}\"`, or delete the file"))
            .as_warning()
    };
    unused.map(warn).collect()
}
