//! One value.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_spec::{Kpi, Threshold};
use watchroom_store::{Answer, Frame, Values};

use super::Meta;
use super::number::Number;
use crate::problem::{Problem, panel_broken};

/// One value.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KpiData {
    /// The value; null where there is no row.
    #[schema(value_type = Option<f64>, example = 71.3, required = true)]
    pub(super) value: Option<Number>,
    /// What stands behind the number.
    #[schema(example = "%", required = true)]
    pub(super) unit: Option<String>,
    /// Digits behind the point.
    #[schema(example = 1, required = true)]
    decimals: Option<u8>,
    /// The threshold that the value has reached.
    #[schema(required = true)]
    pub(super) status: Option<KpiStatus>,
    /// The moment that the value is of.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub(super) as_of: Option<Timestamp>,
    /// The value before: of the row before, or of the range before.
    #[schema(value_type = Option<f64>, example = 70.9, required = true)]
    pub(super) previous: Option<Number>,
    pub(super) meta: Meta,
}

/// The threshold that a value has reached.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(crate) struct KpiStatus {
    /// Its word.
    #[schema(example = "warning")]
    pub(super) label: String,
    /// Its colour.
    #[schema(example = "#F59E0B")]
    color: String,
}

/// Shows the answer to a KPI's plan.
pub(crate) fn kpi(spec: &Kpi, answer: &Answer, now: Timestamp) -> Result<KpiData, Problem> {
    let first = answer.frames.first();
    let value = number(first, 0)?;
    let previous = match answer.frames.get(1) {
        Some(before) => number(Some(before), 0)?,
        None => number(first, 1)?,
    };
    let as_of = first.and_then(|frame| match frame.values("moment") {
        Some(Values::Times(times)) => times.first().copied().flatten(),
        _ => None,
    });
    let status = value.as_ref().and_then(|value| status(&spec.thresholds, value.to_f64()));
    let (unit, decimals) = (spec.unit.clone(), spec.decimals);
    Ok(KpiData { value, unit, decimals, status, as_of, previous, meta: Meta::fresh(answer, now, as_of) })
}

/// The number at a place of the column `value`.
pub(super) fn number(frame: Option<&Frame>, place: usize) -> Result<Option<Number>, Problem> {
    let Some(values) = frame.and_then(|frame| frame.values("value")) else { return Ok(None) };
    let number = Number::at(values, place);
    let is_text = match values {
        Values::Texts(texts) => texts.get(place).is_some_and(Option::is_some),
        Values::Times(times) => times.get(place).is_some_and(Option::is_some),
        Values::Dates(dates) => dates.get(place).is_some_and(Option::is_some),
        _ => false,
    };
    if number.is_none() && is_text {
        return Err(panel_broken(&"the value's column holds no number", "Its value's column holds no number."));
    }
    Ok(number)
}

/// The last threshold that is not above the value. They stand in rising order: the loader sees to that.
fn status(thresholds: &[Threshold], value: f64) -> Option<KpiStatus> {
    let reached = thresholds.iter().rev().find(|threshold| threshold.value <= value)?;
    Some(KpiStatus { label: reached.label.clone(), color: reached.color.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_threshold_not_above_the_value_is_its_status() {
        let thresholds: Vec<Threshold> = [(0.0, "good"), (70.0, "warning"), (90.0, "critical")]
            .map(|(value, label)| Threshold { value, color: "#000000".to_owned(), label: label.to_owned() })
            .to_vec();
        for (value, label) in [
            (-1.0, None),
            (0.0, Some("good")),
            (69.9, Some("good")),
            (70.0, Some("warning")),
            (250.0, Some("critical")),
        ] {
            assert_eq!(status(&thresholds, value).map(|status| status.label).as_deref(), label, "{value}");
        }
    }
}
