//! Texts that another language reads: they remember where they were written.

use crate::source::SourceText;

/// A text of another language (an SQL fragment, a template) with its place in the file.
///
/// Two are equal where they say the same, wherever they stand.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The text, decoded from YAML.
    pub text: String,
    /// Where each of its bytes stands in the file.
    pub source: SourceText,
}

impl Filter {
    /// A text that stands in no file.
    pub fn detached(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { source: SourceText::detached(&text), text }
    }

    /// Joins texts, each behind its own words (`" ORDER BY "`), keeping every place.
    pub(crate) fn joined<'a>(parts: impl IntoIterator<Item = (&'static str, &'a Filter)>) -> Option<Self> {
        let mut whole: Option<Self> = None;
        for (words, part) in parts {
            let whole = whole.get_or_insert_with(|| Self { text: String::new(), source: SourceText::default() });
            whole.source.push(whole.text.len(), words.len(), &part.source);
            whole.text.push_str(words);
            whole.text.push_str(&part.text);
        }
        whole
    }
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Filter {}

/// How an SQL fragment is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FragmentKind {
    /// A boolean expression.
    Condition,
    /// A list of columns with directions.
    OrderBy,
    /// A boolean expression (or none), ORDER BY (or not), LIMIT (or not).
    Kpi,
}

/// An SQL fragment of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// How it is to be read.
    pub kind: FragmentKind,
    /// The text and its place.
    pub filter: Filter,
}
