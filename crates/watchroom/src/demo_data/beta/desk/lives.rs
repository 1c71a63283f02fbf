//! What becomes of a report: who takes it up when, what it waits for, how it ends.

use super::reports::Report;
use super::trades::{CATEGORIES, Category, TEAMS, URGENCY};
use crate::demo_data::noise::{Draw, Stream};
use crate::demo_data::rhythm::{DAY_S, LocalTime, local_to_epoch_s};
use watchroom_domain::TicketStatus;

const HOUR_S: f64 = 3_600.0;
const LIVES: Stream = Stream::named("lives");
/// Office hours: 07:30 to 16:00 from Monday to Friday.
pub const OPENS_S: i64 = 7 * 3_600 + 1_800;
/// The end of the day at the office.
pub const SHUTS_S: i64 = 16 * 3_600;

/// What tickets wait for.
const REASONS: [&str; 5] = [
    "Spare parts are on order",
    "Nobody was at home to let us in",
    "Waits for the contractor",
    "Waits for the provincial roads department",
    "The resident was asked for a photo",
];
/// What teams write when the work is done.
const DONE: [&str; 6] = [
    "Repaired and tested.",
    "Work completed, site cleaned.",
    "Replaced the faulty part.",
    "Nothing was found wrong on site; the resident agrees.",
    "Temporary repair made, final one is planned.",
    "Team attended and restored the service.",
];

/// What tickets wait for that the police liaison looks after.
const CARE_REASONS: [&str; 3] =
    ["Waits for the court's order", "The resident asked to be called next week", "Waits for a place in the shelter"];
/// What is written there when it is done.
const CARE_DONE: [&str; 4] = [
    "Handed to the police station, case opened.",
    "A safe place was found; the social worker has taken over.",
    "Protection order served.",
    "Spoke with the resident, who wants no further steps.",
];

/// What is written when the work of a category is done.
pub fn done_words(category: &Category) -> &'static [&'static str] {
    if category.is_sensitive() { &CARE_DONE } else { &DONE }
}

/// What tickets of a category wait for.
pub fn reasons(category: &Category) -> &'static [&'static str] {
    if category.is_sensitive() { &CARE_REASONS } else { &REASONS }
}

/// A change in a ticket's life.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// When, in seconds since the epoch.
    pub at_s: i64,
    /// What it is from then on.
    pub status: TicketStatus,
    /// What was written with it: why it waits, what was done.
    pub note: Option<&'static str>,
}

/// The whole life of a ticket, as far ahead as it reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Life {
    /// When a team got it; never where nobody did.
    pub assigned_at_s: Option<i64>,
    /// When somebody first answered.
    pub responded_at_s: Option<i64>,
    /// Its changes after the report, by time.
    pub steps: Vec<Step>,
}

/// The instant at which so much of a team's own time has gone by since another.
pub fn worked(since_s: i64, work_s: f64, round_the_clock: bool) -> i64 {
    let mut left_s = work_s.max(60.0) as i64;
    if round_the_clock {
        return since_s + left_s;
    }
    let local = LocalTime::at(since_s);
    let (mut day, mut second) = (local.day, local.second.max(OPENS_S));
    loop {
        // 1970-01-01 was a Thursday.
        let is_weekend = (day + 3).rem_euclid(7) >= 5;
        let today_s = if is_weekend { 0 } else { (SHUTS_S - second).max(0) };
        if left_s <= today_s {
            return local_to_epoch_s(day, second + left_s);
        }
        left_s -= today_s;
        (day, second) = (day + 1, OPENS_S);
    }
}

