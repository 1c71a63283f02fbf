//! The positive list: the parser's tree → ours. Whatever is not named here is refused.

mod forms;
mod operators;

use std::ops::Range;

use sqlparser::ast::{Expr as Sql, Ident, Spanned, UnaryOperator, Value, ValueWithSpan};

use super::error::FragmentError;
use super::functions::{CLOCK_WORDS, RESERVED_WORDS, SYSTEM_COLUMNS};
use super::tokens::{Source, shown};
use super::tree::Expr;
use super::types;

/// Trees are refused that are deeper than this.
const DEPTH_MOST: usize = 48;

pub(super) struct Accept<'s, 't> {
    source: &'s Source<'t>,
    depth: usize,
}

type Accepted<T = Expr> = Result<T, FragmentError>;

impl<'s, 't> Accept<'s, 't> {
    pub(super) fn new(source: &'s Source<'t>) -> Self {
        Self { source, depth: 0 }
    }

    /// Our tree for `sql`.
    pub(super) fn expr(&mut self, sql: &Sql) -> Accepted {
        self.depth += 1;
        if self.depth > DEPTH_MOST {
            return Err(FragmentError::new(
                0..self.source.text.len(),
                "sql-depth",
                "the fragment is nested too deeply",
            ));
        }
        let accepted = self.one(sql);
        self.depth -= 1;
        accepted
    }

    fn boxed(&mut self, sql: &Sql) -> Accepted<Box<Expr>> {
        self.expr(sql).map(Box::new)
    }

    fn list(&mut self, list: &[Sql]) -> Accepted<Vec<Expr>> {
        list.iter().map(|sql| self.expr(sql)).collect()
    }

