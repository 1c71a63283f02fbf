//! A template filled with the rows of its own queries.

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use watchroom_query::{QueryPlan, TemplatePlan};
use watchroom_store::{Answer, Frame, Values};

use super::Meta;
use super::custom::{CustomTemplateData, filled};
use super::number::Number;
use crate::custom::Output;
use crate::problem::Problem;

/// Shows the answer to a template's queries: each is `{rows, first, count}` under its name.
pub(crate) fn queried_template(
    template: &str,
    plan: &TemplatePlan,
    answer: &Answer,
    now: Timestamp,
) -> Result<CustomTemplateData, Problem> {
    let mut meta = Meta::fresh(answer, now, None);
    meta.rows = 0;
    let mut data = Map::new();
    for (query, frame) in plan.queries.iter().zip(&answer.frames) {
        let read = usize::try_from(frame.rows).unwrap_or(usize::MAX);
        let count = read.min(query.most_rows());
        meta.truncated |= read > count;
        meta.rows += u64::try_from(count).unwrap_or(u64::MAX);
        meta.data_as_of = meta.data_as_of.max(newest(frame, count));
        let rows: Vec<Json> = (0..count).map(|place| row(query, frame, place)).collect();
        // Without a row its values are null rather than unknown names, so that a template need not ask first.
        let first = rows.first().cloned().unwrap_or_else(|| row(query, frame, read));
        data.insert(query.name.clone(), json!({ "count": count, "first": first, "rows": rows }));
    }
    let (html, data) = filled(template, Output::Json(Json::Object(data)))?;
    Ok(CustomTemplateData { html, data, meta })
}

fn row(query: &QueryPlan, frame: &Frame, place: usize) -> Json {
    let cell = |name: &str| frame.values(&query.column(name)).map_or(Json::Null, |values| cell(values, place));
    Json::Object(query.names().map(|name| (name.to_owned(), cell(name))).collect())
}

/// As a template reads it: numbers are whole ones or doubles, so that it can round and compare them.
fn cell(values: &Values, place: usize) -> Json {
    match values {
        Values::Bools(values) => values.get(place).copied().flatten().map(Json::from),
        Values::Ints(values) => values.get(place).copied().flatten().map(Json::from),
        Values::Floats(_) | Values::Numerics(_) => Number::at(values, place).map(|number| match number {
            Number::Numeric(text) => text.parse::<i64>().map_or_else(|_| number_of(&text), Json::from),
            number => Json::from(number.to_f64()),
        }),
        Values::Times(values) => values.get(place).copied().flatten().map(|moment| moment.to_string().into()),
        Values::Dates(values) => values.get(place).copied().flatten().map(|date| date.to_string().into()),
        Values::Texts(values) => values.get(place).and_then(Option::as_deref).map(Json::from),
    }
    .unwrap_or(Json::Null)
}

fn number_of(numeric: &str) -> Json {
    numeric.parse::<f64>().map_or(Json::Null, Json::from)
}

/// The newest moment among the first rows.
fn newest(frame: &Frame, count: usize) -> Option<Timestamp> {
    let columns = frame.columns.iter().filter_map(|column| match &column.values {
        Values::Times(values) => values.iter().take(count).copied().flatten().max(),
        _ => None,
    });
    columns.max()
}
