//! Load-shedding: on some days the grid takes a part of town off for two and a half hours.

use crate::demo_data::incidents::Window;
use crate::demo_data::noise::Stream;
use crate::demo_data::rhythm::{LocalTime, local_to_epoch_s};

const STREAM: Stream = Stream::named("load-shedding");
const LASTS_S: i64 = 5 * 1800;
/// Days of shedding come in clusters.
const CLUSTER_DAYS: i64 = 6;
/// Shedding begins above this level of the days' wave.
const SCARCE: f64 = 0.25;

/// A part of town.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Site {
    /// The civic centre, with the server room.
    CivicCentre,
    /// The call centre in the north.
    NorthOffice,
    /// The works depot.
    Depot,
    /// Elsewhere, with power.
    Hosted,
}

/// The shedding that a site is under at an instant.
pub fn shedding(site: Site, at_s: i64) -> Option<Window> {
    if site == Site::Hosted {
        return None;
    }
    let today = LocalTime::at(at_s).day;
    // A slot that begins at ten in the evening ends on the next day.
    [today, today - 1].into_iter().find_map(|day| {
        if STREAM.wave(day, CLUSTER_DAYS) < SCARCE {
            return None;
        }
        let block = (day * 5 + 4 * site as i64).rem_euclid(12);
        let start_s = local_to_epoch_s(day, block * 7200);
        let window = Window { index: day, start_s, end_s: start_s + LASTS_S };
        (window.start_s <= at_s && at_s < window.end_s).then_some(window)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shedding_comes_on_some_days_and_lasts_two_and_a_half_hours() {
        let from_s = 1_794_000_000;
        let quarters = (from_s..from_s + 180 * 86_400).step_by(900);
        let dark = quarters.filter(|at_s| shedding(Site::Depot, *at_s).is_some()).count();
        let days = dark as f64 / 10.0;
        assert!((20.0..100.0).contains(&days), "{days} days of 180");
        assert_eq!(shedding(Site::Hosted, from_s), None);
    }
}
