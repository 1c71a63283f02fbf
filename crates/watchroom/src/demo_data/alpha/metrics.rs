//! `metrics`: processor and memory of every server, once a minute.

use super::servers::{Group, SERVERS};
use super::trouble;
use crate::demo_data::feed::{Feed, days_before};
use crate::demo_data::noise::{Stream, round2, smoothstep};
use crate::demo_data::rhythm::{BUSINESS, DAY_S, LocalTime};
use crate::demo_data::span::{SECOND_US, Span};
use watchroom_store::CopyRows;

/// The servers take turns, so that something new arrives every five seconds.
const TURN_S: i64 = 5;
const CPU: Stream = Stream::named("cpu");
const MEMORY: Stream = Stream::named("memory");

/// The table.
pub const CREATE: &str = "create table if not exists metrics (
    recorded_at timestamptz not null,
    metric_type text not null,
    server_name text not null,
    cpu_percent double precision,
    memory_percent double precision
) with (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 50000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 20000)";

/// One index for each metric is as small as one over both, and the first answers 90 days by the hour alone (0.55 s
/// against 0.93 s). The last costs nothing and serves whoever asks by time without a metric.
const INDEXES: [(&str, &str); 3] = [
    (
        "metrics_cpu_time",
        "create index if not exists metrics_cpu_time on metrics (recorded_at) include (server_name, cpu_percent)
         where metric_type = 'cpu'",
    ),
    (
        "metrics_memory_time",
        "create index if not exists metrics_memory_time on metrics (recorded_at) where metric_type = 'memory'",
    ),
    (
        "metrics_time",
        "create index if not exists metrics_time on metrics using brin (recorded_at) with (autosummarize)",
    ),
];

/// How it grows.
pub const FEED: Feed = Feed {
    table: "metrics",
    columns: "recorded_at, metric_type, server_name, cpu_percent, memory_percent",
    newest: "select max(recorded_at) from metrics where metric_type = 'cpu'",
    indexes: &INDEXES,
    rows_per_day: 34_560,
    start: days_before,
    rows,
};

fn rows(span: Span, rows: &mut CopyRows) {
    for at_s in span.seconds(TURN_S) {
        let number = (at_s / TURN_S).rem_euclid(SERVERS.len() as i64) as usize;
        if trouble::is_down(number, at_s) {
            continue;
        }
        for (metric, cpu, memory) in
            [("cpu", Some(cpu_percent(number, at_s)), None), ("memory", None, Some(memory_percent(number, at_s)))]
        {
            rows.start(5);
            rows.timestamp(at_s * SECOND_US);
            rows.text(metric);
            rows.text(SERVERS[number].name);
            rows.double(cpu);
            rows.double(memory);
        }
    }
}

/// How busy a server's processors are at an instant, in percent.
pub fn cpu_percent(number: usize, at_s: i64) -> f64 {
    let server = &SERVERS[number];
    let noise = CPU.of(number as u64);
    let crowd = BUSINESS.level(at_s) * 0.12f64.mul_add(CPU.wave(at_s, 5 * 3600), 0.94);
    let mut percent = server.cpu_idle + server.cpu_busy * crowd * (1.0 + 0.10 * noise.wave(at_s, 3 * 3600));
    let restless = 0.4 + 0.6 * crowd;
    percent += restless * (5.0 * noise.wave(at_s, 2_400) + 4.0 * noise.wave(at_s, 420));
    percent += restless * (noise.unit(at_s) - 0.5) * 5.0;
    percent += nightly_jobs(server.group, at_s);
    if matches!(server.group, Group::Web | Group::Api | Group::Worker) {
        percent += 26.0 * trouble::deploy(at_s - 20 * (number as i64 % 4));
    }
    percent *= 1.0 + extra_share(number, at_s);
    percent += 30.0 * smoothstep(1.0 - trouble::uptime_s(number, at_s) as f64 / 420.0);
    if let Some(found) = trouble::saturation(at_s).filter(|found| found.group == server.group) {
        let limit = 96.5 + 2.5 * noise.wave(at_s, 180) + noise.unit(at_s);
        percent += (limit - percent).max(0.0) * found.intensity;
    }
    round2(percent.clamp(0.0, 100.0))
}

