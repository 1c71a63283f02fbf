//! The state of each service.

use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use watchroom_spec::HealthStatus;
use watchroom_store::{Answer, Values};

use super::Meta;

/// The state of each service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HealthStatusData {
    /// By name.
    pub(super) services: Vec<ServiceHealth>,
    meta: Meta,
}

/// The state of one service.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ServiceHealth {
    /// The service.
    #[schema(example = "api")]
    pub(super) name: String,
    /// Its state as the table has it: a number where it is one, else text; null where there is none.
    #[schema(value_type = Option<i64>, example = 0, required = true)]
    pub(super) status: Option<Status>,
    /// The state's word; `Unknown` where the panel names none.
    #[schema(example = "Healthy")]
    pub(super) label: String,
    /// The state's colour.
    #[schema(example = "#10B981")]
    color: String,
    /// When it was checked.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub(super) checked_at: Option<Timestamp>,
    /// What went wrong.
    #[schema(required = true)]
    pub(super) message: Option<String>,
    /// Whether the check is older than the panel's `stale_after`, or has no time: then the state may be another by
    /// now, and is never shown as a healthy one.
    pub(super) stale: bool,
}

#[derive(Debug)]
pub(super) struct Status(pub(super) String);

impl Serialize for Status {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<i64>() {
            Ok(number) => serializer.serialize_i64(number),
            Err(_) => serializer.serialize_str(&self.0),
        }
    }
}

/// What no mapping names is never green.
const UNKNOWN: (&str, &str) = ("Unknown", "#6B7280");

/// Shows the answer to a health panel's plan.
pub(crate) fn health_status(spec: &HealthStatus, answer: &Answer, now: Timestamp) -> HealthStatusData {
    let text = |column: &str, place: usize| match answer.frames.first().and_then(|frame| frame.values(column)) {
        Some(Values::Texts(values)) => values.get(place).cloned().flatten().map(|text| text.to_string()),
        _ => None,
    };
    let time = |column: &str, place: usize| match answer.frames.first().and_then(|frame| frame.values(column)) {
        Some(Values::Times(values)) => values.get(place).copied().flatten(),
        _ => None,
    };
    let rows = answer.frames.first().map_or(0, |frame| usize::try_from(frame.rows).unwrap_or(usize::MAX));
    // A check without a time cannot be known to be young enough.
    let stale = |checked_at: Option<Timestamp>| match (spec.stale_after_s, checked_at) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(seconds), Some(moment)) => now.duration_since(moment) > age(seconds),
    };
    let services: Vec<ServiceHealth> = (0..rows)
        .map(|place| {
            let status = text("status", place);
            let look = status.as_ref().and_then(|status| spec.status_mapping.get(status));
            let (label, color) = look.map_or(UNKNOWN, |look| (look.label.as_str(), look.color.as_str()));
            let checked_at = time("checked_at", place);
            ServiceHealth {
                name: text("name", place).unwrap_or_else(|| "(no name)".to_owned()),
                status: status.map(Status),
                label: label.to_owned(),
                color: color.to_owned(),
                checked_at,
                stale: stale(checked_at),
                message: text("message", place).filter(|message| !message.is_empty()),
            }
        })
        .collect();
    let newest = services.iter().filter_map(|service| service.checked_at).max();
    HealthStatusData { services, meta: Meta::fresh(answer, now, newest) }
}

fn age(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}
