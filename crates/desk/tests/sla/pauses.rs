//! Waiting, short time, and what is stored of them.

use watchroom_desk::sla::{Policy, state_of};
use watchroom_domain::SlaState;
use watchroom_domain::TicketStatus::{InProgress, Waiting};

use super::*;

fn waiting_from_ten() -> Facts {
    Facts { statuses: vec![since("2026-03-02T10:00Z", Waiting, Some("spare part"))], ..pothole() }
}

fn waited_from_ten_to_noon() -> Facts {
    let mut facts = waiting_from_ten();
    facts.statuses.push(since("2026-03-02T12:00Z", InProgress, None));
    facts
}

#[test]
fn states_follow_one_another_as_time_passes() {
    let policies = policies(None, vec![policy(1)]);
    let state = |now| resolution(&policies, &pothole(), now).state;
    assert_eq!(state("2026-03-02T08:00Z"), SlaState::OnTrack);
    assert_eq!(state("2026-03-02T15:59:59.999Z"), SlaState::OnTrack);
    assert_eq!(state("2026-03-02T16:00Z"), SlaState::AtRisk);
    assert_eq!(state("2026-03-02T18:00Z"), SlaState::AtRisk);
    assert_eq!(state("2026-03-02T18:00:00.001Z"), SlaState::Breached);
}

#[test]
fn done_at_the_deadline_is_met_and_later_is_breached() {
    let policies = policies(None, vec![policy(1)]);
    let done = |moment| Facts { resolved_at: Some(at(moment)), ..pothole() };
    let state = |facts: &Facts| resolution(&policies, facts, "2026-04-01T00:00Z").state;
    assert_eq!(state(&done("2026-03-02T18:00Z")), SlaState::Met);
    assert_eq!(state(&done("2026-03-02T18:00:00.001Z")), SlaState::Breached);
    let closed = Facts { closed_at: Some(at("2026-03-02T17:00Z")), ..pothole() };
    assert_eq!(state(&closed), SlaState::Met);
}

#[test]
fn waiting_moves_the_deadline_by_the_open_time_it_lasted() {
    let policies = policies(None, vec![policy(1)]);
    let clock = resolution(&policies, &waited_from_ten_to_noon(), "2026-03-02T13:00Z");
    assert_eq!(clock.deadline, Some(at("2026-03-02T20:00Z")));
    assert_eq!(clock.at_risk_at, Some(at("2026-03-02T18:00Z")));
    assert_eq!(
        told(&clock),
        [
            "2026-03-02T08:00:00Z 2026-03-02T10:00:00Z counted -",
            "2026-03-02T10:00:00Z 2026-03-02T12:00:00Z paused spare part",
            "2026-03-02T12:00:00Z 2026-03-02T13:00:00Z counted -",
        ]
    );
}

#[test]
fn while_it_waits_the_deadline_is_as_if_it_went_on_at_once_and_nothing_is_short() {
    let policies = policies(None, vec![policy(1)]);
    let clock = resolution(&policies, &waiting_from_ten(), "2026-05-01T00:00Z");
    assert_eq!((clock.deadline, clock.at_risk_at), (Some(at("2026-03-02T18:00Z")), None));
    assert_eq!((clock.state, clock.counted_minutes()), (SlaState::Paused, 120));
    assert_eq!(clock.paused_since, Some(at("2026-03-02T10:00Z")));
}

#[test]
fn what_was_late_before_it_waits_stays_late() {
    let policies = policies(None, vec![policy(1)]);
    let facts = Facts { statuses: vec![since("2026-03-02T18:00:01Z", Waiting, None)], ..pothole() };
    assert_eq!(resolution(&policies, &facts, "2026-03-03T00:00Z").state, SlaState::Breached);
    let in_time = Facts { statuses: vec![since("2026-03-02T18:00Z", Waiting, None)], ..pothole() };
    assert_eq!(resolution(&policies, &in_time, "2026-03-03T00:00Z").state, SlaState::Paused);
}

#[test]
fn a_policy_may_count_the_time_of_waiting() {
    let policies = policies(None, vec![Policy { waiting_pauses: false, ..policy(1) }]);
    let clock = resolution(&policies, &waiting_from_ten(), "2026-03-02T17:00Z");
    assert_eq!((clock.state, clock.deadline), (SlaState::AtRisk, Some(at("2026-03-02T18:00Z"))));
    assert_eq!(policies.columns(&waiting_from_ten()).paused_since, None);
}

#[test]
fn resolving_a_ticket_that_waits_ends_the_pause() {
    let policies = policies(None, vec![policy(1)]);
    let facts = Facts { resolved_at: Some(at("2026-03-09T10:00Z")), ..waiting_from_ten() };
    let clock = resolution(&policies, &facts, "2026-03-10T00:00Z");
    assert_eq!((clock.state, clock.counted_minutes()), (SlaState::Met, 120));
    assert_eq!(clock.deadline, Some(at("2026-03-09T18:00Z")));
}

#[test]
fn waiting_for_another_reason_is_one_pause_of_two_segments() {
    let policies = policies(None, vec![policy(1)]);
    let mut facts = waiting_from_ten();
    facts.statuses.push(since("2026-03-02T11:00Z", Waiting, None));
    let clock = resolution(&policies, &facts, "2026-03-02T12:00Z");
    assert_eq!(clock.paused_since, Some(at("2026-03-02T10:00Z")));
    assert_eq!(
        told(&clock)[1..],
        [
            "2026-03-02T10:00:00Z 2026-03-02T11:00:00Z paused spare part",
            "2026-03-02T11:00:00Z 2026-03-02T12:00:00Z paused waiting",
        ]
    );
}

#[test]
fn the_response_clock_stops_at_the_first_response_and_waits_as_well() {
    let policies = policies(None, vec![policy(1)]);
    let response = |facts: &Facts| policies.clocks(facts, at("2026-03-02T12:00Z")).response.expect("a target");
    assert_eq!(response(&pothole()).state, SlaState::Breached);
    let answered = Facts { first_responded_at: Some(at("2026-03-02T08:40Z")), ..pothole() };
    assert_eq!((response(&answered).state, response(&answered).counted_minutes()), (SlaState::Met, 40));
    let waits = Facts { statuses: vec![since("2026-03-02T08:30Z", Waiting, None)], ..pothole() };
    assert_eq!(response(&waits).state, SlaState::Paused);
    // Being resolved is no response.
    let resolved = Facts { resolved_at: Some(at("2026-03-02T08:40Z")), ..pothole() };
    assert_eq!(response(&resolved).state, SlaState::Breached);
}

#[test]
fn stored_columns_are_read_without_the_facts() {
    let policies = policies(None, vec![policy(7)]);
    let columns = policies.columns(&waiting_from_ten());
    assert_eq!(columns.policy_id, Some(policy(7).id));
    assert_eq!(state_of(columns.resolution(), None, at("2026-05-01T00:00Z")), SlaState::Paused);
    // The response clock had run out an hour before the ticket began to wait.
    assert_eq!(state_of(columns.response(), None, at("2026-05-01T00:00Z")), SlaState::Breached);
    let done = Some(at("2026-03-02T17:00Z"));
    assert_eq!(state_of(columns.resolution(), done, at("2026-05-01T00:00Z")), SlaState::Met);
}
