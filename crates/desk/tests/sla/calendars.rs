//! What a calendar may say, and what it says of a form that is wrong.

use watchroom_desk::sla::{Calendar, CalendarForm, Policy};

use super::*;

const OFFICE: &str = r#"{"timezone": "Africa/Johannesburg",
    "shifts": {"mon": [["08:00", "12:30"], ["13:30", "17:00"]], "fri": [["18:00", "24:00"]], "sat": [["00:00", "06:00"]]},
    "holidays": [{"date": "2026-03-09", "name": "Founders' Day", "shifts": [["08:00", "09:00"]]},
                 {"date": "2026-03-13", "name": "Market Day"}]}"#;

fn wrong(text: &str) -> Vec<String> {
    let error = Calendar::from_form(&form(text)).expect_err("it is wrong");
    error.to_string().lines().map(str::to_owned).collect()
}

/// The deadline of a ticket with `minutes` to be resolved in.
fn due(calendar: &str, created: &str, minutes: u32) -> String {
    let policy = Policy { resolution_minutes: Some(minutes), ..policy(1) };
    let facts = Facts::new(at(created), "pothole", Severity::Low);
    policies(Some(calendar), vec![policy]).columns(&facts).resolution_deadline.expect("a deadline").to_string()
}

#[test]
fn the_stored_form_round_trips() {
    let office = form(OFFICE);
    let text = serde_json::to_string(&office).expect("it can be written");
    assert_eq!(form(&text), office);
    assert!(!text.contains(r#""name":"Market Day","shifts""#), "{text}");
    let misspelt = serde_json::from_str::<CalendarForm>(r#"{"timezone": "UTC", "shift": {}}"#);
    assert!(misspelt.expect_err("no such field").to_string().contains("unknown field `shift`"));
}

#[test]
fn open_minutes_of_a_week_are_known() {
    let calendar = Calendar::from_form(&form(OFFICE)).expect("the form is in order");
    assert_eq!(calendar.open_minutes_a_week(), 8 * 60 + 12 * 60);
    assert_eq!(Calendar::around_the_clock().open_minutes_a_week(), 7 * 24 * 60);
}

#[test]
fn a_split_shift_leaves_the_break_out() {
    assert_eq!(due(OFFICE, "2026-03-02T12:00+02:00", 60), "2026-03-02T12:00:00Z");
}

#[test]
fn a_target_used_up_at_the_end_of_a_shift_is_due_then_and_not_at_the_next() {
    assert_eq!(due(OFFICE, "2026-03-02T16:00+02:00", 60), "2026-03-02T15:00:00Z");
    assert_eq!(due(OFFICE, "2026-03-02T16:00+02:00", 61), "2026-03-06T16:01:00Z");
}

#[test]
fn a_ticket_that_comes_in_after_hours_starts_to_count_when_the_next_shift_begins() {
    assert_eq!(due(OFFICE, "2026-03-02T19:00+02:00", 1), "2026-03-06T16:01:00Z");
}

#[test]
fn a_night_shift_runs_through_midnight_without_a_break() {
    let policies = policies(Some(OFFICE), vec![Policy { resolution_minutes: Some(720), ..policy(1) }]);
    let facts = Facts::new(at("2026-03-06T18:00+02:00"), "pothole", Severity::Low);
    let clock = resolution(&policies, &facts, "2026-03-07T06:00+02:00");
    assert_eq!(told(&clock), ["2026-03-06T16:00:00Z 2026-03-07T04:00:00Z counted -"]);
    assert_eq!(clock.deadline, Some(at("2026-03-07T06:00+02:00")));
}

#[test]
fn holidays_close_the_day_or_shorten_it_and_give_the_ledger_their_name() {
    let policies = policies(Some(OFFICE), vec![policy(1)]);
    let facts = Facts::new(at("2026-03-09T07:00+02:00"), "pothole", Severity::Low);
    let clock = resolution(&policies, &facts, "2026-03-14T01:00+02:00");
    assert_eq!(
        told(&clock),
        [
            "2026-03-09T05:00:00Z 2026-03-09T06:00:00Z closed_hours Founders' Day",
            "2026-03-09T06:00:00Z 2026-03-09T07:00:00Z counted -",
            "2026-03-09T07:00:00Z 2026-03-09T22:00:00Z closed_hours Founders' Day",
            "2026-03-09T22:00:00Z 2026-03-12T22:00:00Z closed_hours after hours",
            "2026-03-12T22:00:00Z 2026-03-13T22:00:00Z closed_hours Market Day",
            "2026-03-13T22:00:00Z 2026-03-13T23:00:00Z counted -",
        ]
    );
}

#[test]
fn all_that_is_wrong_is_named_at_once() {
    let text = r#"{"timezone": "Africa/Jozi", "shifts": {
        "mon": [["8:00", "12:00"], ["12:00", "24:01"], ["13:00", "13:60"]],
        "tue": [["22:00", "06:00"], ["09:00", "09:00"]],
        "wed": [["08:00", "12:00"], ["11:00", "17:00"]],
        "monday": []},
        "holidays": [{"date": "2026-02-30", "name": "x"}, {"date": "2026-12-25", "name": " "},
            {"date": "2026-12-25", "name": "Christmas", "shifts": [["a", "b"]]}]}"#;
    assert_eq!(
        wrong(text),
        [
            "`timezone`: `Africa/Jozi` is no time zone; write an IANA name such as `Africa/Johannesburg`",
            "`shifts`, mon: `8:00` is no time of day; write `08:00`, from `00:00` to `24:00`",
            "`shifts`, mon: `24:01` is no time of day; write `08:00`, from `00:00` to `24:00`",
            "`shifts`, mon: `13:60` is no time of day; write `08:00`, from `00:00` to `24:00`",
            "`shifts`: `monday` is no weekday; known are mon, tue, wed, thu, fri, sat, sun",
            "`shifts`, tue: the shift from 22:00 to 06:00 ends no later than it begins; for one that passes midnight write one to `24:00`, and one from `00:00` on the next day",
            "`shifts`, tue: the shift from 09:00 to 09:00 ends no later than it begins; for one that passes midnight write one to `24:00`, and one from `00:00` on the next day",
            "`shifts`, wed: the shift from 11:00 to 17:00 begins before the one before it has ended; make one of them",
            "`holidays`: `2026-02-30` is no date; write it as `2026-12-25`",
            "`holidays`: 2026-12-25 has no name; the ledger needs one to say why the clock stood",
            "`holidays`, 2026-12-25: `a` is no time of day; write `08:00`, from `00:00` to `24:00`",
            "`holidays`, 2026-12-25: `b` is no time of day; write `08:00`, from `00:00` to `24:00`",
            "`holidays`: 2026-12-25 stands there twice; keep one of them",
        ]
    );
}

#[test]
fn a_calendar_without_open_time_is_refused_even_if_a_holiday_has_some() {
    let text = r#"{"timezone": "UTC", "shifts": {"mon": []},
        "holidays": [{"date": "2026-12-25", "name": "Christmas", "shifts": [["08:00", "09:00"]]}]}"#;
    assert_eq!(
        wrong(text),
        ["`shifts`: there is no open time on any weekday, so no deadline would ever come; give it a shift"]
    );
}

