//! One value between two ends.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_spec::{Gauge, Threshold};
use watchroom_store::Answer;

use super::Meta;
use super::kpi::{KpiStatus, kpi};
use super::number::Number;
use crate::problem::Problem;

/// One value between two ends. It may lie outside them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GaugeData {
    /// The value; null where there is no row.
    #[schema(value_type = Option<f64>, example = 71.3, required = true)]
    pub(super) value: Option<Number>,
    /// The lower end.
    #[schema(example = 0)]
    pub(super) min: f64,
    /// The upper end.
    #[schema(example = 100)]
    pub(super) max: f64,
    /// What stands behind the number.
    #[schema(example = "%", required = true)]
    pub(super) unit: Option<String>,
    /// Digits behind the point.
    #[schema(example = 1, required = true)]
    decimals: Option<u8>,
    /// The threshold that the value has reached.
    #[schema(required = true)]
    pub(super) status: Option<KpiStatus>,
    /// All thresholds, by rising value.
    thresholds: Vec<GaugeThreshold>,
    /// The moment that the value is of.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub(super) as_of: Option<Timestamp>,
    meta: Meta,
}

/// From a value on, how a gauge looks.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GaugeThreshold {
    /// From here on.
    #[schema(example = 70)]
    value: f64,
    /// `#RGB` or `#RRGGBB`.
    #[schema(example = "#F59E0B")]
    color: String,
    /// The word for it.
    #[schema(example = "warning")]
    label: String,
}

/// Shows the answer to a gauge's plan, which is a KPI's.
pub(crate) fn gauge(spec: &Gauge, answer: &Answer, now: Timestamp) -> Result<GaugeData, Problem> {
    let number = kpi(&spec.number, answer, now)?;
    let threshold = |Threshold { value, color, label }: &Threshold| GaugeThreshold {
        value: *value,
        color: color.clone(),
        label: label.clone(),
    };
    Ok(GaugeData {
        value: number.value,
        min: spec.min,
        max: spec.max,
        unit: spec.number.unit.clone(),
        decimals: spec.number.decimals,
        status: number.status,
        thresholds: spec.number.thresholds.iter().map(threshold).collect(),
        as_of: number.as_of,
        meta: number.meta,
    })
}
