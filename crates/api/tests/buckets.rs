//! Time series against plain SQL that shares no code with ours: every bucket rule, zones with odd offsets and with
//! clock changes, random ranges.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use tokio_postgres::Client;
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

/// Five servers, a row each every 5 minutes and a bit, with gaps, over a month in spring and weeks in autumn in which New
/// York changes its clock.
const SYNTHETIC: &str = "
    CREATE TABLE cpu (recorded_at timestamp, server_name text, value double precision);
    INSERT INTO cpu SELECT '2014-02-20'::timestamp + i * interval '301.7 seconds' + (s * interval '13.3 seconds'), 'server-' || s,
        CASE WHEN (i * 7 + s) % 41 = 0 THEN NULL ELSE 50 + 40 * sin(i / 37.0 + s) + (i % 11) / 7.0 END
    FROM generate_series(0, 8600) i, generate_series(1, 5) s WHERE (i / 90) % 13 <> s;
    INSERT INTO cpu SELECT recorded_at - interval '118 days', server_name, value * 1.25 FROM cpu WHERE recorded_at < '2014-03-11';
    CREATE INDEX ON cpu (recorded_at)";

fn files(zone: &str) -> Vec<(&'static str, String)> {
    let panel = |aggregate: &str, interpolation: &str| {
        format!(
            "panel:\n  type: timeseries\n  title: CPU\n  aggregate: {aggregate}\n  interpolation: {interpolation}\n  data_source:\n    \
             table: cpu\n    columns: {{ timestamp: recorded_at, value: value, series_label: server_name }}\n"
        )
    };
    let mut board = "dashboard:\n  name: CPU\n  panels:\n".to_owned();
    let mut files = vec![("tenant.yaml", format!("tenant: {{ name: Zone, timezone: {zone} }}\n"))];
    let panels = [
        ("avg", "panels/avg.yaml", panel("avg", "none")),
        ("sum", "panels/sum.yaml", panel("sum", "none")),
        ("min", "panels/min.yaml", panel("min", "none")),
        ("max", "panels/max.yaml", panel("max", "none")),
        ("count", "panels/count.yaml", panel("count", "none")),
        ("last", "panels/last.yaml", panel("last", "none")),
        ("p50", "panels/p50.yaml", panel("p50", "none")),
        ("p95", "panels/p95.yaml", panel("p95", "none")),
        ("p99", "panels/p99.yaml", panel("p99", "none")),
        ("linear", "panels/linear.yaml", panel("avg", "linear")),
        ("previous", "panels/previous.yaml", panel("avg", "previous")),
    ];
    for (place, (id, file, text)) in panels.into_iter().enumerate() {
        let row = place * 2 + 1;
        board += &format!("    - {{ id: {id}, config_file: {file}, position: {{ row: {row}, col: 1 }} }}\n");
        files.push((file, text));
    }
    files.push(("dashboards/default.yaml", board));
    files
}

async fn app(sql: &str, zones: &[(&str, &str)]) -> (TestApp, Session) {
    let mut builder = TestApp::builder();
    for (id, zone) in zones {
        let files = files(zone);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        builder = builder.tenant(id, sql, &files).await;
    }
    let app = builder.start().await;
    let places: Vec<(&str, Role, Option<&str>)> = zones.iter().map(|(id, _)| (*id, Role::Viewer, None)).collect();
    let viewer = app.sign_in("viewer", &places).await;
    (app, viewer)
}

/// (label, milliseconds) → value.
type Points = BTreeMap<(String, i64), Option<f64>>;

fn shown(reply: &Reply) -> Points {
    assert_eq!(reply.status, 200, "{}", reply.text);
    let shared = reply.body["timestamps"].as_array();
    let mut points = Points::new();
    for series in reply.body["series"].as_array().expect("series") {
        let label = series["label"].as_str().expect("a label");
        let timestamps = shared.or_else(|| series["timestamps"].as_array()).expect("timestamps");
        let values = series["values"].as_array().expect("values");
        assert_eq!(timestamps.len(), values.len());
        for (timestamp, value) in timestamps.iter().zip(values) {
            points.insert((label.to_owned(), timestamp.as_i64().expect("ms")), value.as_f64());
        }
    }
    points
}

