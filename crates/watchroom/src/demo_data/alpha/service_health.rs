//! The platform's ten services and how they fare.

use super::servers::{Group, SERVERS, members};
use super::trouble;
use crate::demo_data::health::{Check, Condition, latest_check_s};
use crate::demo_data::incidents::Recurring;
use crate::demo_data::noise::Stream;

/// A service and where it runs.
#[derive(Debug)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// The servers that it leans on most.
    pub group: Group,
    /// What an answer may take, in milliseconds.
    pub target_ms: u64,
}

/// All of them.
pub const SERVICES: [Service; 10] = [
    Service { name: "api-gateway", group: Group::Web, target_ms: 250 },
    Service { name: "auth", group: Group::Api, target_ms: 300 },
    Service { name: "billing", group: Group::Database, target_ms: 800 },
    Service { name: "checkout", group: Group::Api, target_ms: 600 },
    Service { name: "inventory", group: Group::Database, target_ms: 500 },
    Service { name: "media", group: Group::Web, target_ms: 900 },
    Service { name: "notifications", group: Group::Worker, target_ms: 2_000 },
    Service { name: "reports", group: Group::Worker, target_ms: 5_000 },
    Service { name: "scheduler", group: Group::Worker, target_ms: 1_000 },
    Service { name: "search", group: Group::Cache, target_ms: 400 },
];

/// On most days, one service is slow for some hours.
const SLOW: Recurring = Recurring {
    stream: Stream::named("slow service"),
    every_days: 1,
    chance: 0.85,
    begins_hours: (7, 19),
    lasts_minutes: (90, 280),
};
/// Now and then, one service is down for some minutes.
const DOWN: Recurring = Recurring {
    stream: Stream::named("service down"),
    every_days: 6,
    chance: 0.8,
    begins_hours: (6, 22),
    lasts_minutes: (4, 18),
};

/// The latest check of every service at an instant.
pub fn checks(now_s: i64) -> Vec<Check> {
    let check = |(number, service): (usize, &'static Service)| {
        let at_s = latest_check_s(number, now_s);
        let condition = condition(number, at_s);
        Check { name: service.name, condition, at_s, message: message(number, condition, at_s) }
    };
    SERVICES.iter().enumerate().map(check).collect()
}

/// How a service fares at an instant.
pub fn condition(number: usize, at_s: i64) -> Condition {
    let chosen = |kind: &Recurring| {
        kind.at(at_s).is_some_and(|window| kind.stream.of(9).hash(window.index) % 10 == number as u64)
    };
    let group = SERVICES[number].group;
    if chosen(&DOWN) {
        return Condition::Down;
    }
    let strained = trouble::saturation(at_s).is_some_and(|found| found.group == group && found.intensity > 0.4);
    let short_handed = trouble::outage(at_s).is_some_and(|(gone, window)| {
        SERVERS[gone].group == group && (at_s - window.start_s < 600 || members(group).count() == 1)
    });
    if strained || short_handed || chosen(&SLOW) { Condition::Degraded } else { Condition::Healthy }
}

fn message(number: usize, condition: Condition, at_s: i64) -> Option<String> {
    let service = &SERVICES[number];
    let mut draw = Stream::named("check").of(number as u64).draw(at_s);
    match condition {
        Condition::Healthy => None,
        Condition::Degraded => {
            let p95_ms = service.target_ms * draw.between(180, 330) / 100;
            Some(format!("p95 latency {p95_ms} ms, target {} ms", service.target_ms))
        }
        Condition::Down => {
            let hosts: Vec<_> = members(service.group).collect();
            let host = draw.pick(&hosts).1.name;
            Some(format!("connect to {host}:8443 timed out after 3000 ms (3 of 3 tries)"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_are_healthy_most_of_the_time() {
        let mut seen = [0u32; 3];
        for at_s in (1_794_000_000..1_794_000_000 + 90 * 86_400).step_by(600) {
            for check in checks(at_s) {
                seen[check.condition as usize] += 1;
                assert_eq!(check.message.is_none(), check.condition == Condition::Healthy);
                assert!(check.at_s <= at_s && at_s - check.at_s < 10);
            }
        }
        let all = f64::from(seen.iter().sum::<u32>());
        let share = seen.map(|count| f64::from(count) / all);
        assert!(share[0] > 0.95 && share[1] > 0.01 && share[2] > 0.0001 && share[2] < 0.005, "{share:?}");
    }
}
