//! The ways in: a condition, an order, a KPI's fragment.

use sqlparser::ast::{OrderByExpr, OrderBySort};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::accept::Accept;
use super::error::FragmentError;
use super::tokens::{Source, tokens};
use super::tree::Expr;
use super::{Condition, KpiFragment, OrderTerm};
use watchroom_spec::FragmentKind;

/// How deep the parser may call itself.
const RECURSION_MOST: usize = 40;
/// More rows than a KPI could ever need.
const LIMIT_MOST: u32 = 10_000;

/// Reads a boolean expression: `metric_type = 'cpu' AND cpu_percent > 90`.
///
/// # Errors
/// Where anything but an allowed expression stands there, with the place in bytes.
pub fn parse_condition(text: &str) -> Result<Condition, FragmentError> {
    let mut reader = Reader::new(text)?;
    let condition = reader.condition()?;
    reader.end("a condition ends here; ORDER BY and LIMIT have fields of their own: `order_by`, `limit`")?;
    Ok(condition)
}

/// Reads the terms of an ORDER BY, without the words: `recorded_at DESC, name`.
///
/// # Errors
/// Where anything but allowed terms stand there, with the place in bytes.
pub fn parse_order_by(text: &str) -> Result<Vec<OrderTerm>, FragmentError> {
    let mut reader = Reader::new(text)?;
    let terms = reader.order_terms()?;
    reader.end("write columns with ASC or DESC, separated by commas")?;
    Ok(terms)
}

/// Reads a KPI's fragment: a condition, ORDER BY and LIMIT, each or none of them.
///
/// # Errors
/// Where anything else stands there, with the place in bytes.
pub fn parse_kpi(text: &str) -> Result<KpiFragment, FragmentError> {
    let mut reader = Reader::new(text)?;
    let fragment = reader.kpi()?;
    reader.end("the order is: a condition, ORDER BY …, LIMIT …")?;
    Ok(fragment)
}

/// Where each column of a fragment stands, in bytes; nothing where the fragment is refused.
pub(crate) fn column_places(kind: FragmentKind, text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let Ok(mut reader) = Reader::new(text) else { return Vec::new() };
    let read = match kind {
        FragmentKind::Condition => reader.condition().map(|_| ()),
        FragmentKind::OrderBy => reader.order_terms().map(|_| ()),
        FragmentKind::Kpi => reader.kpi().map(|_| ()),
    };
    read.map(|()| reader.source.columns.take()).unwrap_or_default()
}