/// The same by SQL: buckets cut by arithmetic on the wall clock, in PostgreSQL.
async fn direct(
    client: &Client,
    from: Timestamp,
    to: Timestamp,
    width_s: Option<i64>,
    zone: &str,
    aggregate: &str,
) -> Points {
    let moment = "(recorded_at AT TIME ZONE 'UTC')";
    let sql = match width_s {
        None => format!("SELECT server_name, {moment}, value FROM cpu WHERE {moment} >= $1 AND {moment} < $2"),
        Some(width_s) => format!(
            "SELECT server_name, to_timestamp(floor(extract(epoch FROM {moment})) \
                 - mod(floor(extract(epoch FROM {moment} AT TIME ZONE '{zone}'))::bigint, {width_s})), ({aggregate})::float8 \
             FROM cpu WHERE {moment} >= $1 AND {moment} < $2 GROUP BY 1, 2"
        ),
    };
    let rows = client.query(&sql, &[&from, &to]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| ((row.get(0), row.get::<_, Timestamp>(1).as_millisecond()), row.get(2))).collect()
}

#[track_caller]
fn assert_equal(shown: &Points, direct: &Points, what: &str) {
    let known: Vec<_> = shown.iter().filter(|(_, value)| value.is_some()).collect();
    let expected: Vec<_> = direct.iter().filter(|(_, value)| value.is_some()).collect();
    assert_eq!(known.len(), expected.len(), "{what}: points with a value");
    for ((place, value), (expected_place, expected)) in known.into_iter().zip(expected) {
        assert_eq!(place, expected_place, "{what}");
        let (value, expected) = (value.expect("a value"), expected.expect("a value"));
        // The order in which rows are summed may differ between two plans: the last bit with it.
        assert!((value - expected).abs() <= expected.abs() * 1e-12, "{what} {place:?}: {value} is not {expected}");
    }
}

/// Each aggregate, and SQL for it.
const AGGREGATES: [(&str, &str); 9] = [
    ("avg", "avg(value)"),
    ("sum", "sum(value)"),
    ("min", "min(value)"),
    ("max", "max(value)"),
    ("count", "count(value)"),
    ("last", "(array_agg(value ORDER BY recorded_at DESC) FILTER (WHERE value IS NOT NULL))[1]"),
    ("p50", "percentile_cont(0.5) WITHIN GROUP (ORDER BY value)"),
    ("p95", "percentile_cont(0.95) WITHIN GROUP (ORDER BY value)"),
    ("p99", "percentile_cont(0.99) WITHIN GROUP (ORDER BY value)"),
];

/// Averages with their gaps filled, by SQL: the known neighbours of each bucket are found by counting and by windows.
async fn filled(client: &Client, from: Timestamp, to: Timestamp, width_s: i64, zone: &str, value: &str) -> Points {
    let moment = "(recorded_at AT TIME ZONE 'UTC')";
    let sql = format!(
        "WITH cells AS (SELECT server_name AS label, floor(extract(epoch FROM {moment}))::bigint - mod(floor(extract(epoch FROM {moment} AT TIME ZONE '{zone}'))::bigint, {width_s}) AS at, avg(value) AS value
             FROM cpu WHERE {moment} >= $1 AND {moment} < $2 GROUP BY 1, 2),
         known AS (SELECT * FROM cells WHERE value IS NOT NULL),
         ends AS (SELECT label, min(at) AS first, max(at) AS last FROM known GROUP BY 1),
         grid AS (SELECT label, generate_series(first, last, {width_s}) AS at FROM ends),
         placed AS (SELECT grid.label, grid.at, known.value, CASE WHEN known.value IS NOT NULL THEN grid.at END AS known_at
             FROM grid LEFT JOIN known USING (label, at)),
         counted AS (SELECT *, count(value) OVER (PARTITION BY label ORDER BY at) AS before,
             count(value) OVER (PARTITION BY label ORDER BY at DESC) AS after FROM placed),
         sided AS (SELECT label, at, value,
             max(value) OVER (PARTITION BY label, before) AS previous, max(known_at) OVER (PARTITION BY label, before) AS previous_at,
             max(value) OVER (PARTITION BY label, after) AS next, max(known_at) OVER (PARTITION BY label, after) AS next_at FROM counted)
         SELECT label, to_timestamp(at), coalesce(value, {value}) FROM sided"
    );
    let rows = client.query(&sql, &[&from, &to]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| ((row.get(0), row.get::<_, Timestamp>(1).as_millisecond()), row.get(2))).collect()
}

