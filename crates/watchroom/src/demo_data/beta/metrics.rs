//! `metrics`: uptime and response time of every system, every five minutes.

use super::systems::{SYSTEMS, response_ms, uptime_percent};
use crate::demo_data::feed::{Feed, days_before};
use crate::demo_data::span::{SECOND_US, Span};
use watchroom_store::CopyRows;

/// The systems take turns, so that something new arrives every fifty seconds.
const TURN_S: i64 = 50;

/// The table.
pub const CREATE: &str = "create table if not exists metrics (
    recorded_at timestamptz not null,
    metric_type text not null,
    system_name text not null,
    uptime_percent double precision,
    response_ms double precision
) with (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)";

/// How it grows.
pub const FEED: Feed = Feed {
    table: "metrics",
    columns: "recorded_at, metric_type, system_name, uptime_percent, response_ms",
    newest: "select max(recorded_at) from metrics where metric_type = 'uptime'",
    indexes: &[(
        "metrics_type_time",
        "create index if not exists metrics_type_time on metrics (metric_type, recorded_at)",
    )],
    rows_per_day: 3_456,
    start: days_before,
    rows,
};

fn rows(span: Span, rows: &mut CopyRows) {
    for at_s in span.seconds(TURN_S) {
        let number = (at_s / TURN_S).rem_euclid(SYSTEMS.len() as i64) as usize;
        let uptime = Some(uptime_percent(number, at_s));
        let response = response_ms(number, at_s);
        for (metric, uptime, response) in [("uptime", uptime, None), ("response", None, response)] {
            rows.start(5);
            rows.timestamp(at_s * SECOND_US);
            rows.text(metric);
            rows.text(SYSTEMS[number].name);
            rows.double(uptime);
            rows.double(response);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_reports_twice_in_five_minutes() {
        let mut copied = CopyRows::new();
        rows(Span { after_us: 0, until_us: 3600 * SECOND_US }, &mut copied);
        assert_eq!(copied.rows(), 12 * 6 * 2);
    }
}
