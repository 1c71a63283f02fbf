//! From a place in rendered SQL back to the place in the fragment that it was rendered from.
//!
//! Rendering adds parentheses and quotes but keeps the order of what was written. So the third `>` of the rendered
//! text is the third `>` of the fragment, as long as both have the same number of them.

use std::ops::Range;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use watchroom_spec::FragmentKind;

use super::tokens::{Source, tokens};
use super::{parse_condition, parse_kpi, parse_order_by};

/// Whether the byte `at` of `sql` belongs to what was rendered from a fragment, and if so to which bytes of the
/// fragment: all of them where one cannot say more closely.
pub(crate) fn place_in_fragment(kind: FragmentKind, text: &str, sql: &str, at: usize) -> Option<Range<usize>> {
    let parts = rendered_parts(kind, text);
    let (part, within) = parts.iter().enumerate().find_map(|(number, part)| {
        let mut starts = sql.match_indices(part.as_str()).map(|(start, _)| start);
        let start = starts.find(|start| (*start..start + part.len()).contains(&at))?;
        Some((number, at - start))
    })?;
    let before: usize = parts[..part].iter().map(|part| part.len() + 1).sum();
    let whole = text.len() - text.trim_start().len()..text.trim_end().len();
    Some(same_token(text, &parts.join(" "), before + within).unwrap_or(whole))
}

/// What was rendered from the fragment, in its order.
fn rendered_parts(kind: FragmentKind, text: &str) -> Vec<String> {
    let (condition, order_by) = match kind {
        FragmentKind::Condition => (parse_condition(text).ok(), Vec::new()),
        FragmentKind::OrderBy => (None, parse_order_by(text).unwrap_or_default()),
        FragmentKind::Kpi => {
            parse_kpi(text).map_or((None, Vec::new()), |fragment| (fragment.condition, fragment.order_by))
        }
    };
    condition.iter().map(super::Condition::to_sql).chain(order_by.iter().map(super::OrderTerm::to_sql)).collect()
}

/// The token of `written` that became the one at the byte `at` of `rendered`.
fn same_token(written: &str, rendered: &str, at: usize) -> Option<Range<usize>> {
    let of_rendered = words(rendered)?;
    let (wanted, _) = of_rendered.iter().find(|(_, range)| range.contains(&at))?;
    let same = |words: &[(String, Range<usize>)]| -> Vec<Range<usize>> {
        words.iter().filter(|(word, _)| word == wanted).map(|(_, range)| range.clone()).collect()
    };
    let (in_rendered, in_written) = (same(&of_rendered), same(&words(written)?));
    let number = in_rendered.iter().position(|range| range.contains(&at))?;
    if in_rendered.len() == in_written.len() { in_written.into_iter().nth(number) } else { None }
}

/// Each token in one spelling, and its bytes. The rendered text may be longer than a fragment may be.
fn words(text: &str) -> Option<Vec<(String, Range<usize>)>> {
    let (source, tokens) = match tokens(text) {
        Ok(read) => read,
        Err(_) => {
            let dialect = PostgreSqlDialect {};
            (Source::new(text), Tokenizer::new(&dialect, text).tokenize_with_location().ok()?)
        }
    };
    let spelt = |token: &TokenWithSpan| match &token.token {
        Token::Whitespace(_) | Token::LParen | Token::RParen => None,
        Token::Word(word) if word.quote_style.is_some() => Some(word.value.clone()),
        Token::Word(word) => Some(word.value.to_lowercase()),
        Token::SingleQuotedString(text) | Token::EscapedStringLiteral(text) => Some(format!("'{text}'")),
        token => Some(token.to_string()),
    };
    Some(tokens.iter().filter_map(|token| Some((spelt(token)?, source.range(token.span)))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of the fragment that the `nth` occurrence of `what` in its SQL came from.
    fn found(kind: FragmentKind, text: &str, what: &str, nth: usize) -> String {
        let sql = format!("SELECT \"a\" FROM \"t\" WHERE true AND ({})", rendered_parts(kind, text).join(") x ("));
        let (at, _) = sql.match_indices(what).nth(nth).unwrap_or_else(|| panic!("{sql} lacks {what}"));
        let range = place_in_fragment(kind, text, &sql, at).unwrap_or_else(|| panic!("{sql}: {at} is elsewhere"));
        format!("{}@{}", &text[range.clone()], range.start)
    }

    #[test]
    fn a_token_leads_back_to_where_it_was_written() {
        let text = "a > 1 AND\n  b > 'x' AND c != 2";
        assert_eq!(found(FragmentKind::Condition, text, ">", 1), ">@14");
        assert_eq!(found(FragmentKind::Condition, text, "'x'", 0), "'x'@16");
        assert_eq!(found(FragmentKind::Condition, text, "<>", 0), "!=@26");
        assert_eq!(found(FragmentKind::Condition, "Lower(Host) = 'é' AND größe LIKE 'x'", "LIKE", 0), "LIKE@31");
    }

    #[test]
    fn orders_and_kpis_count_across_their_parts() {
        assert_eq!(found(FragmentKind::OrderBy, "abs(a) DESC, abs(b)", "abs", 1), "abs@13");
        let text = "lower(a) = 'x' ORDER BY lower(b) LIMIT 1";
        assert_eq!(found(FragmentKind::Kpi, text, "lower", 1), "lower@24");
    }

    #[test]
    fn where_the_count_differs_the_whole_fragment_is_meant() {
        assert_eq!(found(FragmentKind::Condition, " a::int > 1 ", "CAST", 0), "a::int > 1@1");
    }

    #[test]
    fn a_place_outside_of_the_fragment_is_none_of_it() {
        assert_eq!(place_in_fragment(FragmentKind::Condition, "a = 1", "SELECT avg(v) WHERE ((\"a\" = 1))", 8), None);
    }
}
