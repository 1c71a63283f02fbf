//! `error_logs`: what the services wrote down, in bursts where something went wrong.

use super::daily_messages;
use super::messages::{self, Severity};
use super::servers::{Group, SERVERS, members};
use super::service_health::SERVICES;
use super::trouble;
use super::trouble_messages as during;
use crate::demo_data::HISTORY_DAYS;
use crate::demo_data::arrivals::Arrivals;
use crate::demo_data::feed::{Feed, days_before};
use crate::demo_data::noise::{Draw, Stream};
use crate::demo_data::rhythm::BUSINESS;
use crate::demo_data::span::{SECOND_US, Span};
use watchroom_store::CopyRows;

/// Rows of the usual history, exactly.
pub const ROWS_OF_HISTORY: u64 = 200_000;

/// The table.
pub const CREATE: &str = "create table if not exists error_logs (
    id bigint generated always as identity primary key,
    timestamp timestamptz not null,
    service text not null,
    error_message text not null,
    severity text not null
) with (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000)";

/// How it grows.
pub const FEED: Feed = Feed {
    table: "error_logs",
    columns: "timestamp, service, error_message, severity",
    newest: "select max(timestamp) from error_logs",
    indexes: &[(
        "error_logs_timestamp",
        "create index if not exists error_logs_timestamp on error_logs (timestamp desc)",
    )],
    rows_per_day: ROWS_OF_HISTORY / HISTORY_DAYS as u64,
    start,
    rows,
};

const LINES: Arrivals = Arrivals { stream: Stream::named("logs"), rate: lines_per_second };

/// How often each severity is written on an ordinary day.
const ON_A_DAY: [(f64, Severity); 5] = [
    (22.0, Severity::Debug),
    (55.6, Severity::Info),
    (15.0, Severity::Warning),
    (7.2, Severity::Error),
    (0.2, Severity::Critical),
];

/// Why a line was written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cause {
    Daily,
    Deploy,
    Saturation(Group),
    Leak(usize),
    Outage(usize),
    Patching(usize),
}

/// History holds the newest lines up to its exact number; they reach back all but a day or two.
fn start(until_us: i64, history_days: u32) -> i64 {
    let wanted = ROWS_OF_HISTORY * u64::from(history_days) / u64::from(HISTORY_DAYS);
    LINES.start_of_newest(wanted, until_us, days_before(until_us, history_days + 10))
}

/// The causes at work at an instant, each with its lines per second.
fn causes(at_s: i64) -> [(f64, Cause); 6] {
    let nothing = (0.0, Cause::Daily);
    let shortly_after = |start_s: i64, strong: f64, weak: f64| if at_s - start_s < 300 { strong } else { weak };
    [
        (0.0349 * (0.25 + BUSINESS.level(at_s)), Cause::Daily),
        (0.06 * trouble::deploy(at_s), Cause::Deploy),
        trouble::saturation(at_s).map_or(nothing, |found| (0.16 * found.intensity, Cause::Saturation(found.group))),
        trouble::leak(at_s)
            .map_or(nothing, |(worker, share)| (if share > 0.8 { 0.03 } else { 0.0 }, Cause::Leak(worker))),
        trouble::outage(at_s)
            .map_or(nothing, |(gone, window)| (shortly_after(window.start_s, 0.35, 0.012), Cause::Outage(gone))),
        trouble::patching(at_s)
            .map_or(nothing, |(gone, window)| (shortly_after(window.start_s, 0.03, 0.002), Cause::Patching(gone))),
    ]
}

fn lines_per_second(at_s: i64) -> f64 {
    causes(at_s).iter().map(|(rate, _)| rate).sum()
}

fn rows(span: Span, rows: &mut CopyRows) {
    let mut text = String::new();
    LINES.each(span, |at_us, mut draw| {
        let (service, severity) = line(at_us.div_euclid(SECOND_US), &mut draw, &mut text);
        rows.start(4);
        rows.timestamp(at_us);
        rows.text(service);
        rows.text(&text);
        rows.text(severity.name());
    });
}