/// Each way to fill gaps, and SQL for it.
const FILLS: [(&str, &str); 2] = [
    ("linear", "previous + (next - previous) * (at - previous_at) / (next_at - previous_at)"),
    ("previous", "previous"),
];

/// Ranges of each rule: the longest length in seconds, and the width of its buckets.
const RULES: [(i64, i64, Option<i64>); 4] = [
    (60, 8 * 3_600, None),
    (8 * 3_600 + 1, 86_400, Some(60)),
    (86_401, 4 * 86_400, Some(600)),
    (4 * 86_400 + 1, 27 * 86_400, Some(3_600)),
];

async fn compare_random_ranges(app: &TestApp, viewer: &Session, id: &str, zone: &str, span: (i64, i64), cases: usize) {
    let client = app.tenant(id).owner().await;
    let viewer = viewer.for_tenant(Some(id));
    let mut random = StdRng::seed_from_u64(42);
    for (shortest_s, longest_s, width_s) in RULES {
        for _ in 0..cases {
            let length_s = random.random_range(shortest_s..=longest_s.min(span.1 - span.0));
            let from_s = random.random_range(span.0..=span.1 - length_s);
            let moment = |second| Timestamp::from_second(second).expect("a moment");
            let (from, to) = (moment(from_s), moment(from_s + length_s));
            for (panel, aggregate) in AGGREGATES {
                // A count of a short range has a rule of its own, and a test.
                if (panel != "avg" && !random.random_bool(0.3)) || (panel == "count" && width_s.is_none()) {
                    continue;
                }
                let path = format!("/api/v1/panels/{panel}/data?start_date={from}&end_date={to}");
                let reply = viewer.get(&path).await;
                assert_eq!(reply.body["bucket"]["seconds"].as_i64(), width_s, "{path}");
                let direct = direct(&client, from, to, width_s, zone, aggregate).await;
                assert_equal(&shown(&reply), &direct, &format!("{zone} {path}"));
            }
            for (panel, value) in FILLS {
                let (Some(width_s), true) = (width_s, random.random_bool(0.5)) else { continue };
                let path = format!("/api/v1/panels/{panel}/data?start_date={from}&end_date={to}");
                let direct = filled(&client, from, to, width_s, zone, value).await;
                assert_equal(&shown(&viewer.get(&path).await), &direct, &format!("{zone} {path}"));
            }
            let path = format!("/api/v1/panels/avg/data?start_date={from}&end_date={to}&disable_aggregation=true");
            let mut direct = direct(&client, from, to, None, zone, "").await;
            let Some(label) = direct.keys().next().map(|(label, _)| label.clone()) else { continue };
            let every = viewer.get(&format!("{path}&series_filter={label}")).await;
            direct.retain(|(known, _), _| *known == label);
            assert_eq!(every.body["bucket"], Value::Null);
            assert_equal(&shown(&every), &direct, &format!("{zone} every row of {label}: {path}"));
        }
    }
}

const SYNTHETIC_SPAN: (i64, i64) = (1_392_854_400, 1_395_446_400);
/// 2013-10-26 to 2013-11-12: on 3 November New York has an hour twice.
const AUTUMN_SPAN: (i64, i64) = (1_382_745_600, 1_384_214_400);

#[tokio::test]
async fn every_rule_equals_sql_where_offsets_are_odd() {
    let zones = [("kathmandu", "Asia/Kathmandu"), ("kolkata", "Asia/Kolkata")];
    let (app, viewer) = app(SYNTHETIC, &zones).await;
    for (id, zone) in zones {
        compare_random_ranges(&app, &viewer, id, zone, SYNTHETIC_SPAN, 6).await;
    }
}

#[tokio::test]
async fn every_rule_equals_sql_over_a_change_of_the_clock() {
    let zones = [("newyork", "America/New_York"), ("joburg", "Africa/Johannesburg")];
    let (app, viewer) = app(SYNTHETIC, &zones).await;
    for (id, zone) in zones {
        compare_random_ranges(&app, &viewer, id, zone, SYNTHETIC_SPAN, 6).await;
        compare_random_ranges(&app, &viewer, id, zone, AUTUMN_SPAN, 4).await;
    }
}

