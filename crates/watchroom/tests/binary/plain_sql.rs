//! What a panel shows against what PostgreSQL answers to plain SQL.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use tokio_postgres::Client;

/// Values by the server's name and the moment, in milliseconds since 1970.
type Points = BTreeMap<(String, i64), f64>;

/// The values that a panel's answer holds; gaps are none.
fn shown(data: &Value) -> Points {
    let moments = |value: &Value| value.as_array().map(|all| all.iter().filter_map(Value::as_i64).collect::<Vec<_>>());
    let mut points = Points::new();
    for series in data["series"].as_array().expect("an array") {
        let label = series["label"].as_str().expect("a text");
        let moments = moments(&series["timestamps"]).or_else(|| moments(&data["timestamps"])).expect("moments");
        let values = series["values"].as_array().expect("an array");
        assert_eq!(moments.len(), values.len(), "{label}");
        for (moment, value) in moments.into_iter().zip(values) {
            if let Some(value) = value.as_f64() {
                points.insert((label.to_owned(), moment), value);
            }
        }
    }
    points
}

/// The rows of a statement with the columns: a `timestamp` that is UTC, a server's name, a value.
async fn asked(reader: &Client, sql: &str) -> Points {
    let sql = sql.trim_end().trim_end_matches(';');
    let whole = format!(
        "SELECT (extract(epoch FROM moment) * 1000)::bigint, server, value FROM ({sql}) AS t (moment, server, value)"
    );
    let rows = reader.query(&whole, &[]).await.unwrap_or_else(|error| panic!("{whole}: {error:?}"));
    rows.iter().map(|row| ((row.get(1), row.get(0)), row.get(2))).collect()
}

/// The same points, and the same values but for the last bit: sums of floats depend on the order of the rows.
#[track_caller]
fn assert_same(shown: &Points, asked: &Points, what: &str) {
    let keys = |points: &Points| points.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(shown), keys(asked), "{what}");
    for (point, value) in asked {
        let found = shown[point];
        assert!((found - value).abs() <= value.abs() * 1e-12, "{what}: {point:?} is {found}, not {value}");
    }
}

/// Two weeks by the hour, by a statement of ours.
pub async fn equals_hours(data: &Value, reader: &Client, sql: &str) {
    let asked = asked(reader, sql).await;
    assert!(asked.len() > 1_600, "two weeks of five servers are more than {}", asked.len());
    assert_same(&shown(data), &asked, sql);
}

/// A range by the width that the design gives it; none is every row.
pub async fn equals_by_bucket(data: &Value, reader: &Client, begin: Timestamp, end: Timestamp, width_s: Option<i64>) {
    let what = format!("{begin} to {end}");
    assert_eq!(data["bucket"]["seconds"].as_i64(), width_s, "{what}");
    let from = "FROM cpu_samples WHERE metric_type = 'cpu'";
    let range = format!(
        "recorded_at >= '{begin}'::timestamptz AT TIME ZONE 'UTC' AND recorded_at < '{end}'::timestamptz AT TIME ZONE 'UTC'"
    );
    let sql = match width_s {
        None => format!("SELECT recorded_at, server_name, value {from} AND {range}"),
        Some(width_s) => format!(
            "SELECT date_bin('{width_s} s', recorded_at, '2001-01-01') AS bin, server_name, avg(value) {from} AND {range} \
             GROUP BY bin, server_name"
        ),
    };
    assert_same(&shown(data), &asked(reader, &sql).await, &what);
}
