//! Reports and their lives as rows of the desk's tables, as they stand at some moment.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use uuid::Uuid;
use watchroom_desk::sla::{Facts, Policies, SlaColumns, StatusSince};
use watchroom_domain::{Severity, TicketStatus};
use watchroom_store::CopyRows;

use super::levels::uuid;
use super::lives::{Life, Step, life};
use super::places::{Place, WARDS};
use super::reports::Report;
use super::trades::{CATEGORIES, TEAMS};
use crate::demo_data::noise::Stream;
use crate::demo_data::span::SECOND_US;

const IDS: Stream = Stream::named("tickets");
const CHANGES: Stream = Stream::named("changes");
/// How long somebody else's report of the same is one.
const SAME_FOR_S: i64 = 3 * 86_400;
/// Those who answer the telephone, and those who drive out.
const DESK: [&str; 4] = ["N. Dlamini", "P. van Wyk", "T. Mokoena", "S. Naidoo"];
pub const STAFF: [&str; 8] =
    ["J. Khumalo", "A. Botha", "K. Molefe", "L. Sithole", "M. Pillay", "B. Nkosi", "R. Jacobs", "D. Mahlangu"];

/// A ticket, as it stands at some moment.
pub struct Ticket {
    pub id: Uuid,
    pub tracking_number: String,
    pub report: Report,
    pub parent: Option<Uuid>,
    life: Life,
    now_s: i64,
}

/// Makes tickets of reports, oldest first, and knows which of them repeat one another.
pub struct Maker {
    now_s: i64,
    numbers: HashSet<String>,
    latest: HashMap<(usize, usize, bool), (Uuid, i64, Place)>,
}

impl Maker {
    /// Tickets as they stand at a moment.
    pub fn at(now_s: i64) -> Self {
        Self { now_s, numbers: HashSet::new(), latest: HashMap::new() }
    }

    /// The same, where numbers are taken already.
    pub fn beside(now_s: i64, numbers: HashSet<String>) -> Self {
        Self { numbers, ..Self::at(now_s) }
    }

    /// The ticket of a report.
    pub fn make(&mut self, mut report: Report) -> Ticket {
        let id = ticket_id(&report);
        let mut life = life(&report);
        let same = (report.category, report.place.ward, report.is_sensitive);
        let earlier = self.latest.get(&same).filter(|(_, at_s, _)| report.at_s - at_s < SAME_FOR_S);
        let parent = match earlier {
            Some((parent, _, place)) if report.may_repeat => {
                report.place = place.clone();
                let closed_s = report.at_s + 1_200 + (report.number.unsigned_abs() % 12_000) as i64;
                let closed = Step { at_s: closed_s, status: TicketStatus::Closed, note: Some("Reported already.") };
                life = Life { assigned_at_s: None, responded_at_s: Some(closed_s), steps: vec![closed] };
                Some(*parent)
            }
            _ => {
                self.latest.insert(same, (id, report.at_s, report.place.clone()));
                None
            }
        };
        let mut index = report.number;
        let tracking_number = loop {
            let number = tracking_number(index);
            if self.numbers.insert(number.clone()) {
                break number;
            }
            index = index.wrapping_add(1 << 40);
        };
        Ticket { id, tracking_number, report, parent, life, now_s: self.now_s }
    }
}

/// The id of a report's ticket.
pub fn ticket_id(report: &Report) -> Uuid {
    uuid(IDS, report.number)
}

/// Eight letters of Crockford's base 32, as random as those that the server gives out.
pub fn tracking_number(index: i64) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bits = IDS.of(3).hash(index);
    let letter = |place: u32| char::from(LETTERS[(bits >> (5 * place)) as usize % 32]);
    let half = |from: u32| (from..from + 4).map(letter).collect::<String>();
    format!("WR-{}-{}", half(0), half(4))
}

impl Ticket {
    fn steps(&self) -> impl Iterator<Item = &Step> {
        self.life.steps.iter().filter(|step| step.at_s <= self.now_s)
    }

    fn severity(&self) -> Severity {
        Severity::ALL[self.report.severity]
    }

    fn happened(&self, at_s: Option<i64>) -> Option<i64> {
        at_s.filter(|at_s| *at_s <= self.now_s)
    }

    fn status(&self) -> TicketStatus {
        self.steps().last().map_or(TicketStatus::Open, |step| step.status)
    }

    /// When it was resolved and when it was closed, as it stands.
    fn over(&self) -> (Option<i64>, Option<i64>) {
        let (mut resolved, mut closed) = (None, None);
        for step in self.steps() {
            match step.status {
                TicketStatus::Resolved => resolved = Some(step.at_s),
                TicketStatus::Closed => (resolved, closed) = (resolved.or(Some(step.at_s)), Some(step.at_s)),
                _ => (resolved, closed) = (None, None),
            }
        }
        (resolved, closed)
    }

    fn reopened(&self) -> impl Iterator<Item = &Step> {
        self.steps().filter(|step| step.status == TicketStatus::Open)
    }

    /// Whether it was reopened within a week of being over.
    fn was_reopened_early(&self) -> bool {
        let mut over: Option<i64> = None;
        self.steps().any(|step| {
            let early = step.status.is_open() && over.is_some_and(|over_s| step.at_s - over_s <= 7 * 86_400);
            over = if step.status.is_open() { None } else { over.or(Some(step.at_s)) };
            early
        })
    }

