//! What PostgreSQL said against a statement, at the place in the YAML that it is about.

use watchroom_spec::{Finding, NamedColumn, NamedSource};

use crate::fragment::place_in_fragment;

/// PostgreSQL's answer to a statement that it would not prepare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The statement.
    pub sql: String,
    /// The five characters that name the kind of error, `42883`.
    pub sqlstate: String,
    /// What is wrong, in PostgreSQL's words.
    pub message: String,
    /// What to do, in PostgreSQL's words.
    pub hint: Option<String>,
    /// Where in the statement: characters from 1.
    pub position: Option<u32>,
}

impl Refusal {
    /// Where in the statement, in bytes from 0.
    fn at(&self) -> Option<usize> {
        let position = usize::try_from(self.position?).ok()?.checked_sub(1)?;
        self.sql.char_indices().nth(position).map(|(at, _)| at)
    }

    fn code(&self) -> &'static str {
        match self.sqlstate.as_str() {
            "42P01" | "3F000" => "missing-table",
            "42703" => "missing-column",
            "42501" => "no-right",
            // No such function or operator for these types, an ambiguous one, no such cast, a literal that is none.
            "42883" | "42725" | "42804" | "42846" | "42P18" | "22P02" | "22007" | "22008" | "22003" => "type-mismatch",
            _ => "refused",
        }
    }
}

/// The finding: at the fragment's own token, at the column, or at the table, as near as one can say.
pub(super) fn finding(file: &str, sources: &[&NamedSource], refusal: &Refusal) -> Finding {
    let message = format!("PostgreSQL refuses this: {}", refusal.message);
    let found = in_a_fragment(sources, refusal, &message)
        .or_else(|| at_a_column(sources, refusal, &message))
        .or_else(|| sources.iter().find_map(|source| Some(source.table.as_ref()?.finding(refusal.code(), &*message))))
        .unwrap_or_else(|| Finding::of_file(file, refusal.code(), &*message));
    match &refusal.hint {
        Some(hint) => found.with_hint(format!("PostgreSQL advises: {hint}")),
        None => found,
    }
}

fn in_a_fragment(sources: &[&NamedSource], refusal: &Refusal, message: &str) -> Option<Finding> {
    let at = refusal.at()?;
    sources.iter().flat_map(|source| &source.fragments).find_map(|fragment| {
        let range = place_in_fragment(fragment.kind, &fragment.filter.text, &refusal.sql, at)?;
        Some(fragment.filter.source.finding(range, refusal.code(), message))
    })
}

/// Outside of fragments the SQL is ours around one column: the first one that is named from there on.
fn at_a_column(sources: &[&NamedSource], refusal: &Refusal, message: &str) -> Option<Finding> {
    let behind = &refusal.sql[refusal.at()?..];
    let place = |column: &&NamedColumn| behind.find(&format!("\"{}\"", column.name.replace('"', "\"\"")));
    let columns = sources.iter().flat_map(|source| &source.columns);
    let (_, column) = columns.filter_map(|column| Some((place(&column)?, column))).min_by_key(|(place, _)| *place)?;
    Some(column.finding(refusal.code(), message))
}
