//! The rows of a template's queries.

use watchroom_access::Scope;
use watchroom_domain::TimeRange;
use watchroom_spec::{Selected, TemplateQuery};

use super::kpi::write_order;
use super::source::{Source, condition};
use super::timeseries::write_aggregate;
use crate::fragment::{FragmentError, OrderTerm, parse_order_by};
use crate::sql::SqlText;
use crate::{Ask, Statement};

/// Rows of a query that names no limit.
const ROWS: u16 = 100;

/// The queries of a template: read in one transaction, so that they agree with each other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TemplatePlan {
    /// In the order of the file.
    pub queries: Vec<QueryPlan>,
}

/// One query of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueryPlan {
    /// What the template calls it.
    pub name: String,
    source: Source,
    select: Vec<(String, Pick)>,
    order_by: Vec<String>,
    timestamp: Option<String>,
    aggregates: bool,
    limit: Option<u16>,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Pick {
    Column(String),
    Rows,
    Aggregate(watchroom_spec::Aggregate, String),
}

impl Pick {
    fn of(selected: &Selected) -> Self {
        match (selected.aggregate, &selected.column) {
            (None, Some(column)) => Pick::Column(column.clone()),
            (Some(aggregate), Some(column)) => Pick::Aggregate(aggregate, column.clone()),
            (_, None) => Pick::Rows,
        }
    }
}

impl TemplatePlan {
    /// An aggregate over a table with a time column always means a range, `range` where the viewer names none; the
    /// rows themselves are looked for in all the data unless the viewer names one.
    pub(super) fn new(queries: &[TemplateQuery], ask: &Ask, range: TimeRange) -> Result<Self, FragmentError> {
        let planned = queries.iter().map(|query| {
            let aggregates = query.aggregates();
            let within = if aggregates { Some(range) } else { ask.range };
            let order_by = query.order_by.as_ref().map(|filter| parse_order_by(&filter.text)).transpose()?;
            Ok(QueryPlan {
                name: query.name.clone(),
                source: Source {
                    table: query.table.clone(),
                    condition: condition(query.filter.as_ref())?,
                    within: query.timestamp.clone().zip(within),
                    ward_column: query.ward_column.clone(),
                },
                select: query.select.iter().map(|one| (one.name.clone(), Pick::of(one))).collect(),
                order_by: order_by.unwrap_or_default().iter().map(OrderTerm::to_sql).collect(),
                timestamp: query.timestamp.clone(),
                aggregates,
                limit: query.limit,
            })
        });
        Ok(Self { queries: planned.collect::<Result<_, FragmentError>>()? })
    }

    pub(super) fn statements(&self, scope: &Scope, as_text: &[String]) -> Vec<Statement> {
        self.queries.iter().map(|query| query.statement(scope, as_text)).collect()
    }
}

impl QueryPlan {
    /// The names of its values, in order; the columns of its frame are [`QueryPlan::column`] of each.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.select.iter().map(|(name, _)| name.as_str())
    }

    /// The result's column of a value, by whose name no other query has one: `totals.requests`.
    #[must_use]
    pub fn column(&self, name: &str) -> String {
        format!("{}.{name}", self.name)
    }

    /// Rows shown at most. Where the engineer named no limit, one row more is read, to tell that there are more.
    #[must_use]
    pub fn most_rows(&self) -> usize {
        usize::from(self.limit.unwrap_or(ROWS))
    }

    fn statement(&self, scope: &Scope, as_text: &[String]) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT ");
        for (place, (name, pick)) in self.select.iter().enumerate() {
            text.words(if place == 0 { "" } else { ", " });
            match pick {
                // Inside, aggregates go by their own names, so that the order can use them.
                _ if self.aggregates => text.name(name),
                Pick::Column(column) | Pick::Aggregate(_, column) => text.name(column),
                Pick::Rows => text.words("NULL"),
            };
            let column = self.column(name);
            text.words(if as_text.contains(&column) { "::text AS " } else { " AS " }).name(&column);
        }
        if self.aggregates {
            text.words(" FROM (");
            self.write_grouped(&mut text, scope);
            text.words(") AS grouped");
        } else {
            self.source.write(&mut text, scope);
        }
        write_order(&mut text, &self.order_by);
        let most = self.limit.map_or(u64::from(ROWS) + 1, u64::from);
        text.words(" LIMIT ").number(most);
        text.done()
    }

    fn write_grouped(&self, text: &mut SqlText, scope: &Scope) {
        text.words("SELECT ");
        for (place, (name, pick)) in self.select.iter().enumerate() {
            text.words(if place == 0 { "" } else { ", " });
            match pick {
                Pick::Column(column) => {
                    text.name(column);
                }
                Pick::Rows => {
                    text.words("count(*)");
                }
                Pick::Aggregate(aggregate, column) => {
                    write_aggregate(text, *aggregate, column, self.timestamp.as_deref());
                }
            }
            text.words(" AS ").name(name);
        }
        self.source.write(text, scope);
        let groups = self.select.iter().enumerate().filter(|(_, (_, pick))| matches!(pick, Pick::Column(_)));
        for (number, (place, _)) in groups.enumerate() {
            text.words(if number == 0 { " GROUP BY " } else { ", " });
            text.number(u64::try_from(place + 1).unwrap_or(u64::MAX));
        }
    }
}
