//! A panel's answer over HTTP beside the same question in psql: same database, same run, turn and turn about.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Result, ensure};
use watchroom_embedded_postgres::Binaries;

use super::running::Demo;
use super::spread;
use crate::steps::print;

const ROUNDS: usize = 9;
/// Questions a round: one session of psql and one connection ask them one after the other.
const QUESTIONS: u32 = 5;

/// Ranges that end with the data: what they are called, hours, the width of a bucket in SQL.
const RANGES: [(&str, u32, Option<&str>); 4] = [
    ("8 hours, every row", 8, None),
    ("24 hours by the minute", 24, Some("1 minute")),
    ("4 days by 10 minutes", 96, Some("10 minutes")),
    ("30 days by the hour", 720, Some("1 hour")),
];

const NEWEST: &str =
    "SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM metrics";

/// Measures and prints.
pub(super) fn measure(demo: &Demo) -> Result<()> {
    let psql = Binaries::find(&[])?.program("psql");
    let newest = demo.ask_sql(NEWEST)?;
    let mut viewer = demo.viewer()?;
    print(&format!(
        "cpu_usage of tenant-alpha; the middle of {ROUNDS} rounds of {QUESTIONS} questions, in ms a question"
    ));
    print(&format!("{:<26} {:>10} {:>10} {:>8} {:>10}", "", "psql", "watchroom", "ratio", "bytes"));
    for (name, hours, bucket) in RANGES {
        let (end, start) = (&newest, format!("'{newest}'::timestamptz - interval '{hours} hours'"));
        let select = match bucket {
            None => "recorded_at, server_name, cpu_percent".to_owned(),
            Some(width) => format!("date_bin('{width}', recorded_at, '2000-01-01Z'), server_name, avg(cpu_percent)"),
        };
        let group = if bucket.is_some() { "GROUP BY 1, 2" } else { "" };
        let sql = format!(
            "SELECT {select} FROM metrics WHERE metric_type = 'cpu' AND recorded_at >= {start} AND recorded_at < '{end}' {group} ORDER BY 1;\n"
        );
        let path = format!(
            "/api/v1/panels/cpu_usage/data?start_date={}&end_date={}",
            demo.ask_sql(&format!("SELECT to_char(({start}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"))?,
            end.replace('+', "%2B")
        );
        let (mut by_psql, mut by_http, mut bytes, mut asked) = (Vec::new(), Vec::new(), 0, 0_u32);
        for _ in 0..ROUNDS {
            by_psql.push(ask_psql(&psql, demo.database_url()?, &sql, QUESTIONS)?);
            let since = Instant::now();
            for _ in 0..QUESTIONS {
                // Another number of points is another answer in the cache, and up to 100 days the same question.
                asked += 1;
                let answer = viewer.get(&format!("{path}&max_points={asked}"))?;
                ensure!(answer.status == 200, "{path}: {}", answer.status);
                bytes = answer.body.len();
            }
            by_http.push(since.elapsed().as_secs_f64() * 1_000.0 / f64::from(QUESTIONS));
        }
        let ratios: Vec<f64> = by_http.iter().zip(&by_psql).map(|(http, psql)| http / psql).collect();
        let ((psql_ms, ..), (http_ms, ..), (ratio, ..)) = (spread(by_psql), spread(by_http), spread(ratios));
        print(&format!("{name:<26} {psql_ms:>10.1} {http_ms:>10.1} {ratio:>8.2} {bytes:>10}"));
    }
    Ok(())
}

/// Milliseconds a question, in a session that is open already.
pub(super) fn ask_psql(psql: &std::path::Path, database_url: &str, sql: &str, questions: u32) -> Result<f64> {
    let mut child = Command::new(psql)
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", database_url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        anyhow::bail!("psql has no pipes")
    };
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(stdout));
    let mut until_asked_back = |word: &str| -> Result<()> {
        for line in lines.by_ref() {
            if line? == word {
                return Ok(());
            }
        }
        anyhow::bail!("psql ended early")
    };
    writeln!(stdin, "\\echo connected")?;
    until_asked_back("connected")?;
    let since = Instant::now();
    for _ in 0..questions {
        writeln!(stdin, "{sql}\\echo answered")?;
        until_asked_back("answered")?;
    }
    let ms = since.elapsed().as_secs_f64() * 1_000.0 / f64::from(questions);
    drop(stdin);
    child.wait()?;
    Ok(ms)
}
