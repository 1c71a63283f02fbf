//! `response-times`: how long requests took, as a heat map. Some thousand cells are a small PNG and would be a big SVG.

mod drawing;

use jiff::tz::TimeZone;
use jiff::{RoundMode, SignedDuration, Timestamp, Unit, ZonedRound};
use serde::Deserialize;
use watchroom_query::{Bind, CustomSql};

use crate::custom::{CustomPanel, Failure, Output, Rows, TenantData};
use drawing::{BANDS, COLUMNS, Cells, Label};

/// Requests of the last hours: time from left to right, duration from the bottom up, the more the darker.
pub(crate) struct Panel;

#[derive(Deserialize)]
pub(crate) struct Parameters {
    /// How far to look back, 1 to 168.
    #[serde(default = "a_day")]
    hours: u8,
}

const fn a_day() -> u8 {
    24
}

/// Two bands for each doubling of the duration, from a millisecond on; what is slower than the last stands in it.
const CELLS: CustomSql = CustomSql::limited(
    "SELECT width_bucket(extract(epoch FROM requested_at)::float8, $1::float8, $2::float8, $3::int) - 1 AS at,
            greatest(floor(2 * ln(greatest(duration_ms, 1)) / ln(2.0::float8)), 0)::int8 AS band,
            count(*) AS requests, max(requested_at) AS newest
     FROM requests
     WHERE {in_scope} AND requested_at >= $4 AND requested_at < $5 AND duration_ms IS NOT NULL
     GROUP BY 1, 2",
);

impl CustomPanel for Panel {
    const ENDPOINT: &'static str = "response-times";
    const TABLES: &'static [&'static str] = &["requests"];
    type Parameters = Parameters;

    async fn make(data: &TenantData<'_>, parameters: Parameters) -> Result<Output, Failure> {
        let hours = i64::from(parameters.hours.clamp(1, 168));
        let end = data.now();
        let start = end - SignedDuration::from_hours(hours);
        let binds = vec![
            Bind::Text(start.as_second().to_string()),
            Bind::Text(end.as_second().to_string()),
            Bind::Text(COLUMNS.to_string()),
            Bind::Time(start),
            Bind::Time(end),
        ];
        let rows = data.query(CELLS, binds).await?;
        data.as_of(newest(&rows)?);
        let labels = labels(start, hours, data.zone());
        drawing::draw(&cells(&rows)?, &labels).map(Output::Png).map_err(|error| Failure::Data(error.to_string()))
    }
}

fn cells(rows: &Rows) -> Result<Cells, Failure> {
    let mut cells = [[0; BANDS]; COLUMNS];
    for row in 0..rows.count() {
        let place =
            |column| Ok::<_, Failure>(rows.int(column, row)?.and_then(|n| usize::try_from(n).ok()).unwrap_or(0));
        let (at, band) = (place("at")?.min(COLUMNS - 1), place("band")?.min(BANDS - 1));
        cells[at][band] += u64::try_from(rows.int("requests", row)?.unwrap_or(0)).unwrap_or(0);
    }
    Ok(cells)
}

fn newest(rows: &Rows) -> Result<Option<Timestamp>, Failure> {
    let mut newest = None;
    for row in 0..rows.count() {
        newest = newest.max(rows.time("newest", row)?);
    }
    Ok(newest)
}

/// Hours between two labels: five to eight of them fit below the picture.
const STEPS: [i64; 7] = [1, 2, 3, 4, 6, 12, 24];

/// Round moments of the tenant's clock, and how far from the left they stand.
fn labels(start: Timestamp, hours: i64, zone: &TimeZone) -> Vec<Label> {
    let step = STEPS.into_iter().find(|step| hours <= 8 * step).unwrap_or(24);
    let format = if step == 24 { "%d" } else { "%H:%M" };
    let to_the_hour = ZonedRound::new().smallest(Unit::Hour).mode(RoundMode::Trunc);
    // The hours of the wall clock, also where a zone is half an hour off.
    let moments = (0..=hours).filter_map(|hour| {
        let moment = (start + SignedDuration::from_hours(hour + 1)).to_zoned(zone.clone()).round(to_the_hour).ok()?;
        (i64::from(moment.hour()) % step == 0).then_some(moment)
    });
    #[expect(clippy::cast_precision_loss, reason = "a share of the width")]
    let share = |ms: i64| ms as f64 / (hours * 3_600_000) as f64;
    moments
        .map(|moment| (share(moment.timestamp().as_millisecond() - start.as_millisecond()), moment))
        .filter(|(share, _)| *share <= 1.0)
        .map(|(share, moment)| (share, moment.strftime(format).to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_round_hours_of_the_wall_clock_and_stand_where_they_belong() {
        let start = "2026-03-09T07:47:00Z".parse().expect("a moment");
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        let day = labels(start, 24, &zone);
        let words: Vec<&str> = day.iter().map(|(_, word)| word.as_str()).collect();
        assert_eq!(words, ["12:00", "15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00"]);
        assert!((day[0].0 - 133.0 / 1_440.0).abs() < 1e-9, "{}", day[0].0);
        let week = labels(start, 168, &zone);
        assert_eq!(week.len(), 7);
        assert_eq!(week[0].1, "10");
        let india = labels(start, 4, &TimeZone::get("Asia/Kolkata").expect("a zone"));
        assert_eq!(india[0].1, "14:00", "half past in UTC");
    }
}