    fn one(&mut self, sql: &Sql) -> Accepted {
        match sql {
            Sql::Nested(inner) => self.expr(inner),
            Sql::Identifier(ident) => self.column(ident),
            Sql::Value(value) => self.value(value),
            Sql::UnaryOp { op, expr } => self.unary(*op, expr),
            Sql::BinaryOp { left, op, right } => self.binary(left, op, right),
            Sql::IsNull(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS NULL")),
            Sql::IsNotNull(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS NOT NULL")),
            Sql::IsTrue(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS TRUE")),
            Sql::IsNotTrue(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS NOT TRUE")),
            Sql::IsFalse(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS FALSE")),
            Sql::IsNotFalse(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS NOT FALSE")),
            Sql::IsUnknown(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS UNKNOWN")),
            Sql::IsNotUnknown(expr) => Ok(Expr::Is(self.boxed(expr)?, "IS NOT UNKNOWN")),
            Sql::IsDistinctFrom(left, right) => self.pair("IS DISTINCT FROM", left, right),
            Sql::IsNotDistinctFrom(left, right) => self.pair("IS NOT DISTINCT FROM", left, right),
            Sql::InList { expr, list, negated } if !list.is_empty() => {
                Ok(Expr::In { expr: self.boxed(expr)?, list: self.list(list)?, negated: *negated })
            }
            Sql::Between { expr, negated, low, high } => Ok(Expr::Between {
                expr: self.boxed(expr)?,
                low: self.boxed(low)?,
                high: self.boxed(high)?,
                negated: *negated,
            }),
            Sql::Like { negated, any: false, expr, pattern, escape_char } => {
                let operator = if *negated { "NOT LIKE" } else { "LIKE" };
                self.like(operator, expr, pattern, escape_char.as_deref())
            }
            Sql::ILike { negated, any: false, expr, pattern, escape_char } => {
                let operator = if *negated { "NOT ILIKE" } else { "ILIKE" };
                self.like(operator, expr, pattern, escape_char.as_deref())
            }
            Sql::AnyOp { left, compare_op, right, is_some: _ } => self.quantified(left, compare_op, "ANY", right),
            Sql::AllOp { left, compare_op, right } => self.quantified(left, compare_op, "ALL", right),
            other => self.form(other),
        }
    }

    fn column(&self, ident: &Ident) -> Accepted {
        let at = self.source.range(ident.span);
        let name = match ident.quote_style {
            Some('"') => ident.value.clone(),
            None => ident.value.to_ascii_lowercase(),
            Some(_) => return self.refuse(at, "sql-name", "names stand in \"double quotes\" or in none", "change it"),
        };
        if ident.quote_style.is_none() {
            let upper = name.to_ascii_uppercase();
            if let Some(word) = CLOCK_WORDS.iter().find(|word| **word == upper) {
                return Ok(Expr::Word(word));
            }
            if RESERVED_WORDS.contains(&name.as_str()) {
                let message = format!("`{}` is not allowed: it is no column", shown(&name));
                return self.refuse(at, "sql-name", message, "put it in double quotes if a column has this name");
            }
        }
        if name.is_empty() || name.len() > 63 {
            let message = format!("a column's name has 1 to 63 bytes, this one {}", name.len());
            return self.refuse(at, "sql-name", message, "write the column as the database names it");
        }
        if name.starts_with("pg_") || SYSTEM_COLUMNS.contains(&name.as_str()) {
            let message = format!("`{}` belongs to PostgreSQL itself", shown(&name));
            return self.refuse(at, "sql-system", message, "use a column of the table");
        }
        self.source.columns.borrow_mut().push((name.clone(), at));
        Ok(Expr::Column(name))
    }

    fn value(&self, value: &ValueWithSpan) -> Accepted {
        let at = self.source.range(value.span);
        match &value.value {
            Value::Number(digits, false) if is_number(digits) => Ok(Expr::Number(digits.clone())),
            Value::SingleQuotedString(text) | Value::EscapedStringLiteral(text) if !has_control(text) => {
                Ok(Expr::Text(text.clone()))
            }
            Value::Boolean(true) => Ok(Expr::Word("TRUE")),
            Value::Boolean(false) => Ok(Expr::Word("FALSE")),
            Value::Null => Ok(Expr::Word("NULL")),
            other => {
                let message = format!("the literal `{}` is not allowed", shown(&other.to_string()));
                self.refuse(at, "sql-literal", message, "write 'text' or a plain number")
            }
        }
    }

    /// The text that must stand there as a literal.
    fn text<'v>(&self, sql: &'v Sql, what: &str) -> Accepted<&'v str> {
        match sql {
            Sql::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. }) if !has_control(text) => Ok(text),
            _ => self.refuse(self.range(sql), "sql-literal", format!("{what} must be a text"), "write it as 'text'"),
        }
    }

    fn unary(&mut self, operator: UnaryOperator, sql: &Sql) -> Accepted {
        let operator = match operator {
            UnaryOperator::Not => "NOT",
            UnaryOperator::Minus => "-",
            UnaryOperator::Plus => "+",
            other => {
                let message = format!("the operator `{other}` is not allowed");
                return self.refuse(self.range(sql), "sql-operator", message, "NOT, - and + stand before a value");
            }
        };
        let expr = self.boxed(sql)?;
        if operator == "NOT" && !expr.may_be_boolean() {
            return self.not_boolean(sql);
        }
        Ok(Expr::Unary(operator, expr))
    }

    fn not_boolean<T>(&self, sql: &Sql) -> Accepted<T> {
        let hint = "AND, OR and NOT join conditions: `a = 1 OR a = 2`, or `a IN (1, 2)`";
        self.refuse(self.range(sql), "sql-not-boolean", "this is neither true nor false", hint)
    }

    /// The bytes of a part, or of the whole fragment where the parser does not say.
    fn range(&self, sql: &Sql) -> Range<usize> {
        self.source.range(sql.span())
    }

    fn refuse<T>(&self, at: Range<usize>, code: &'static str, message: impl Into<String>, hint: &str) -> Accepted<T> {
        Err(FragmentError::new(at, code, message).with_hint(hint))
    }
}

/// Digits with a point and an exponent at most.
fn is_number(digits: &str) -> bool {
    let (mantissa, exponent) = digits.split_once(['e', 'E']).map_or((digits, None), |(m, e)| (m, Some(e)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_ok = exponent.is_none_or(|exponent| {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        (1..=3).contains(&exponent.len()) && all_digits(exponent)
    });
    digits.len() <= 60 && whole.len() + fraction.len() > 0 && all_digits(whole) && all_digits(fraction) && exponent_ok
}

/// Whether a text holds what may not be written as it is: an E'…' can spell such characters out.
fn has_control(text: &str) -> bool {
    text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}
