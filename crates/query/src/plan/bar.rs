//! A number for each category, the largest of them.

use watchroom_access::Scope;
use watchroom_domain::TimeRange;
use watchroom_spec::{Aggregate, Bar, BarOrder};

use super::source::{Source, condition};
use super::timeseries::write_aggregate;
use crate::Statement;
use crate::fragment::FragmentError;
use crate::sql::SqlText;

/// Series shown at most, the largest; more colours cannot be told apart.
const SERIES_MOST: u64 = 50;

/// A number for each category.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BarPlan {
    source: Source,
    category: String,
    value: Option<String>,
    series_label: Option<String>,
    timestamp: Option<String>,
    aggregate: Aggregate,
    order: BarOrder,
    /// Categories shown at most; the others are the one behind the last.
    pub most_categories: u16,
    /// The range that the rows lie in; `None` where the panel names no time column.
    pub range: Option<TimeRange>,
    /// What the one series is called where the panel names no label column.
    pub lone_label: Option<String>,
}

impl BarPlan {
    pub(super) fn new(spec: &Bar, title: &str, range: TimeRange) -> Result<Self, FragmentError> {
        let within = spec.timestamp.clone().map(|column| (column, range));
        Ok(Self {
            range: within.as_ref().map(|_| range),
            source: Source {
                table: spec.table.clone(),
                condition: condition(spec.filter.as_ref())?,
                within,
                ward_column: spec.ward_column.clone(),
            },
            category: spec.category.clone(),
            value: spec.value.clone(),
            series_label: spec.series_label.clone(),
            timestamp: spec.timestamp.clone(),
            aggregate: spec.aggregate,
            order: spec.order,
            most_categories: spec.most_categories,
            lone_label: spec.series_label.is_none().then(|| title.to_owned()),
        })
    }

    /// Whether the numbers of several categories add up to one that means something.
    #[must_use]
    pub const fn folds(&self) -> bool {
        matches!(self.aggregate, Aggregate::Count | Aggregate::Sum)
    }

    /// Series in an answer at most; a row with a larger `series_place` only tells that there are more.
    #[must_use]
    pub const fn most_series(&self) -> u64 {
        SERIES_MOST
    }

    /// Columns: the category's place among all by size, from 1 (`most_categories` + 1 is all others together), its
    /// text, the series' place by size and its label, the value, the last place that there is, the newest moment.
    /// The columns in `as_text` are turned into text by the database.
    pub(super) fn statement(&self, scope: &Scope, as_text: &[String], most_rows: u64) -> Statement {
        let most = u64::from(self.most_categories);
        let mut text = SqlText::default();
        text.words("WITH cells AS (SELECT ").name(&self.category).words(" AS category, ");
        match &self.series_label {
            Some(column) => text.name(column).words("::text AS label, "),
            None => text.words("NULL::text AS label, "),
        };
        match &self.value {
            Some(value) => write_aggregate(&mut text, self.aggregate, value, self.timestamp.as_deref()),
            None => {
                text.words("count(*)");
            }
        }
        match &self.timestamp {
            Some(column) => text.words(" AS value, max(").name(column).words(")::timestamptz AS newest"),
            None => text.words(" AS value, NULL::timestamptz AS newest"),
        };
        self.source.write(&mut text, scope);
        // The largest is the one with the largest sum of its series; means and percentiles have no sum.
        let whole = if self.folds() { "sum(value)" } else { "max(value)" };
        text.words(" GROUP BY 1, 2), sized AS (SELECT *, ").words(whole);
        text.words(" OVER (PARTITION BY category) AS size, ").words(whole);
        text.words(" OVER (PARTITION BY label) AS series_size FROM cells), placed AS (SELECT *, ");
        text.words("dense_rank() OVER (ORDER BY size DESC NULLS LAST, category) AS place, ");
        text.words("dense_rank() OVER (ORDER BY series_size DESC NULLS LAST, label) AS series_place FROM sized), ");
        text.words("shown AS (SELECT least(place, ").number(most + 1).words(") AS place, CASE WHEN place <= ");
        text.number(most).words(" THEN category END AS category, series_place, label, ").words(whole);
        text.words(" AS value, max(place) AS last_place, max(newest) AS newest FROM placed WHERE series_place <= ");
        text.number(SERIES_MOST + 1).words(" GROUP BY 1, 2, 3, 4) ");
        let cast = if as_text.iter().any(|column| column == "value") { "::text" } else { "" };
        text.words("SELECT place, category::text AS category, series_place, label, value").words(cast);
        text.words(" AS value, last_place, newest FROM shown ORDER BY place > ").number(most);
        text.words(match self.order {
            BarOrder::Value => ", place",
            // What has no category goes last, as what has no value does.
            BarOrder::Category => ", shown.category NULLS LAST, place",
        });
        text.words(", series_place LIMIT ").number(most_rows + 1);
        text.done()
    }
}
