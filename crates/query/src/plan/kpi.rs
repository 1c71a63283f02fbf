//! One value, and the one before it.

use watchroom_access::Scope;
use watchroom_domain::TimeRange;
use watchroom_spec::{Aggregate, Kpi};

use super::source::Source;
use super::timeseries::write_aggregate;
use crate::fragment::{FragmentError, KpiFragment, OrderTerm, parse_kpi};
use crate::sql::SqlText;
use crate::{Ask, Statement};

/// One value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KpiPlan {
    source: Source,
    value: String,
    timestamp: Option<String>,
    pick: Pick,
}

/// Which value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Pick {
    /// That of the first row in an order; the row after it is the value before.
    First {
        order_by: Vec<String>,
        /// The column that leads the order: where it holds a time, that is the value's age.
        leading_column: Option<String>,
    },
    /// An aggregate over the rows, or over the first of them in an order.
    Over { aggregate: Aggregate, order_by: Vec<String>, limit: Option<u64>, before: Option<Box<Source>> },
}

impl KpiPlan {
    pub(super) fn new(spec: &Kpi, ask: &Ask, range: TimeRange) -> Result<Self, FragmentError> {
        let KpiFragment { condition, order_by, limit } = match &spec.filter {
            Some(filter) => parse_kpi(&filter.text)?,
            None => KpiFragment { condition: None, order_by: Vec::new(), limit: None },
        };
        let leading_column = order_by.first().and_then(OrderTerm::as_column).map(ToOwned::to_owned);
        let order_by: Vec<String> = order_by.iter().map(OrderTerm::to_sql).collect();
        let limit = limit.map(u64::from);
        let picks_first = spec.aggregate.is_none() && !order_by.is_empty() && limit.is_none_or(|limit| limit == 1);
        // A single latest row is looked for in all the data unless the viewer names a range; a sum or an average
        // over a table with a time column always means a range.
        let range = if picks_first { ask.range } else { Some(range) };
        let within = spec.timestamp.clone().zip(range);
        let source = Source {
            table: spec.table.clone(),
            condition: condition.map(|condition| condition.to_sql()),
            within,
            ward_column: spec.ward_column.clone(),
        };
        let pick = if picks_first {
            Pick::First { order_by, leading_column }
        } else {
            let before = source.within.as_ref().and_then(|(column, range)| {
                let within = Some((column.clone(), range.preceding()?));
                Some(Box::new(Source { within, ..source.clone() }))
            });
            Pick::Over { aggregate: spec.aggregate.unwrap_or(Aggregate::Avg), order_by, limit, before }
        };
        Ok(Self { source, value: spec.value.clone(), timestamp: spec.timestamp.clone(), pick })
    }

    /// Columns of each: the value, the time it is of (or whatever leads the order, or null). The first row of the
    /// first statement is the value; the next row, of it or of the second statement, the value before.
    /// The columns in `as_text` are turned into text by the database.
    pub(super) fn statements(&self, scope: &Scope, as_text: &[String]) -> Vec<Statement> {
        let cast = |name: &str| if as_text.iter().any(|column| column == name) { "::text" } else { "" };
        match &self.pick {
            Pick::First { order_by, leading_column } => {
                let mut text = SqlText::default();
                text.words("SELECT ").name(&self.value).words(cast("value")).words(" AS value, ");
                match self.timestamp.as_ref().or(leading_column.as_ref()) {
                    Some(column) => text.name(column).words(cast("moment")).words(" AS moment"),
                    None => text.words("NULL::timestamptz AS moment"),
                };
                self.source.write(&mut text, scope);
                write_order(&mut text, order_by);
                text.words(" LIMIT 2");
                vec![text.done()]
            }
            Pick::Over { aggregate, order_by, limit, before } => {
                let sources = std::iter::once(&self.source).chain(before.as_deref());
                sources
                    .map(|source| self.aggregate(source, scope, *aggregate, order_by, *limit, cast("value")))
                    .collect()
            }
        }
    }

    fn aggregate(
        &self,
        source: &Source,
        scope: &Scope,
        aggregate: Aggregate,
        order_by: &[String],
        limit: Option<u64>,
        cast: &'static str,
    ) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT ");
        write_aggregate(&mut text, aggregate, "value", Some("moment"));
        text.words(cast).words(" AS value, max(moment) AS moment FROM (SELECT ").name(&self.value).words(" AS value, ");
        match &self.timestamp {
            Some(column) => text.name(column).words("::timestamptz"),
            None => text.words("NULL::timestamptz"),
        };
        text.words(" AS moment");
        source.write(&mut text, scope);
        write_order(&mut text, order_by);
        if let Some(limit) = limit {
            text.words(" LIMIT ").number(limit);
        }
        text.words(") AS picked");
        text.done()
    }
}

/// Writes `ORDER BY …` from terms that the fragment parser rendered.
pub(super) fn write_order(text: &mut SqlText, terms: &[String]) {
    for (place, term) in terms.iter().enumerate() {
        text.words(if place == 0 { " ORDER BY " } else { ", " }).rendered(term);
    }
}
