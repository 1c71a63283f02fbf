//! The queries of a template: small data sources with names, and no SQL but checked fragments.

use super::kinds::TableName;
use super::text::{Filter, Fragment, FragmentKind};
use super::words::Aggregate;

/// A query of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateQuery {
    /// What the template calls it: 1 to 30 of `a-z`, `0-9`, `_`, the first a letter.
    pub name: String,
    /// Where the rows stand.
    pub table: TableName,
    /// What each row holds, at least one. Where any of them is an aggregate, the others are what rows are grouped by.
    pub select: Vec<Selected>,
    /// The column of the time; with it the query follows the viewer's range.
    pub timestamp: Option<String>,
    /// The condition that rows must meet.
    pub filter: Option<Filter>,
    /// The order: over the table's columns, or with an aggregate over the names of `select`.
    pub order_by: Option<Filter>,
    /// Rows at most, 1 to 1,000; `None` is 100, and the answer says so where there were more.
    pub limit: Option<u16>,
    /// The column that limits the rows to a ward.
    pub ward_column: Option<String>,
}

/// A value of each row of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selected {
    /// What the template calls it, by the same rule as a query's name.
    pub name: String,
    /// The column; `None` counts rows.
    pub column: Option<String>,
    /// How rows become the value; `None` is the column as it is. Without a column it is [`Aggregate::Count`].
    pub aggregate: Option<Aggregate>,
}

impl TemplateQuery {
    /// Whether its rows are made of several rows of the table.
    #[must_use]
    pub fn aggregates(&self) -> bool {
        self.select.iter().any(|selected| selected.aggregate.is_some())
    }

    /// The SQL fragments it holds.
    #[must_use]
    pub fn fragments(&self) -> Vec<Fragment> {
        let of = |kind, text: &Option<Filter>| text.clone().map(|filter| Fragment { kind, filter });
        let condition = of(FragmentKind::Condition, &self.filter);
        condition.into_iter().chain(of(FragmentKind::OrderBy, &self.order_by)).collect()
    }
}
