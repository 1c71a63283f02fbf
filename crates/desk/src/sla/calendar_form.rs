//! A calendar as it is stored, and all that may be wrong with it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::week::{Holiday, Shift, Week};

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WHOLE_DAY: u16 = 24 * 60;

/// A calendar as the columns `timezone`, `shifts` and `holidays` of `service_desk.calendars` keep it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarForm {
    /// An IANA name, such as `Africa/Johannesburg`.
    pub timezone: String,
    /// Weekday (`mon` … `sun`) to shifts, each `["08:00", "12:30"]`; a weekday that is absent is closed. A shift begins at
    /// its first time and ends just before its second, `24:00` at the latest.
    #[serde(default)]
    pub shifts: BTreeMap<String, Vec<[String; 2]>>,
    /// Days on which the shifts of the weekday do not hold.
    #[serde(default)]
    pub holidays: Vec<HolidayForm>,
}

/// A holiday as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayForm {
    /// `2026-12-25`.
    pub date: String,
    /// What the ledger calls it.
    pub name: String,
    /// The shifts of that day; none: closed all day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shifts: Vec<[String; 2]>,
}

/// One thing that is wrong with a calendar. `place` says where: a weekday, or a holiday's date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CalendarProblem {
    /// No such time zone.
    #[error("`timezone`: `{0}` is no time zone; write an IANA name such as `Africa/Johannesburg`")]
    Zone(String),
    /// No such weekday.
    #[error("`shifts`: `{0}` is no weekday; known are mon, tue, wed, thu, fri, sat, sun")]
    Weekday(String),
    /// Not a time of day.
    #[error("{place}: `{text}` is no time of day; write `08:00`, from `00:00` to `24:00`")]
    Time {
        /// Where it stands.
        place: String,
        /// What stands there.
        text: String,
    },
    /// A shift that ends when or before it begins.
    #[error(
        "{place}: the shift from {from} to {to} ends no later than it begins; for one that passes midnight write one to `24:00`, and one from `00:00` on the next day"
    )]
    Backwards {
        /// Where it stands.
        place: String,
        /// When it begins.
        from: String,
        /// When it ends.
        to: String,
    },
    /// Two shifts of a day that overlap.
    #[error("{place}: the shift from {from} to {to} begins before the one before it has ended; make one of them")]
    Overlap {
        /// Where they stand.
        place: String,
        /// When the later one begins.
        from: String,
        /// When the later one ends.
        to: String,
    },
    /// Not a date.
    #[error("`holidays`: `{0}` is no date; write it as `2026-12-25`")]
    Date(String),
    /// The same date twice.
    #[error("`holidays`: {0} stands there twice; keep one of them")]
    HolidayTwice(String),
    /// A holiday without a name.
    #[error("`holidays`: {0} has no name; the ledger needs one to say why the clock stood")]
    HolidayWithoutName(String),
    /// No shift on any weekday: no deadline would ever come.
    #[error("`shifts`: there is no open time on any weekday, so no deadline would ever come; give it a shift")]
    NeverOpen,
}

/// All that is wrong with a calendar.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct BadCalendar(
    /// In the order of the form: time zone, shifts, holidays.
    pub Vec<CalendarProblem>,
);

impl fmt::Display for BadCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            write!(f, "{}{problem}", if index == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl CalendarForm {
    /// The week and the holidays, or all that is wrong.
    pub(super) fn read(&self) -> Result<(TimeZone, Week), BadCalendar> {
        let mut problems = Vec::new();
        let zone = zone(&self.timezone, &mut problems);
        let mut week = Week::default();
        for (day, shifts) in &self.shifts {
            match DAYS.iter().position(|known| known == day) {
                Some(index) => week.days[index] = read_shifts(&format!("`shifts`, {day}"), shifts, &mut problems),
                None => problems.push(CalendarProblem::Weekday(day.clone())),
            }
        }
        for form in &self.holidays {
            read_holiday(form, &mut week, &mut problems);
        }
        if problems.is_empty() && week.days.iter().all(Vec::is_empty) {
            problems.push(CalendarProblem::NeverOpen);
        }
        match zone {
            Some(zone) if problems.is_empty() => Ok((zone, week)),
            _ => Err(BadCalendar(problems)),
        }
    }
}

fn zone(name: &str, problems: &mut Vec<CalendarProblem>) -> Option<TimeZone> {
    let zone = TimeZone::get(name).ok();
    if zone.is_none() {
        problems.push(CalendarProblem::Zone(name.to_owned()));
    }
    zone
}

fn read_holiday(form: &HolidayForm, week: &mut Week, problems: &mut Vec<CalendarProblem>) {
    let date = (form.date.len() == 10).then(|| form.date.parse::<Date>().ok()).flatten();
    let Some(date) = date else {
        problems.push(CalendarProblem::Date(form.date.clone()));
        return;
    };
    if form.name.trim().is_empty() {
        problems.push(CalendarProblem::HolidayWithoutName(form.date.clone()));
    }
    let shifts = read_shifts(&format!("`holidays`, {}", form.date), &form.shifts, problems);
    if !week.add_holiday(date, Holiday { name: form.name.trim().to_owned(), shifts }) {
        problems.push(CalendarProblem::HolidayTwice(form.date.clone()));
    }
}

/// The shifts in the order of the day; those that touch stay as they are.
fn read_shifts(place: &str, forms: &[[String; 2]], problems: &mut Vec<CalendarProblem>) -> Vec<Shift> {
    let mut shifts = Vec::new();
    for [from, to] in forms {
        let (Some(begin), Some(end)) = (time(place, from, problems), time(place, to, problems)) else { continue };
        if begin < end {
            shifts.push(Shift::of_minutes(begin, end));
        } else {
            problems.push(CalendarProblem::Backwards { place: place.to_owned(), from: from.clone(), to: to.clone() });
        }
    }
    shifts.sort_by_key(|shift| shift.begin);
    for pair in shifts.windows(2) {
        if pair[1].begin < pair[0].end {
            let (from, to) = pair[1].words();
            problems.push(CalendarProblem::Overlap { place: place.to_owned(), from, to });
        }
    }
    shifts
}

/// Minutes since midnight.
fn time(place: &str, text: &str, problems: &mut Vec<CalendarProblem>) -> Option<u16> {
    let two = |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok());
    let minutes = text.split_once(':').and_then(|(hours, minutes)| {
        let (hours, minutes): (u16, u16) = (two(hours)??, two(minutes)??);
        let all = hours * 60 + minutes;
        (minutes < 60 && all <= WHOLE_DAY).then_some(all)
    });
    if minutes.is_none() {
        problems.push(CalendarProblem::Time { place: place.to_owned(), text: text.to_owned() });
    }
    minutes
}
