//! Figures as JSON shows them.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_store::desk::operations::{Counts, FiguresOfMoment};
use watchroom_store::desk::quality;

use crate::desk::vocabulary::{AgeWord, TrendWord};

/// The cards at the top.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskMetrics {
    /// Open, in progress, waiting or escalated.
    total_open: i64,
    /// Resolved or closed.
    total_resolved: i64,
    /// Of the tickets with a deadline of resolution the share that is not late, 0 to 100; null where none has one.
    #[schema(required = true)]
    sla_compliance_percent: Option<f64>,
    /// Hours from creation to the first response, on average over those that have one.
    #[schema(required = true)]
    avg_response_hours: Option<f64>,
    /// Half of them took no longer.
    #[schema(required = true)]
    p50_response_hours: Option<f64>,
    /// Nine of ten took no longer.
    #[schema(required = true)]
    p90_response_hours: Option<f64>,
    /// Resolved too late, or late and not resolved.
    sla_breaches: i64,
    /// Open ones that neither a team nor a person has.
    unassigned: i64,
    /// Open ones whose time to resolve is short.
    at_risk: i64,
    /// Of when the figures are.
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
}

/// The cards at the top.
pub(crate) fn metrics(of: &FiguresOfMoment) -> DeskMetrics {
    let figures = &of.figures;
    DeskMetrics {
        total_open: figures.all.open,
        total_resolved: figures.all.resolved(),
        sla_compliance_percent: figures.all.compliance_percent(),
        avg_response_hours: figures.responses.average_hours,
        p50_response_hours: figures.responses.p50_hours,
        p90_response_hours: figures.responses.p90_hours,
        sla_breaches: figures.all.late,
        unassigned: figures.unassigned,
        at_risk: figures.at_risk,
        as_of: of.as_of,
    }
}

/// A category's tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryVolume {
    category: String,
    open: i64,
    resolved: i64,
}

/// By category, the one with the most open tickets first.
pub(crate) fn volume(of: &FiguresOfMoment) -> Vec<CategoryVolume> {
    let each = of.figures.by_category.iter();
    let mut all: Vec<CategoryVolume> = each
        .map(|(category, counts)| CategoryVolume {
            category: category.clone(),
            open: counts.open,
            resolved: counts.resolved(),
        })
        .collect();
    // The sort keeps the names' order among equals.
    all.sort_by_key(|volume| std::cmp::Reverse((volume.open, volume.resolved)));
    all
}

/// How targets are kept.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SlaFigures {
    /// Of the tickets with a deadline of the first response the share that is not late, 0 to 100; null where none has one.
    #[schema(required = true)]
    response_compliance_percent: Option<f64>,
    /// The same of the resolution.
    #[schema(required = true)]
    resolution_compliance_percent: Option<f64>,
    /// Tickets with a deadline of resolution: met, breached or pending.
    total_with_sla: i64,
    /// Responded to too late, or late and not responded to.
    response_breaches: i64,
    /// Resolved too late, or late and not resolved.
    resolution_breaches: i64,
}

/// How targets are kept.
pub(crate) fn sla(of: &FiguresOfMoment) -> SlaFigures {
    let (all, responses) = (&of.figures.all, &of.figures.responses);
    SlaFigures {
        response_compliance_percent: responses.compliance_percent(),
        resolution_compliance_percent: all.compliance_percent(),
        total_with_sla: all.with_target,
        response_breaches: responses.late,
        resolution_breaches: all.late,
    }
}

/// A team's tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TeamWorkload {
    /// Null: those that no team has.
    #[schema(required = true)]
    team_id: Option<String>,
    #[schema(required = true)]
    team_name: Option<String>,
    open_count: i64,
    total_count: i64,
}

/// By team, the one with the most open tickets first.
pub(crate) fn workload(of: &FiguresOfMoment) -> Vec<TeamWorkload> {
    let figures = &of.figures;
    let name = |team: &Option<String>| team.as_ref().and_then(|team| figures.team_names.get(team)).cloned();
    let each = figures.by_team.iter();
    let mut all: Vec<TeamWorkload> = each
        .map(|(team, counts)| TeamWorkload {
            team_id: team.clone(),
            team_name: name(team),
            open_count: counts.open,
            total_count: counts.total,
        })
        .collect();
    all.sort_by_key(|team| std::cmp::Reverse((team.open_count, team.total_count)));
    all
}

