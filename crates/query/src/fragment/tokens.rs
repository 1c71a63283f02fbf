//! The first look, before any tree: length, nesting, and words and signs that no fragment may hold. Here every
//! refusal knows its place to the byte.

use std::cell::RefCell;
use std::ops::Range;

use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer, Whitespace};

use super::error::FragmentError;

/// Longer fragments are refused, in bytes.
const BYTES_MOST: usize = 4096;
/// Deeper parentheses are refused.
const DEPTH_MOST: usize = 24;

/// More operators are refused: a chain of them is as deep a tree as it is long.
const OPERATORS_MOST: usize = 200;

/// Words that PostgreSQL reserves and that begin or join whole statements.
const STATEMENT_WORDS: [&str; 17] = [
    "SELECT",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "TABLE",
    "VALUES",
    "EXISTS",
    "INTO",
    "CREATE",
    "GRANT",
    "WINDOW",
    "HAVING",
    "GROUP",
    "FETCH",
    "OFFSET",
    "RETURNING",
    "LATERAL",
];

/// A fragment's text, and the way from the parser's lines and columns to its bytes.
pub(super) struct Source<'t> {
    pub(super) text: &'t str,
    line_starts: Vec<usize>,
    /// The columns met so far, as the database spells them, and where they stand.
    pub(super) columns: RefCell<Vec<(String, Range<usize>)>>,
}

impl<'t> Source<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, line_starts: std::iter::once(0).chain(breaks).collect(), columns: RefCell::default() }
    }

    /// The byte of a place; the end where the place is unknown.
    pub(super) fn byte(&self, place: Location) -> usize {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX);
        let column = usize::try_from(place.column).unwrap_or(usize::MAX);
        let Some(start) = line.checked_sub(1).and_then(|line| self.line_starts.get(line)) else {
            return self.text.len();
        };
        let rest = &self.text[*start..];
        rest.char_indices().nth(column.saturating_sub(1)).map_or(self.text.len(), |(at, _)| start + at)
    }

    /// The bytes of a span; the whole text where it is unknown.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        if span.start.line == 0 {
            return 0..self.text.len();
        }
        let start = self.byte(span.start);
        start..self.byte(span.end).max(start)
    }
}

/// The tokens of `text`, each one allowed.
pub(super) fn tokens(text: &str) -> Result<(Source<'_>, Vec<TokenWithSpan>), FragmentError> {
    if text.len() > BYTES_MOST {
        let at = (0..=BYTES_MOST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        let message = format!("the fragment has {} bytes; at most {BYTES_MOST} are read", text.len());
        return Err(FragmentError::new(at..text.len(), "sql-length", message));
    }
    if let Some((at, odd)) = text.char_indices().find(|(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        let message = format!("the control character U+{:04X} stands here", u32::from(odd));
        return Err(FragmentError::new(at..at + odd.len_utf8(), "sql-character", message));
    }
    let source = Source::new(text);
    let mut tokens = Vec::new();
    let dialect = PostgreSqlDialect {};
    let read = Tokenizer::new(&dialect, text).tokenize_with_location_into_buf(&mut tokens);
    look(&source, &tokens)?;
    if let Err(error) = read {
        let at = source.byte(error.location);
        return Err(FragmentError::new(at..text.len(), "sql-syntax", error.message)
            .with_hint("close every quote; a quote inside a text is written twice: 'it''s'"));
    }
    if tokens.iter().all(|token| matches!(token.token, Token::Whitespace(_))) {
        return Err(FragmentError::new(0..text.len(), "sql-empty", "the fragment is empty"));
    }
    Ok((source, tokens))
}

fn look(source: &Source<'_>, tokens: &[TokenWithSpan]) -> Result<(), FragmentError> {
    let mut depth = 0_usize;
    let mut operators = 0_usize;
    for token in tokens {
        let range = source.range(token.span);
        operators += usize::from(is_operator(&token.token));
        if operators > OPERATORS_MOST {
            let message = format!("the fragment has more than {OPERATORS_MOST} operators");
            return Err(FragmentError::new(range, "sql-length", message).with_hint("use IN (…) for many values"));
        }
        match &token.token {
            Token::LParen | Token::LBracket => depth += 1,
            Token::RParen | Token::RBracket => depth = depth.saturating_sub(1),
            token => refusal(token, range.clone())?,
        }
        if depth > DEPTH_MOST {
            let message = format!("parentheses are nested deeper than {DEPTH_MOST} levels");
            return Err(FragmentError::new(range, "sql-depth", message));
        }
    }
    Ok(())
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            word.quote_style.is_none() && {
                let joins = ["AND", "OR", "NOT", "IS", "LIKE", "ILIKE", "BETWEEN", "AT", "COLLATE"];
                joins.iter().any(|join| word.value.eq_ignore_ascii_case(join))
            }
        }
        Token::Whitespace(_) | Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) => false,
        Token::EscapedStringLiteral(_) | Token::LParen | Token::RParen => false,
        _ => true,
    }
}

