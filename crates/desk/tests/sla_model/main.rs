//! The clocks of the engine against a slow walk along the time line, over random calendars, policies, pauses, zones and
//! changes of the clock.

mod model;

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use uuid::Uuid;
use watchroom_desk::sla::{
    Calendar, CalendarForm, CalendarId, ClockState, Facts, HolidayForm, Policies, Policy, PolicyId, Reclassified,
    ReopenPolicy, SegmentKind, StatusSince, state_of,
};
use watchroom_domain::{Severity, TicketStatus};

use model::{Found, Hours, Minute, Model, Rule, Shifts, Status, Ticket};

/// Zones, each with days around which something happens to its clocks.
const PLACES: &[(&str, &str)] = &[
    ("Africa/Johannesburg", "2026-06-15"),
    // Forward and back by an hour at 02:00.
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    // 15 minutes, once and for all, and an odd offset.
    ("Asia/Kathmandu", "1986-01-01"),
    ("Asia/Kathmandu", "2026-05-01"),
    // Half an hour.
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    // A day that never was.
    ("Pacific/Apia", "2011-12-30"),
    // At midnight, so that 23:00 to 24:00 comes twice, or 00:00 to 01:00 never.
    ("America/Sao_Paulo", "2018-02-18"),
    ("America/Sao_Paulo", "2018-11-04"),
];
const CATEGORIES: [&str; 2] = ["pothole", "water leak"];

#[derive(Debug, Clone)]
struct Case {
    hours: Hours,
    rules: Vec<Rule>,
    ticket: Ticket,
    now: Minute,
}