/// What becomes of a report.
pub fn life(report: &Report) -> Life {
    use TicketStatus::{Closed, Escalated, InProgress, Open, Resolved, Waiting};
    let category = &CATEGORIES[report.category];
    let team = &TEAMS[category.team];
    let mut draw: Draw = LIVES.draw(report.number);
    let mut life = Life { assigned_at_s: None, responded_at_s: None, steps: Vec::new() };
    let mut step = |at_s: i64, status, note| life.steps.push(Step { at_s, status, note });
    if draw.chance(0.012) {
        // Somebody wanted it off the list.
        let at_s = report.at_s + draw.between(90, 560) as i64;
        step(at_s, Closed, None);
        (life.assigned_at_s, life.responded_at_s) = (Some(at_s), Some(at_s));
        return life;
    }
    let pace = URGENCY[report.severity] * team.slowness;
    let respond_s = draw.lognormal(category.hours.0 * pace, 0.62) * HOUR_S;
    let responded_s = worked(report.at_s, respond_s, category.is_round_the_clock());
    let assigned_s = report.at_s + ((responded_s - report.at_s) as f64 * (0.1 + 0.6 * draw.unit())) as i64;
    if draw.chance(0.008) {
        // Lies where nobody looks.
        return life;
    }
    let work_s = draw.lognormal(category.hours.1 * pace, 0.60) * HOUR_S;
    step(responded_s, InProgress, None);
    let mut resolved_s = worked(responded_s, (work_s - respond_s).max(900.0), category.is_round_the_clock());
    if draw.chance(0.11) {
        let waits_s = responded_s + (resolved_s - responded_s) / 3;
        let goes_on_s = waits_s + draw.between(6 * 3_600, 5 * 86_400) as i64;
        step(waits_s, Waiting, Some(*draw.pick(reasons(category))));
        step(goes_on_s, InProgress, None);
        resolved_s = goes_on_s + (resolved_s - waits_s);
    } else if draw.chance(0.035) {
        let escalated_s = responded_s + (resolved_s - responded_s) * 2 / 3;
        step(escalated_s, Escalated, Some("Handed up: the target is in danger"));
    }
    if draw.chance(0.006) {
        // Begun and never ended.
        (life.assigned_at_s, life.responded_at_s) = (Some(assigned_s), Some(responded_s));
        return life;
    }
    let note = draw.chance(0.86).then(|| *draw.pick(done_words(category)));
    step(resolved_s, Resolved, note);
    if draw.chance(0.025) {
        let again_s = resolved_s + draw.between(3_600, 6 * 86_400) as i64;
        step(again_s, Open, Some("The resident says that it is as before"));
        let begun_s = worked(again_s, respond_s, category.is_round_the_clock());
        step(begun_s, InProgress, None);
        resolved_s = worked(begun_s, work_s * 0.6, category.is_round_the_clock());
        step(resolved_s, Resolved, Some(*draw.pick(done_words(category))));
    }
    let closes_after_s = if draw.chance(0.7) { draw.between(6 * 3_600, 4 * 86_400) as i64 } else { 14 * DAY_S };
    step(resolved_s + closes_after_s, Closed, None);
    (life.assigned_at_s, life.responded_at_s) = (Some(assigned_s), Some(responded_s));
    life
}

#[cfg(test)]
mod tests {
    use super::super::reports::between;
    use super::*;

    fn at_s(text: &str) -> i64 {
        text.parse::<jiff::Timestamp>().expect("an instant").as_second()
    }

    #[test]
    fn office_time_stands_at_night_and_at_weekends() {
        // Friday, a quarter to four in the afternoon in Johannesburg; one hour of work.
        assert_eq!(worked(at_s("2026-11-20T13:45:00Z"), 3_600.0, false), at_s("2026-11-23T06:15:00Z"));
        assert_eq!(worked(at_s("2026-11-20T13:45:00Z"), 3_600.0, true), at_s("2026-11-20T14:45:00Z"));
        assert_eq!(worked(at_s("2026-11-21T22:00:00Z"), 600.0, false), at_s("2026-11-23T05:40:00Z"));
    }

    #[test]
    fn lives_follow_the_life_cycle_and_most_end_in_time() {
        let (mut ended, mut in_time, mut reopened, mut waited) = (0_u32, 0_u32, 0_u32, 0_u32);
        for report in between(at_s("2026-01-01T00:00:00Z"), at_s("2026-03-01T00:00:00Z")) {
            let life = life(&report);
            let mut status = TicketStatus::Open;
            let mut since_s = report.at_s;
            for step in &life.steps {
                watchroom_desk::may_become(status, step.status).expect("an allowed step");
                assert!(step.at_s >= since_s, "{report:?} {life:?}");
                reopened += u32::from(!status.is_open() && step.status == TicketStatus::Open);
                waited += u32::from(step.status == TicketStatus::Waiting);
                (status, since_s) = (step.status, step.at_s);
            }
            let category = &CATEGORIES[report.category];
            if let Some(resolved) = life.steps.iter().find(|step| !step.status.is_open()) {
                let target_s = f64::from(category.targets.1) * URGENCY[report.severity] * HOUR_S;
                let due_s = worked(report.at_s, target_s, category.is_round_the_clock());
                ended += 1;
                in_time += u32::from(resolved.at_s <= due_s);
            }
        }
        let share = f64::from(in_time) / f64::from(ended);
        assert!((0.72..0.95).contains(&share), "{share} of {ended}");
        assert!(reopened > ended / 100 && waited > ended / 20, "{reopened} {waited} of {ended}");
    }
}
