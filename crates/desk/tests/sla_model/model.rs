//! Service levels the slow way: walk along the real time line minute by minute, look at the wall clock each time, and
//! count. It shares no code with the engine and knows none of its types.

use std::cell::RefCell;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Minutes since 1970.
pub type Minute = i64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Open,
    Waiting,
    Resolved,
}

/// Begin and end in minutes since midnight.
pub type Shifts = Vec<(i64, i64)>;

#[derive(Debug, Clone)]
pub struct Hours {
    pub zone: &'static str,
    /// Monday first.
    pub week: [Shifts; 7],
    pub holidays: Vec<(Date, String, Shifts)>,
}

#[derive(Debug, Clone)]
pub struct Rule {
    pub id: u128,
    pub category: Option<&'static str>,
    /// 0 low … 3 critical.
    pub severity: Option<usize>,
    pub response: Option<u32>,
    pub resolution: Option<u32>,
    pub always: bool,
    pub share: f64,
    pub waiting_pauses: bool,
    pub restart: bool,
    pub from: Minute,
    pub to: Option<Minute>,
}

#[derive(Debug, Clone)]
pub struct Ticket {
    pub created: Minute,
    /// Since when which category and severity; the first from the beginning.
    pub classes: Vec<(Minute, &'static str, usize)>,
    pub statuses: Vec<(Minute, Status, Option<String>)>,
    pub responded: Option<Minute>,
    pub resolved: Option<Minute>,
}

/// What the walk found.
#[derive(Debug, PartialEq)]
pub struct Found {
    pub policy: u128,
    pub started: Minute,
    pub deadline: Minute,
    pub state: &'static str,
    pub counted: i64,
    /// A letter and a reason for each minute from start to stop or now.
    pub minutes: Vec<(char, String)>,
}

pub struct Model<'a> {
    pub hours: &'a Hours,
    pub rules: &'a [Rule],
    zone: TimeZone,
    /// Why a minute is closed, from the first that was asked for.
    seen: RefCell<(Minute, Vec<Option<String>>)>,
}

impl<'a> Model<'a> {
    pub fn new(hours: &'a Hours, rules: &'a [Rule], created: Minute) -> Self {
        let zone = TimeZone::get(hours.zone).expect("a zone of the list");
        Self { hours, rules, zone, seen: RefCell::new((created, Vec::new())) }
    }

    /// Looks at the wall clock.
    fn why_closed_now(&self, minute: Minute) -> Option<String> {
        let wall = self.zone.to_datetime(Timestamp::from_second(minute * 60).expect("in range"));
        let of_day = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
        let holiday = self.hours.holidays.iter().find(|holiday| holiday.0 == wall.date());
        let (shifts, why) = match holiday {
            Some((_, name, shifts)) => (shifts, name.as_str()),
            None => {
                let weekday = wall.date().weekday().to_monday_zero_offset();
                (&self.hours.week[usize::try_from(weekday).expect("0 to 6")], "after hours")
            }
        };
        let open = shifts.iter().any(|(begin, end)| *begin <= of_day && of_day < *end);
        let earlier = shifts.iter().any(|(_, end)| *end <= of_day);
        let later = shifts.iter().any(|(begin, _)| of_day < *begin);
        let why = if holiday.is_none() && earlier && later { "between shifts" } else { why };
        (!open).then(|| why.to_owned())
    }

    fn why_closed(&self, minute: Minute) -> Option<String> {
        let mut seen = self.seen.borrow_mut();
        let index = usize::try_from(minute - seen.0).expect("no earlier than the creation");
        while seen.1.len() <= index {
            let next = seen.0 + i64::try_from(seen.1.len()).expect("small");
            let why = self.why_closed_now(next);
            seen.1.push(why);
        }
        seen.1[index].clone()
    }

    fn rule(&self, category: &str, severity: usize, at: Minute) -> Option<&Rule> {
        let mut best: Option<&Rule> = None;
        for rule in self.rules {
            let fits = rule.category.is_none_or(|own| own == category)
                && rule.severity.is_none_or(|own| own == severity)
                && rule.from <= at
                && rule.to.is_none_or(|to| at < to);
            let rank = |rule: &Rule| (rule.category.is_some(), rule.severity.is_some(), rule.from, u128::MAX - rule.id);
            if fits && best.is_none_or(|best| rank(rule) > rank(best)) {
                best = Some(rule);
            }
        }
        best
    }

