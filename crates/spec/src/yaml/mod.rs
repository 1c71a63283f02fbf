//! YAML text → a tree that knows where everything was written.
//!
//! Only what configuration needs: one document, text keys, no anchors, no tags. Everything has a budget, so that
//! no file, however written, costs much memory, time or stack.

mod parse;
mod scalar;
mod segments;
#[cfg(test)]
mod tests;

use std::ops::Range;

pub(crate) use parse::parse;
pub(crate) use scalar::{Plain, Scalar};
pub(crate) use segments::source_text;

/// The bytes of a file that something covers.
pub(crate) type Span = Range<usize>;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
    /// Refused already: whoever meets it says nothing more.
    Refused,
}

/// A key and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_span: Span,
    pub(crate) value: Node,
}

impl Node {
    /// What it is, for people: ``found the number `5` ``.
    pub(crate) fn described(&self) -> String {
        match &self.value {
            Value::Mapping(_) => "a map of keys".to_owned(),
            Value::Sequence(_) => "a list".to_owned(),
            Value::Refused => "something refused".to_owned(),
            Value::Scalar(scalar) => match scalar.plain() {
                Plain::Null => "nothing".to_owned(),
                Plain::Bool(value) => format!("`{value}`"),
                Plain::Integer(_) | Plain::Float(_) => format!("the number `{}`", excerpt(&scalar.text)),
                Plain::Text => format!("the text `{}`", excerpt(&scalar.text)),
            },
        }
    }

    /// Whether nothing was written (`key:` or `key: null`).
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.plain() == Plain::Null)
    }
}

/// The beginning of a text, on one line, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let mut short: String = line.chars().filter(|c| !c.is_control()).take(MOST).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}
