//! A mapping file for an import: read by itself, then compared with the first row of the data.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use watchroom_domain::ImportMapping;

use super::files::{BYTES_MOST, ReadFile, read_bytes};
use super::in_order;
use crate::decode::{Reading, did_you_mean};
use crate::finding::Finding;
use crate::read::read_mapping;
use crate::source::{SourceText, Sources};

/// What a mapping file gave.
#[derive(Debug, Clone, Default)]
pub struct LoadedMapping {
    /// The checked mapping; `None` while there is any error.
    pub mapping: Option<ImportMapping>,
    /// Everything found, by line and column.
    pub findings: Vec<Finding>,
    /// The file, for showing findings.
    pub sources: Sources,
    /// The columns that are named, and where.
    columns: Vec<(String, SourceText)>,
}

/// Reads a mapping file. Findings name it as `path` does. A file that cannot be read is a finding too.
#[must_use]
pub fn load_mapping(path: &Path) -> LoadedMapping {
    let label = path.display().to_string();
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BYTES_MOST + 1).read_to_end(&mut bytes));
    let refused = match read {
        Err(error) => Some(("unreadable", format!("the file cannot be read: {error}"))),
        Ok(_) if bytes.len() as u64 > BYTES_MOST => {
            Some(("file-size", format!("the file has more than {BYTES_MOST} bytes")))
        }
        Ok(_) => None,
    };
    if let Some((code, message)) = refused {
        return LoadedMapping { findings: vec![Finding::of_file(label, code, message)], ..LoadedMapping::default() };
    }
    let ReadFile { source, tree, findings } = read_bytes(label, &bytes);
    let mut loaded = LoadedMapping { findings, ..LoadedMapping::default() };
    let Some(source) = source else { return loaded };
    if let Some(tree) = tree {
        let reading = Reading::new(&source, std::mem::take(&mut loaded.findings));
        let (mapping, columns) = read_mapping(&tree, &reading);
        (loaded.findings, ..) = reading.done();
        loaded.columns = columns;
        loaded.mapping = mapping.filter(|_| !loaded.findings.iter().any(Finding::is_error));
    }
    loaded.sources.insert(source);
    in_order(&mut loaded.findings);
    loaded
}

impl LoadedMapping {
    /// Compares the columns that are named with those that the data has. Any finding takes the mapping away.
    pub fn compare(&mut self, header: &[String]) {
        for (column, source) in &self.columns {
            let whole = 0..column.len();
            let finding = match header.iter().filter(|name| *name == column).count() {
                1 => continue,
                0 => {
                    let hint = match did_you_mean(column, header.iter().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("the data has {}", listed(header)),
                    };
                    source
                        .finding(whole, "missing-column", format!("the data has no column `{column}`"))
                        .with_hint(hint)
                }
                times => {
                    let message = format!("the data has the column `{column}` {times} times");
                    source
                        .finding(whole, "duplicate-column", message)
                        .with_hint("rename one of them in the data's first row")
                }
            };
            self.findings.push(finding);
        }
        in_order(&mut self.findings);
        if self.findings.iter().any(Finding::is_error) {
            self.mapping = None;
        }
    }
}

/// The beginning of a list of names, for a hint.
fn listed(names: &[String]) -> String {
    const MOST: usize = 40;
    let some: Vec<String> = names.iter().take(MOST).map(|name| crate::yaml::excerpt(name)).collect();
    let more = names.len().saturating_sub(MOST);
    if more == 0 { some.join(", ") } else { format!("{} and {more} more", some.join(", ")) }
}
