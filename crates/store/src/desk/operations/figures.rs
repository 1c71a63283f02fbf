//! All figures of one moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::matching::Wanted;
use super::roll::{Names, Roll};
use super::sums::{Counts, Responses};

/// Ages by which open tickets are counted: the word, and the days of its older end.
const AGES: [(&str, Option<i64>); 6] = [
    ("0-1d", Some(1)),
    ("1-3d", Some(3)),
    ("3-7d", Some(7)),
    ("7-30d", Some(30)),
    ("30-90d", Some(90)),
    ("90d+", None),
];

/// Open tickets of an age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeSpan {
    /// `0-1d`, `1-3d`, `3-7d`, `7-30d`, `30-90d` or `90d+`.
    pub word: &'static str,
    /// They were created at this moment or later.
    pub from: Option<Timestamp>,
    /// They were created before this moment.
    pub to: Option<Timestamp>,
    /// How many are open.
    pub open: i64,
    /// How many of these are late.
    pub late: i64,
}

/// Names by id.
pub type NamesById = BTreeMap<String, String>;

/// All figures of one moment, but for the trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Over all tickets.
    pub all: Counts,
    /// By category.
    pub by_category: BTreeMap<String, Counts>,
    /// By ward, `None` being none.
    pub by_ward: BTreeMap<Option<String>, Counts>,
    /// By team, `None` being none.
    pub by_team: BTreeMap<Option<String>, Counts>,
    /// Open ones by age, the youngest first.
    pub by_age: Vec<AgeSpan>,
    /// Open ones that neither a team nor a person has.
    pub unassigned: i64,
    /// Open ones whose clock of resolution is at risk.
    pub at_risk: i64,
    /// First responses.
    pub responses: Responses,
    /// By [`crate::desk::quality::Quality`], in the order of `Quality::ALL`.
    pub doubtful: [i64; 4],
    /// The names of the wards.
    pub ward_names: Arc<NamesById>,
    /// The names of the teams.
    pub team_names: Arc<NamesById>,
}

impl Figures {
    /// Counts the tickets of a roll that are asked about, at `now`; days go by the clock in `zone`.
    pub(super) fn count(roll: &Roll, wanted: &Wanted, now: Timestamp, zone: &TimeZone) -> Self {
        let borders = age_borders(now, zone);
        let borders_us: Vec<i64> = borders.iter().copied().map(Timestamp::as_microsecond).collect();
        let now = now.as_microsecond();
        let mut figures = Self {
            all: Counts::default(),
            by_category: BTreeMap::new(),
            by_ward: BTreeMap::new(),
            by_team: BTreeMap::new(),
            by_age: ages(&borders),
            unassigned: 0,
            at_risk: 0,
            responses: Responses::default(),
            doubtful: [0; 4],
            ward_names: Arc::default(),
            team_names: Arc::default(),
        };
        let counts = |names: &Names<String>| vec![Counts::default(); names.len()];
        let (mut categories, mut wards, mut teams) =
            (counts(&roll.categories), counts(&roll.wards), counts(&roll.teams));
        let mut took_us = Vec::new();
        for entry in wanted.entries(roll, now) {
            let (is_open, has_target, is_late) =
                (entry.is_open(), entry.deadline().is_some(), entry.resolution_clock().is_late(now));
            figures.all.add(is_open, has_target, is_late);
            for (counts, number) in
                [(&mut categories, entry.category), (&mut wards, entry.ward), (&mut teams, entry.team)]
            {
                if let Some(counts) = counts.get_mut(number as usize) {
                    counts.add(is_open, has_target, is_late);
                }
            }
            figures.responses.with_target += i64::from(entry.has_response_deadline());
            figures.responses.late += i64::from(entry.response_clock().is_late(now));
            took_us.extend(entry.response());
            for (sum, doubt) in figures.doubtful.iter_mut().zip(entry.doubts()) {
                *sum += doubt;
            }
            if is_open {
                // Borders go back in time: as many lie after its creation as ages are younger.
                let age = borders_us.iter().take_while(|border| entry.created < **border).count();
                if let Some(age) = figures.by_age.get_mut(age) {
                    age.open += 1;
                    age.late += i64::from(is_late);
                }
                figures.unassigned += i64::from(entry.is_unassigned());
                figures.at_risk += i64::from(entry.resolution_clock().is_at_risk(now));
            }
        }
        figures.responses.measure(&mut took_us);
        figures.by_category =
            named(&categories, &roll.categories).filter_map(|(name, counts)| Some((name?, counts))).collect();
        figures.by_ward = named(&wards, &roll.wards).collect();
        figures.by_team = named(&teams, &roll.teams).collect();
        figures
    }
}

/// The counts of those that have any, by name.
fn named(counts: &[Counts], names: &Names<String>) -> impl Iterator<Item = (Option<String>, Counts)> {
    let there = counts.iter().enumerate().filter(|(_, counts)| counts.total > 0);
    there.map(|(number, counts)| (names.name(number).cloned(), *counts))
}

/// Where one age ends and the next begins, the youngest first: so many days ago by the clock on the wall.
fn age_borders(now: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
    let wall = now.to_zoned(zone.clone());
    let ago = |days: i64| wall.saturating_sub(jiff::Span::new().days(days)).timestamp();
    AGES.iter().filter_map(|(_, days)| *days).map(ago).collect()
}

fn ages(borders: &[Timestamp]) -> Vec<AgeSpan> {
    let span = |(place, (word, _)): (usize, &(&'static str, Option<i64>))| AgeSpan {
        word,
        from: borders.get(place).copied(),
        to: place.checked_sub(1).and_then(|before| borders.get(before)).copied(),
        open: 0,
        late: 0,
    };
    AGES.iter().enumerate().map(span).collect()
}
