//! Service levels, rule by rule.

mod calendars;
mod chapter;
mod clock_changes;
mod imported;
mod pauses;
mod policies;
mod reopening;

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;
use watchroom_desk::sla::{
    Calendar, CalendarForm, CalendarId, ClockState, Facts, Policies, Policy, PolicyId, ReopenPolicy, StatusSince,
};
use watchroom_domain::{Severity, TicketStatus};

/// A moment of `2026-09-23T14:00+02:00` and the like.
fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment with its offset")
}

fn form(text: &str) -> CalendarForm {
    serde_json::from_str(text).expect("a calendar's form")
}

/// Policies, all over one calendar where there is one.
fn policies(calendar: Option<&str>, list: Vec<Policy>) -> Policies {
    let id = CalendarId(Uuid::from_u128(1));
    let calendars = calendar.map(|text| (id, Calendar::from_form(&form(text)).expect("the form is in order")));
    let calendars: BTreeMap<_, _> = calendars.into_iter().collect();
    let list = list.into_iter().map(|policy| Policy { calendar: calendars.keys().next().copied(), ..policy });
    Policies::new(list, &calendars).expect("the policies are in order")
}

/// For any ticket, always in force, 24x7: respond within 60 minutes, resolve within 600; waiting pauses.
fn policy(id: u128) -> Policy {
    Policy {
        id: PolicyId(Uuid::from_u128(id)),
        category: None,
        severity: None,
        response_minutes: Some(60),
        resolution_minutes: Some(600),
        calendar: None,
        at_risk_share: 0.8,
        waiting_pauses: true,
        reopen: ReopenPolicy::Continue,
        effective_from: at("2000-01-01T00:00Z"),
        effective_to: None,
    }
}

/// A pothole that came in at 08:00 UTC of a Monday.
fn pothole() -> Facts {
    Facts::new(at("2026-03-02T08:00Z"), "pothole", Severity::Medium)
}

fn since(moment: &str, status: TicketStatus, reason: Option<&str>) -> StatusSince {
    StatusSince { at: at(moment), status, reason: reason.map(str::to_owned) }
}

fn resolution(policies: &Policies, facts: &Facts, now: &str) -> ClockState {
    policies.clocks(facts, at(now)).resolution.expect("there is a target")
}

/// The segments as `from to kind reason`, in UTC.
fn told(clock: &ClockState) -> Vec<String> {
    let told = clock.segments.iter().map(|segment| {
        let reason = segment.reason.as_deref().unwrap_or("-");
        format!("{} {} {} {reason}", segment.from, segment.to, segment.kind.as_str())
    });
    told.collect()
}
