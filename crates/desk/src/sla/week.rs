//! What a calendar says of each date, laid out on the real time line.
//!
//! The line is cut where the zone's offset changes. Between two such moments wall clock and real time differ by a
//! constant, so a date's shifts are laid down by subtracting the offset and cutting what sticks out. An hour that does not
//! exist thus lies nowhere, and one that exists twice lies twice; no edge of a shift is ever looked up in the zone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::moment::{DAY, MINUTE, SECOND, at};

/// A part of a day in which work is done: microseconds since midnight of the wall clock, `begin <= … < end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shift {
    pub begin: i64,
    pub end: i64,
}

impl Shift {
    pub fn of_minutes(begin: u16, end: u16) -> Self {
        Self { begin: i64::from(begin) * MINUTE, end: i64::from(end) * MINUTE }
    }

    /// Begin and end as `08:00`.
    pub fn words(self) -> (String, String) {
        let word = |us: i64| format!("{:02}:{:02}", us / MINUTE / 60, us / MINUTE % 60);
        (word(self.begin), word(self.end))
    }
}

/// A date on which the weekday's shifts do not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub name: String,
    pub shifts: Vec<Shift>,
}

/// The shifts of each weekday, and the holidays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    /// Monday first; in the order of the day, without overlap.
    pub days: [Vec<Shift>; 7],
    /// By the number of the day since 1970-01-01.
    holidays: BTreeMap<i64, usize>,
    named: Vec<Holiday>,
}

/// What a moment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Open,
    /// Closed between two shifts of a day.
    Between,
    AfterHours,
    /// Closed on a holiday: its number in the week.
    Holiday(usize),
}

/// A stretch of one kind, up to where the next begins.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub begin: i64,
    pub kind: Kind,
    /// Open microseconds between the beginning of the whole and this stretch.
    pub open_before: i64,
}

impl Week {
    /// `false` where the date is a holiday already.
    pub fn add_holiday(&mut self, date: Date, holiday: Holiday) -> bool {
        let fresh = self.holidays.insert(day_number(date), self.named.len()).is_none();
        self.named.push(holiday);
        fresh
    }

    pub fn holiday_name(&self, number: usize) -> &str {
        self.named.get(number).map_or("", |holiday| &holiday.name)
    }

    /// Open microseconds of a week without holidays and changes of the clock.
    pub fn open_us(&self) -> i64 {
        self.days.iter().flatten().map(|shift| shift.end - shift.begin).sum()
    }

    /// Shifts of a day, and what its closed hours are.
    fn day(&self, number: i64) -> (&[Shift], Kind) {
        match self.holidays.get(&number) {
            Some(index) => (&self.named[*index].shifts, Kind::Holiday(*index)),
            // 1970-01-01 was a Thursday.
            None => (&self.days[usize::try_from((number + 3).rem_euclid(7)).unwrap_or_default()], Kind::AfterHours),
        }
    }

    /// `begin..end` of the real time line in stretches without a hole, and the open microseconds of all.
    pub fn lay_out(&self, zone: &TimeZone, begin: i64, end: i64) -> (Vec<Stretch>, i64) {
        let mut line = Line { stretches: Vec::new(), open: 0, reached: begin };
        let Some(first) = at(begin) else { return (line.stretches, 0) };
        let mut offset = zone.to_offset(first).seconds();
        for change in zone.following(first) {
            let moment = change.timestamp().as_second() * SECOND;
            if moment >= end {
                break;
            }
            self.lay_constant(&mut line, i64::from(offset) * SECOND, moment);
            offset = change.offset().seconds();
        }
        self.lay_constant(&mut line, i64::from(offset) * SECOND, end);
        (line.stretches, line.open)
    }

    /// Goes on to `end` with one offset.
    fn lay_constant(&self, line: &mut Line, offset: i64, end: i64) {
        while line.reached < end {
            let number = (line.reached + offset).div_euclid(DAY);
            let midnight = number * DAY - offset;
            let (shifts, closed) = self.day(number);
            for (index, shift) in shifts.iter().enumerate() {
                let before = if index > 0 && closed == Kind::AfterHours { Kind::Between } else { closed };
                line.up_to((midnight + shift.begin).min(end), before);
                line.up_to((midnight + shift.end).min(end), Kind::Open);
            }
            line.up_to((midnight + DAY).min(end), closed);
        }
    }
}

struct Line {
    stretches: Vec<Stretch>,
    open: i64,
    reached: i64,
}

impl Line {
    /// Goes on to `to` with one kind; does nothing where that has been passed.
    fn up_to(&mut self, to: i64, kind: Kind) {
        if to <= self.reached {
            return;
        }
        if self.stretches.last().is_none_or(|last| last.kind != kind) {
            self.stretches.push(Stretch { begin: self.reached, kind, open_before: self.open });
        }
        if kind == Kind::Open {
            self.open += to - self.reached;
        }
        self.reached = to;
    }
}

/// Days since 1970-01-01.
fn day_number(date: Date) -> i64 {
    let midnight = date.at(0, 0, 0, 0);
    TimeZone::UTC.to_timestamp(midnight).map_or(i64::MIN, |moment| moment.as_second().div_euclid(86_400))
}
