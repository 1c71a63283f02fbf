//! `type: gauge`: a KPI between two ends.

use super::kpi;
use crate::decode::MapReader;
use crate::model::Gauge;

/// The upper end of a share in percent, which needs no word.
const FULL: f64 = 100.0;

pub(super) fn read(panel: &mut MapReader<'_, '_>, mut display: Option<&mut MapReader<'_, '_>>) -> Option<Gauge> {
    let (min, max) = display.as_mut().map_or((None, None), |display| {
        let min: Option<f64> = display.optional("min");
        let max: Option<f64> = display.optional("max");
        if max.is_none() && display.optional::<String>("unit").is_some_and(|unit| unit != "%") {
            let message = "a gauge in another unit than % needs `max`";
            let hint = "write the number at which the gauge is full";
            display.reading.advise(&display.key_span("max"), "missing-field", message, hint);
        }
        let (low, high) = (min.unwrap_or_default(), max.unwrap_or(FULL));
        if high <= low {
            let message = format!("the gauge would run from {low} to {high}");
            let at = if max.is_some() { "max" } else { "min" };
            let hint = "write a `max` above `min`; they are 100 and 0 where nothing is written";
            display.reading.advise(&display.key_span(at), "bad-range", message, hint);
        }
        (min, max)
    });
    let number = kpi::read(panel, display)?;
    Some(Gauge { number, min: min.unwrap_or_default(), max: max.unwrap_or(FULL) })
}
