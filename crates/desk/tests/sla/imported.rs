//! Deadlines that came from outside.

use watchroom_desk::sla::ImportedDeadlines;
use watchroom_domain::TicketStatus::{Open, Resolved, Waiting};

use super::*;

fn imported() -> Facts {
    let deadlines = ImportedDeadlines { response: None, resolution: Some(at("2026-03-12T08:00Z")) };
    Facts { imported: Some(deadlines), ..pothole() }
}

#[test]
fn an_imported_deadline_is_kept_whatever_the_policies_and_the_ticket_do() {
    let policies = policies(None, vec![Policy { reopen: ReopenPolicy::Restart, ..policy(1) }]);
    let mut facts = imported();
    facts.statuses = vec![
        since("2026-03-03T00:00Z", Waiting, None),
        since("2026-03-05T00:00Z", Resolved, None),
        since("2026-03-06T00:00Z", Open, None),
        since("2026-03-07T00:00Z", Waiting, None),
    ];
    let columns = policies.columns(&facts);
    assert_eq!((columns.imported, columns.policy_id, columns.paused_since), (true, None, None));
    assert_eq!(columns.resolution_deadline, Some(at("2026-03-12T08:00Z")));
    assert_eq!(columns.response_deadline, None, "a deadline that is absent is no target");
}

#[test]
fn its_ledger_counts_all_time_and_says_why() {
    let policies = policies(None, vec![policy(1)]);
    let clock = resolution(&policies, &imported(), "2026-03-03T08:00Z");
    assert_eq!(clock.target_minutes, None);
    assert_eq!(told(&clock), ["2026-03-02T08:00:00Z 2026-03-03T08:00:00Z counted deadline from outside"]);
}

#[test]
fn time_is_short_in_its_last_fifth() {
    let policies = Policies::default();
    let state = |now| resolution(&policies, &imported(), now).state.as_str();
    assert_eq!(state("2026-03-10T07:59Z"), "on_track");
    assert_eq!(state("2026-03-10T08:00Z"), "at_risk");
    assert_eq!(state("2026-03-12T08:00:01Z"), "breached");
}

#[test]
fn a_deadline_before_the_creation_is_late_from_the_start() {
    let deadlines = ImportedDeadlines { response: None, resolution: Some(at("2026-03-01T00:00Z")) };
    let facts = Facts { imported: Some(deadlines), ..pothole() };
    assert_eq!(resolution(&Policies::default(), &facts, "2026-03-02T08:00Z").state.as_str(), "breached");
}

#[test]
fn a_ticket_done_before_it_came_in_has_an_empty_ledger() {
    let facts = Facts { resolved_at: Some(at("2026-03-01T00:00Z")), ..imported() };
    let clock = resolution(&Policies::default(), &facts, "2026-04-01T00:00Z");
    assert_eq!((clock.state.as_str(), clock.segments.len(), clock.counted_minutes()), ("met", 0, 0));
}
