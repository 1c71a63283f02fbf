//! Findings for people, programs and pull requests.

mod github;
mod text;

use std::path::Path;

pub use github::render_github;
pub use text::render_text;

use crate::finding::Finding;

/// Findings as a JSON array of `{file, line, column, severity, code, message, hint}`; files begin with `base`, the
/// folder that holds the tenants' folders, as the user named it.
#[must_use]
pub fn render_json(findings: &[Finding], base: &Path) -> String {
    let named: Vec<Finding> =
        findings.iter().map(|finding| Finding { file: path(base, &finding.file), ..finding.clone() }).collect();
    // Texts and numbers alone: this cannot fail.
    serde_json::to_string_pretty(&named).unwrap_or_default()
}

/// The file below `base`, with `/` between the parts.
fn path(base: &Path, file: &str) -> String {
    let base = base.display().to_string().replace('\\', "/");
    match (base.trim_end_matches('/'), file) {
        ("", file) if base.is_empty() => file.to_owned(),
        (base, "") => base.to_owned(),
        (base, file) => format!("{base}/{file}"),
    }
}
