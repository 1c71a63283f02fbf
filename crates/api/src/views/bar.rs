//! A number for each category.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_query::BarPlan;
use watchroom_spec::Bar;
use watchroom_store::{Answer, Frame, Values};

use super::Meta;
use super::kpi::number;
use super::number::Number;
use crate::problem::Problem;

/// A number for each category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarData {
    /// The categories, in the order of each series' values.
    #[schema(example = json!(["Roads", "Water"]))]
    pub(super) categories: Vec<String>,
    /// What splits the bars, the largest first; one where nothing does.
    pub(super) series: Vec<BarSeries>,
    /// What stands behind the numbers.
    #[schema(required = true)]
    unit: Option<String>,
    /// Digits behind the point.
    #[schema(required = true)]
    decimals: Option<u8>,
    /// What the limit folded into one; null where nothing was, and where the numbers do not add up (then
    /// `meta.truncated` says that there is more).
    #[schema(required = true)]
    pub(super) other: Option<BarOther>,
    /// The range that the rows lie in; null where the panel follows none.
    #[schema(required = true)]
    range: Option<BarRange>,
    pub(super) meta: Meta,
}

/// One number for each category.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarSeries {
    /// Its name.
    #[schema(example = "open")]
    pub(super) label: String,
    /// One value for each category; null where there is no row.
    #[schema(value_type = Vec<Option<f64>>, example = json!([12, null]))]
    pub(super) values: Vec<Option<Number>>,
}

/// The categories that are not shown one by one.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarOther {
    /// How many they are.
    #[schema(example = 7)]
    pub(super) categories: u64,
    /// One value for each series.
    #[schema(value_type = Vec<Option<f64>>, example = json!([3]))]
    pub(super) values: Vec<Option<Number>>,
}

/// A range of time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BarRange {
    /// Belongs to it.
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    /// Does not belong to it.
    #[schema(value_type = String, format = DateTime)]
    end: Timestamp,
}

/// What stands for SQL's null.
const NONE: &str = "(none)";

/// Shows the answer to a bar panel's plan.
pub(crate) fn bar(spec: &Bar, plan: &BarPlan, answer: &Answer, now: Timestamp) -> Result<BarData, Problem> {
    let frame = answer.frames.first();
    let rows = frame.map_or(0, |frame| usize::try_from(frame.rows).unwrap_or(usize::MAX));
    let most = u64::from(plan.most_categories);
    let (mut categories, mut labels, mut others) = (Vec::new(), BTreeMap::new(), 0);
    let mut cells: Vec<(Option<usize>, u64, Option<Number>)> = Vec::with_capacity(rows);
    let mut more_series = false;
    for row in 0..rows {
        let (place, series) = (whole(frame, "place", row), whole(frame, "series_place", row));
        others = others.max(whole(frame, "last_place", row).saturating_sub(most));
        if series > plan.most_series() {
            more_series = true;
            continue;
        }
        labels.entry(series).or_insert_with(|| text(frame, "label", row));
        let at = (place <= most).then(|| position(&mut categories, place, || text(frame, "category", row)));
        cells.push((at, series, number(frame, row)?));
    }
    let places: Vec<u64> = labels.keys().copied().collect();
    let mut series = named(labels.into_values().collect(), plan.lone_label.as_deref(), categories.len());
    let mut folded: Vec<Option<Number>> = series.iter().map(|_| None).collect();
    for (at, place, value) in cells {
        let Ok(index) = places.binary_search(&place) else { continue };
        let cell = match at {
            Some(at) => series.get_mut(index).and_then(|series| series.values.get_mut(at)),
            None => folded.get_mut(index),
        };
        if let Some(cell) = cell {
            *cell = value;
        }
    }
    let newest = match frame.and_then(|frame| frame.values("newest")) {
        Some(Values::Times(times)) => times.iter().copied().flatten().max(),
        _ => None,
    };
    let other = (others > 0 && plan.folds()).then_some(BarOther { categories: others, values: folded });
    let mut meta = Meta::fresh(answer, now, newest);
    meta.truncated |= more_series || (others > 0 && other.is_none());
    Ok(BarData {
        categories: texts(categories.into_iter().map(|(_, category)| category).collect()),
        series,
        unit: spec.unit.clone(),
        decimals: spec.decimals,
        other,
        range: plan.range.map(|range| BarRange { start: range.start(), end: range.end() }),
        meta,
    })
}

/// Where a category stands; rows of one category follow each other.
fn position(
    categories: &mut Vec<(u64, Option<String>)>,
    place: u64,
    category: impl FnOnce() -> Option<String>,
) -> usize {
    if categories.last().is_none_or(|(last, _)| *last != place) {
        categories.push((place, category()));
    }
    categories.len() - 1
}

fn named(labels: Vec<Option<String>>, lone_label: Option<&str>, categories: usize) -> Vec<BarSeries> {
    let labels = match lone_label {
        Some(label) => labels.iter().map(|_| label.to_owned()).collect(),
        None => texts(labels),
    };
    labels.into_iter().map(|label| BarSeries { label, values: vec![None; categories] }).collect()
}

/// The texts, and for null one that none of them is.
fn texts(texts: Vec<Option<String>>) -> Vec<String> {
    let mut none = NONE.to_owned();
    while texts.iter().flatten().any(|text| *text == none) {
        none = format!("({none})");
    }
    texts.into_iter().map(|text| text.unwrap_or_else(|| none.clone())).collect()
}

fn whole(frame: Option<&Frame>, column: &str, row: usize) -> u64 {
    match frame.and_then(|frame| frame.values(column)) {
        Some(Values::Ints(values)) => values.get(row).copied().flatten().and_then(|value| u64::try_from(value).ok()),
        _ => None,
    }
    .unwrap_or(0)
}

fn text(frame: Option<&Frame>, column: &str, row: usize) -> Option<String> {
    match frame.and_then(|frame| frame.values(column)) {
        Some(Values::Texts(values)) => values.get(row).cloned().flatten().map(|text| text.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_has_a_name_that_no_text_has() {
        let named = |given: &[Option<&str>]| texts(given.iter().map(|text| text.map(ToOwned::to_owned)).collect());
        assert_eq!(named(&[Some("a"), None]), ["a", "(none)"]);
        assert_eq!(named(&[Some("(none)"), None]), ["(none)", "((none))"]);
        assert_eq!(named(&[None, Some("((none))"), Some("(none)")]), ["(((none)))", "((none))", "(none)"]);
    }
}