    /// What its clocks say.
    fn sla(&self, policies: &Policies) -> SlaColumns {
        let category = CATEGORIES[self.report.category].name.to_owned();
        let mut facts = Facts::new(moment(self.report.at_s), category, self.severity());
        let since = |step: &Step| StatusSince {
            at: moment(step.at_s),
            status: step.status,
            reason: step.note.filter(|_| step.status == TicketStatus::Waiting).map(str::to_owned),
        };
        facts.statuses = self.steps().map(since).collect();
        let (resolved, closed) = self.over();
        facts.first_responded_at = self.happened(self.life.responded_at_s).map(moment);
        (facts.resolved_at, facts.closed_at) = (resolved.map(moment), closed.map(moment));
        policies.columns(&facts)
    }

    /// Its row of `tickets`, in the order of [`super::fill::TICKETS`].
    pub fn write(&self, rows: &mut CopyRows, policies: &Policies, field_worker: Option<Uuid>) {
        let (category, sla) = (&CATEGORIES[self.report.category], self.sla(policies));
        let (resolved, closed) = self.over();
        let status = self.status();
        let assigned = self.happened(self.life.assigned_at_s);
        let last = self.steps().last();
        let at = |rows: &mut CopyRows, at_s: i64| rows.timestamp(at_s * SECOND_US);
        let stamp = |rows: &mut CopyRows, at: Timestamp| rows.timestamp(at.as_microsecond());
        let team = assigned.map(|_| &TEAMS[category.team]);
        let hands = field_worker
            .filter(|_| team.is_some_and(|team| team.id == "water") && status.is_open() && self.report.number % 4 == 0);
        let over_note = self.steps().filter(|step| !step.status.is_open()).any(|step| step.note.is_some());
        rows.start(super::fill::COLUMNS);
        rows.uuid(self.id);
        rows.text(&self.tracking_number);
        rows.text(category.name);
        rows.text(self.severity().as_str());
        rows.text(status.as_str());
        rows.option(
            last.filter(|step| step.status == TicketStatus::Waiting).and_then(|step| step.note),
            CopyRows::text,
        );
        rows.text(self.report.words);
        rows.text(&self.report.place.address);
        rows.double(Some(self.report.place.latitude));
        rows.double(Some(self.report.place.longitude));
        rows.text(WARDS[self.report.place.ward].id);
        rows.boolean(self.report.is_sensitive);
        rows.option(team.map(|team| team.id), CopyRows::text);
        rows.option(hands, CopyRows::uuid);
        rows.option(self.parent, CopyRows::uuid);
        at(rows, self.report.at_s);
        at(rows, last.map_or(0, |step| step.at_s).max(assigned.unwrap_or(0)).max(self.report.at_s));
        rows.option(self.happened(self.life.responded_at_s), at);
        rows.option(resolved, at);
        rows.option(closed, at);
        rows.integer(self.reopened().count() as i32);
        rows.option(self.reopened().last().map(|step| step.at_s), at);
        rows.option((!status.is_open()).then_some(over_note), CopyRows::boolean);
        rows.option(sla.policy_id.map(|policy| policy.0), CopyRows::uuid);
        rows.option(sla.response_deadline, stamp);
        rows.option(sla.response_at_risk_at, stamp);
        rows.option(sla.resolution_deadline, stamp);
        rows.option(sla.resolution_at_risk_at, stamp);
        rows.option(sla.paused_since, stamp);
        rows.bigint(1 + self.steps().count() as i64 + i64::from(assigned.is_some()));
        rows.boolean(self.was_reopened_early());
    }

    /// Its rows of `ticket_history` and `ticket_notes`.
    pub fn write_story(&self, history: &mut CopyRows, notes: &mut CopyRows) {
        let stream = CHANGES.of(self.report.number as u64);
        let mut number = 0;
        let mut line =
            |at_s: i64, actor: Option<&str>, field: &str, old: Option<&str>, new: &str, why: Option<&str>| {
                number += 1;
                history.start(9);
                history.uuid(uuid(stream, number));
                history.uuid(self.id);
                history.timestamp(at_s * SECOND_US);
                history.uuid(uuid(stream.of(1), number));
                history.option(actor, CopyRows::text);
                history.text(field);
                history.option(old, CopyRows::text);
                history.text(new);
                history.option(why, CopyRows::text);
            };
        let someone = |of: &[&'static str], nth: u64| of[(stream.hash(0).wrapping_add(nth) % of.len() as u64) as usize];
        line(self.report.at_s, Some(someone(&DESK, 3)), "status", None, TicketStatus::Open.as_str(), None);
        if let Some(at_s) = self.happened(self.life.assigned_at_s) {
            let team = TEAMS[CATEGORIES[self.report.category].team].name;
            line(at_s, Some(someone(&DESK, 0)), "team", None, team, None);
        }
        let mut status = TicketStatus::Open;
        for step in self.steps() {
            let from_desk = matches!(step.status, TicketStatus::Open | TicketStatus::Closed);
            let actor = if from_desk { someone(&DESK, 1) } else { someone(&STAFF, 2) };
            // What lies for two weeks is closed by the server itself.
            let actor = (step.status != TicketStatus::Closed || step.note.is_some()).then_some(actor);
            let why = step.note.filter(|_| step.status.is_open());
            line(step.at_s, actor, "status", Some(status.as_str()), step.status.as_str(), why);
            if let Some(note) = step.note.filter(|_| !step.status.is_open()) {
                notes.start(6);
                notes.uuid(uuid(stream.of(2), step.at_s));
                notes.uuid(self.id);
                notes.timestamp(step.at_s * SECOND_US);
                notes.text(someone(&STAFF, 2));
                notes.text(if step.at_s % 3 == 0 { "internal" } else { "public" });
                notes.text(note);
            }
            status = step.status;
        }
    }
}

/// A moment by its second.
pub fn moment(at_s: i64) -> Timestamp {
    Timestamp::from_second(at_s).unwrap_or(Timestamp::UNIX_EPOCH)
}