struct Reader<'t> {
    source: Source<'t>,
    parser: Parser<'static>,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Result<Self, FragmentError> {
        let (source, tokens) = tokens(text)?;
        let parser = Parser::new(&PostgreSqlDialect {}).with_recursion_limit(RECURSION_MOST);
        Ok(Self { source, parser: parser.with_tokens_with_locations(tokens) })
    }

    fn kpi(&mut self) -> Result<KpiFragment, FragmentError> {
        let begins_behind = self.parser.peek_keyword(Keyword::ORDER) || self.parser.peek_keyword(Keyword::LIMIT);
        let condition = if begins_behind { None } else { Some(self.condition()?) };
        let ordered = self.parser.parse_keywords(&[Keyword::ORDER, Keyword::BY]);
        let order_by = if ordered { self.order_terms()? } else { Vec::new() };
        let limit = if self.parser.parse_keyword(Keyword::LIMIT) { Some(self.limit()?) } else { None };
        Ok(KpiFragment { condition, order_by, limit })
    }

    fn condition(&mut self) -> Result<Condition, FragmentError> {
        let start = self.next_start();
        let parsed = self.parser.parse_expr().map_err(|error| self.syntax(&error))?;
        let expr = Accept::new(&self.source).expr(&parsed)?;
        if !expr.may_be_boolean() {
            let end = self.next_start();
            let message = "this is neither true nor false";
            let error = FragmentError::new(start..end.max(start), "sql-not-boolean", message);
            return Err(error.with_hint("compare it with something: `cpu_percent > 90`"));
        }
        Ok(Condition(expr))
    }

    fn order_terms(&mut self) -> Result<Vec<OrderTerm>, FragmentError> {
        let mut terms = Vec::new();
        loop {
            let start = self.next_start();
            let parsed = self.parser.parse_order_by_expr().map_err(|error| self.syntax(&error))?;
            terms.push(self.order_term(&parsed, start)?);
            if !self.parser.consume_token(&Token::Comma) {
                return Ok(terms);
            }
        }
    }

    fn order_term(&mut self, parsed: &OrderByExpr, start: usize) -> Result<OrderTerm, FragmentError> {
        let expr = Accept::new(&self.source).expr(&parsed.expr)?;
        let range = start..self.next_start().max(start);
        let refuse =
            |message: &str, hint: &str| Err(FragmentError::new(range.clone(), "sql-order", message).with_hint(hint));
        if matches!(expr, Expr::Number(_) | Expr::Text(_) | Expr::Typed(..) | Expr::Word(_)) {
            return refuse("a fixed value orders nothing", "name a column");
        }
        let descending = match &parsed.options.sort {
            None | Some(OrderBySort::Asc) => false,
            Some(OrderBySort::Desc) => true,
            Some(_) => return refuse("only ASC and DESC are directions", "write ASC or DESC"),
        };
        if parsed.with_fill.is_some() {
            return refuse("WITH FILL is not allowed", "take it out");
        }
        Ok(OrderTerm { expr, descending, nulls_first: parsed.options.nulls_first })
    }

    fn limit(&mut self) -> Result<u32, FragmentError> {
        let token = self.parser.next_token();
        let rows = match &token.token {
            Token::Number(digits, false) => digits.parse().ok().filter(|rows| (1..=LIMIT_MOST).contains(rows)),
            _ => None,
        };
        rows.ok_or_else(|| {
            let message = format!("LIMIT takes a whole number from 1 to {LIMIT_MOST}");
            FragmentError::new(self.source.range(token.span), "sql-limit", message)
        })
    }

    /// Where the next token begins, without the white space before it.
    fn next_start(&self) -> usize {
        let token = self.parser.peek_token_ref();
        if token.token == Token::EOF { self.source.text.trim_end().len() } else { self.source.byte(token.span.start) }
    }

    fn end(&self, hint: &str) -> Result<(), FragmentError> {
        let token: &TokenWithSpan = self.parser.peek_token_ref();
        if token.token == Token::EOF {
            return Ok(());
        }
        let message = format!("`{}` is not expected here", super::tokens::shown(&token.token.to_string()));
        Err(FragmentError::new(self.source.range(token.span), "sql-syntax", message).with_hint(hint))
    }

    fn syntax(&self, error: &ParserError) -> FragmentError {
        let said = match error {
            ParserError::RecursionLimitExceeded => {
                let message = "the fragment is nested too deeply";
                return FragmentError::new(0..self.source.text.len(), "sql-depth", message);
            }
            ParserError::TokenizerError(said) | ParserError::ParserError(said) => said,
        };
        let (message, place) = match said.rsplit_once(" at Line: ") {
            Some((message, place)) => (message, place.split_once(", Column: ")),
            None => (said.as_str(), None),
        };
        let place = place.and_then(|(line, column)| Some((line.parse().ok()?, column.trim().parse().ok()?)));
        let start = place.map_or_else(
            || self.next_start(),
            |(line, column)| self.source.byte(sqlparser::tokenizer::Location { line, column }),
        );
        let rest = &self.source.text[start..];
        let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',')).unwrap_or(rest.len());
        let length = length.max(rest.chars().next().map_or(0, char::len_utf8));
        // The parser's own words for this one are Rust's.
        let message = if message.starts_with("No infix parser") { "this is not expected here" } else { message };
        FragmentError::new(start..start + length, "sql-syntax", super::tokens::shown_long(message))
    }
}