/// A ward's tickets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WardFigures {
    /// Null: those in no ward.
    #[schema(required = true)]
    ward_id: Option<String>,
    #[schema(required = true)]
    ward_name: Option<String>,
    open: i64,
    resolved: i64,
    /// Resolved too late, or late and not resolved.
    breached: i64,
    #[schema(required = true)]
    compliance_percent: Option<f64>,
}

/// By ward, in the order in which people count: 2 before 10, and those in no ward at the end.
pub(crate) fn wards(of: &FiguresOfMoment) -> Vec<WardFigures> {
    let figures = &of.figures;
    let mut each: Vec<(&Option<String>, &Counts)> = figures.by_ward.iter().collect();
    each.sort_by_key(|(ward, _)| {
        (ward.is_none(), ward.as_ref().and_then(|ward| ward.parse::<u64>().ok()).unwrap_or(u64::MAX), *ward)
    });
    let name = |ward: &Option<String>| ward.as_ref().and_then(|ward| figures.ward_names.get(ward)).cloned();
    each.into_iter()
        .map(|(ward, counts)| WardFigures {
            ward_id: ward.clone(),
            ward_name: name(ward),
            open: counts.open,
            resolved: counts.resolved(),
            breached: counts.late,
            compliance_percent: counts.compliance_percent(),
        })
        .collect()
}

/// Open tickets of an age.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AgeFigures {
    /// How old they are, by days on the clock of the tenant's wall.
    #[schema(value_type = AgeWord)]
    bucket: &'static str,
    /// They were created at this moment or later; null: whenever.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// They were created before this moment; null: up to now.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    open_count: i64,
    /// How many of these are late.
    breached: i64,
}

/// By age, the youngest first.
pub(crate) fn ageing(of: &FiguresOfMoment) -> Vec<AgeFigures> {
    let each = of.figures.by_age.iter();
    each.map(|age| AgeFigures {
        bucket: age.word,
        from: age.from,
        to: age.to,
        open_count: age.open,
        breached: age.late,
    })
    .collect()
}

/// How well tickets were closed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClosureQuality {
    closed_quickly: i64,
    closed_without_note: i64,
    reopened: i64,
    repeat_place: i64,
    /// Resolved or closed.
    closed_total: i64,
    thresholds: Thresholds,
}

/// What the words of [`ClosureQuality`] mean.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Thresholds {
    /// Closed quickly: within so many minutes of its creation.
    quick_minutes: u32,
    /// Reopened: within so many days of being resolved or closed.
    reopened_days: u32,
    /// Repeated: so many tickets of one category at one place …
    repeat_count: u32,
    /// … within so many days.
    repeat_days: u32,
}

/// How well tickets were closed.
pub(crate) fn closure_quality(of: &FiguresOfMoment) -> ClosureQuality {
    let [closed_quickly, closed_without_note, reopened, repeat_place] = of.figures.doubtful;
    ClosureQuality {
        closed_quickly,
        closed_without_note,
        reopened,
        repeat_place,
        closed_total: of.figures.all.resolved(),
        thresholds: Thresholds {
            quick_minutes: quality::QUICK_MINUTES,
            reopened_days: quality::REOPENED_DAYS,
            repeat_count: quality::REPEAT_COUNT,
            repeat_days: quality::REPEAT_DAYS,
        },
    }
}

/// What happened when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrendFigures {
    /// How long a point is, by the clock on the tenant's wall: `day` up to 92 days, `week` (from Monday on) up to two years,
    /// else `month`.
    #[schema(value_type = TrendWord)]
    bucket: &'static str,
    points: Vec<TrendPointView>,
}

/// A day, a week or a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TrendPointView {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    /// Tickets created in it.
    created: i64,
    /// Tickets that were over in it, and still are.
    resolved: i64,
    /// Of those whose deadline lies in it and that met or missed it, the share that met it, 0 to 100; null where there is none.
    #[schema(required = true)]
    compliance_percent: Option<f64>,
}

/// What happened when.
pub(crate) fn trend(of: &FiguresOfMoment) -> TrendFigures {
    let trend = &of.trend;
    let points = trend.points.iter().map(|point| TrendPointView {
        start: point.start,
        created: point.created,
        resolved: point.resolved,
        compliance_percent: point.compliance_percent,
    });
    TrendFigures { bucket: trend.bucket, points: points.collect() }
}
