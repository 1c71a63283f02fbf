//! What reopening does to the clocks.

use watchroom_desk::sla::state_of;
use watchroom_domain::SlaState;
use watchroom_domain::TicketStatus::{Closed, Open, Resolved, Waiting};

use super::*;

/// Resolved after an hour, and reopened at noon.
fn reopened() -> Facts {
    let statuses = vec![since("2026-03-02T09:00Z", Resolved, None), since("2026-03-02T12:00Z", Open, None)];
    Facts { statuses, first_responded_at: Some(at("2026-03-02T08:10Z")), ..pothole() }
}

#[test]
fn to_continue_counts_on_and_leaves_out_the_time_it_was_resolved() {
    let policies = policies(None, vec![policy(1)]);
    let clock = resolution(&policies, &reopened(), "2026-03-02T13:00Z");
    assert_eq!((clock.started_at, clock.deadline), (pothole().created_at, Some(at("2026-03-02T21:00Z"))));
    assert_eq!(
        told(&clock),
        [
            "2026-03-02T08:00:00Z 2026-03-02T09:00:00Z counted -",
            "2026-03-02T09:00:00Z 2026-03-02T12:00:00Z paused resolved",
            "2026-03-02T12:00:00Z 2026-03-02T13:00:00Z counted -",
        ]
    );
}

#[test]
fn resolved_and_then_closed_is_told_apart() {
    let policies = policies(None, vec![policy(1)]);
    let mut facts = reopened();
    facts.statuses.insert(1, since("2026-03-02T11:00Z", Closed, None));
    let clock = resolution(&policies, &facts, "2026-03-02T12:30Z");
    assert_eq!(told(&clock)[2], "2026-03-02T11:00:00Z 2026-03-02T12:00:00Z paused closed");
}

#[test]
fn to_restart_begins_anew_under_the_version_of_that_moment() {
    let old = Policy { reopen: ReopenPolicy::Restart, effective_to: Some(at("2026-03-02T10:00Z")), ..policy(1) };
    let new = Policy { effective_from: at("2026-03-02T10:00Z"), resolution_minutes: Some(90), ..policy(2) };
    let policies = policies(None, vec![old, new]);
    let clock = resolution(&policies, &reopened(), "2026-03-02T13:00Z");
    assert_eq!((clock.started_at, clock.target_minutes), (at("2026-03-02T12:00Z"), Some(90)));
    assert_eq!((clock.deadline, clock.counted_minutes()), (Some(at("2026-03-02T13:30Z")), 60));
    assert_eq!(policies.columns(&reopened()).policy_id, Some(policy(2).id));
}

#[test]
fn the_version_in_force_at_a_restart_decides_about_the_next_reopening() {
    let old = Policy { reopen: ReopenPolicy::Restart, effective_to: Some(at("2026-03-02T10:00Z")), ..policy(1) };
    let new = Policy { effective_from: at("2026-03-02T10:00Z"), ..policy(2) };
    let policies = policies(None, vec![old, new]);
    let mut facts = reopened();
    facts.statuses.extend([since("2026-03-02T14:00Z", Resolved, None), since("2026-03-02T15:00Z", Open, None)]);
    let clock = resolution(&policies, &facts, "2026-03-02T16:00Z");
    assert_eq!((clock.started_at, clock.counted_minutes()), (at("2026-03-02T12:00Z"), 180));
}

#[test]
fn the_response_clock_never_begins_anew() {
    let policies = policies(None, vec![Policy { reopen: ReopenPolicy::Restart, ..policy(1) }]);
    let response = policies.clocks(&reopened(), at("2026-03-02T13:00Z")).response.expect("a target");
    assert_eq!((response.started_at, response.counted_minutes()), (pothole().created_at, 10));
    assert_eq!(response.state.as_str(), "met");
}

#[test]
fn a_ticket_reopened_into_waiting_stands_since_the_reopening() {
    let policies = policies(None, vec![policy(1)]);
    let mut facts = reopened();
    facts.statuses.push(since("2026-03-02T12:00Z", Waiting, None));
    assert_eq!(policies.columns(&facts).paused_since, Some(at("2026-03-02T12:00Z")));
    let clock = resolution(&policies, &facts, "2026-03-02T13:00Z");
    assert_eq!((clock.state, clock.deadline), (SlaState::Paused, Some(at("2026-03-02T21:00Z"))));
}

#[test]
fn one_policy_may_pause_the_response_and_another_not_the_resolution() {
    let change = at("2026-03-02T10:00Z");
    let old =
        Policy { reopen: ReopenPolicy::Restart, response_minutes: Some(1000), effective_to: Some(change), ..policy(1) };
    let new = Policy { effective_from: change, waiting_pauses: false, ..policy(2) };
    let policies = policies(None, vec![old, new]);
    let mut facts = Facts { first_responded_at: None, ..reopened() };
    facts.statuses.push(since("2026-03-02T13:00Z", Waiting, None));
    let columns = policies.columns(&facts);
    let now = at("2026-03-02T22:00:01Z");
    assert_eq!(state_of(columns.response(), None, now), SlaState::Paused);
    assert_eq!(state_of(columns.resolution(), None, now), SlaState::Breached);
}

#[test]
fn reopened_and_resolved_at_one_moment_is_a_new_clock_that_has_not_gone() {
    let policies = policies(None, vec![Policy { reopen: ReopenPolicy::Restart, ..policy(1) }]);
    let mut facts = reopened();
    facts.statuses.push(since("2026-03-02T12:00Z", Resolved, None));
    facts.resolved_at = Some(at("2026-03-02T12:00Z"));
    let clock = resolution(&policies, &facts, "2026-03-02T13:00Z");
    assert_eq!((clock.started_at, clock.counted_minutes()), (at("2026-03-02T12:00Z"), 0));
    assert_eq!(clock.state, SlaState::Met);
}

#[test]
fn a_ticket_resolved_again_is_judged_by_all_its_time() {
    let policies = policies(None, vec![policy(1)]);
    let mut facts = reopened();
    facts.statuses.push(since("2026-03-02T21:00Z", Resolved, None));
    facts.resolved_at = Some(at("2026-03-02T21:00Z"));
    assert_eq!(resolution(&policies, &facts, "2026-04-01T00:00Z").state.as_str(), "met");
    facts.resolved_at = Some(at("2026-03-02T21:00:01Z"));
    assert_eq!(resolution(&policies, &facts, "2026-04-01T00:00Z").state.as_str(), "breached");
}

#[test]
fn without_moments_of_its_own_the_end_is_read_off_the_statuses() {
    let mut facts = reopened();
    assert_eq!(facts.done_at(), None);
    facts.statuses.extend([since("2026-03-02T14:00Z", Resolved, None), since("2026-03-02T15:00Z", Closed, None)]);
    assert_eq!(facts.done_at(), Some(at("2026-03-02T14:00Z")));
}
