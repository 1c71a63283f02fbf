//! The worked example of docs/sla.md is what the engine says.

use jiff::tz::TimeZone;
use watchroom_desk::sla::SegmentKind;
use watchroom_domain::TicketStatus::{InProgress, Resolved, Waiting};

use super::*;

const CHAPTER: &str = include_str!("../../../../docs/sla.md");

/// The calendar as the chapter prints it.
fn printed_calendar() -> &'static str {
    let (_, rest) = CHAPTER.split_once("```json\n").expect("the chapter prints a calendar");
    rest.split_once("```").expect("and ends it").0
}

fn wall(moment: Timestamp) -> String {
    let zone = TimeZone::get("Africa/Johannesburg").expect("a zone");
    moment.to_zoned(zone).strftime("%a %-d %b %H:%M").to_string()
}

fn row(from: Timestamp, to: Timestamp, kind: SegmentKind, reason: Option<&str>, counted: i64) -> String {
    let kind = match kind {
        SegmentKind::Counted => "counted",
        SegmentKind::Paused => "paused",
        SegmentKind::ClosedHours => "closed hours",
    };
    format!(
        "| {} | {} | {kind} | {} | {} h {:02} |",
        wall(from),
        wall(to),
        reason.unwrap_or(""),
        counted / 60,
        counted % 60
    )
}

#[test]
fn the_worked_example_is_true() {
    let potholes = Policy {
        category: Some("pothole".into()),
        response_minutes: Some(4 * 60),
        resolution_minutes: Some(16 * 60),
        at_risk_share: 0.75,
        ..policy(1)
    };
    let policies = policies(Some(printed_calendar()), vec![potholes]);
    let facts = Facts {
        statuses: vec![
            since("2026-09-25T08:10+02:00", InProgress, None),
            since("2026-09-28T10:30+02:00", Waiting, Some("asphalt from the supplier")),
            since("2026-09-29T09:00+02:00", InProgress, None),
            since("2026-09-29T14:20+02:00", Resolved, None),
        ],
        first_responded_at: Some(at("2026-09-25T08:10+02:00")),
        resolved_at: Some(at("2026-09-29T14:20+02:00")),
        ..Facts::new(at("2026-09-23T14:00+02:00"), "pothole", Severity::Medium)
    };
    let clocks = policies.clocks(&facts, at("2026-10-01T00:00+02:00"));
    let (response, done) = (clocks.response.expect("a target"), clocks.resolution.expect("a target"));

    let mut counted = 0;
    for segment in &done.segments {
        if segment.kind == SegmentKind::Counted {
            counted += segment.to.duration_since(segment.from).as_mins();
        }
        let row = row(segment.from, segment.to, segment.kind, segment.reason.as_deref(), counted);
        assert!(CHAPTER.contains(&row), "the chapter has no row\n{row}");
    }
    assert_eq!((response.state.as_str(), done.state.as_str()), ("met", "met"));
    let sentence = |clock: &ClockState| {
        format!("due on {}, at risk from {}", wall(clock.deadline.expect("one")), wall(clock.at_risk_at.expect("one")))
    };
    for clock in [&response, &done] {
        assert!(CHAPTER.contains(&sentence(clock)), "the chapter does not say: {}", sentence(clock));
    }
    let unhindered = Facts { statuses: Vec::new(), ..facts };
    let deadline = policies.columns(&unhindered).resolution_deadline.expect("a target");
    assert_eq!(wall(deadline), "Mon 28 Sep 16:15");
    assert!(CHAPTER.contains("would have been used up on Monday at 16:15"));
}
