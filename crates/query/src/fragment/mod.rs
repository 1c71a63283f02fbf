//! SQL fragments of panels: parsed, never pasted.
//!
//! A fragment is read by an SQL parser, each node of its tree is compared with a **positive** list, and what is
//! allowed is copied into a small tree of our own. SQL text is rendered from that tree alone, with every name quoted
//! and every literal escaped anew, so nothing that was not understood can ever reach a database.

mod accept;
mod check;
mod error;
mod functions;
mod parse;
mod places;
mod render;
#[cfg(test)]
mod tests;
mod tokens;
mod tree;
mod types;

use std::collections::BTreeSet;

pub use check::{check, check_loaded};
pub use error::FragmentError;
pub(crate) use parse::column_places;
pub use parse::{parse_condition, parse_kpi, parse_order_by};
pub(crate) use places::place_in_fragment;

/// A boolean expression over the columns of one table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition(tree::Expr);

impl Condition {
    /// The columns used, as the database spells them.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        self.0.columns()
    }

    /// SQL in parentheses: it can stand behind `AND` as it is.
    #[must_use]
    pub fn to_sql(&self) -> String {
        render::condition(&self.0)
    }
}

/// One term of an ORDER BY.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OrderTerm {
    expr: tree::Expr,
    descending: bool,
    nulls_first: Option<bool>,
}

impl OrderTerm {
    /// The columns used, as the database spells them.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        self.expr.columns()
    }

    /// Whether the largest comes first.
    #[must_use]
    pub fn is_descending(&self) -> bool {
        self.descending
    }

    /// The column, where the term is a column and nothing else.
    #[must_use]
    pub fn as_column(&self) -> Option<&str> {
        match &self.expr {
            tree::Expr::Column(name) => Some(name),
            _ => None,
        }
    }

    /// SQL: `"recorded_at" DESC`.
    #[must_use]
    pub fn to_sql(&self) -> String {
        render::order_term(&self.expr, self.descending, self.nulls_first)
    }
}

/// What a KPI's fragment says: which rows, in which order, how many.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KpiFragment {
    /// The condition, if any.
    pub condition: Option<Condition>,
    /// The order; empty where none is given.
    pub order_by: Vec<OrderTerm>,
    /// Rows, 1 to 10,000.
    pub limit: Option<u32>,
}

impl KpiFragment {
    /// The fragment as text, from the tree again.
    #[must_use]
    pub fn to_sql(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.condition.as_ref().map(Condition::to_sql));
        if !self.order_by.is_empty() {
            let terms: Vec<String> = self.order_by.iter().map(OrderTerm::to_sql).collect();
            parts.push(format!("ORDER BY {}", terms.join(", ")));
        }
        parts.extend(self.limit.map(|limit| format!("LIMIT {limit}")));
        parts.join(" ")
    }
}
