//! Values over time, in buckets or row by row.

use jiff::tz::TimeZone;
use watchroom_access::Scope;
use watchroom_domain::TimeRange;
use watchroom_spec::{Aggregate, Interpolation, Timeseries};

use super::source::{Source, condition};
use crate::fragment::FragmentError;
use crate::sql::SqlText;
use crate::{Ask, Bind, Grid, Statement, bucket_width_s};

/// The narrowest bucket, in seconds.
const MINUTE_S: i64 = 60;

/// Values over time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TimeseriesPlan {
    source: Source,
    timestamp: String,
    value: String,
    series_label: Option<String>,
    only_series: Vec<String>,
    aggregate: Aggregate,
    /// What happens to buckets without a value.
    pub interpolation: Interpolation,
    /// The range that is shown.
    pub range: TimeRange,
    /// The buckets; `None` is every row.
    pub grid: Option<Grid>,
    /// What the one series is called where the panel names no label column.
    pub lone_label: String,
}

impl TimeseriesPlan {
    pub(super) fn new(
        spec: &Timeseries,
        title: &str,
        zone: &TimeZone,
        range: TimeRange,
        ask: &Ask,
    ) -> Result<Self, FragmentError> {
        let width_s = bucket_width_s(&range, ask.disable_aggregation, ask.max_points);
        // A count needs something to count within: a short range has a point a minute instead of every row as a 1.
        let counts = spec.aggregate == Aggregate::Count && !ask.disable_aggregation;
        let width_s = width_s.or(counts.then_some(MINUTE_S));
        Ok(Self {
            source: Source {
                table: spec.table.clone(),
                condition: condition(spec.filter.as_ref())?,
                within: Some((spec.timestamp.clone(), range)),
                ward_column: spec.ward_column.clone(),
            },
            timestamp: spec.timestamp.clone(),
            value: spec.value.clone(),
            series_label: spec.series_label.clone(),
            only_series: ask.series_filter.clone(),
            aggregate: spec.aggregate,
            interpolation: spec.interpolation,
            range,
            grid: width_s.map(|width_s| Grid::cut(&range, width_s, zone)),
            lone_label: title.to_owned(),
        })
    }

    /// The aggregate of a bucket, where there are buckets.
    #[must_use]
    pub const fn aggregate(&self) -> Aggregate {
        self.aggregate
    }

    /// Columns: the moment (of a bucket, its beginning), the series' label (null without a label column), the value
    /// as `float8`, and the newest moment among the rows behind it.
    pub(super) fn statement(&self, scope: &Scope, most_rows: u64) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT ");
        self.write_moment(&mut text);
        text.words(" AS moment, ");
        self.write_label(&mut text);
        text.words(" AS label, ");
        match &self.grid {
            Some(_) => write_aggregate(&mut text, self.aggregate, &self.value, Some(&self.timestamp)),
            None if self.aggregate == Aggregate::Count => {
                text.words("num_nonnulls(").name(&self.value).words(")");
            }
            None => {
                text.name(&self.value);
            }
        }
        text.words("::float8 AS value, ");
        match &self.grid {
            Some(_) => text.words("max(").name(&self.timestamp).words(")::timestamptz"),
            None => text.name(&self.timestamp).words("::timestamptz"),
        };
        text.words(" AS newest");
        self.source.write(&mut text, scope);
        self.write_only_series(&mut text);
        if self.grid.is_some() {
            text.words(" GROUP BY 1, 2");
        }
        // Newest first: where the limit cuts, it cuts the oldest. One row more than allowed tells that it cut.
        text.words(" ORDER BY 1 DESC, 2 LIMIT ").number(most_rows + 1);
        text.done()
    }

    /// Every row of a plan without buckets, oldest first. Columns: the moment, the series' label where the panel names
    /// a column for it (the panel's title where a row has none), the value as `float8`.
    pub(super) fn every_row(&self, scope: &Scope) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT ").name(&self.timestamp).words("::timestamptz AS moment, ");
        if self.series_label.is_some() {
            text.words("coalesce(");
            self.write_label(&mut text);
            text.words(", ").bind(Bind::Text(self.lone_label.clone())).words(") AS label, ");
        }
        match self.aggregate {
            Aggregate::Count => text.words("num_nonnulls(").name(&self.value).words(")"),
            _ => text.name(&self.value),
        };
        text.words("::float8 AS value");
        self.source.write(&mut text, scope);
        self.write_only_series(&mut text);
        text.words(" ORDER BY 1");
        if self.series_label.is_some() {
            text.words(", 2");
        }
        text.done()
    }

    fn write_only_series(&self, text: &mut SqlText) {
        if !self.only_series.is_empty() {
            text.words(" AND ");
            self.write_label(text);
            text.words(" = ANY (").bind(Bind::Texts(self.only_series.clone())).words(")");
        }
    }

    /// Whether a column names each row's series.
    #[must_use]
    pub const fn is_labelled(&self) -> bool {
        self.series_label.is_some()
    }

    fn write_moment(&self, text: &mut SqlText) {
        match &self.grid {
            None => {
                text.name(&self.timestamp).words("::timestamptz");
            }
            Some(grid) if grid.is_even() => {
                text.words("date_bin(make_interval(secs => ").number(grid.width_s().unsigned_abs()).words("), ");
                text.name(&self.timestamp).words("::timestamptz, ");
                text.bind(Bind::Times(grid.edges()[..1].to_vec())).words("[1])");
            }
            Some(grid) => {
                let edges = Bind::Times(grid.edges().to_vec());
                text.bind(edges.clone()).words("[width_bucket(").name(&self.timestamp).words("::timestamptz, ");
                text.bind(edges).words(")]");
            }
        }
    }

    fn write_label(&self, text: &mut SqlText) {
        match &self.series_label {
            Some(column) => text.name(column).words("::text"),
            None => text.words("NULL::text"),
        };
    }
}

/// Writes an aggregate over `value`; `latest_by` orders [`Aggregate::Last`].
pub(super) fn write_aggregate(text: &mut SqlText, aggregate: Aggregate, value: &str, latest_by: Option<&str>) {
    let share = match aggregate {
        Aggregate::P50 => "0.5",
        Aggregate::P95 => "0.95",
        Aggregate::P99 => "0.99",
        Aggregate::Avg | Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::Count | Aggregate::Last => "",
    };
    match aggregate {
        Aggregate::Avg => text.words("avg(").name(value).words(")"),
        Aggregate::Sum => text.words("sum(").name(value).words(")"),
        Aggregate::Min => text.words("min(").name(value).words(")"),
        Aggregate::Max => text.words("max(").name(value).words(")"),
        Aggregate::Count => text.words("count(").name(value).words(")"),
        Aggregate::P50 | Aggregate::P95 | Aggregate::P99 => {
            text.words("percentile_cont(").words(share).words(") WITHIN GROUP (ORDER BY ").name(value).words(")")
        }
        Aggregate::Last => {
            text.words("(array_agg(").name(value);
            if let Some(column) = latest_by {
                text.words(" ORDER BY ").name(column).words(" DESC");
            }
            text.words(") FILTER (WHERE ").name(value).words(" IS NOT NULL))[1]")
        }
    };
}
