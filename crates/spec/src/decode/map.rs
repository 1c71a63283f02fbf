//! A section: a map whose keys are named by whoever reads them.

use super::{Decode, Reading, did_you_mean};
use crate::yaml::{Entry, Node, Span, Value};

/// Reads the fields of one section, and at last says which keys nobody asked for.
pub(crate) struct MapReader<'r, 'f> {
    pub(crate) reading: &'r Reading<'f>,
    /// What the section is called, for messages.
    name: &'static str,
    /// Where it begins: its key, or its first line.
    pub(crate) at: Span,
    entries: &'r [Entry],
    known: Vec<&'static str>,
    /// Keys that had their finding.
    said: Vec<&'r str>,
}

/// Keys that people look for in the wrong section, and the section they belong to.
const HOMES: [(&str, &str); 26] = [
    ("aggregate", "panel"),
    ("interpolation", "panel"),
    ("roles", "panel"),
    ("title", "panel"),
    ("refresh_interval", "panel"),
    ("drill_down", "panel"),
    ("stale_after", "panel"),
    ("order", "panel"),
    ("queries", "panel"),
    ("orientation", "display"),
    ("stacked", "display"),
    ("colors", "display"),
    ("table", "data_source"),
    ("columns", "data_source"),
    ("scope", "data_source"),
    ("where", "query"),
    ("order_by", "query"),
    ("limit", "query"),
    ("thresholds", "display"),
    ("unit", "display"),
    ("decimals", "display"),
    ("status_mapping", "display"),
    ("y_axis_range", "display"),
    ("y_axis_label", "display"),
    ("pagination", "display"),
    ("default_sort", "display"),
];

impl<'r, 'f> MapReader<'r, 'f> {
    /// The section that `node` is.
    pub(crate) fn of(node: &'r Node, name: &'static str, at: Span, reading: &'r Reading<'f>) -> Option<Self> {
        match &node.value {
            Value::Mapping(entries) => Some(Self { reading, name, at, entries, known: Vec::new(), said: Vec::new() }),
            _ if name.contains(' ') => reading.wrong_type(node, &format!("a map of keys for {name}")),
            _ => reading.wrong_type(node, &format!("a map of keys for `{name}`")),
        }
    }

