//! All figures of one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio_postgres::Row;
use watchroom_access::TicketScope;

use super::asked::FiguresAsked;
use super::sums::Counts;
use crate::RunError;
use crate::desk::DeskTx;
use crate::desk::conditions::{Bind, Conditions};
use crate::desk::filter::{at_risk, late, response_late};
use crate::desk::quality::Quality;

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

/// The next moments at which figures change by themselves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SlaEdges {
    /// When the next clock becomes at risk or runs out.
    pub next: Option<Timestamp>,
}

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
    /// Hours from creation to the first response: half of those that have one took no longer (the median).
    pub p50_response_hours: Option<f64>,
    /// The same for nine of ten.
    pub p90_response_hours: Option<f64>,
    /// The names of the wards.
    pub ward_names: BTreeMap<String, String>,
    /// The names of the teams.
    pub team_names: BTreeMap<String, String>,
    /// When figures change by themselves.
    pub edges: SlaEdges,
}

impl DeskTx {
    /// All figures of the tickets that the scope opens and that are asked about, at `now`; days go by the clock in `zone`.
    ///
    /// # Errors
    /// See [`RunError`].
    pub async fn figures(
        &self,
        scope: &TicketScope,
        asked: &FiguresAsked,
        now: Timestamp,
        zone: &TimeZone,
    ) -> Result<Figures, RunError> {
        let borders = age_borders(now, zone);
        let edges: Vec<Timestamp> = borders.iter().rev().copied().collect();
        let statements = Statements::of(asked.conditions(scope, now), now, &edges);
        let (grouped, responses, open) = tokio::try_join!(
            self.rows(&statements.grouped.0, &statements.grouped.1),
            self.rows(&statements.responses.0, &statements.responses.1),
            self.rows(&statements.open.0, &statements.open.1),
        )?;
        let (wards, teams) = tokio::try_join!(self.rows(WARDS, &[]), self.rows(TEAMS, &[]))?;
        put_together(&grouped, &responses, &open, &wards, &teams, &borders).map_err(|error| self.sort_out(&error))
    }
}

/// The statements of one question, with what is bound in each.
pub(super) struct Statements {
    pub(super) grouped: (String, Vec<Bind>),
    pub(super) responses: (String, Vec<Bind>),
    pub(super) open: (String, Vec<Bind>),
}

impl Statements {
    pub(super) fn of(conditions: Conditions, now: Timestamp, edges: &[Timestamp]) -> Self {
        let responses = (responses(conditions.text()), conditions.binds().to_vec());
        let mut at_now = conditions;
        let moment = at_now.bind(Bind::Time(now));
        let grouped = (grouped(at_now.text(), &moment), at_now.binds().to_vec());
        let borders = at_now.bind(Bind::Times(edges.to_vec()));
        let open = (open(at_now.text(), &moment, &borders), at_now.binds().to_vec());
        Self { grouped, responses, open }
    }
}

/// Where one age ends and the next begins, the youngest first: so many days ago by the clock on the wall.
fn age_borders(now: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
    let wall = now.to_zoned(zone.clone());
    let ago = |days: i64| wall.saturating_sub(jiff::Span::new().days(days)).timestamp();
    AGES.iter().filter_map(|(_, days)| *days).map(ago).collect()
}