/// How full a server's memory is at an instant, in percent.
pub fn memory_percent(number: usize, at_s: i64) -> f64 {
    let server = &SERVERS[number];
    let noise = MEMORY.of(number as u64);
    let uptime_s = trouble::uptime_s(number, at_s) as f64;
    let warm = smoothstep(uptime_s / (4.0 * 3600.0));
    let mut percent = server.memory - 12.0 * (1.0 - warm) + 6.0 * uptime_s / (12.0 * DAY_S as f64);
    percent += 6.0 * BUSINESS.level(at_s) * warm;
    percent += 2.2 * noise.wave(at_s, 4 * 3600) + 0.8 * noise.wave(at_s, 900) + (noise.unit(at_s) - 0.5) * 0.4;
    if let Some((_, share)) = trouble::leak(at_s).filter(|(worker, _)| *worker == number) {
        percent += (97.0 - percent).max(0.0) * share.powf(1.25);
    }
    if let Some(found) = trouble::saturation(at_s).filter(|found| found.group == server.group) {
        percent += 9.0 * found.intensity;
    }
    round2(percent.clamp(0.0, 100.0))
}

/// Reports are made at one, backups taken at midnight.
fn nightly_jobs(group: Group, at_s: i64) -> f64 {
    let (from, to, adds) = match group {
        Group::Worker => (1.0, 3.25, 38.0),
        Group::Database => (0.25, 1.1, 24.0),
        _ => return 0.0,
    };
    let hour = LocalTime::at(at_s).hour();
    adds * smoothstep((hour - from) * 8.0).min(smoothstep((to - hour) * 6.0))
}

/// What a server takes over from a neighbour that is away.
fn extra_share(number: usize, at_s: i64) -> f64 {
    let away = [trouble::outage(at_s), trouble::patching(at_s)].into_iter().flatten();
    away.filter(|(gone, _)| *gone != number && SERVERS[*gone].group == SERVERS[number].group)
        .map(|(_, window)| 0.28 * window.intensity(at_s, 60, 60))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM_S: i64 = 1_794_000_000;

    fn bytes(after_s: i64, until_s: i64) -> Vec<u8> {
        let mut copied = CopyRows::new();
        copied.take();
        rows(Span { after_us: after_s * SECOND_US, until_us: until_s * SECOND_US }, &mut copied);
        copied.take().to_vec()
    }

    #[test]
    fn parts_make_the_same_rows_as_the_whole() {
        let whole = bytes(FROM_S, FROM_S + DAY_S);
        let parts = [bytes(FROM_S, FROM_S + 41_237), bytes(FROM_S + 41_237, FROM_S + DAY_S)].concat();
        assert_eq!(whole, parts);
    }

    #[test]
    fn values_are_percentages_that_fit_the_time_of_day() {
        let tuesday_s = "2026-11-03T09:00:00Z".parse::<jiff::Timestamp>().expect("an instant").as_second();
        for (number, server) in SERVERS.iter().enumerate() {
            let mean =
                |from_s: i64| (0..60).map(|minute| cpu_percent(number, from_s + minute * 60)).sum::<f64>() / 60.0;
            assert!(mean(tuesday_s) > mean(tuesday_s - 5 * 3600) * 1.2, "{}", server.name);
        }
        for at_s in (FROM_S..FROM_S + 30 * DAY_S).step_by(300) {
            for number in 0..SERVERS.len() {
                assert!((0.5..=100.0).contains(&cpu_percent(number, at_s)));
                assert!((20.0..=100.0).contains(&memory_percent(number, at_s)));
            }
        }
    }

    #[test]
    fn a_saturated_group_stands_near_its_limit() {
        let peak = (FROM_S..FROM_S + 30 * DAY_S)
            .step_by(60)
            .find_map(|at_s| trouble::saturation(at_s).filter(|found| found.intensity > 0.999).map(|_| at_s))
            .expect("a saturation within 30 days");
        let group = trouble::saturation(peak).expect("still there").group;
        for (number, server) in super::super::servers::members(group) {
            assert!(cpu_percent(number, peak) > 90.0, "{}", server.name);
        }
    }

    #[test]
    fn a_patched_server_is_silent_and_the_others_are_not() {
        let night_s = (FROM_S..FROM_S + DAY_S).find(|at_s| trouble::patching(*at_s).is_some()).expect("a patch night");
        let mut copied = CopyRows::new();
        rows(Span { after_us: night_s * SECOND_US, until_us: (night_s + 600) * SECOND_US }, &mut copied);
        let away = if trouble::outage(night_s).is_some() { 2 } else { 1 };
        assert_eq!(copied.rows(), 10 * 2 * (12 - away));
    }
}
