//! Fragments mean on PostgreSQL what they meant before they were taken apart and rendered: each is run as it was
//! written and as it is rendered, over rows of all sorts, and both give the same rows in the same order.

use tokio_postgres::Client;
use watchroom_query::fragment::{OrderTerm, parse_condition, parse_kpi, parse_order_by};
use watchroom_test_support::TestTenant;

/// What is written and what is sent; `watchroom-query` checks the second against the first.
const GOOD: &str = include_str!("../../query/corpus/good.txt");

/// Rows with gaps, signs, digits, quotes, letters of many alphabets and sizes, and moments around midnight.
const ROWS: &str = r#"
CREATE TABLE varied (
    id int PRIMARY KEY, a int, b numeric, c int, active bool, name text, code text, path text, host text, "Host" text,
    "größe" float8, metric_type text, severity text, status int, "a""b" int, "drop table t" int,
    t timestamptz, recorded_at timestamptz, d date, payload jsonb
);
INSERT INTO varied
SELECT n,
       (ARRAY[1, 2, NULL, 3, -5, 0, 1, 12])[1 + n % 8],
       (ARRAY[2, 2.5, NULL, 1e3, -0.001, 3, 1, .5])[1 + n % 8],
       (ARRAY[3, NULL, 1, 0, 2])[1 + n % 5],
       (ARRAY[true, false, NULL])[1 + n % 3],
       (ARRAY['x', 'X', 'it''s', 'é漢字🙂', NULL, '', '  x ', 'x_1', 'x%', E'tab\there', 'straße', 'abcdef', 'Ábc', 'X!', 'x!y'])[1 + n % 15],
       (ARRAY['007', '7', '00', NULL, 'y', ''])[1 + n % 6],
       (ARRAY['C:\temp', E'a\tb', 'a''b', 'a\b', NULL])[1 + n % 5],
       (ARRAY['A', 'a', 'b', NULL])[1 + n % 4],
       (ARRAY['a', NULL, 'A', 'B'])[1 + n % 4],
       (ARRAY[0.5, 1.5, 'NaN', 'infinity', NULL]::float8[])[1 + n % 5],
       (ARRAY['cpu', 'CPU', 'memory', NULL])[1 + n % 4],
       (ARRAY['ERROR', 'error', 'CRITICAL', 'DEBUG', NULL])[1 + n % 5],
       (ARRAY[200, 500, 503, 5, NULL])[1 + n % 5],
       n % 3, n % 2,
       now() + (n - 60) * interval '23 minutes 17 seconds',
       now() + (n - 100) * interval '91 seconds',
       date '2026-02-26' + n % 6,
       (ARRAY['{"k": 1}', '["É", null]', 'null', '"x"', NULL]::jsonb[])[1 + n % 5]
FROM generate_series(1, 120) n;
-- Moments that do not move with the clock, around a midnight, a month's end and a Sunday.
UPDATE varied SET t = timestamptz '2026-02-28 20:00:00+00' + (id - 80) * interval '37 minutes' WHERE id > 80;
UPDATE varied SET t = NULL WHERE id % 17 = 0;
"#;

struct Pair {
    kind: &'static str,
    written: String,
    rendered: String,
}

fn corpus() -> Vec<Pair> {
    let mut kind = "";
    let mut pairs = Vec::new();
    for block in GOOD.split("\n\n") {
        match block.trim_end() {
            "# condition" => kind = "condition",
            "# order" => kind = "order",
            "# kpi" => kind = "kpi",
            _ if kind.is_empty() => {}
            pair => {
                let written = pair.lines().next().expect("a pair has a first line");
                let written = written.replace('⏎', "\n").replace('␉', "\t");
                let rendered = match kind {
                    "condition" => parse_condition(&written).expect(&written).to_sql(),
                    "kpi" => parse_kpi(&written).expect(&written).to_sql(),
                    _ => {
                        let terms = parse_order_by(&written).expect(&written);
                        terms.iter().map(OrderTerm::to_sql).collect::<Vec<_>>().join(", ")
                    }
                };
                pairs.push(Pair { kind, written, rendered });
            }
        }
    }
    pairs
}

/// A query around the fragment. Line breaks keep what is written apart from what is around it.
fn query(kind: &str, fragment: &str) -> String {
    let upper = fragment.trim_start().to_uppercase();
    match kind {
        "condition" => format!("SELECT id FROM varied WHERE (\n{fragment}\n) ORDER BY id"),
        "order" => format!("SELECT id FROM varied ORDER BY\n{fragment}\n, id"),
        _ if upper.starts_with("ORDER") || upper.starts_with("LIMIT") => format!("SELECT id FROM varied\n{fragment}"),
        _ => format!("SELECT id FROM varied WHERE\n{fragment}"),
    }
}

async fn ids(client: &Client, sql: &str) -> Vec<i32> {
    let rows = client.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}\n{error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn each_fragment_gives_the_same_rows_as_written_and_as_rendered() {
    let tenant = TestTenant::make("fragments", ROWS).await;
    let (mut client, connection) =
        tokio_postgres::connect(&tenant.reader_url(), tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    // One moment for all, and one view of the rows: `now()` stands still within a transaction.
    let transaction = client.transaction().await.expect("a transaction");
    let client = transaction.client();
    let corpus = corpus();
    assert!(corpus.len() >= 120, "{}", corpus.len());
    let (mut choosing, mut orders) = (0, 0);
    for Pair { kind, written, rendered } in &corpus {
        let as_written = ids(client, &query(kind, written)).await;
        let as_rendered = ids(client, &query(kind, rendered)).await;
        assert_eq!(as_written, as_rendered, "{written}\n{rendered}");
        choosing += usize::from((1..120).contains(&as_written.len()));
        orders += usize::from(*kind == "order" && as_written != (1..=120).collect::<Vec<_>>());
    }
    // Were all answers empty or all rows, the comparison would say nothing.
    assert!(choosing >= 95, "{choosing} fragments choose some rows and not others");
    assert!(orders >= 14, "{orders} orders change the order");
}

#[tokio::test]
async fn settings_of_the_session_change_no_text() {
    let tenant = TestTenant::make("fragments", ROWS).await;
    let (client, connection) =
        tokio_postgres::connect(&tenant.reader_url(), tokio_postgres::NoTls).await.expect("a connection");
    tokio::spawn(connection);
    for written in [r"path = 'C:\temp'", "name LIKE 'x!_%' ESCAPE '!'", r"path = E'a\'b'", "name = 'it''s'"] {
        let rendered = query("condition", &parse_condition(written).expect(written).to_sql());
        let usual = ids(&client, &rendered).await;
        assert!(!usual.is_empty(), "{written}");
        client
            .batch_execute("SET standard_conforming_strings = off; SET escape_string_warning = off")
            .await
            .expect("set");
        assert_eq!(ids(&client, &rendered).await, usual, "{written}");
        client.batch_execute("RESET ALL").await.expect("reset");
    }
}
