//! Hours that do not exist, and hours that exist twice.

use watchroom_desk::sla::Policy;

use super::*;

/// Counted minutes from one moment to another over a calendar with the same shift on every day.
fn counted(zone: &str, shift: [&str; 2], from: &str, to: &str) -> i64 {
    let [begin, end] = shift;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let days: Vec<String> = days.iter().map(|day| format!(r#""{day}": [["{begin}", "{end}"]]"#)).collect();
    let calendar = format!(r#"{{"timezone": "{zone}", "shifts": {{{}}}}}"#, days.join(","));
    let policies = policies(Some(&calendar), vec![Policy { effective_from: at("1970-01-01T00:00Z"), ..policy(1) }]);
    let facts = Facts::new(at(from), "pothole", Severity::Low);
    resolution(&policies, &facts, to).counted_minutes()
}

const LEFT_OUT: [&str; 2] = ["2026-03-08T00:00-05:00", "2026-03-09T00:00-04:00"];
const TWICE: [&str; 2] = ["2026-11-01T00:00-04:00", "2026-11-02T00:00-05:00"];

#[test]
fn an_hour_that_does_not_exist_is_not_counted() {
    let [from, to] = LEFT_OUT;
    assert_eq!(counted("America/New_York", ["00:00", "24:00"], from, to), 23 * 60);
    assert_eq!(counted("America/New_York", ["01:00", "04:00"], from, to), 2 * 60);
    assert_eq!(counted("America/New_York", ["02:00", "03:00"], from, to), 0);
}

#[test]
fn a_shift_whose_edge_does_not_exist_begins_or_ends_where_the_clock_jumps() {
    let [from, to] = LEFT_OUT;
    assert_eq!(counted("America/New_York", ["02:30", "04:00"], from, to), 60);
    assert_eq!(counted("America/New_York", ["01:00", "02:30"], from, to), 60);
}

#[test]
fn an_hour_that_exists_twice_is_counted_twice() {
    let [from, to] = TWICE;
    assert_eq!(counted("America/New_York", ["00:00", "24:00"], from, to), 25 * 60);
    assert_eq!(counted("America/New_York", ["01:00", "02:00"], from, to), 2 * 60);
}

#[test]
fn a_shift_whose_edge_exists_twice_holds_both_times() {
    let [from, to] = TWICE;
    // 01:30 to 02:00 twice, with half an hour of closed time between; then on to 03:00.
    assert_eq!(counted("America/New_York", ["01:30", "03:00"], from, to), 30 + 30 + 60);
    assert_eq!(counted("America/New_York", ["00:00", "01:30"], from, to), 60 + 30 + 30);
}

#[test]
fn changes_of_half_an_hour_and_at_midnight_are_counted_as_they_are() {
    let whole = ["00:00", "24:00"];
    let day = |zone, from, to| counted(zone, whole, from, to);
    assert_eq!(day("Australia/Lord_Howe", "2026-04-05T00:00+11:00", "2026-04-06T00:00+10:30"), 24 * 60 + 30);
    assert_eq!(day("Australia/Lord_Howe", "2026-10-04T00:00+10:30", "2026-10-05T00:00+11:00"), 24 * 60 - 30);
    // 23:00 to 24:00 of the 17th came twice.
    let late = counted("America/Sao_Paulo", ["23:00", "24:00"], "2018-02-17T12:00-02:00", "2018-02-18T12:00-03:00");
    assert_eq!(late, 2 * 60);
    // 00:00 to 01:00 of the 4th never came.
    let early = counted("America/Sao_Paulo", ["00:00", "01:00"], "2018-11-03T12:00-03:00", "2018-11-04T12:00-02:00");
    assert_eq!(early, 0);
}

#[test]
fn a_day_that_never_was_has_no_minutes() {
    let from_29th_to_31st = ["2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00"];
    let [from, to] = from_29th_to_31st;
    assert_eq!(counted("Pacific/Apia", ["08:00", "17:00"], from, to), 2 * 9 * 60);
}
