//! The municipality's six systems and how they answer.

use super::power::{Site, shedding};
use crate::demo_data::health::{Check, Condition, latest_check_s};
use crate::demo_data::incidents::Recurring;
use crate::demo_data::noise::{Stream, round2, smoothstep};
use crate::demo_data::rhythm::{BUSINESS, EVENING, LocalTime, OFFICE, Rhythm};

/// A system as its users meet it.
#[derive(Debug)]
pub struct System {
    /// Its name.
    pub name: &'static str,
    site: Site,
    rhythm: Rhythm,
    /// Milliseconds when nobody else is there.
    quiet_ms: f64,
    /// Milliseconds that the busiest hour adds.
    busy_ms: f64,
    /// The days of the month with twice the crowd.
    crowded_days: (i8, i8),
}

/// All of them.
pub const SYSTEMS: [System; 6] = [
    System {
        name: "Billing portal",
        site: Site::CivicCentre,
        rhythm: BUSINESS,
        quiet_ms: 210.0,
        busy_ms: 340.0,
        crowded_days: (25, 31),
    },
    System {
        name: "Call centre",
        site: Site::NorthOffice,
        rhythm: OFFICE,
        quiet_ms: 160.0,
        busy_ms: 260.0,
        crowded_days: (1, 5),
    },
    System {
        name: "GIS maps",
        site: Site::Depot,
        rhythm: OFFICE,
        quiet_ms: 480.0,
        busy_ms: 620.0,
        crowded_days: (0, 0),
    },
    System {
        name: "Municipal website",
        site: Site::Hosted,
        rhythm: BUSINESS,
        quiet_ms: 120.0,
        busy_ms: 150.0,
        crowded_days: (0, 0),
    },
    System {
        name: "Payroll",
        site: Site::CivicCentre,
        rhythm: OFFICE,
        quiet_ms: 260.0,
        busy_ms: 300.0,
        crowded_days: (21, 25),
    },
    System {
        name: "Prepaid vending",
        site: Site::CivicCentre,
        rhythm: EVENING,
        quiet_ms: 340.0,
        busy_ms: 520.0,
        crowded_days: (25, 27),
    },
];

/// Probes in five minutes.
const PROBES: f64 = 30.0;
/// Each system fails by itself now and then.
const FAULT: Recurring = Recurring {
    stream: Stream::named("municipal fault"),
    every_days: 8,
    chance: 0.75,
    begins_hours: (5, 21),
    lasts_minutes: (15, 90),
};
/// Generators take so long to start that everything is off, and then so long until all is up.
const GENERATOR_STARTS_S: i64 = 6 * 60;
const ALL_IS_UP_S: i64 = 18 * 60;

/// What stands in a system's way at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hindrance {
    Fault,
    Dark,
    Starting,
    Generator,
}

fn hindrance(number: usize, at_s: i64) -> Option<Hindrance> {
    let fault = Recurring { stream: FAULT.stream.of(number as u64), ..FAULT };
    if fault.at(at_s).is_some() {
        return Some(Hindrance::Fault);
    }
    let since_s = at_s - shedding(SYSTEMS[number].site, at_s)?.start_s;
    Some(if since_s < GENERATOR_STARTS_S {
        Hindrance::Dark
    } else if since_s < ALL_IS_UP_S {
        Hindrance::Starting
    } else {
        Hindrance::Generator
    })
}

/// The share of the last five minutes' probes that were answered, in percent.
pub fn uptime_percent(number: usize, at_s: i64) -> f64 {
    let noise = Stream::named("uptime").of(number as u64);
    let chance = noise.unit(at_s);
    let answered = match hindrance(number, at_s) {
        None if chance < 0.012 => PROBES - 1.0,
        None => PROBES,
        Some(Hindrance::Dark) => 0.0,
        Some(Hindrance::Starting) => (PROBES * (0.35 + 0.5 * chance)).floor(),
        Some(Hindrance::Generator) => PROBES - (2.4 * chance).floor(),
        Some(Hindrance::Fault) => (PROBES * (0.15 + 0.65 * chance)).floor(),
    };
    round2(answered / PROBES * 100.0)
}

/// The median time of the answered probes in milliseconds; none where none was answered.
pub fn response_ms(number: usize, at_s: i64) -> Option<f64> {
    let system = &SYSTEMS[number];
    let noise = Stream::named("response").of(number as u64);
    let slower = match hindrance(number, at_s) {
        None => 1.0,
        Some(Hindrance::Dark) => return None,
        Some(Hindrance::Starting) => 3.2,
        Some(Hindrance::Generator) => 1.35,
        Some(Hindrance::Fault) => 4.5,
    };
    let local = LocalTime::at(at_s);
    let (from, to) = system.crowded_days;
    let crowded = if (from..=to).contains(&local.day_of_month()) {
        smoothstep(local.hour() / 6.0) * smoothstep((24.0 - local.hour()) / 6.0)
    } else {
        0.0
    };
    let crowd = system.rhythm.level(at_s) * (1.0 + 0.9 * crowded);
    let wobble = 1.0 + 0.10 * noise.wave(at_s, 5_400) + 0.05 * noise.wave(at_s, 900) + 0.12 * (noise.unit(at_s) - 0.5);
    Some(round2((system.quiet_ms + system.busy_ms * crowd) * wobble * slower))
}

/// The latest check of every system at an instant.
pub fn checks(now_s: i64) -> Vec<Check> {
    let check = |(number, system): (usize, &'static System)| {
        let at_s = latest_check_s(number, now_s);
        let (condition, message) = match hindrance(number, at_s) {
            None => (Condition::Healthy, None),
            Some(Hindrance::Fault) => (Condition::Degraded, Some("answers slowly or not at all: technician informed")),
            Some(Hindrance::Dark) => (Condition::Down, Some("load-shedding: waiting for the generator")),
            Some(Hindrance::Starting) => (Condition::Degraded, Some("load-shedding: starting on the generator")),
            Some(Hindrance::Generator) => (Condition::Degraded, Some("load-shedding: runs on the generator")),
        };
        Check { name: system.name, condition, at_s, message: message.map(str::to_owned) }
    };
    SYSTEMS.iter().enumerate().map(check).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn systems_are_up_most_of_the_time_and_always_within_bounds() {
        for (number, system) in SYSTEMS.iter().enumerate() {
            let mut sum = 0.0;
            let mut count = 0.0;
            for at_s in (1_794_000_000..1_794_000_000 + 90 * 86_400).step_by(300) {
                let uptime = uptime_percent(number, at_s);
                let response = response_ms(number, at_s);
                assert!((0.0..=100.0).contains(&uptime));
                assert_eq!(response.is_none(), uptime == 0.0);
                assert!(response.is_none_or(|ms| (50.0..20_000.0).contains(&ms)));
                sum += uptime;
                count += 1.0;
            }
            let mean = sum / count;
            assert!((97.0..100.0).contains(&mean), "{}: {mean}", system.name);
        }
    }
}
