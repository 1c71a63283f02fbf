//! The look of a compiler: the line, carets under it, and advice.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::path;
use crate::finding::{Finding, Severity};
use crate::source::{Location, SourceFile, Sources};

/// Findings as text with carets, one after the other; files begin with `base`, the folder that holds the tenants'
/// folders, as the user named it. It reads well without `colour`.
#[must_use]
pub fn render_text(findings: &[Finding], sources: &Sources, base: &Path, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for finding in findings {
        text.push_str(&render_one(&renderer, finding, sources, base));
        text.push_str("\n\n");
    }
    text
}

fn render_one(renderer: &Renderer, finding: &Finding, sources: &Sources, base: &Path) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let path = path(base, &finding.file);
    let title = level.primary_title(finding.message.as_str()).id(finding.code);
    let shown = sources.get(&finding.file).map(|file| shown(file, finding));
    let group = match &shown {
        Some((line, carets)) if !line.is_empty() => title.element(
            Snippet::source(line.as_str())
                .line_start(finding.line as usize)
                .path(path.as_str())
                .annotation(AnnotationKind::Primary.span(carets.clone())),
        ),
        _ => {
            title.element(Origin::path(path.as_str()).line(finding.line as usize).char_column(finding.column as usize))
        }
    };
    let report: Vec<Group<'_>> = match &finding.hint {
        Some(hint) => vec![group.element(Level::HELP.message(hint.as_str()))],
        None => vec![group],
    };
    renderer.render(&report)
}

/// The finding's first line, and the bytes of it that the finding covers. Wide lines are cut.
fn shown(file: &SourceFile, finding: &Finding) -> (String, Range<usize>) {
    let start = Location { line: finding.line, column: finding.column };
    let from = file.byte(start);
    let line_start = file.byte(Location { line: finding.line, column: 1 });
    let line = file.text[line_start..].split('\n').next().unwrap_or_default().trim_end_matches('\r');
    let line_end = line_start + line.len();
    let to = finding.end.map_or(from, |end| file.byte(end)).clamp(from, line_end.max(from));
    let from = from.min(line_end) - line_start;
    (line.to_owned(), from..(to.min(line_end) - line_start).max(from))
}