    pub fn response(&self, ticket: &Ticket, now: Minute) -> Option<Found> {
        let (category, severity) = class_at(ticket, ticket.responded);
        let rule = self.rule(category, severity, ticket.created)?;
        self.walk(ticket, rule, rule.response?, (ticket.created, ticket.responded, now), false)
    }

    pub fn resolution(&self, ticket: &Ticket, now: Minute) -> Option<Found> {
        let (category, severity) = class_at(ticket, ticket.resolved);
        let mut started = ticket.created;
        let mut rule = self.rule(category, severity, started)?;
        let mut before = Status::Open;
        for (at, status, _) in &ticket.statuses {
            if before == Status::Resolved && *status != Status::Resolved && rule.restart {
                started = *at;
                rule = self.rule(category, severity, started)?;
            }
            before = *status;
        }
        self.walk(ticket, rule, rule.resolution?, (started, ticket.resolved, now), true)
    }

    /// `span` is start, stop and now.
    fn walk(
        &self,
        ticket: &Ticket,
        rule: &Rule,
        target: u32,
        span: (Minute, Option<Minute>, Minute),
        resolved_pauses: bool,
    ) -> Option<Found> {
        let (started, stop, now) = span;
        let target = i64::from(target);
        let pause_at = |minute: Minute| {
            let current = ticket.statuses.iter().rev().find(|(at, ..)| *at <= minute)?;
            match current.1 {
                _ if stop.is_some_and(|stop| minute >= stop) => None,
                Status::Waiting if rule.waiting_pauses => Some(current.2.clone().unwrap_or("waiting".into())),
                Status::Resolved if resolved_pauses => Some("resolved".to_owned()),
                _ => None,
            }
        };
        let closed = |minute: Minute| if rule.always { None } else { self.why_closed(minute) };
        let stands = stop.is_none() && pause_at(now.max(started)).is_some();
        // Since when it has waited without a break.
        let waits_since = stands.then(|| {
            let waits = |minute| status_at(ticket, minute) == Status::Waiting;
            let mut since = ticket.statuses.last().map_or(started, |last| last.0).max(started);
            while since > started && waits(since - 1) {
                since -= 1;
            }
            since
        });

        // The deadline, and when time becomes short: as the real pauses have it, and as if the last one ended at once.
        let (mut counted, mut reached, mut short, mut deadline) = (0, None, None, None);
        let mut minute = started;
        if rule.share == 0.0 {
            short = Some(started);
        }
        while deadline.is_none() {
            let lasting = waits_since.is_some_and(|since| minute >= since);
            if closed(minute).is_none() && (lasting || pause_at(minute).is_none()) {
                counted += 1;
                if short.is_none()
                    && !lasting
                    && f64::from(i32::try_from(counted).expect("small"))
                        >= rule.share * f64::from(i32::try_from(target).expect("small"))
                {
                    short = Some(minute + 1);
                }
                if counted == target {
                    deadline = Some(minute + 1);
                    if !lasting {
                        reached = deadline;
                    }
                }
            }
            minute += 1;
        }

        let end = stop.unwrap_or(now);
        let passed = |at: Minute| reached.is_some_and(|reached| at > reached);
        let state = match stop {
            Some(stop) if passed(stop) => "breached",
            Some(_) => "met",
            None if stands && waits_since.is_some_and(passed) => "breached",
            None if stands => "paused",
            None if passed(now) => "breached",
            None if short.is_some_and(|short| now >= short) => "at_risk",
            None => "on_track",
        };
        let minutes: Vec<(char, String)> = (started..end)
            .map(|minute| match (pause_at(minute), closed(minute)) {
                (Some(reason), _) => ('p', reason),
                (None, Some(reason)) => ('c', reason),
                (None, None) => ('+', String::new()),
            })
            .collect();
        let counted = i64::try_from(minutes.iter().filter(|minute| minute.0 == '+').count()).expect("small");
        Some(Found { policy: rule.id, started, deadline: deadline?, state, counted, minutes })
    }
}

fn status_at(ticket: &Ticket, minute: Minute) -> Status {
    ticket.statuses.iter().rev().find(|(at, ..)| *at <= minute).map_or(Status::Open, |(_, status, _)| *status)
}

fn class_at(ticket: &Ticket, stop: Option<Minute>) -> (&'static str, usize) {
    let mut class = (ticket.classes[0].1, ticket.classes[0].2);
    for (at, category, severity) in &ticket.classes {
        if stop.is_none_or(|stop| *at <= stop) {
            class = (category, *severity);
        }
    }
    class
}
