//! How long an answer takes does not tell a sensitive ticket from none.

use std::time::{Duration, Instant};

use crate::callers::{self, OTHERS};
use crate::words::{ALONE, NOTHING};
use crate::world;

const ROUNDS: usize = 200;
/// Of answers that take equally long, sums of ranks lie within 6 of their standard deviations but once in 500,000,000 runs.
/// Where each answer of the one kind takes longer than all of the other, they lie at 17.
const WIDE: f64 = 6.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sensitive_ticket_is_missing_as_quickly_as_any() {
    let (real, _twin) = world::both().await;
    callers::settle(&real).await;
    let client = reqwest::Client::new();
    let missing = [NOTHING.id, "00000000-0000-4000-8000-00000000beef"];
    for kind in OTHERS.iter().filter(|kind| kind.name == "a manager") {
        let caller = kind.caller(&real).await;
        for path in ["/api/v1/tickets/", "/api/v1/tickets?parent_id="] {
            let mut took: [Vec<Duration>; 3] = Default::default();
            for round in 0..ROUNDS {
                // In turns, and each time another one first: whatever drifts meets all alike.
                for turn in 0..3 {
                    let which = (round + turn) % 3;
                    let id = [ALONE.id, missing[0], missing[1]][which];
                    let request = client.get(format!("{}{path}{id}", real.app.url));
                    let request =
                        caller.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
                    let begun = Instant::now();
                    request.send().await.expect("an answer").bytes().await.expect("a body");
                    took[which].push(begun.elapsed());
                }
            }
            let [secret, one, other] = took;
            let (apart, noise) = (distance(&secret, &one), distance(&one, &other));
            let said = format!(
                "{path} as {}: medians {:?} (sensitive), {:?}, {:?} (none); {apart:.1} apart, noise {noise:.1}",
                caller.name,
                median(&secret),
                median(&one),
                median(&other)
            );
            #[expect(clippy::print_stdout, reason = "the medians are for whoever reads the test's output")]
            {
                println!("{said}");
            }
            assert!(apart.abs() < WIDE && distance(&secret, &other).abs() < WIDE, "{said}");
        }
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// How far apart two samples lie: Mann and Whitney's U, less its mean, in its standard deviations.
fn distance(one: &[Duration], other: &[Duration]) -> f64 {
    let above: f64 = one
        .iter()
        .flat_map(|a| {
            other.iter().map(move |b| {
                if a > b {
                    1.0
                } else if a == b {
                    0.5
                } else {
                    0.0
                }
            })
        })
        .sum();
    let (n, m) =
        (f64::from(u32::try_from(one.len()).expect("some")), f64::from(u32::try_from(other.len()).expect("some")));
    (above - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt()
}

#[test]
fn what_takes_longer_is_far_away() {
    let times = |base: u64| (0..300).map(|n| Duration::from_micros(base + n * 7 % 400)).collect::<Vec<_>>();
    assert!(distance(&times(1_000), &times(1_000)).abs() < 1.0);
    assert!(distance(&times(1_200), &times(1_000)) > WIDE);
    assert!(distance(&times(1_000), &times(1_200)) < -WIDE);
}
