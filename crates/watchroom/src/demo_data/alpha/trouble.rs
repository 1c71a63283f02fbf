//! What goes wrong on the platform, and when.

use super::servers::{Group, SERVERS};
use crate::demo_data::incidents::{Recurring, Window};
use crate::demo_data::noise::Stream;
use crate::demo_data::rhythm::LocalTime;

/// A group runs out of processor: some sixteen times in 90 days.
const SATURATION: Recurring = Recurring {
    stream: Stream::named("saturation"),
    every_days: 5,
    chance: 0.9,
    begins_hours: (8, 18),
    lasts_minutes: (20, 90),
};
/// A release leaks memory on one worker until it is rolled back: for a day or two, some seven times.
const LEAK: Recurring = Recurring {
    stream: Stream::named("leak"),
    every_days: 12,
    chance: 0.95,
    begins_hours: (9, 16),
    lasts_minutes: (26 * 60, 54 * 60),
};
/// A release goes out.
const DEPLOY: Recurring = Recurring {
    stream: Stream::named("deploy"),
    every_days: 3,
    chance: 0.85,
    begins_hours: (9, 15),
    lasts_minutes: (8, 16),
};
/// A server is gone: some eight times.
const OUTAGE: Recurring = Recurring {
    stream: Stream::named("outage"),
    every_days: 11,
    chance: 1.0,
    begins_hours: (0, 21),
    lasts_minutes: (15, 180),
};
/// Each night one server is patched and started again, so that any 24 hours hold an honest gap.
const PATCHING: Recurring = Recurring {
    stream: Stream::named("patching"),
    every_days: 1,
    chance: 1.0,
    begins_hours: (2, 2),
    lasts_minutes: (18, 42),
};

/// The group that is saturated, and how badly.
#[derive(Debug, Clone, Copy)]
pub struct Saturation {
    /// Which servers.
    pub group: Group,
    /// 0 to 1.
    pub intensity: f64,
}

/// The saturation at an instant.
pub fn saturation(at_s: i64) -> Option<Saturation> {
    let window = SATURATION.at(at_s)?;
    let group = match SATURATION.stream.of(9).hash(window.index) % 8 {
        0..=2 => Group::Api,
        3..=4 => Group::Web,
        5..=6 => Group::Database,
        _ => Group::Cache,
    };
    Some(Saturation { group, intensity: window.intensity(at_s, 240, 420) })
}

/// How far a release is along, 0 to 1 and back to 0.
pub fn deploy(at_s: i64) -> f64 {
    DEPLOY.at(at_s).map_or(0.0, |window| window.intensity(at_s, 90, 240))
}

/// The number of a deployed release.
pub const fn release(at_s: i64) -> i64 {
    LocalTime::at(at_s).day.div_euclid(3) - 6_600
}

/// The worker that leaks and its share of the way to being killed, which happens every few hours.
pub fn leak(at_s: i64) -> Option<(usize, f64)> {
    let window = LEAK.at(at_s)?;
    let worker = 7 + (LEAK.stream.of(9).hash(window.index) % 2) as usize;
    let cycle_s = LEAK.stream.of(8).between(window.index, 6 * 3600, 10 * 3600);
    Some((worker, (at_s - window.start_s).rem_euclid(cycle_s) as f64 / cycle_s as f64))
}

/// The server that failed, and since when.
pub fn outage(at_s: i64) -> Option<(usize, Window)> {
    let window = OUTAGE.at(at_s)?;
    Some(((OUTAGE.stream.of(9).hash(window.index) % SERVERS.len() as u64) as usize, window))
}

/// The server that is being patched, and since when.
pub fn patching(at_s: i64) -> Option<(usize, Window)> {
    let window = PATCHING.at(at_s)?;
    Some(((window.index * 5).rem_euclid(12) as usize, window))
}

/// Whether a server is away and reports nothing.
pub fn is_down(server: usize, at_s: i64) -> bool {
    [outage(at_s), patching(at_s)].into_iter().flatten().any(|(gone, _)| gone == server)
}

/// Seconds since a server was last started again after patching.
pub fn uptime_s(server: usize, at_s: i64) -> i64 {
    let today = LocalTime::at(at_s).day;
    // 5 is its own inverse modulo 12: the nights of a server are those whose number is 5 × server.
    let night = today - (today - 5 * server as i64).rem_euclid(12);
    let patched_s = |night| PATCHING.in_period(night).map_or(0, |window| window.end_s);
    let since_s = at_s - patched_s(night);
    if since_s >= 0 { since_s } else { at_s - patched_s(night - 12) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo_data::rhythm::DAY_S;

    const FROM_S: i64 = 1_794_000_000;

    #[test]
    fn any_24_hours_hold_a_gap() {
        for now_s in (FROM_S..FROM_S + 3 * DAY_S).step_by(600) {
            let minutes_away = (now_s - DAY_S..now_s).step_by(60).filter(|at_s| patching(*at_s).is_some()).count();
            assert!(minutes_away >= 10, "{minutes_away} minutes before {now_s}");
        }
    }

    #[test]
    fn ninety_days_hold_some_dozen_incidents() {
        let count = |find: &dyn Fn(i64) -> Option<i64>| {
            let mut found: Vec<i64> = (FROM_S..FROM_S + 90 * DAY_S).step_by(300).filter_map(find).collect();
            found.dedup();
            found.len()
        };
        assert!((13..=18).contains(&count(&|at_s| SATURATION.at(at_s).map(|window| window.index))));
        assert!((7..=9).contains(&count(&|at_s| outage(at_s).map(|found| found.1.index))));
        assert!((4..=9).contains(&count(&|at_s| LEAK.at(at_s).map(|window| window.index))));
        assert!((88..=91).contains(&count(&|at_s| patching(at_s).map(|found| found.1.index))));
    }

    #[test]
    fn a_server_counts_its_uptime_from_its_own_patch_night() {
        for server in 0..12 {
            for at_s in (FROM_S..FROM_S + 13 * DAY_S).step_by(60) {
                let since_s = uptime_s(server, at_s);
                assert!((0..=12 * DAY_S + 3600).contains(&since_s), "{since_s}");
                if since_s > 0 && since_s < 60 {
                    assert_eq!(patching(at_s - since_s - 1).map(|found| found.0), Some(server));
                }
            }
        }
    }
}
