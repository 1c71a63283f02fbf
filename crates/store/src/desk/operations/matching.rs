//! Which tickets of a roll a filter wants: the conditions of `desk::filter`, in memory.

use std::ops::Range;

use jiff::Timestamp;
use watchroom_domain::{TeamId, WardId};

use super::asked::FiguresAsked;
use super::bits::Bits;
use super::entry::{Entry, EntryClock};
use super::roll::Roll;
use crate::desk::filter::{Standing, TicketFilter, severity_rank, status_rank};
use crate::desk::quality::Quality;

/// Which entries of a roll are asked about.
#[derive(Debug)]
pub(super) struct Wanted {
    created: Range<i64>,
    done: Option<Range<i64>>,
    due: Option<Range<i64>>,
    wards: Vec<bool>,
    /// The places whose texts hold the words, where words are asked for.
    found: Option<Bits>,
    rest: Option<Rest>,
}

/// What only lists are asked by; by number, each for whether it is wanted.
#[derive(Debug)]
struct Rest {
    statuses: [bool; 8],
    severities: [bool; 8],
    categories: Vec<bool>,
    teams: Vec<bool>,
    users: Vec<bool>,
    sla: Vec<Standing>,
    sla_response: Vec<Standing>,
    doubts: Option<[bool; 4]>,
    responded: bool,
    unassigned: bool,
}

fn range(from: Option<Timestamp>, to: Option<Timestamp>) -> Range<i64> {
    from.map_or(i64::MIN, Timestamp::as_microsecond)..to.map_or(i64::MAX, Timestamp::as_microsecond)
}

fn some_range(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<Range<i64>> {
    (from.is_some() || to.is_some()).then(|| range(from, to))
}

/// Whether a roll knows what a filter goes by: all but what a ticket repeats.
pub(in crate::desk) fn knows(filter: &TicketFilter) -> bool {
    filter.parent.is_none()
}

impl Wanted {
    /// The tickets that figures are asked of.
    pub(super) fn of(asked: &FiguresAsked, roll: &Roll) -> Self {
        Self {
            created: range(asked.from, asked.to),
            done: None,
            due: None,
            wards: roll.wards.wanted(asked.wards.iter().map(|ward| ward.as_ref().map(WardId::as_str))),
            found: None,
            rest: None,
        }
    }

    /// The tickets that a filter wants, where the roll [`knows`] what it goes by; `words` are the filter's, in the database's
    /// small letters.
    pub(super) fn by(filter: &TicketFilter, words: &[String], roll: &Roll) -> Self {
        let ranks = |ranks: Vec<i16>| -> [bool; 8] {
            std::array::from_fn(|rank| {
                ranks.is_empty() || ranks.iter().any(|wanted| usize::try_from(*wanted) == Ok(rank))
            })
        };
        Self {
            created: range(filter.created_from, filter.created_to),
            done: some_range(filter.resolved_from, filter.resolved_to),
            due: some_range(filter.due_from, filter.due_to),
            wards: roll.wards.wanted(filter.ward.iter().map(|ward| ward.as_ref().map(WardId::as_str))),
            found: roll.words.places(words, &roll.texts),
            rest: Some(Rest {
                statuses: ranks(filter.status.iter().map(|status| status_rank(*status)).collect()),
                severities: ranks(filter.severity.iter().map(|severity| severity_rank(*severity)).collect()),
                categories: roll.categories.wanted(filter.category.iter().map(|category| Some(category.as_str()))),
                teams: roll.teams.wanted(filter.team.iter().map(|team| team.as_ref().map(TeamId::as_str))),
                users: roll.users.wanted(filter.user.iter().map(|user| Some(&user.0))),
                sla: filter.sla.clone(),
                sla_response: filter.sla_response.clone(),
                doubts: (!filter.quality.is_empty()).then(|| Quality::ALL.map(|doubt| filter.quality.contains(&doubt))),
                responded: filter.responded,
                unassigned: filter.unassigned,
            }),
        }
    }

    /// Whether a ticket is one of them, but for the words, at `now` in µs.
    fn wants(&self, entry: &Entry, now: i64) -> bool {
        let has = |moment: Option<i64>, range: &Option<Range<i64>>| {
            range.as_ref().is_none_or(|range| moment.is_some_and(|moment| range.contains(&moment)))
        };
        self.created.contains(&entry.created)
            && is(&self.wards, entry.ward)
            && has(entry.done(), &self.done)
            && has(entry.deadline(), &self.due)
            && self.rest.as_ref().is_none_or(|rest| rest.wants(entry, now))
    }

    /// The entries that are asked about, at `now` in µs, with their places.
    pub(super) fn places<'r>(&'r self, roll: &'r Roll, now: i64) -> impl Iterator<Item = (usize, &'r Entry)> {
        let found = self.found.iter().flat_map(Bits::places);
        let found = found.filter_map(|place| roll.entries.get(place).map(|entry| (place, entry)));
        let any = if self.found.is_none() { roll.entries.as_slice() } else { &[] };
        found.chain(any.iter().enumerate()).filter(move |(_, entry)| self.wants(entry, now))
    }

    /// The entries that are asked about, at `now` in µs.
    pub(super) fn entries<'r>(&'r self, roll: &'r Roll, now: i64) -> impl Iterator<Item = &'r Entry> {
        self.places(roll, now).map(|(_, entry)| entry)
    }
}

fn is(wanted: &[bool], number: u32) -> bool {
    wanted.get(number as usize).copied().unwrap_or(false)
}

fn stands(standings: &[Standing], clock: EntryClock, now: i64) -> bool {
    standings.is_empty()
        || standings.iter().any(|standing| match standing {
            Standing::Ok => clock.is_ok(now),
            Standing::AtRisk => clock.is_at_risk(now),
            Standing::Breached => clock.is_late(now),
        })
}

impl Rest {
    fn wants(&self, entry: &Entry, now: i64) -> bool {
        let ranked = |wanted: &[bool; 8], rank: i16| wanted.get(usize::try_from(rank).unwrap_or(0)) == Some(&true);
        ranked(&self.statuses, entry.status_rank())
            && ranked(&self.severities, entry.severity_rank())
            && is(&self.categories, entry.category)
            && is(&self.teams, entry.team)
            && is(&self.users, entry.user)
            && (!self.responded || entry.response().is_some())
            && (!self.unassigned || entry.is_unassigned())
            && self.doubts.is_none_or(|doubts| doubts.iter().zip(entry.doubts()).any(|(wanted, is)| *wanted && is == 1))
            && stands(&self.sla, entry.resolution_clock(), now)
            && stands(&self.sla_response, entry.response_clock(), now)
    }
}
