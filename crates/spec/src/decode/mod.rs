//! Tree → typed fields. Whatever is wrong becomes a finding, and reading goes on with the next field.
//!
//! A type says what it wants and how it is read ([`Decode`]); a section names its fields through a [`MapReader`],
//! which thereby knows every key that may stand there.

mod choice;
mod json;
mod map;
mod text;
mod values;

use std::cell::RefCell;
use std::sync::Arc;

pub(crate) use choice::{Choice, did_you_mean};
pub(crate) use json::json_map;
pub(crate) use map::MapReader;
pub(crate) use text::{Colour, Identifier, Slug, Title};
pub(crate) use values::{Seconds, Spanned, Whole};

use crate::finding::Finding;
use crate::model::{Filter, Fragment, FragmentKind};
use crate::source::SourceFile;
use crate::yaml::{Node, Span};

/// One file while it is read: where findings and fragments gather.
pub(crate) struct Reading<'f> {
    pub(crate) file: &'f Arc<SourceFile>,
    findings: RefCell<Vec<Finding>>,
    fragments: RefCell<Vec<Fragment>>,
}

impl<'f> Reading<'f> {
    pub(crate) fn new(file: &'f Arc<SourceFile>, findings: Vec<Finding>) -> Self {
        Self { file, findings: RefCell::new(findings), fragments: RefCell::default() }
    }

    /// Takes note of an error at `span`.
    pub(crate) fn say(&self, span: &Span, code: &'static str, message: impl Into<String>) {
        self.findings.borrow_mut().push(self.file.finding(span.clone(), code, message));
    }

    /// Takes note of an error at `span`, with advice.
    pub(crate) fn advise(&self, span: &Span, code: &'static str, message: impl Into<String>, hint: impl Into<String>) {
        self.findings.borrow_mut().push(self.file.finding(span.clone(), code, message).with_hint(hint));
    }

    /// Whether anything was said of the very place where `span` begins.
    pub(crate) fn noted_at(&self, span: &Span) -> bool {
        let at = self.file.location(span.start);
        self.findings.borrow().iter().any(|finding| (finding.line, finding.column) == (at.line, at.column))
    }

    /// Keeps an SQL fragment for whoever checks them.
    pub(crate) fn keep_fragment(&self, kind: FragmentKind, filter: &Filter) {
        self.fragments.borrow_mut().push(Fragment { kind, filter: filter.clone() });
    }

    /// "expected … , found …", unless the node was refused already.
    pub(crate) fn wrong_type<T>(&self, node: &Node, wanted: &str) -> Option<T> {
        if node.value != crate::yaml::Value::Refused {
            let message = format!("expected {wanted}, found {}", node.described());
            self.say(&self.first_line(&node.span), "wrong-type", message);
        }
        None
    }

    /// The part of `span` on its first line: where a caret is of use.
    pub(crate) fn first_line(&self, span: &Span) -> Span {
        let text = self.file.text.get(span.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        span.start..span.start + line.len()
    }

    /// What was noted.
    pub(crate) fn done(self) -> (Vec<Finding>, Vec<Fragment>) {
        (self.findings.into_inner(), self.fragments.into_inner())
    }
}

/// A type that can be read from a node.
pub(crate) trait Decode: Sized {
    /// What should stand there, with its article: "a text".
    fn wanted() -> String;

    /// Reads it; where it cannot, says why and gives `None`.
    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self>;
}
