//! Values over time: rows regrouped into series.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_query::{Grid, TimeseriesPlan, fill_gaps};
use watchroom_store::{Answer, Frame, Values};

use super::Meta;

/// Values over time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimeseriesData {
    range: TimeseriesRange,
    /// The buckets; null where every row is shown.
    #[schema(required = true)]
    bucket: Option<Bucket>,
    /// Where each bucket begins, in milliseconds since 1970; absent where every row is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!([1_700_000_000_000_i64]))]
    pub(super) timestamps: Option<Vec<i64>>,
    pub(super) series: Vec<TimeseriesSeries>,
    pub(crate) meta: Meta,
}

/// The range shown: the start belongs to it, the end does not.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimeseriesRange {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    end: Timestamp,
}

/// How rows became points.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bucket {
    /// The width in seconds.
    #[schema(example = 600)]
    seconds: i64,
    /// How the rows of a bucket became one value.
    #[schema(example = "avg")]
    aggregate: &'static str,
}

/// One line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimeseriesSeries {
    /// Its name.
    #[schema(example = "web-1")]
    pub(super) label: String,
    /// The moment of each value, in milliseconds since 1970; present where every row is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timestamps: Option<Vec<i64>>,
    /// The values; null is a gap.
    #[schema(example = json!([1.5, null]))]
    pub(super) values: Vec<Option<f64>>,
}

/// Shows the answer to a time series' plan.
pub(crate) fn timeseries(plan: &TimeseriesPlan, answer: &Answer, now: Timestamp) -> TimeseriesData {
    let rows = answer.frames.first().and_then(Rows::of);
    let newest = rows.as_ref().and_then(Rows::newest);
    let mut series = match (&rows, &plan.grid) {
        (None, _) => Vec::new(),
        (Some(rows), Some(grid)) => bucketed(rows, grid, plan),
        (Some(rows), None) => every_row(rows, &plan.lone_label),
    };
    series.sort_by(|a, b| natural(&a.label, &b.label));
    TimeseriesData {
        range: TimeseriesRange { start: plan.range.start(), end: plan.range.end() },
        bucket: plan.grid.as_ref().map(|grid| Bucket { seconds: grid.width_s(), aggregate: plan.aggregate().as_str() }),
        timestamps: plan.grid.as_ref().map(|grid| grid.edges().iter().map(|edge| edge.as_millisecond()).collect()),
        series,
        meta: Meta::fresh(answer, now, newest),
    }
}

/// The three columns of a time series' frame, newest row first.
struct Rows<'f> {
    moments: &'f [Option<Timestamp>],
    labels: &'f [Option<Arc<str>>],
    values: &'f [Option<f64>],
    newest: &'f [Option<Timestamp>],
}

impl<'f> Rows<'f> {
    fn of(frame: &'f Frame) -> Option<Self> {
        match (frame.values("moment")?, frame.values("label")?, frame.values("value")?, frame.values("newest")?) {
            (Values::Times(moments), Values::Texts(labels), Values::Floats(values), Values::Times(newest)) => {
                Some(Self { moments, labels, values, newest })
            }
            _ => None,
        }
    }

    fn newest(&self) -> Option<Timestamp> {
        self.newest.iter().copied().flatten().max()
    }

    /// Rows of each label, oldest first. Rows without a label come under `lone`.
    fn by_label(&self, lone: &str) -> HashMap<Arc<str>, Vec<usize>> {
        let lone: Arc<str> = Arc::from(lone);
        let mut places: HashMap<Arc<str>, Vec<usize>> = HashMap::new();
        for place in (0..self.moments.len()).rev() {
            let label = self.labels[place].as_ref().unwrap_or(&lone);
            match places.get_mut(label) {
                Some(known) => known.push(place),
                None => drop(places.insert(Arc::clone(label), vec![place])),
            }
        }
        places
    }
}

fn bucketed(rows: &Rows<'_>, grid: &Grid, plan: &TimeseriesPlan) -> Vec<TimeseriesSeries> {
    let by_label = rows.by_label(&plan.lone_label).into_iter();
    by_label
        .map(|(label, places)| {
            let mut values = vec![None; grid.edges().len()];
            for place in places {
                let bucket = rows.moments[place].and_then(|edge| grid.place(edge));
                if let Some(slot) = bucket.and_then(|bucket| values.get_mut(bucket)) {
                    *slot = rows.values[place];
                }
            }
            fill_gaps(&mut values, plan.interpolation);
            TimeseriesSeries { label: label.to_string(), timestamps: None, values }
        })
        .collect()
}

fn every_row(rows: &Rows<'_>, lone_label: &str) -> Vec<TimeseriesSeries> {
    let by_label = rows.by_label(lone_label).into_iter();
    by_label
        .map(|(label, places)| {
            let dated = || places.iter().filter_map(|place| rows.moments[*place].map(|moment| (moment, *place)));
            TimeseriesSeries {
                label: label.to_string(),
                timestamps: Some(dated().map(|(moment, _)| moment.as_millisecond()).collect()),
                values: dated().map(|(_, place)| rows.values[place]).collect(),
            }
        })
        .collect()
}

/// `web-2` before `web-10`: runs of digits compare as numbers.
fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = digits(&mut a).cmp(&digits(&mut b));
                if order.is_ne() {
                    return order;
                }
            }
            (Some(x), Some(y)) => {
                if x != y {
                    return x.cmp(&y);
                }
                a.next();
                b.next();
            }
        }
    }
}

/// A run of digits as something that compares like its number: how many without leading zeros, then which.
fn digits(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (usize, String) {
    let mut run = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        run.push(digit);
    }
    let run = run.trim_start_matches('0').to_owned();
    (run.len(), run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_sort_as_people_count() {
        let mut labels = ["web-10", "web-2", "api-1", "web-1", "web", "web-002"];
        labels.sort_by(|a, b| natural(a, b));
        assert_eq!(labels, ["api-1", "web", "web-1", "web-2", "web-002", "web-10"]);
    }
}
