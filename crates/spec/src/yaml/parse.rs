//! The parser's events → the tree.

use saphyr_parser::{Event, Parser};

use super::{Entry, Node, Scalar, Span, Value};
use crate::finding::Finding;
use crate::source::SourceFile;

/// Values nested deeper are refused.
const DEPTH_MOST: usize = 32;
/// Files with more values are refused.
const NODES_MOST: usize = 10_000;

/// Reads `file`'s only document; `None` where there is none or it cannot be read.
pub(crate) fn parse(file: &SourceFile, findings: &mut Vec<Finding>) -> Option<Node> {
    let bytes = ByteOfChar::new(&file.text);
    let mut tree = Tree { file, findings, stack: Vec::new(), root: None, nodes: 0 };
    let mut documents = 0;
    for event in Parser::new_from_str(&file.text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => {
                let at = bytes.at(error.marker().index());
                let end = file.text[at..].chars().next().filter(|c| *c != '\n').map_or(at, |c| at + c.len_utf8());
                let message = format!("this is no YAML: {}", error.info());
                tree.findings.push(file.finding(at..end, "yaml-syntax", message).with_hint(syntax_hint(error.info())));
                return None;
            }
        };
        let span = bytes.at(span.start.index())..bytes.at(span.end.index());
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    tree.refuse(span, "yaml-documents", "a file holds one document; a second one begins here");
                    return None;
                }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
            event => tree.take(event, span)?,
        }
    }
    let root = tree.root.take();
    match root {
        Some(root) if !root.is_null() => Some(root),
        _ => {
            tree.refuse(0..0, "yaml-empty", "the file is empty");
            None
        }
    }
}

fn syntax_hint(info: &str) -> &'static str {
    if info.contains("tab") {
        "indent with spaces; YAML allows no tabs there"
    } else if info.contains("simple key") || info.contains("':'") {
        "put a space after the `:` and a value with `: ` or `#` in quotes"
    } else if info.contains("quote") || info.contains("quoted") {
        "close the quotes; inside \"…\" write \\\" for a quote, inside '…' write ''"
    } else {
        "check the indentation, the quotes and the brackets just before this place"
    }
}

/// The byte offset of each character: the parser counts characters.
struct ByteOfChar {
    /// Empty where every character is one byte.
    bytes: Vec<usize>,
    len: usize,
}

impl ByteOfChar {
    fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { bytes, len: text.len() }
    }

    fn at(&self, character: usize) -> usize {
        if self.bytes.is_empty() {
            character.min(self.len)
        } else {
            self.bytes.get(character).copied().unwrap_or(self.len)
        }
    }
}

enum Open {
    Sequence { span: Span, items: Vec<Node> },
    Mapping { span: Span, entries: Vec<Entry>, key: Option<Key> },
}

/// A key that waits for its value; `None` inside is one that was refused.
struct Key(Option<(String, Span)>);

struct Tree<'a> {
    file: &'a SourceFile,
    findings: &'a mut Vec<Finding>,
    stack: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
}

impl Tree<'_> {
    /// Takes one event; `None` ends the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        self.nodes += 1;
        if self.nodes > NODES_MOST {
            self.refuse(span, "yaml-budget", format!("the file holds more than {NODES_MOST} values"));
            return None;
        }
        match event {
            Event::SequenceStart(anchor, tag) => {
                self.plain_only(&span, anchor, tag.is_some());
                self.open(Open::Sequence { span, items: Vec::new() })?;
            }
            Event::MappingStart(anchor, tag) => {
                self.plain_only(&span, anchor, tag.is_some());
                self.open(Open::Mapping { span, entries: Vec::new(), key: None })?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let node = match self.stack.pop()? {
                    Open::Sequence { span: start, items } => {
                        Node { span: self.trimmed(start.start..span.end), value: Value::Sequence(items) }
                    }
                    Open::Mapping { span: start, entries, .. } => {
                        Node { span: self.trimmed(start.start..span.end), value: Value::Mapping(entries) }
                    }
                };
                self.place(node);
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.plain_only(&span, anchor, tag.is_some());
                let span = self.trimmed(span);
                let scalar = Scalar { text: text.into_owned(), style };
                self.place(Node { span, value: Value::Scalar(scalar) });
            }
            Event::Alias(_) => {
                self.refuse(span.clone(), "yaml-alias", "aliases are not read here: write the value out");
                self.place(Node { span, value: Value::Refused });
            }
            _ => {}
        }
        Some(())
    }

    fn plain_only(&mut self, span: &Span, anchor: usize, tagged: bool) {
        if anchor > 0 {
            self.refuse(span.clone(), "yaml-anchor", "anchors are not read here: write the value out where it is used");
        }
        if tagged {
            self.refuse(span.clone(), "yaml-tag", "tags (`!…`) are not read here: write the plain value");
        }
    }

    fn open(&mut self, open: Open) -> Option<()> {
        if self.stack.len() >= DEPTH_MOST {
            let (Open::Sequence { span, .. } | Open::Mapping { span, .. }) = open;
            self.refuse(span, "yaml-budget", format!("values are nested deeper than {DEPTH_MOST} levels"));
            return None;
        }
        self.stack.push(open);
        Some(())
    }

    fn place(&mut self, node: Node) {
        match self.stack.pop() {
            None => self.root = Some(node),
            Some(Open::Sequence { span, mut items }) => {
                items.push(node);
                self.stack.push(Open::Sequence { span, items });
            }
            Some(Open::Mapping { span, mut entries, key }) => {
                let key = match key {
                    None => Some(self.key(node)),
                    Some(Key(Some((key, key_span)))) => {
                        self.enter(&mut entries, Entry { key, key_span, value: node });
                        None
                    }
                    Some(Key(None)) => None,
                };
                self.stack.push(Open::Mapping { span, entries, key });
            }
        }
    }

    fn key(&mut self, node: Node) -> Key {
        match node.value {
            Value::Scalar(scalar) => Key(Some((scalar.text, node.span))),
            Value::Refused => Key(None),
            Value::Sequence(_) | Value::Mapping(_) => {
                self.refuse(node.span, "yaml-key", "a key must be a text");
                Key(None)
            }
        }
    }

    fn enter(&mut self, entries: &mut Vec<Entry>, entry: Entry) {
        let Some(first) = entries.iter().find(|known| known.key == entry.key) else {
            entries.push(entry);
            return;
        };
        let line = self.file.location(first.key_span.start).line;
        let finding = self.file.finding(entry.key_span, "duplicate-key", format!("`{}` stands here twice", entry.key));
        self.findings.push(finding.with_hint(format!("it was first given at line {line}: keep one of the two")));
    }

    /// Without the white space at its end.
    fn trimmed(&self, span: Span) -> Span {
        let end = span.start + self.file.text.get(span.clone()).map_or(0, |text| text.trim_end().len());
        span.start..end
    }

    fn refuse(&mut self, span: Span, code: &'static str, message: impl Into<String>) {
        self.findings.push(self.file.finding(span, code, message));
    }
}