    fn find(&mut self, key: &'static str) -> Option<&'r Entry> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The node of `key`, where one was written; `null` counts as not written.
    pub(crate) fn node(&mut self, key: &'static str) -> Option<&'r Node> {
        let entry = self.find(key)?;
        if entry.value.is_null() {
            self.say_comment(entry);
            return None;
        }
        Some(&entry.value)
    }

    /// Says that `color: #3B82F6` is no colour but a comment.
    fn say_comment(&self, entry: &Entry) -> bool {
        let behind = &self.reading.file.text[entry.key_span.end..];
        let value = behind.lines().next().unwrap_or_default().trim_start_matches([':', '"', '\'', ' ']);
        let comment = value.strip_prefix('#').is_some_and(|comment| comment.starts_with(|c: char| !c.is_whitespace()));
        if comment {
            let message = format!("`{}` has no value: `#` begins a comment", entry.key);
            self.reading.advise(&entry.key_span, "yaml-comment", message, "write the value in quotes: \"#…\"");
        }
        comment
    }

    /// The node of `key`, which must be there.
    pub(crate) fn required_node(&mut self, key: &'static str) -> Option<&'r Node> {
        let node = self.node(key);
        if node.is_none() {
            self.say_missing(key);
        }
        node
    }

    fn say_missing(&mut self, key: &'static str) {
        let section = self.named();
        if let Some(entry) = self.entries.iter().find(|entry| entry.key == key) {
            // A comment in the place of the value was said already.
            let comment = self.reading.noted_at(&entry.key_span);
            if !comment {
                self.reading.say(&entry.key_span, "missing-field", format!("`{key}` in {section} has no value"));
            }
        } else if let Some(entry) = self.misspelt(key) {
            // One slip, one finding: the key that is missing and the one that is not known are the same.
            let message = format!("`{}` is not known in {section}", crate::yaml::excerpt(&entry.key));
            self.reading.advise(&entry.key_span, "unknown-key", message, format!("did you mean `{key}`?"));
            self.said.push(&entry.key);
        } else {
            self.reading.say(&self.at, "missing-field", format!("`{key}` is missing in {section}"));
        }
    }

    /// A key that was written and looks like `key`.
    fn misspelt(&self, key: &'static str) -> Option<&'r Entry> {
        let written = self.entries.iter().map(|entry| entry.key.as_str()).filter(|key| !self.known.contains(key));
        let near = did_you_mean(key, written)?;
        self.entries.iter().find(|entry| entry.key == near)
    }

    fn named(&self) -> String {
        if self.name.contains(' ') { self.name.to_owned() } else { format!("`{}`", self.name) }
    }

    /// A field that must be there.
    pub(crate) fn required<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        self.required_node(key).and_then(|node| T::decode(node, self.reading))
    }

    /// A field that may be left out. One that is wrong counts as left out: its finding is an error anyway.
    pub(crate) fn optional<T: Decode>(&mut self, key: &'static str) -> Option<T> {
        self.node(key).and_then(|node| T::decode(node, self.reading))
    }

    /// A section that must be there.
    pub(crate) fn required_map(&mut self, key: &'static str) -> Option<MapReader<'r, 'f>> {
        self.required_node(key)?;
        self.optional_map(key)
    }

    /// A section that may be left out.
    pub(crate) fn optional_map(&mut self, key: &'static str) -> Option<MapReader<'r, 'f>> {
        let entry = self.find(key).filter(|entry| !entry.value.is_null())?;
        MapReader::of(&entry.value, key, entry.key_span.clone(), self.reading)
    }

    /// The items of a list that must be there.
    pub(crate) fn required_list(&mut self, key: &'static str) -> Option<&'r [Node]> {
        let node = self.required_node(key)?;
        self.list(node)
    }

    /// The items of a list that may be left out.
    pub(crate) fn optional_list(&mut self, key: &'static str) -> &'r [Node] {
        let node = self.node(key);
        node.and_then(|node| self.list(node)).unwrap_or_default()
    }

    fn list(&self, node: &'r Node) -> Option<&'r [Node]> {
        match &node.value {
            Value::Sequence(items) => Some(items),
            _ => self.reading.wrong_type(node, "a list"),
        }
    }

    /// Where the key stands, or the section where it does not.
    pub(crate) fn key_span(&self, key: &str) -> Span {
        self.entries.iter().find(|entry| entry.key == key).map_or(&self.at, |entry| &entry.key_span).clone()
    }

    /// Every key that was written here.
    pub(crate) fn entries(&self) -> &'r [Entry] {
        self.entries
    }

    /// Says which keys nobody asked for.
    pub(crate) fn finish(self) {
        #[cfg(test)]
        self.reading.known.borrow_mut().insert(self.entries.as_ptr() as usize, self.known.iter().copied().collect());
        let asked = |key: &str| self.known.contains(&key) || self.said.contains(&key);
        for entry in self.entries.iter().filter(|entry| !asked(&entry.key)) {
            let key = crate::yaml::excerpt(&entry.key);
            let message = format!("`{key}` is not known in {}", self.named());
            let home = HOMES.iter().find(|(known, home)| *known == entry.key && *home != self.name);
            let hint = match (home, did_you_mean(&entry.key, self.known.iter().copied())) {
                (Some((key, home)), _) if !self.known.contains(key) => format!("`{key}` belongs in `{home}`"),
                (_, Some(near)) => format!("did you mean `{near}`?"),
                _ if self.known.is_empty() => format!("`{}` takes no keys here", self.name),
                _ => format!("the keys here are {}", self.known.join(", ")),
            };
            self.reading.advise(&entry.key_span, "unknown-key", message, hint);
        }
    }
}
