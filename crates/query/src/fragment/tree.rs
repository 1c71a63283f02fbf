//! Our own tree: what a fragment may say, and nothing else. Names of functions, types and operators are our own
//! words, never the author's.

use std::collections::BTreeSet;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Expr {
    /// As the database spells it.
    Column(String),
    /// Digits, checked.
    Number(String),
    Text(String),
    /// `TRUE`, `NULL`, `CURRENT_DATE`, …
    Word(&'static str),
    /// `INTERVAL '…'`, `DATE '…'`.
    Typed(&'static str, String),
    /// `NOT`, `-`, `+`.
    Unary(&'static str, Box<Expr>),
    /// The same operator between each two; more than two only where `(a op b) op c` is what `a op b op c` means.
    Chain(&'static str, Vec<Expr>),
    /// `IS NULL`, `IS NOT TRUE`, …
    Is(Box<Expr>, &'static str),
    In {
        expr: Box<Expr>,
        list: Vec<Expr>,
        negated: bool,
    },
    Between {
        expr: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        negated: bool,
    },
    Like {
        operator: &'static str,
        expr: Box<Expr>,
        pattern: Box<Expr>,
        escape: Option<String>,
    },
    /// `a = ANY (ARRAY[…])`.
    Quantified {
        operator: &'static str,
        quantifier: &'static str,
        expr: Box<Expr>,
        list: Vec<Expr>,
    },
    Call(&'static str, Vec<Expr>),
    Cast(Box<Expr>, Type),
    Extract(&'static str, Box<Expr>),
    Position(Box<Expr>, Box<Expr>),
    AtTimeZone(Box<Expr>, String),
    Case {
        operand: Option<Box<Expr>>,
        whens: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
    },
}

/// A type to cast to, with its precision.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Type {
    pub(super) name: &'static str,
    pub(super) precision: Vec<u64>,
}

impl Expr {
    /// The columns used.
    pub(super) fn columns(&self) -> BTreeSet<&str> {
        let mut columns = BTreeSet::new();
        self.visit(&mut |expr| {
            if let Expr::Column(name) = expr {
                columns.insert(name.as_str());
            }
        });
        columns
    }

    fn visit<'e>(&'e self, see: &mut impl FnMut(&'e Expr)) {
        see(self);
        match self {
            Expr::Column(_) | Expr::Number(_) | Expr::Text(_) | Expr::Word(_) | Expr::Typed(..) => {}
            Expr::Unary(_, expr)
            | Expr::Is(expr, _)
            | Expr::Cast(expr, _)
            | Expr::Extract(_, expr)
            | Expr::AtTimeZone(expr, _) => expr.visit(see),
            Expr::Chain(_, list) | Expr::Call(_, list) => list.iter().for_each(|expr| expr.visit(see)),
            Expr::In { expr, list, .. } | Expr::Quantified { expr, list, .. } => {
                expr.visit(see);
                list.iter().for_each(|expr| expr.visit(see));
            }
            Expr::Between { expr, low, high, .. } => [expr, low, high].into_iter().for_each(|expr| expr.visit(see)),
            Expr::Like { expr, pattern, .. } => [expr, pattern].into_iter().for_each(|expr| expr.visit(see)),
            Expr::Position(part, whole) => [part, whole].into_iter().for_each(|expr| expr.visit(see)),
            Expr::Case { operand, whens, otherwise } => {
                operand.iter().for_each(|expr| expr.visit(see));
                whens.iter().flat_map(|(when, then)| [when, then]).for_each(|expr| expr.visit(see));
                otherwise.iter().for_each(|expr| expr.visit(see));
            }
        }
    }

    /// Whether it can be true or false; a column and a CASE may be.
    pub(super) fn may_be_boolean(&self) -> bool {
        match self {
            Expr::Number(_) | Expr::Text(_) | Expr::Typed(..) => false,
            Expr::Extract(..) | Expr::Position(..) | Expr::AtTimeZone(..) => false,
            Expr::Word(word) => matches!(*word, "TRUE" | "FALSE" | "NULL"),
            Expr::Unary(operator, _) => *operator == "NOT",
            Expr::Chain(operator, _) => !matches!(*operator, "+" | "-" | "*" | "/" | "%" | "||"),
            Expr::Cast(_, to) => to.name == "boolean",
            Expr::Call(name, _) => matches!(*name, "coalesce" | "nullif" | "greatest" | "least" | "starts_with"),
            _ => true,
        }
    }
}