/// One line: its service and severity, and its message into `text`.
fn line(at_s: i64, draw: &mut Draw, text: &mut String) -> (&'static str, Severity) {
    use Severity::{Critical, Error, Info, Warning};
    let cause = *draw.weighted(&causes(at_s));
    let (group, host) = match cause {
        Cause::Daily => (None, None),
        Cause::Deploy => (Some(*draw.pick(&[Group::Web, Group::Api, Group::Worker])), None),
        Cause::Saturation(group) => (Some(group), None),
        Cause::Leak(number) | Cause::Outage(number) | Cause::Patching(number) => {
            (Some(SERVERS[number].group), Some(SERVERS[number].name))
        }
    };
    let candidates: Vec<_> =
        SERVICES.iter().enumerate().filter(|(_, service)| group.is_none_or(|group| service.group == group)).collect();
    let (number, service) = draw.pick(&candidates);
    let host = host.unwrap_or_else(|| {
        let hosts: Vec<_> = members(service.group).collect();
        draw.pick(&hosts).1.name
    });
    let (severities, templates) = match cause {
        Cause::Daily => {
            let own = draw.chance(0.7);
            (ON_A_DAY.as_slice(), if own { &daily_messages::OWN[*number] } else { &daily_messages::COMMON })
        }
        Cause::Deploy => ([(70.0, Info), (25.0, Warning), (5.0, Error)].as_slice(), &during::DEPLOY),
        Cause::Saturation(_) => ([(34.0, Warning), (62.0, Error), (4.0, Critical)].as_slice(), &during::SATURATION),
        Cause::Leak(_) => ([(64.0, Warning), (33.5, Error), (2.5, Critical)].as_slice(), &during::LEAK),
        Cause::Outage(_) => ([(24.0, Warning), (68.0, Error), (8.0, Critical)].as_slice(), &during::OUTAGE),
        Cause::Patching(_) => ([(80.0, Info), (20.0, Warning)].as_slice(), &during::PATCHING),
    };
    let severity = *draw.weighted(severities);
    messages::write(templates.of(severity), host, trouble::release(at_s), draw, text);
    (service.name, severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNTIL_US: i64 = 1_794_000_000 * SECOND_US;

    #[test]
    fn history_is_exact_and_reaches_back_about_ninety_days() {
        for until_us in [0, 97].map(|days| UNTIL_US + days * 86_400 * SECOND_US) {
            let after_us = start(until_us, 90);
            let mut count = 0;
            LINES.each(Span { after_us, until_us }, |_, _| count += 1);
            assert_eq!(count, ROWS_OF_HISTORY);
            let days = (until_us - after_us) as f64 / (86_400 * SECOND_US) as f64;
            assert!((86.0..=90.0).contains(&days), "{days} days");
        }
    }

    #[test]
    fn lines_vary_and_severities_have_plausible_shares() {
        let mut texts = std::collections::HashSet::new();
        let mut severities = [0u32; 5];
        let mut total = 0u32;
        let mut text = String::new();
        LINES.each(Span { after_us: start(UNTIL_US, 30), until_us: UNTIL_US }, |at_us, mut draw| {
            let (_, severity) = line(at_us / SECOND_US, &mut draw, &mut text);
            assert!(!text.contains(['{', '}']), "{text}");
            severities[severity as usize] += 1;
            total += 1;
            texts.insert(text.clone());
        });
        let share = severities.map(|count| f64::from(count) / f64::from(total));
        assert!(texts.len() > 20_000, "{}", texts.len());
        assert!(share[1] > 0.4 && (0.06..0.20).contains(&share[3]) && (0.001..0.01).contains(&share[4]), "{share:?}");
    }

    #[test]
    fn a_burst_stands_out() {
        let peak_s = (1_790_000_000..1_794_000_000)
            .step_by(60)
            .find(|at_s| trouble::saturation(*at_s).is_some_and(|found| found.intensity > 0.99))
            .expect("a saturation");
        assert!(lines_per_second(peak_s) > 3.0 * lines_per_second(peak_s - 2 * 3600));
    }
}
