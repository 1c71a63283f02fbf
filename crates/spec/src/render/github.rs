//! Annotations on a pull request: workflow commands on standard output.

use std::fmt::Write as _;
use std::path::Path;

use super::path;
use crate::finding::Finding;

/// Findings as GitHub's workflow commands, one a line. `base` must lead from the repository's root to the folder that
/// holds the tenants' folders, or GitHub will not find the files.
#[must_use]
pub fn render_github(findings: &[Finding], base: &Path) -> String {
    let mut text = String::new();
    for finding in findings {
        let hint = finding.hint.as_deref().map_or_else(String::new, |hint| format!("\nhelp: {hint}"));
        let mut properties = format!(
            "file={},line={},col={}",
            property(path(base, &finding.file).trim_start_matches("./")),
            finding.line,
            finding.column
        );
        if let Some(end) = finding.end.filter(|end| end.line == finding.line) {
            // GitHub's last column is included, ours is not.
            let _ = write!(properties, ",endLine={},endColumn={}", end.line, end.column.saturating_sub(1));
        }
        let _ = writeln!(
            text,
            "::{} {properties},title={}::{}",
            finding.severity.as_str(),
            property(finding.code),
            data(&format!("{}{hint}", finding.message))
        );
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
