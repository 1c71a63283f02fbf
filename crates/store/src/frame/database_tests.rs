//! Frames against what PostgreSQL itself says of the same values.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio_postgres::Client;
use watchroom_test_support::{Postgres, TestDatabase};

use super::{Frame, FrameBuilder, Values};

async fn database() -> (TestDatabase, Client) {
    let database = Postgres::shared().database().await;
    let client = database.connect().await;
    (database, client)
}

async fn frame(client: &Client, sql: &str, zone: &str) -> Frame {
    let rows = client.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    let zone = TimeZone::get(zone).expect("a zone");
    let mut builder = FrameBuilder::new(rows[0].columns(), zone);
    rows.iter().for_each(|row| builder.push(row));
    builder.done()
}

fn texts<'f>(frame: &'f Frame, name: &str) -> &'f [Option<Arc<str>>] {
    match frame.values(name) {
        Some(Values::Texts(values)) => values,
        other => panic!("{name} holds {other:?}"),
    }
}

#[tokio::test]
async fn numerics_keep_every_digit() {
    let (_database, client) = database().await;
    let mut random = StdRng::seed_from_u64(7);
    let mut written: Vec<String> = [
        "0",
        "-0",
        "0.0",
        "0.00001",
        "10000",
        "9999",
        "10000.0001",
        "1e20",
        "-1e-20",
        "12345678901234567890.123456789012345678901234567890",
    ]
    .map(ToOwned::to_owned)
    .to_vec();
    for _ in 0..3_000 {
        let digits = |random: &mut StdRng, most: usize| -> String {
            let count = random.random_range(0..=most);
            (0..count).map(|_| char::from(b'0' + u8::try_from(random.random_range(0..10)).expect("a digit"))).collect()
        };
        let (whole, fraction) = (digits(&mut random, 40), digits(&mut random, 40));
        let sign = if random.random_bool(0.5) { "-" } else { "" };
        written.push(format!("{sign}0{whole}.{fraction}0"));
    }
    let list = written.iter().map(|text| format!("('{text}'::numeric)")).collect::<Vec<_>>().join(",");
    let frame = frame(&client, &format!("SELECT n, n::text AS t FROM (VALUES {list}) AS v(n)"), "UTC").await;
    let Some(Values::Numerics(numbers)) = frame.values("n") else { panic!("no numerics") };
    for (place, text) in texts(&frame, "t").iter().enumerate() {
        assert_eq!(numbers[place].as_deref(), text.as_deref(), "{}", written[place]);
    }
    assert_eq!(frame.nulled, 0);
}

#[tokio::test]
async fn what_no_number_can_show_becomes_null_and_is_counted() {
    let (_database, client) = database().await;
    let sql = "SELECT * FROM (VALUES
        ('NaN'::numeric, 'NaN'::float8, 'infinity'::float4, 'infinity'::timestamptz, '-infinity'::date, NULL::int),
        ('Infinity', '-Infinity', 'NaN', '-infinity', 'infinity', NULL)) AS v(a, b, c, d, e, f)";
    let frame = frame(&client, sql, "UTC").await;
    assert_eq!(frame.nulled, 10);
    for column in &frame.columns {
        let nulls = match &column.values {
            Values::Numerics(values) => values.iter().all(Option::is_none),
            Values::Floats(values) => values.iter().all(Option::is_none),
            Values::Times(values) => values.iter().all(Option::is_none),
            Values::Dates(values) => values.iter().all(Option::is_none),
            Values::Ints(values) => values.iter().all(Option::is_none),
            other => panic!("{other:?}"),
        };
        assert!(nulls, "{}", column.name);
    }
}

#[tokio::test]
async fn each_type_reads_as_postgresql_writes_it() {
    let (_database, client) = database().await;
    let sql = "SELECT true AS b, 32767::int2 AS i2, (-2147483648)::int4 AS i4, 9223372036854775807::int8 AS i8,
        0.1::float4 AS f4, 0.1::float8 AS f8, '2026-03-08'::date AS d, 'ä€😀'::text AS t, 'x'::varchar AS v, 'y '::char(3) AS c,
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS u, '2026-03-08 09:00:00.123456+02'::timestamptz AS tz,
        '2026-03-08 09:00:00'::timestamp AS ts, '0001-01-01'::date AS early";
    let frame = frame(&client, sql, "Africa/Johannesburg").await;
    assert!(matches!(frame.values("b"), Some(Values::Bools(v)) if v[0] == Some(true)));
    for (name, value) in [("i2", 32_767), ("i4", -2_147_483_648), ("i8", i64::MAX)] {
        assert!(matches!(frame.values(name), Some(Values::Ints(v)) if v[0] == Some(value)), "{name}");
    }
    for name in ["f4", "f8"] {
        assert!(matches!(frame.values(name), Some(Values::Floats(v)) if v[0] == Some(0.1)), "{name}");
    }
    for (name, text) in [("t", "ä€😀"), ("v", "x"), ("c", "y  "), ("u", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")] {
        assert_eq!(texts(&frame, name)[0].as_deref(), Some(text), "{name}");
    }
    for (name, moment) in [("tz", "2026-03-08T07:00:00.123456Z"), ("ts", "2026-03-08T07:00:00Z")] {
        let Some(Values::Times(times)) = frame.values(name) else { panic!("{name}") };
        assert_eq!(times[0].expect("a moment").to_string(), moment, "{name}");
    }
    for (name, day) in [("d", "2026-03-08"), ("early", "0001-01-01")] {
        let Some(Values::Dates(days)) = frame.values(name) else { panic!("{name}") };
        assert_eq!(days[0].expect("a day").to_string(), day, "{name}");
    }
}

#[tokio::test]
async fn a_text_that_repeats_is_kept_once() {
    let (_database, client) = database().await;
    let frame = frame(&client, "SELECT 'server-' || (i % 3) AS label FROM generate_series(1, 3000) i", "UTC").await;
    let places: HashSet<*const u8> = texts(&frame, "label").iter().flatten().map(|text| text.as_ptr()).collect();
    assert_eq!(places.len(), 3);
}