#[test]
fn shifts_may_touch_and_come_in_any_order() {
    let text = r#"{"timezone": "UTC", "shifts": {"mon": [["12:00", "17:00"], ["08:00", "12:00"]]}}"#;
    assert_eq!(due(text, "2026-03-02T11:00Z", 120), "2026-03-02T13:00:00Z");
}

#[test]
fn the_longest_target_over_the_thinnest_calendar_still_ends() {
    let text = r#"{"timezone": "America/New_York", "shifts": {"sun": [["02:00", "02:01"]]}}"#;
    // Some of its Sundays have no 02:00, so it takes a little longer than 20 years of 52 weeks.
    let thin = due(text, "2026-01-01T00:00Z", 1040);
    assert!(thin.starts_with("2046-"), "{thin}");
}

#[test]
fn ten_years_are_so_many_weeks() {
    let text = r#"{"timezone": "Africa/Johannesburg", "shifts": {"mon": [["08:00", "12:30"], ["13:30", "17:00"]]}}"#;
    let minutes = 520 * 8 * 60;
    assert_eq!(due(text, "2010-01-04T00:00+02:00", minutes), "2019-12-16T15:00:00Z");
    let policies = policies(Some(text), vec![policy(1)]);
    let facts = Facts::new(at("2010-01-04T00:00+02:00"), "pothole", Severity::Low);
    let clock = resolution(&policies, &facts, "2019-12-23T00:00+02:00");
    assert_eq!(clock.counted_minutes(), i64::from(minutes));
    // Two shifts, a break and the rest of the week; and the morning of the first day.
    assert_eq!(clock.segments.len(), 520 * 4 + 1);
}

#[test]
fn a_pause_after_years_of_work_moves_the_deadline_too() {
    let text = r#"{"timezone": "Africa/Johannesburg", "shifts": {"mon": [["08:00", "12:30"], ["13:30", "17:00"]]}}"#;
    let policies = policies(Some(text), vec![Policy { resolution_minutes: Some(520 * 8 * 60), ..policy(1) }]);
    let statuses = vec![
        since("2016-02-03T00:00+02:00", TicketStatus::Waiting, None),
        since("2016-02-10T00:00+02:00", TicketStatus::Open, None),
    ];
    let facts = Facts { statuses, ..Facts::new(at("2010-01-04T00:00+02:00"), "pothole", Severity::Low) };
    let deadline = policies.columns(&facts).resolution_deadline;
    assert_eq!(deadline, Some(at("2019-12-23T17:00+02:00")), "a week later than without");
}

#[test]
fn time_before_and_after_the_known_years_is_closed() {
    let policies = policies(Some(OFFICE), vec![Policy { effective_from: at("1800-01-01T00:00Z"), ..policy(1) }]);
    let facts = Facts::new(at("1899-12-31T00:00Z"), "pothole", Severity::Low);
    let clock = resolution(&policies, &facts, "1899-12-31T12:00Z");
    assert_eq!(
        told(&clock),
        ["1899-12-31T00:00:00Z 1899-12-31T12:00:00Z closed_hours outside of the years 1900 to 2299"]
    );
    assert!(clock.deadline.is_some());
    let facts = Facts::new(at("2300-01-01T00:00Z"), "pothole", Severity::Low);
    let clock = resolution(&policies, &facts, "2300-01-02T00:00Z");
    assert_eq!((clock.deadline, clock.state.as_str()), (None, "none"));
}
