//! Tree → typed fields. Whatever is wrong becomes a finding, and reading goes on with the next field.
//!
//! A type says what it wants and how it is read ([`Decode`]); a section names its fields through a [`MapReader`],
//! which thereby knows every key that may stand there.

mod choice;
mod json;
mod map;
mod text;
mod values;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

pub(crate) use choice::Choice;
pub use choice::did_you_mean;
pub(crate) use json::json_map;
#[cfg(test)]
pub(crate) use json::json_of;
pub(crate) use map::MapReader;
pub(crate) use text::{Colour, Identifier, Slug, Title};
pub(crate) use values::{Seconds, Spanned, Whole, Written};

use crate::finding::Finding;
use crate::model::{
    ColumnPurpose, Filter, Fragment, FragmentKind, NamedColumn, NamedSource, NamedTable, PanelType, TableName,
};
use crate::source::SourceFile;
use crate::yaml::{Node, Span};

/// One file while it is read: where findings and fragments gather.
pub(crate) struct Reading<'f> {
    pub(crate) file: &'f Arc<SourceFile>,
    findings: RefCell<Vec<Finding>>,
    fragments: RefCell<Vec<Fragment>>,
    /// The keys that each section was asked for, by the address of its entries: what the schema is compared with.
    #[cfg(test)]
    pub(crate) known: RefCell<std::collections::BTreeMap<usize, std::collections::BTreeSet<&'static str>>>,
    named: RefCell<Vec<NamedSource>>,
    panel_type: Cell<Option<PanelType>>,
}

impl<'f> Reading<'f> {
    pub(crate) fn new(file: &'f Arc<SourceFile>, findings: Vec<Finding>) -> Self {
        Self {
            file,
            findings: RefCell::new(findings),
            fragments: RefCell::default(),
            #[cfg(test)]
            known: RefCell::default(),
            named: RefCell::default(),
            panel_type: Cell::new(None),
        }
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
        let fragment = Fragment { kind, filter: filter.clone() };
        self.fragments.borrow_mut().push(fragment.clone());
        self.at_last_source(|source| source.fragments.push(fragment));
    }

    /// Keeps an order over a query's own results, whose names the database's tables do not have.
    pub(crate) fn keep_order_of_results(&self, order_by: &Filter) {
        self.fragments.borrow_mut().push(Fragment { kind: FragmentKind::OrderBy, filter: order_by.clone() });
    }

    /// From here on a panel of this type is read.
    pub(crate) fn begin_panel(&self, panel_type: PanelType) {
        self.panel_type.set(Some(panel_type));
    }

    /// From here on names and fragments belong to another data source.
    pub(crate) fn begin_source(&self) {
        let Some(panel_type) = self.panel_type.get() else { return };
        let file = self.file.name.clone();
        let source = NamedSource { file, panel_type, table: None, columns: Vec::new(), fragments: Vec::new() };
        self.named.borrow_mut().push(source);
    }

    /// Keeps a table's name and place for whoever compares it with a database.
    pub(crate) fn keep_table(&self, table: Written<TableName>) -> TableName {
        let name = table.value.clone();
        self.at_last_source(|source| source.table = Some(NamedTable { name: table.value, source: table.source }));
        name
    }

    /// Keeps a column's name and place. One that stands in no data source (a custom panel's) is nobody's to compare.
    pub(crate) fn keep_column(&self, purpose: ColumnPurpose, column: Written<Identifier>) -> String {
        let name = column.value.0;
        let kept = NamedColumn { name: name.clone(), purpose, source: column.source };
        self.at_last_source(|source| source.columns.push(kept));
        name
    }

    fn at_last_source(&self, keep: impl FnOnce(&mut NamedSource)) {
        if let Some(source) = self.named.borrow_mut().last_mut() {
            keep(source);
        }
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
    pub(crate) fn done(self) -> (Vec<Finding>, Vec<Fragment>, Vec<NamedSource>) {
        (self.findings.into_inner(), self.fragments.into_inner(), self.named.into_inner())
    }
}

/// A type that can be read from a node.
pub(crate) trait Decode: Sized {
    /// What should stand there, with its article: "a text".
    fn wanted() -> String;

    /// Reads it; where it cannot, says why and gives `None`.
    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self>;
}
