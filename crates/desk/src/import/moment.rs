//! Texts → moments.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use watchroom_domain::ImportSource;

use super::Oddities;

/// Years that a date may lie in: others are slips.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2199;

/// Reads the moments of one source.
#[derive(Debug)]
pub(super) struct Moments {
    zone: TimeZone,
    format: Option<String>,
}

impl Moments {
    pub(super) fn new(source: &ImportSource) -> Self {
        Self { zone: source.timezone.clone(), format: source.datetime_format.clone() }
    }

    /// The moment that a text means. A local one is of the source's zone: what the clock left out counts as that much
    /// later, what it showed twice as the first time, as RFC 5545 has it.
    pub(super) fn read(&self, text: &str, oddities: &mut Oddities) -> Result<Timestamp, String> {
        let (at, local) = match &self.format {
            Some(format) => self.by_format(format, text, oddities),
            None => self.by_iso(text, oddities),
        }?;
        if YEARS.contains(&local.year()) {
            return Ok(at);
        }
        Err(format!(
            "`{text}` lies in the year {}; dates of {} to {} are taken",
            local.year(),
            YEARS.start(),
            YEARS.end()
        ))
    }

    fn by_format(&self, format: &str, text: &str, oddities: &mut Oddities) -> Result<(Timestamp, DateTime), String> {
        let wrong = |error: jiff::Error| format!("`{text}` is no moment of the form {format} ({error})");
        let parsed = strtime::parse(format, text).map_err(wrong)?;
        if parsed.offset().is_some() || parsed.timestamp().is_some() {
            let at = parsed.to_timestamp().map_err(wrong)?;
            return Ok((at, self.zone.to_datetime(at)));
        }
        let local = parsed.to_datetime().map_err(wrong)?;
        Ok((self.at(local, oddities).map_err(wrong)?, local))
    }

    fn by_iso(&self, text: &str, oddities: &mut Oddities) -> Result<(Timestamp, DateTime), String> {
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok((at, self.zone.to_datetime(at)));
        }
        let wrong = |error: jiff::Error| {
            format!(
                "`{text}` is no moment as ISO 8601 writes it, like 2015-06-30T14:05:00 ({error}); say how it is written \
                 with `datetime_format` in the mapping's `source`"
            )
        };
        let local: DateTime = text.parse().map_err(wrong)?;
        Ok((self.at(local, oddities).map_err(wrong)?, local))
    }

    fn at(&self, local: DateTime, oddities: &mut Oddities) -> Result<Timestamp, jiff::Error> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => oddities.in_a_gap += 1,
            AmbiguousOffset::Fold { .. } => oddities.in_a_fold += 1,
        }
        ambiguous.compatible()
    }
}