fn put_together(
    grouped: &[Row],
    responses: &[Row],
    open: &[Row],
    wards: &[Row],
    teams: &[Row],
    borders: &[Timestamp],
) -> Result<Figures, tokio_postgres::Error> {
    let mut figures = Figures {
        all: Counts::default(),
        by_category: BTreeMap::new(),
        by_ward: BTreeMap::new(),
        by_team: BTreeMap::new(),
        by_age: ages(borders),
        unassigned: 0,
        at_risk: 0,
        p50_response_hours: None,
        p90_response_hours: None,
        ward_names: names(wards)?,
        team_names: names(teams)?,
        edges: SlaEdges::default(),
    };
    for row in grouped {
        let counts = read_counts(row)?;
        figures.all += &counts;
        *figures.by_category.entry(row.try_get(0)?).or_default() += &counts;
        *figures.by_ward.entry(row.try_get(1)?).or_default() += &counts;
        *figures.by_team.entry(row.try_get(2)?).or_default() += &counts;
    }
    let seconds = responses.first().map(|row| row.try_get::<_, Option<Vec<f64>>>(0)).transpose()?;
    if let Some(seconds) = seconds.flatten() {
        figures.p50_response_hours = seconds.first().map(|seconds| seconds / 3_600.0);
        figures.p90_response_hours = seconds.get(1).map(|seconds| seconds / 3_600.0);
    }
    for row in open {
        // Edges count from the oldest; ages from the youngest.
        let place = borders.len() - usize::try_from(row.try_get::<_, i32>(0)?).unwrap_or(0).min(borders.len());
        figures.by_age[place].open += row.try_get::<_, i64>(1)?;
        figures.by_age[place].late += row.try_get::<_, i64>(2)?;
        figures.unassigned += row.try_get::<_, i64>(3)?;
        figures.at_risk += row.try_get::<_, i64>(4)?;
        let next: Option<Timestamp> = row.try_get(5)?;
        figures.edges.next = figures.edges.next.into_iter().chain(next).min();
    }
    Ok(figures)
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

fn names(rows: &[Row]) -> Result<BTreeMap<String, String>, tokio_postgres::Error> {
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

fn read_counts(row: &Row) -> Result<Counts, tokio_postgres::Error> {
    Ok(Counts {
        total: row.try_get(3)?,
        open: row.try_get(4)?,
        with_target: row.try_get(5)?,
        late: row.try_get(6)?,
        with_response_target: row.try_get(7)?,
        response_late: row.try_get(8)?,
        responded: row.try_get(9)?,
        response_s: row.try_get(10)?,
        doubtful: [row.try_get(11)?, row.try_get(12)?, row.try_get(13)?, row.try_get(14)?],
    })
}

/// The statuses of a ticket that is not over.
const OPEN: &str = "t.status IN ('open', 'in_progress', 'waiting', 'escalated')";

/// One scan: counts by category, ward and team together, from which Rust adds up each of the three. What a condition costs is
/// paid once a ticket: `OFFSET 0` keeps the planner from writing it out in each count.
fn grouped(condition: &str, now: &str) -> String {
    let [quick, silent, reopened, repeated] = Quality::ALL.map(Quality::condition);
    let (late, response_late) = (late(now), response_late(now));
    format!(
        "SELECT category, ward_id, assigned_team_id, count(*),
    count(*) FILTER (WHERE open), count(sla_resolution_deadline), count(*) FILTER (WHERE late),
    count(sla_response_deadline), count(*) FILTER (WHERE response_late),
    count(response), coalesce(date_part('epoch', sum(response)), 0),
    count(*) FILTER (WHERE quick), count(*) FILTER (WHERE silent), count(*) FILTER (WHERE reopened),
    count(*) FILTER (WHERE repeated)
FROM (
    SELECT t.category, t.ward_id, t.assigned_team_id, {OPEN} AS open, t.sla_resolution_deadline, t.sla_response_deadline,
        {late} AS late,
        {response_late} AS response_late,
        t.first_responded_at - t.created_at AS response,
        {quick} AS quick, {silent} AS silent, {reopened} AS reopened, {repeated} AS repeated
    FROM service_desk.tickets t WHERE {condition} OFFSET 0
) of_each
GROUP BY category, ward_id, assigned_team_id"
    )
}

/// How long half and nine of ten of the first responses took at most, in seconds.
fn responses(condition: &str) -> String {
    format!(
        "SELECT percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY date_part('epoch', t.first_responded_at - t.created_at))
FROM service_desk.tickets t WHERE {condition} AND t.first_responded_at IS NOT NULL"
    )
}

/// Open tickets by age: `borders` stands for where one ends and the next begins, the oldest first.
fn open(condition: &str, now: &str, borders: &str) -> String {
    let (late, at_risk) = (late(now), at_risk(now));
    format!(
        "SELECT width_bucket(created_at, {borders}), count(*), count(*) FILTER (WHERE late),
    count(*) FILTER (WHERE assigned_team_id IS NULL AND assigned_user_id IS NULL),
    count(*) FILTER (WHERE at_risk),
    least(
        min(sla_resolution_at_risk_at) FILTER (WHERE sla_resolution_at_risk_at > {now}),
        min(sla_resolution_deadline) FILTER (WHERE sla_resolution_deadline > {now}),
        min(sla_response_deadline) FILTER (WHERE sla_response_deadline > {now} AND first_responded_at IS NULL))
FROM (
    SELECT t.created_at, t.assigned_team_id, t.assigned_user_id, t.sla_resolution_at_risk_at, t.sla_resolution_deadline,
        t.sla_response_deadline, t.first_responded_at, {late} AS late, {at_risk} AS at_risk
    FROM service_desk.tickets t WHERE {condition} AND {OPEN} OFFSET 0
) of_each
GROUP BY 1"
    )
}

pub(super) const WARDS: &str = "SELECT id, name FROM service_desk.wards";
pub(super) const TEAMS: &str = "SELECT id, name FROM service_desk.teams";