/// Shifts from sorted edges, the last of which may be midnight.
fn shifts() -> impl Strategy<Value = Shifts> {
    let edge = prop_oneof![4 => (0_i64..=24).prop_map(|hour| hour * 60), 2 => 0_i64..=24 * 60, 1 => Just(24 * 60)];
    prop::collection::btree_set(edge, 0..=6).prop_map(|edges| {
        let edges: Vec<i64> = edges.into_iter().collect();
        edges.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn hours() -> impl Strategy<Value = (Hours, Minute)> {
    let holidays = prop::collection::btree_map(0_i64..9, (0..3_u8, shifts()), 0..4);
    let week = prop::collection::vec(shifts(), 7);
    (prop::sample::select(PLACES), week, holidays, 0_i64..3 * 1440).prop_map(|((zone, day), week, holidays, offset)| {
        let first: Date = day.parse::<Date>().expect("a date").saturating_sub(2.days());
        let mut week: [Shifts; 7] = week.try_into().expect("seven");
        // Enough is open for the walk to end soon.
        week[2] = vec![(0, 14 * 60), (15 * 60, 24 * 60)];
        let named = |(at, (closed, shifts)): (i64, (u8, Shifts))| {
            let shifts = if closed == 0 { shifts } else { Vec::new() };
            (first.saturating_add(at.days()), format!("holiday {}", at / 2), shifts)
        };
        let holidays = holidays.into_iter().map(named).collect();
        let start = first.at(0, 0, 0, 0).in_tz("UTC").expect("a date").timestamp().as_second() / 60;
        (Hours { zone, week, holidays }, start + offset)
    })
}

fn rule(created: Minute) -> impl Strategy<Value = Rule> {
    let target = || prop::option::weighted(0.9, (1_u32..60).prop_map(|twenties| twenties * 20));
    let about = (
        prop::option::of(prop::sample::select(&CATEGORIES[..])),
        prop::option::weighted(0.3, 0_usize..4),
        prop_oneof![3 => Just(-100_000_i64), 1 => -2_i64..3, 1 => -100_i64..4000],
        prop::option::weighted(0.3, 1_i64..100_000),
    );
    let share = prop::sample::select(vec![0.0, 0.25, 0.5, 0.75, 0.8, 1.0]);
    let how = (target(), target(), prop::bool::weighted(0.2), share, prop::bool::weighted(0.8), any::<bool>());
    (any::<u64>(), about, how).prop_map(move |(id, about, how)| Rule {
        id: u128::from(id),
        category: about.0,
        severity: about.1,
        from: created + about.2,
        to: about.3.map(|lasts| created + about.2 + lasts),
        response: how.0,
        resolution: how.1,
        always: how.2,
        share: how.3,
        waiting_pauses: how.4,
        restart: how.5,
    })
}

fn ticket(created: Minute) -> impl Strategy<Value = (Ticket, Minute)> {
    let step = (prop_oneof![1 => Just(0_i64), 9 => 0_i64..900], 0_u8..6, prop::option::of("[a-c]"));
    let steps = prop::collection::vec(step, 0..7);
    let changes = prop::collection::vec((0_i64..2000, 0_usize..2, 0_usize..4), 0..3);
    let responded = prop::option::of(0_i64..2500);
    (steps, changes, responded, 0_i64..3000).prop_map(move |(steps, mut changes, responded, after)| {
        let (mut at, mut status, mut resolved) = (created, Status::Open, None);
        let mut statuses = Vec::new();
        for (gap, pick, reason) in steps {
            at += gap;
            status = match (status, pick) {
                (Status::Resolved, _) | (_, 0 | 1) => Status::Open,
                (_, 2..=4) => Status::Waiting,
                _ => Status::Resolved,
            };
            resolved = (status == Status::Resolved).then_some(at);
            statuses.push((at, status, reason));
        }
        changes.sort();
        let first = (created, CATEGORIES[0], 1);
        let later = changes.iter().map(|(at, category, severity)| (created + at, CATEGORIES[*category], *severity));
        let classes: Vec<_> = [first].into_iter().chain(later).collect();
        let responded = responded.map(|gap| created + gap);
        let last = classes.iter().map(|class| class.0).chain([at]).chain(responded).max().unwrap_or(at);
        (Ticket { created, classes, statuses, responded, resolved }, last + after)
    })
}

fn case() -> impl Strategy<Value = Case> {
    hours().prop_flat_map(|(hours, created)| {
        let rules = prop::collection::vec(rule(created), 1..6);
        (Just(hours), rules, ticket(created)).prop_map(|(hours, rules, (ticket, now))| Case {
            hours,
            rules,
            ticket,
            now,
        })
    })
}

fn at(minute: Minute) -> Timestamp {
    Timestamp::from_second(minute * 60).expect("in range")
}

fn forms(shifts: &[(i64, i64)]) -> Vec<[String; 2]> {
    let word = |minutes: i64| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    shifts.iter().map(|(begin, end)| [word(*begin), word(*end)]).collect()
}

fn policies(case: &Case) -> Policies {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].into_iter().zip(&case.hours.week);
    let holidays = case.hours.holidays.iter();
    let form = CalendarForm {
        timezone: case.hours.zone.to_owned(),
        shifts: days.map(|(day, shifts)| (day.to_owned(), forms(shifts))).collect(),
        holidays: holidays
            .map(|(date, name, shifts)| HolidayForm {
                date: date.to_string(),
                name: name.clone(),
                shifts: forms(shifts),
            })
            .collect(),
    };
    let id = CalendarId(Uuid::from_u128(1));
    let calendar = Calendar::from_form(&form).expect("the form is in order");
    let policies = case.rules.iter().map(|rule| Policy {
        id: PolicyId(Uuid::from_u128(rule.id)),
        category: rule.category.map(str::to_owned),
        severity: rule.severity.map(|index| Severity::ALL[index]),
        response_minutes: rule.response,
        resolution_minutes: rule.resolution,
        calendar: (!rule.always).then_some(id),
        at_risk_share: rule.share,
        waiting_pauses: rule.waiting_pauses,
        reopen: if rule.restart { ReopenPolicy::Restart } else { ReopenPolicy::Continue },
        effective_from: at(rule.from),
        effective_to: rule.to.map(at),
    });
    Policies::new(policies, &BTreeMap::from([(id, calendar)])).expect("the policies are in order")
}

fn facts(ticket: &Ticket) -> Facts {
    let (_, category, severity) = ticket.classes[0];
    let changes = ticket.classes[1..].iter();
    let statuses = ticket.statuses.iter().map(|(minute, status, reason)| {
        let status = match status {
            Status::Open => TicketStatus::InProgress,
            Status::Waiting => TicketStatus::Waiting,
            Status::Resolved => TicketStatus::Resolved,
        };
        StatusSince { at: at(*minute), status, reason: reason.clone() }
    });
    Facts {
        reclassified: changes
            .map(|(minute, category, severity)| Reclassified {
                at: at(*minute),
                category: (*category).to_owned(),
                severity: Severity::ALL[*severity],
            })
            .collect(),
        statuses: statuses.collect(),
        first_responded_at: ticket.responded.map(at),
        resolved_at: ticket.resolved.map(at),
        ..Facts::new(at(ticket.created), category, Severity::ALL[severity])
    }
}

/// The engine's ledger, spelt out minute by minute as the walk does.
fn spelt_out(clock: &ClockState) -> Vec<(char, String)> {
    let letter = |kind| match kind {
        SegmentKind::Counted => '+',
        SegmentKind::Paused => 'p',
        SegmentKind::ClosedHours => 'c',
    };
    let minutes = clock.segments.iter().flat_map(|segment| {
        let minutes = segment.to.duration_since(segment.from).as_mins();
        (0..minutes).map(move |_| (letter(segment.kind), segment.reason.clone().unwrap_or_default()))
    });
    minutes.collect()
}

fn compare(clock: Option<ClockState>, found: Option<Found>) {
    let (clock, found) = match (clock, found) {
        (None, None) => return,
        (Some(clock), Some(found)) => (clock, found),
        (clock, found) => panic!("engine: {clock:?}\nmodel: {found:?}"),
    };
    assert_eq!(clock.started_at, at(found.started));
    assert_eq!(clock.deadline, Some(at(found.deadline)), "deadline");
    assert_eq!(clock.counted_minutes(), found.counted, "counted");
    assert_eq!(spelt_out(&clock), found.minutes, "ledger");
    assert_eq!(clock.state.as_str(), found.state, "state");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Deadline, state, counted time and every minute of the ledger are those of the walk.
    #[test]
    fn the_engine_agrees_with_the_walk(case in case()) {
        let (policies, facts) = (policies(&case), facts(&case.ticket));
        let model = Model::new(&case.hours, &case.rules, case.ticket.created);
        let clocks = policies.clocks(&facts, at(case.now));
        compare(clocks.response, model.response(&case.ticket, case.now));
        let resolution = model.resolution(&case.ticket, case.now);
        if let Some(found) = &resolution {
            prop_assert_eq!(policies.columns(&facts).policy_id, Some(PolicyId(Uuid::from_u128(found.policy))));
        }
        compare(clocks.resolution, resolution);
    }

    /// What is stored says the same as the full computation, at any later moment.
    #[test]
    fn the_columns_agree_with_the_clocks(case in case(), later in prop::collection::vec(0_i64..9000, 1..6)) {
        let (policies, facts) = (policies(&case), facts(&case.ticket));
        let columns = policies.columns(&facts);
        let edges = [columns.response_deadline, columns.resolution_deadline, columns.resolution_at_risk_at];
        let at_edges = edges.into_iter().flatten().filter(|edge| *edge >= at(case.now));
        let past_edges = at_edges.clone().map(|edge| edge + 1.microseconds());
        let moments = later.iter().map(|gap| at(case.now + gap)).chain(at_edges).chain(past_edges);
        for now in moments.collect::<Vec<_>>() {
            let clocks = policies.clocks(&facts, now);
            let response = state_of(columns.response(), facts.first_responded_at, now);
            let resolution = state_of(columns.resolution(), facts.done_at(), now);
            prop_assert_eq!(clocks.response.map_or("none", |clock| clock.state.as_str()), response.as_str());
            prop_assert_eq!(clocks.resolution.map_or("none", |clock| clock.state.as_str()), resolution.as_str());
        }
    }

    /// The ledger begins at the start, ends at the stop or now, and has neither hole nor overlap nor two neighbours that
    /// are one; what counted is the sum of its parts; and at the deadline exactly the target has been counted.
    #[test]
    fn the_ledger_explains_every_microsecond(case in case(), odd in 0_i64..60_000_000) {
        let (policies, mut facts) = (policies(&case), facts(&case.ticket));
        facts.created_at -= odd.microseconds();
        let now = at(case.now) + odd.microseconds();
        let clocks = policies.clocks(&facts, now);
        for clock in [clocks.response, clocks.resolution].into_iter().flatten() {
            let end = clock.stopped_at.unwrap_or(now);
            let mut reached = clock.started_at;
            for segment in &clock.segments {
                prop_assert_eq!(segment.from, reached);
                prop_assert!(segment.from < segment.to);
                reached = segment.to;
            }
            prop_assert_eq!(reached, end.max(clock.started_at));
            for pair in clock.segments.windows(2) {
                prop_assert!((pair[0].kind, &pair[0].reason) != (pair[1].kind, &pair[1].reason));
            }
            let counted = clock.segments.iter().filter(|segment| segment.kind == SegmentKind::Counted);
            let counted = counted.map(|segment| segment.to.duration_since(segment.from)).sum();
            prop_assert_eq!(clock.counted, counted);
        }
        let resolution = policies.clocks(&facts, now).resolution.filter(|clock| clock.paused_since.is_none());
        if let Some((deadline, minutes)) = resolution.and_then(|clock| clock.deadline.zip(clock.target_minutes))
            && facts.done_at().is_none()
            && deadline >= now
        {
            let due = policies.clocks(&facts, deadline).resolution.expect("it has a clock");
            prop_assert_eq!(due.counted.as_micros(), i128::from(minutes) * 60_000_000);
        }
    }
}
