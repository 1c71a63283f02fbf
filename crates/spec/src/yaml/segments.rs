//! Which byte of a decoded value was written where: through quotes, escapes, indentation and folding.

use std::sync::Arc;

use saphyr_parser::ScalarStyle;

use super::{Scalar, Span};
use crate::source::{Segment, SourceFile, SourceText};

/// The source of `scalar`, which covers `span` of `file`.
pub(crate) fn source_text(file: &Arc<SourceFile>, span: &Span, scalar: &Scalar) -> SourceText {
    let raw = file.text.get(span.clone()).unwrap_or_default();
    let mut walk = Walk { text: &scalar.text, at: 0, base: span.start, segments: Vec::new() };
    let mut end = span.end;
    match scalar.style {
        ScalarStyle::Plain => walk.lines(raw, 0),
        ScalarStyle::Literal | ScalarStyle::Folded => walk.lines(raw, indentation(file, span)),
        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
            end = end.saturating_sub(1).max(span.start);
            walk.quoted(raw, scalar.style);
        }
    }
    if walk.segments.first().is_none_or(|first| first.text > 0) {
        walk.segments.insert(0, Segment { text: 0, file: span.start });
    }
    SourceText::new(Arc::clone(file), walk.segments, end)
}

/// How far a block is indented, in bytes: where its first line begins that is not blank.
fn indentation(file: &SourceFile, span: &Span) -> usize {
    let line_start = file.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let blank = |line: &str| line.trim_matches([' ', '\r']).is_empty();
    if file.text[span.start..].lines().next().is_some_and(|line| !blank(line)) {
        return span.start - line_start;
    }
    let first = file.text[span.start..span.end].lines().find(|line| !blank(line)).unwrap_or_default();
    first.len() - first.trim_start_matches(' ').len()
}

struct Walk<'a> {
    /// The decoded text.
    text: &'a str,
    /// How much of it is placed.
    at: usize,
    /// Where the raw text begins in the file.
    base: usize,
    segments: Vec<Segment>,
}

impl Walk<'_> {
    /// From the text's present byte on, the bytes stand at `raw` and after.
    fn here(&mut self, raw: usize) {
        let segment = Segment { text: self.at, file: self.base + raw };
        match self.segments.last_mut() {
            Some(last) if segment.file.checked_sub(last.file) == Some(segment.text - last.text) => {}
            Some(last) if last.text == segment.text => *last = segment,
            _ => self.segments.push(segment),
        }
    }

    /// Plain and block values: each line's content stands in the text as it is, whatever was made of the breaks.
    fn lines(&mut self, raw: &str, indentation: usize) {
        let mut line_start = 0;
        for (number, line) in raw.split_inclusive('\n').enumerate() {
            let content = line.trim_end_matches(['\n', '\r']);
            let skipped = match (number, indentation) {
                (0, _) => 0,
                (_, 0) => content.len() - content.trim_start_matches([' ', '\t']).len(),
                (_, indentation) => indentation.min(content.len()),
            };
            let content = content.get(skipped..).unwrap_or_default();
            let content = if indentation == 0 { content.trim_end_matches([' ', '\t']) } else { content };
            if !content.is_empty() {
                self.skip_breaks_before(content);
                self.here(line_start + skipped);
                self.at = (self.at + content.len()).min(self.text.len());
            }
            line_start += line.len();
        }
    }

    fn skip_breaks_before(&mut self, content: &str) {
        let rest = &self.text.as_bytes()[self.at..];
        let skip = (0..=rest.len()).find(|skip| {
            rest[*skip..].starts_with(content.as_bytes()) || !matches!(rest.get(*skip), Some(b' ' | b'\n'))
        });
        self.at += skip.unwrap_or(rest.len());
    }

    fn quoted(&mut self, raw: &str, style: ScalarStyle) {
        let bytes = raw.as_bytes();
        let last = bytes.len().saturating_sub(1);
        let mut at = 1;
        while at < last && self.at < self.text.len() {
            self.here(at);
            let escape = match (style, bytes[at]) {
                (ScalarStyle::SingleQuoted, b'\'') => 2,
                (ScalarStyle::DoubleQuoted, b'\\') => escape_len(&raw[at..]),
                _ => 0,
            };
            let blank = raw[at..].len() - raw[at..].trim_start_matches([' ', '\t', '\r', '\n']).len();
            let breaks = bytes[at..at + blank].iter().filter(|byte| **byte == b'\n').count();
            let (read, made) = match (escape, breaks) {
                // An escaped line break makes nothing, and takes the next line's indentation with it.
                (1, _) => (1 + raw[at + 1..].len() - raw[at + 1..].trim_start().len(), 0),
                (0, 0) => {
                    let length = raw[at..].chars().next().map_or(1, char::len_utf8);
                    (length, length)
                }
                (0, breaks) => (blank, breaks.saturating_sub(1).max(1)),
                (escape, _) => (escape, self.text[self.at..].chars().next().map_or(0, char::len_utf8)),
            };
            at += read;
            self.at = self.floor(self.at + made);
        }
    }

    fn floor(&self, at: usize) -> usize {
        (0..=at.min(self.text.len())).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }
}

/// The bytes of the escape that `raw` begins with; 1 where a line break is escaped.
fn escape_len(raw: &str) -> usize {
    let digits = match raw.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        Some(b'\n' | b'\r') | None => return 1,
        Some(_) => return 1 + raw[1..].chars().next().map_or(1, char::len_utf8),
    };
    (2 + digits).min(raw.len())
}