fn refusal(token: &Token, at: Range<usize>) -> Result<(), FragmentError> {
    let refuse = |code, message: String, hint: &str| Err(FragmentError::new(at.clone(), code, message).with_hint(hint));
    match token {
        Token::Whitespace(Whitespace::Space | Whitespace::Newline | Whitespace::Tab) | Token::Comma => Ok(()),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::EscapedStringLiteral(_) | Token::DoubleColon => {
            Ok(())
        }
        Token::Eq | Token::Neq | Token::Lt | Token::Gt | Token::LtEq | Token::GtEq | Token::StringConcat => Ok(()),
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod => Ok(()),
        Token::Word(word) if word.quote_style.is_none() => {
            let upper = word.value.to_ascii_uppercase();
            if STATEMENT_WORDS.contains(&upper.as_str()) {
                let hint = "write one condition on this table's columns; a view in the database can hold the rest";
                return refuse("sql-statement", format!("`{upper}` is not allowed: a fragment is no statement"), hint);
            }
            if word.value.chars().any(|c| !c.is_alphanumeric() && !matches!(c, '_' | '$')) {
                let hint = "texts stand in straight single quotes: 'cpu'";
                return refuse("sql-character", format!("`{}` is no name", shown(&word.value)), hint);
            }
            Ok(())
        }
        Token::Word(word) if word.quote_style == Some('"') => Ok(()),
        Token::Whitespace(_) => {
            refuse("sql-comment", "comments are not allowed in a fragment".to_owned(), "take it out")
        }
        Token::SemiColon => {
            refuse("sql-statement", "`;` is not allowed: a fragment is no statement".to_owned(), "take it out")
        }
        Token::Placeholder(name) => {
            let hint = "values are written as literals: 'cpu', 42";
            refuse("sql-placeholder", format!("the placeholder `{}` has no value here", shown(name)), hint)
        }
        Token::DollarQuotedString(_) => {
            refuse("sql-literal", "dollar quotes are not allowed".to_owned(), "write the text in single quotes: 'cpu'")
        }
        Token::Period => {
            let hint = "write the column alone, without table or schema";
            refuse("sql-qualified", "names with a dot are not allowed".to_owned(), hint)
        }
        Token::UnicodeStringLiteral(_)
        | Token::NationalStringLiteral(_)
        | Token::HexStringLiteral(_)
        | Token::SingleQuotedByteStringLiteral(_) => {
            refuse("sql-literal", "this kind of literal is not allowed".to_owned(), "write 'text' or a plain number")
        }
        other => {
            let message = format!("`{}` is not allowed in a fragment", shown(&other.to_string()));
            let hint = "the operators are = <> < <= > >= + - * / % ||, AND, OR, NOT, IN, BETWEEN, LIKE, ILIKE, IS";
            refuse("sql-operator", message, hint)
        }
    }
}

/// The beginning of a text from a fragment, for a message.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// A parser's message, bounded.
pub(super) fn shown_long(message: &str) -> String {
    message.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
