//! What becomes of a ticket from where it stands: the next step of its life, again and again. It goes by the ticket alone, so
//! that two starts on the same day do not tell two stories.

use uuid::Uuid;
use watchroom_domain::TicketStatus;

use super::lives::{Step, done_words, reasons, worked};
use super::trades::{Category, TEAMS, URGENCY};
use crate::demo_data::noise::{Draw, Stream};
use crate::demo_data::rhythm::DAY_S;

const GOING_ON: Stream = Stream::named("going on");
const HOUR_S: f64 = 3_600.0;
/// Steps of which one goes on at once: whoever reopens for ever would never end.
const MOST_STEPS: usize = 12;

/// A ticket as it stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing {
    /// Whose story it is.
    pub id: Uuid,
    /// What it is about.
    pub category: &'static Category,
    /// 0 low to 3 critical.
    pub severity: usize,
    /// How far it is.
    pub status: TicketStatus,
    /// Since when, in seconds since the epoch.
    pub since_s: i64,
}

/// What happens to a ticket after one moment, up to which it is known to have stood, up to and with another.
pub fn between(ticket: Standing, stood_s: i64, now_s: i64) -> Vec<Step> {
    let mut at = ticket;
    let steps = std::iter::from_fn(|| {
        let mut step = next(at)?;
        if step.at_s <= stood_s {
            // By chance it should have happened before: then it is done early in what is left.
            let late_s = GOING_ON.of(1).draw(at.since_s ^ at.id.as_u64_pair().1 as i64).between(600, 6 * 3_600);
            step.at_s = worked(stood_s, late_s as f64, at.category.is_round_the_clock());
        }
        let step = Some(step).filter(|step| step.at_s <= now_s)?;
        (at.status, at.since_s) = (step.status, step.at_s);
        Some(step)
    });
    steps.take(MOST_STEPS).collect()
}

fn next(ticket: Standing) -> Option<Step> {
    use TicketStatus::{Closed, Escalated, InProgress, Open, Resolved, Waiting};
    let Standing { id, category, severity, status, since_s } = ticket;
    let mut draw: Draw = GOING_ON.of(id.as_u64_pair().0).of(status as u64).draw(since_s);
    let pace = URGENCY[severity] * TEAMS[category.team].slowness;
    let mut after = |hours: f64, spread: f64| draw.lognormal(hours * pace, spread) * HOUR_S;
    let (answer_s, work_s) = (after(category.hours.0, 0.62), after(category.hours.1, 0.60));
    let at = |work_s: f64| worked(since_s, work_s, category.is_round_the_clock());
    let step = |at_s: i64, status, note| Some(Step { at_s, status, note });
    match status {
        // Some lie where nobody looks.
        Open if draw.chance(0.008) => None,
        Open => step(at(answer_s), InProgress, None),
        InProgress if draw.chance(0.006) => None,
        InProgress if draw.chance(0.11) => step(at(work_s / 3.0), Waiting, Some(*draw.pick(reasons(category)))),
        InProgress if draw.chance(0.035) => {
            step(at(work_s * 2.0 / 3.0), Escalated, Some("Handed up: the target is in danger"))
        }
        InProgress | Escalated => {
            let left = if status == Escalated { work_s / 3.0 } else { work_s };
            let note = draw.chance(0.86).then(|| *draw.pick(done_words(category)));
            step(at(left), Resolved, note)
        }
        Waiting => step(since_s + draw.between(6 * 3_600, 5 * 86_400) as i64, InProgress, None),
        Resolved if draw.chance(0.025) => {
            let again_s = since_s + draw.between(3_600, 6 * 86_400) as i64;
            step(again_s, Open, Some("The resident says that it is as before"))
        }
        Resolved => {
            let lies_s = if draw.chance(0.7) { draw.between(6 * 3_600, 4 * 86_400) as i64 } else { 14 * DAY_S };
            step(since_s + lies_s, Closed, None)
        }
        Closed => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::trades::CATEGORIES;
    use super::*;

    const SINCE_S: i64 = 1_795_000_000;

    fn standing(number: u128, status: TicketStatus) -> Standing {
        let category = &CATEGORIES[number as usize % CATEGORIES.len()];
        let id = Uuid::from_u128(number.wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835));
        Standing { id, category, severity: number as usize % 4, status, since_s: SINCE_S }
    }

    #[test]
    fn steps_follow_the_life_cycle_and_most_tickets_end() {
        let mut closed = 0;
        for number in 0..2_000 {
            for status in [TicketStatus::Open, TicketStatus::Waiting, TicketStatus::Escalated, TicketStatus::Resolved] {
                let ticket = standing(number, status);
                let (mut at, mut since_s) = (status, SINCE_S);
                for step in between(ticket, SINCE_S, SINCE_S + 60 * DAY_S) {
                    watchroom_desk::may_become(at, step.status).expect("an allowed step");
                    assert!(step.at_s > since_s && step.at_s <= SINCE_S + 60 * DAY_S, "{ticket:?} {step:?}");
                    assert!(step.status != TicketStatus::Waiting || step.note.is_some(), "{step:?} names no reason");
                    (at, since_s) = (step.status, step.at_s);
                }
                closed += u32::from(at == TicketStatus::Closed);
            }
        }
        assert!((7_400..8_000).contains(&closed), "{closed}");
    }

    /// A demo that starts every day tells the same story as one that starts once.
    #[test]
    fn a_story_told_in_parts_is_the_whole_story() {
        for number in 0..500 {
            let whole = between(standing(number, TicketStatus::Open), SINCE_S, SINCE_S + 9 * DAY_S);
            let (mut parts, mut at) = (Vec::new(), standing(number, TicketStatus::Open));
            for day in 0..9 {
                for step in between(at, SINCE_S + day * DAY_S, SINCE_S + (day + 1) * DAY_S) {
                    (at.status, at.since_s) = (step.status, step.at_s);
                    parts.push(step);
                }
            }
            assert_eq!(parts, whole);
        }
    }

    #[test]
    fn nothing_happens_in_hindsight() {
        let stood_s = SINCE_S + 2 * DAY_S;
        for number in 0..500 {
            let steps = between(standing(number, TicketStatus::Open), stood_s, stood_s + 30 * DAY_S);
            assert!(
                steps.iter().all(|step| step.at_s > stood_s) && steps.is_sorted_by_key(|step| step.at_s),
                "{steps:?}"
            );
        }
    }
}