/// Two weeks of five real servers (Numenta Anomaly Benchmark, realAWSCloudwatch), where the file is at hand.
#[tokio::test]
async fn every_rule_equals_sql_over_real_servers() {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/aws-cpu-2014.csv.gz");
    let path = std::env::var_os("WATCHROOM_AWS_CSV").map_or(beside, PathBuf::from);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("{} is not there: real data was not tried (name it in WATCHROOM_AWS_CSV)", path.display());
        return;
    };
    let mut csv = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut csv).expect("a gzipped CSV");
    let rows: Vec<String> = csv
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            format!("('{}','{}',{})", cells[0], cells[1], cells[3])
        })
        .collect();
    assert_eq!(rows.len(), 20_160);
    let sql = format!(
        "CREATE TABLE cpu (recorded_at timestamp, server_name text, value double precision); \
         INSERT INTO cpu VALUES {}; CREATE INDEX ON cpu (recorded_at)",
        rows.join(",")
    );
    let (app, viewer) = app(&sql, &[("aws", "Africa/Johannesburg")]).await;
    compare_random_ranges(&app, &viewer, "aws", "Africa/Johannesburg", (1_392_387_600, 1_393_597_800), 12).await;
}

#[tokio::test]
async fn gaps_are_gaps_unless_the_engineer_fills_them() {
    let (_app, viewer) = app(SYNTHETIC, &[("joburg", "Africa/Johannesburg")]).await;
    let range = "start_date=2014-03-01T00:00:00Z&end_date=2014-03-01T20:00:00Z&series_filter=server-1";
    let gappy = viewer.get(&format!("/api/v1/panels/avg/data?{range}")).await;
    assert_eq!(gappy.body["timestamps"].as_array().map(Vec::len), Some(1_200), "every minute has its place");
    let values = gappy.body["series"][0]["values"].as_array().expect("values");
    assert!(
        values.iter().filter(|value| value.is_null()).count() > 600,
        "a row every 5 minutes leaves four without one"
    );
    let filled = viewer.get(&format!("/api/v1/panels/linear/data?{range}")).await;
    let filled = filled.body["series"][0]["values"].as_array().expect("values").clone();
    let known: Vec<usize> = (0..filled.len()).filter(|place| !filled[*place].is_null()).collect();
    let (first, last) = (known[0], known[known.len() - 1]);
    assert_eq!(known.len(), last - first + 1, "no gap between the first and the last known value");
    assert_eq!(values[first], filled[first]);
}

#[tokio::test]
async fn a_count_over_a_short_range_counts_by_the_minute() {
    let (_app, viewer) = app(SYNTHETIC, &[("joburg", "Africa/Johannesburg")]).await;
    let range = "start_date=2014-03-01T00:00:00Z&end_date=2014-03-01T01:00:00Z";
    let counted = viewer.get(&format!("/api/v1/panels/count/data?{range}")).await;
    assert_eq!(counted.body["bucket"]["seconds"], 60);
    let rows = viewer.get(&format!("/api/v1/panels/count/data?{range}&disable_aggregation=true")).await;
    assert!(shown(&rows).values().all(|value| matches!(value, Some(1.0 | 0.0))));
}

#[tokio::test]
async fn long_ranges_get_wider_buckets_when_the_page_asks() {
    let (_app, viewer) = app(SYNTHETIC, &[("newyork", "America/New_York")]).await;
    let range = "start_date=2013-06-01T00:00:00Z&end_date=2014-06-01T00:00:00Z";
    let hourly = viewer.get(&format!("/api/v1/panels/avg/data?{range}")).await;
    assert_eq!(hourly.body["bucket"]["seconds"], 3_600);
    let wide = viewer.get(&format!("/api/v1/panels/avg/data?{range}&max_points=400")).await;
    assert_eq!(wide.body["bucket"]["seconds"], 86_400);
    let total = |reply: &Reply, panel: &str| {
        assert_eq!(reply.status, 200, "{panel}");
        shown(reply).values().flatten().sum::<f64>()
    };
    let by_hour = viewer.get(&format!("/api/v1/panels/count/data?{range}")).await;
    let by_day = viewer.get(&format!("/api/v1/panels/count/data?{range}&max_points=400")).await;
    assert!(
        (total(&by_hour, "hour") - total(&by_day, "day")).abs() < f64::EPSILON,
        "no row falls between uneven buckets"
    );
}
