//! Files as text, and the way from a byte of a decoded value back to the line and column it was written at.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::finding::{Finding, Severity};

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

/// A file as it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Relative to the folder that holds the tenants' folders.
    pub(crate) name: String,
    /// Without a byte order mark.
    pub(crate) text: String,
    line_starts: Vec<usize>,
}

impl SourceFile {
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(after_breaks).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// The place of a byte; one past the end is the end.
    pub(crate) fn location(&self, byte: usize) -> Location {
        let byte = self.floor(byte);
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let column = self.text[self.line_starts[line - 1]..byte].chars().count() + 1;
        Location { line: saturate(line), column: saturate(column) }
    }

    /// The byte of a place that [`SourceFile::location`] gave.
    pub(crate) fn byte(&self, place: Location) -> usize {
        let line = (place.line as usize).clamp(1, self.line_starts.len());
        let start = self.line_starts[line - 1];
        let line_text = self.text[start..].split('\n').next().unwrap_or_default();
        let within = line_text.char_indices().nth((place.column as usize).saturating_sub(1)).map(|(at, _)| at);
        start + within.unwrap_or(line_text.len())
    }

    /// The nearest character boundary at or before `byte`.
    fn floor(&self, byte: usize) -> usize {
        let mut byte = byte.min(self.text.len());
        while !self.text.is_char_boundary(byte) {
            byte -= 1;
        }
        byte
    }

    /// A finding that covers the bytes `span`.
    pub(crate) fn finding(&self, span: Range<usize>, code: &'static str, message: impl Into<String>) -> Finding {
        let start = self.location(span.start);
        let end = self.location(span.end.max(span.start));
        Finding {
            file: self.name.clone(),
            line: start.line,
            column: start.column,
            end: (end > start).then_some(end),
            severity: Severity::Error,
            code,
            message: message.into(),
            hint: None,
        }
    }
}

fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The files that were read, by the names that findings give: for showing a finding's line.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, Arc<SourceFile>>);

impl Sources {
    pub(crate) fn insert(&mut self, file: Arc<SourceFile>) {
        self.0.insert(file.name.clone(), file);
    }

    pub(crate) fn get(&self, name: &str) -> Option<&SourceFile> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// How many files were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no file was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These files and the others together.
    pub fn extend(&mut self, others: &Sources) {
        self.0.extend(others.0.iter().map(|(name, file)| (name.clone(), Arc::clone(file))));
    }
}

/// From here on (up to the next segment) the text's bytes stand in the file one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Segment {
    /// The first byte in the decoded text.
    pub(crate) text: usize,
    /// Where that byte was written in the file.
    pub(crate) file: usize,
}

/// Where each byte of a decoded value stands in its file: through quotes, escapes, indentation and folding.
#[derive(Debug, Clone, Default)]
pub struct SourceText {
    file: Option<Arc<SourceFile>>,
    /// By rising `text`; the first begins at 0.
    segments: Vec<Segment>,
    /// One past the last byte in the file.
    end: usize,
}

impl SourceText {
    pub(crate) fn new(file: Arc<SourceFile>, segments: Vec<Segment>, end: usize) -> Self {
        Self { file: Some(file), segments, end }
    }

    /// The source of a text that stands in no file: it is its own line 1 from column 1 on.
    #[must_use]
    pub fn detached(text: &str) -> Self {
        let file = Arc::new(SourceFile::new("", text));
        Self { file: Some(file), segments: vec![Segment { text: 0, file: 0 }], end: text.len() }
    }

    /// Appends the source of a text that follows this one, `gap` bytes of joining words after `text_len`.
    pub(crate) fn push(&mut self, text_len: usize, gap: usize, next: &SourceText) {
        if self.segments.is_empty() {
            *self = Self { file: next.file.clone(), segments: Vec::new(), end: next.end };
        }
        if let Some(first) = next.segments.first() {
            // The joining words belong to the beginning of what they introduce.
            self.segments.push(Segment { text: text_len, file: first.file });
        }
        let shifted = next.segments.iter().map(|s| Segment { text: s.text + text_len + gap, file: s.file });
        self.segments.extend(shifted);
        self.end = next.end;
    }

    /// The file, as findings name it; empty where the text stands in none.
    #[must_use]
    pub fn file(&self) -> &str {
        self.file.as_ref().map_or("", |file| &file.name)
    }

    /// The place in the file of the byte at `offset` of the decoded text; past the end is the end.
    #[must_use]
    pub fn locate(&self, offset: usize) -> Location {
        match &self.file {
            Some(file) => file.location(self.file_byte(offset)),
            None => Location { line: 1, column: 1 },
        }
    }

    fn file_byte(&self, offset: usize) -> usize {
        let after = self.segments.partition_point(|segment| segment.text <= offset);
        let Some(segment) = after.checked_sub(1).and_then(|at| self.segments.get(at)) else {
            return self.end;
        };
        let byte = segment.file + (offset - segment.text);
        // An escape is longer in the file than in the text, a folded line break shorter: stay before what follows.
        let next = self.segments.get(after).map_or(self.end, |next| next.file);
        let limit = if next >= segment.file { next } else { self.end };
        byte.min(limit)
    }

    /// An error at the bytes `range` of the decoded text.
    #[must_use]
    pub fn finding(&self, range: Range<usize>, code: &'static str, message: impl Into<String>) -> Finding {
        let Some(file) = &self.file else {
            return Finding::of_file("", code, message);
        };
        let start = self.file_byte(range.start);
        let end = if range.end > range.start { self.file_byte(range.end - 1) + 1 } else { start };
        // The last byte may begin a longer character.
        let end = file.text.len().min(end);
        let end = (end..=file.text.len()).find(|at| file.text.is_char_boundary(*at)).unwrap_or(end);
        file.finding(start..end.max(start), code, message)
    }
}
