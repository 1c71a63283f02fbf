//! Real data in somebody's own database, on a dashboard: the guide's steps, one by one, and then the panels' values
//! against plain SQL.

use std::path::Path;
use std::process::{Command, Stdio};

use futures_util::SinkExt as _;
use jiff::SignedDuration;
use serde_json::Value;
use tempfile::TempDir;

use crate::aws_csv::{CSV, put_csv};
use crate::plain_sql::{equals_by_bucket, equals_hours};
use crate::running_demo::{DemoFolder, connect, sign_in, with_database};
use crate::served::Served;
use crate::tenant_guide::TenantGuide;

const HOUR_S: i64 = 3_600;

#[tokio::test]
async fn the_guide_leads_to_panels_that_equal_plain_sql() {
    let guide = TenantGuide::read();
    let (folder, place) = (DemoFolder::new(), TempDir::new().expect("a folder"));
    let demo = folder.start(&["--no-live"]);

    assert!(guide.says("createdb aws_cpu"));
    let root = connect(&with_database(demo.central_url(), "postgres")).await.expect("it answers");
    root.batch_execute("CREATE DATABASE aws_cpu").await.expect("a database");
    let database_url = with_database(demo.central_url(), "aws_cpu");
    put_csv(&place.path().join(CSV), &guide);
    run_sql(&database_url, guide.sql("the data."), place.path()).await;
    run_sql(&database_url, guide.sql("the role."), place.path()).await;
    for (path, text) in guide.files() {
        let path = place.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
    }

    let parsed: url::Url = database_url.parse().expect("a URL");
    let host = format!("127.0.0.1:{}", parsed.port().expect("a port"));
    let person = "manager@demo.example";
    let here =
        [("127.0.0.1:5432", host.as_str()), ("127.0.0.1:8081", "127.0.0.1:0"), ("you@watchroom.example", person)];
    let mut served = None;
    for command in guide.commands(&here) {
        let line = folder.line(&command).within(place.path());
        match command[0].as_str() {
            "serve" => served = Some(Served::start(line)),
            _ => drop(line.run().said()),
        }
    }
    let served = served.expect("the guide ends with a server");
    let session = sign_in(&served.url, person, demo.password(person), "aws-cpu").await;
    let (from, to) = guide.range();
    let ask = async |panel: &str, from: &str, to: &str, more: &str| {
        let path = format!("/api/v1/panels/{panel}/data?start_date={from}&end_date={to}{more}");
        let reply = session.get(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.body
    };
    let (from, to) = (format!("{from}T00:00:00Z"), format!("{to}T00:00:00Z"));
    let reader = connect(&reader_of(&database_url)).await.expect("the reader may connect");

    let hours = ask("cpu", &from, &to, "").await;
    assert_eq!(hours["bucket"], serde_json::json!({"seconds": 3600, "aggregate": "avg"}));
    let sql = guide.sql("what the panel shows.");
    equals_hours(&hours, &reader, sql).await;
    let peaks = ask("cpu_peaks", &from, &to, "").await;
    equals_hours(&peaks, &reader, &sql.replace("avg(value)", "max(value)")).await;
    let every = ask("cpu", &from, &to, "&disable_aggregation=true&series_filter=24ae8d").await;
    assert_eq!(every["bucket"], Value::Null);
    assert_eq!(every["series"].as_array().map(Vec::len), Some(1));
    assert_eq!(every["series"][0]["values"].as_array().map(Vec::len), Some(4_032), "two weeks, every five minutes");

    // Ranges that begin and end anywhere, for each rule of the design's table.
    let first: jiff::Timestamp = from.parse().expect("a moment");
    for number in 0..24_i64 {
        let (least_s, most_s, width_s) = [
            (60, 8 * HOUR_S, None),
            (8 * HOUR_S + 1, 24 * HOUR_S, Some(60)),
            (24 * HOUR_S + 1, 96 * HOUR_S, Some(600)),
            (96 * HOUR_S + 1, 336 * HOUR_S, Some(HOUR_S)),
        ][usize::try_from(number % 4).expect("it is small")];
        let begin = first + SignedDuration::from_secs(number * 104_729 % (13 * 24 * HOUR_S));
        let end = begin + SignedDuration::from_secs(least_s + number * 7_919_317 % (most_s - least_s + 1));
        let shown = ask("cpu", &begin.to_string(), &end.to_string(), "").await;
        equals_by_bucket(&shown, &reader, begin, end, width_s).await;
    }
}

/// The reader's address, as the guide gives it.
fn reader_of(database_url: &str) -> String {
    let mut url: url::Url = database_url.parse().expect("a URL");
    url.set_username("aws_cpu_reader").and_then(|()| url.set_password(Some("put-a-long-one-here"))).expect("a URL");
    url.to_string()
}

/// Runs a block of the guide with psql; where there is none, over a connection of ours.
async fn run_sql(url: &str, sql: &str, place: &Path) {
    let script = place.join("block.sql");
    std::fs::write(&script, sql).expect("a file");
    let mut psql = Command::new("psql");
    psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=block.sql", "--dbname", url]);
    match psql.current_dir(place).stdin(Stdio::null()).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => run_without_psql(url, sql, place).await,
    }
}

async fn run_without_psql(url: &str, sql: &str, place: &Path) {
    let client = connect(url).await.expect("it answers");
    let (before, copy, after) = match sql.find("\\copy ") {
        None => (sql, None, ""),
        Some(begin) => {
            let line = sql[begin..].lines().next().unwrap_or_default();
            (&sql[..begin], Some(line), &sql[begin + line.len()..])
        }
    };
    client.batch_execute(before).await.expect("the guide's SQL runs");
    if let Some(line) = copy {
        let statement = line.trim_start_matches('\\').replace(&format!("'{CSV}'"), "STDIN");
        let rows = std::fs::read(place.join(CSV)).expect("the file is there");
        let mut sink = std::pin::pin!(client.copy_in(&statement).await.expect("it takes rows"));
        sink.send(bytes::Bytes::from(rows)).await.expect("it takes rows");
        sink.finish().await.expect("it takes all rows");
    }
    client.batch_execute(after).await.expect("the guide's SQL runs");
}
