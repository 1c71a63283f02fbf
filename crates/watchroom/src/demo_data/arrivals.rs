//! Rows that come when they come (log lines, requests): so many in each ten seconds as a rate says.

use super::noise::{Draw, Stream};
use super::span::{SECOND_US, Span};

/// Seconds of a cell, inside which the rate is taken as constant.
const CELL_S: i64 = 10;
const CELL_US: i64 = CELL_S * SECOND_US;

/// A source of events.
#[derive(Debug)]
pub struct Arrivals {
    /// Decides how many and when.
    pub stream: Stream,
    /// Events per second on average, at an instant in seconds since the epoch.
    pub rate: fn(i64) -> f64,
}

impl Arrivals {
    /// Hands over every event of a span, oldest first, with its instant in microseconds and its own chances.
    pub fn each(&self, span: Span, mut event: impl FnMut(i64, Draw)) {
        if span.is_empty() {
            return;
        }
        for cell in span.after_us.div_euclid(CELL_US)..=span.until_us.div_euclid(CELL_US) {
            for (nth, at_us) in self.instants(cell).into_iter().enumerate() {
                if span.contains(at_us) {
                    event(at_us, self.stream.of(2).of(nth as u64).draw(cell));
                }
            }
        }
    }

    /// The start of a span that ends at `until_us` and holds exactly the newest `wanted` events, unless there are
    /// fewer after `earliest_us`.
    #[must_use]
    pub fn start_of_newest(&self, wanted: u64, until_us: i64, earliest_us: i64) -> i64 {
        let mut left = wanted as usize;
        let mut cell = until_us.div_euclid(CELL_US);
        while (cell + 1) * CELL_US > earliest_us {
            let mut instants = self.instants(cell);
            instants.retain(|at_us| *at_us <= until_us);
            if instants.len() > left {
                return instants[instants.len() - 1 - left];
            }
            left -= instants.len();
            cell -= 1;
        }
        earliest_us
    }

    /// The instants of a cell, in microseconds, ascending and all different.
    fn instants(&self, cell: i64) -> Vec<i64> {
        let mut draw = self.stream.of(1).draw(cell);
        let count = draw.poisson((self.rate)(cell * CELL_S) * CELL_S as f64);
        let mut instants: Vec<i64> =
            (0..count).map(|_| cell * CELL_US + draw.between(0, CELL_US as u64 - 1) as i64).collect();
        instants.sort_unstable();
        instants.dedup();
        instants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE_IN_FOUR_SECONDS: Arrivals = Arrivals { stream: Stream::named("test arrivals"), rate: |_| 0.25 };

    fn instants(after_us: i64, until_us: i64) -> Vec<i64> {
        let mut all = Vec::new();
        ONE_IN_FOUR_SECONDS.each(Span { after_us, until_us }, |at_us, _| all.push(at_us));
        all
    }

    #[test]
    fn a_span_is_the_sum_of_its_parts() {
        let whole = instants(0, 86_400 * SECOND_US);
        assert!((21_000..22_200).contains(&whole.len()), "{}", whole.len());
        assert!(whole.is_sorted_by(|left, right| left < right));
        let cut_us = whole[1_000];
        let parts = [instants(0, cut_us), instants(cut_us, 86_400 * SECOND_US)].concat();
        assert_eq!(whole, parts);
    }

    #[test]
    fn the_newest_are_counted_exactly() {
        let until_us = 86_400 * SECOND_US + 123;
        for wanted in [0, 1, 17, 5_000] {
            let after_us = ONE_IN_FOUR_SECONDS.start_of_newest(wanted, until_us, 0);
            assert_eq!(instants(after_us, until_us).len() as u64, wanted);
        }
        assert_eq!(ONE_IN_FOUR_SECONDS.start_of_newest(1_000_000, until_us, 77), 77);
    }
}
