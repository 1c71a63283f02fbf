//! `daily-summary`: the platform's requests today, in numbers.

use serde::Deserialize;
use serde_json::json;
use watchroom_query::{Bind, CustomSql};

use crate::custom::{CustomPanel, Failure, Output, Rows, TenantData};

/// Today's requests, from the first moment of the tenant's own day until now.
pub(crate) struct Panel;

#[derive(Deserialize)]
pub(crate) struct Parameters {}

const TODAY: CustomSql = CustomSql::limited(
    "SELECT count(*) AS total,
            count(*) FILTER (WHERE status_code >= 500) AS failed,
            avg(duration_ms)::float8 AS avg_ms,
            percentile_cont(0.95) WITHIN GROUP (ORDER BY duration_ms) AS p95_ms,
            coalesce(sum(response_bytes), 0)::int8 AS bytes,
            max(requested_at) AS newest
     FROM requests
     WHERE {in_scope} AND requested_at >= $1 AND requested_at < $2",
);

impl CustomPanel for Panel {
    const ENDPOINT: &'static str = "daily-summary";
    const TABLES: &'static [&'static str] = &["requests"];
    type Parameters = Parameters;

    async fn make(data: &TenantData<'_>, _: Parameters) -> Result<Output, Failure> {
        let now = data.now().to_zoned(data.zone().clone());
        let morning = now.start_of_day().map_err(|error| Failure::Data(error.to_string()))?;
        let rows = data.query(TODAY, vec![Bind::Time(morning.timestamp()), Bind::Time(data.now())]).await?;
        data.as_of(rows.time("newest", 0)?);
        let mut summary = summary(&rows)?;
        summary["date"] = json!(now.date().to_string());
        summary["until"] = json!(now.strftime("%H:%M").to_string());
        summary["ward"] = json!(data.ward().map(ToString::to_string));
        Ok(Output::Json(summary))
    }
}

/// A day without a request has zeros, not gaps: the template writes them as they are.
fn summary(rows: &Rows) -> Result<serde_json::Value, Failure> {
    let total = rows.int("total", 0)?.unwrap_or(0);
    let failed = rows.int("failed", 0)?.unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "a share of some million requests, rounded to a tenth of a percent")]
    let error_rate = if total == 0 { 0.0 } else { failed as f64 / total as f64 * 100.0 };
    Ok(json!({
        "total_requests": total,
        "failed_requests": failed,
        "error_rate": to_tenths(error_rate),
        "avg_response_time": to_tenths(rows.float("avg_ms", 0)?.unwrap_or(0.0)),
        "p95_response_time": to_tenths(rows.float("p95_ms", 0)?.unwrap_or(0.0)),
        "response_bytes": rows.int("bytes", 0)?.unwrap_or(0),
        "note": if total == 0 { "No requests yet today." } else { "" },
    }))
}

fn to_tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchroom_store::{Column, Frame, Values};

    fn answer(total: i64, failed: i64, avg_ms: Option<f64>, p95_ms: Option<f64>) -> Rows {
        let column = |name: &str, values| Column { name: name.to_owned(), data_type: String::new(), values };
        let columns = vec![
            column("total", Values::Ints(vec![Some(total)])),
            column("failed", Values::Ints(vec![Some(failed)])),
            column("avg_ms", Values::Floats(vec![avg_ms])),
            column("p95_ms", Values::Floats(vec![p95_ms])),
            column("bytes", Values::Ints(vec![Some(1_024)])),
            column("newest", Values::Times(vec![None])),
        ];
        Rows::from(Frame { columns, rows: 1, ..Frame::default() })
    }

    #[test]
    fn numbers_are_rounded_to_tenths() {
        let summary = summary(&answer(3_000, 37, Some(84.349), Some(301.96))).expect("a summary");
        let wanted = json!({"total_requests": 3000, "failed_requests": 37, "error_rate": 1.2, "avg_response_time": 84.3,
            "p95_response_time": 302.0, "response_bytes": 1024, "note": ""});
        assert_eq!(summary, wanted);
    }

    #[test]
    fn a_day_without_requests_has_zeros_and_says_so() {
        let summary = summary(&answer(0, 0, None, None)).expect("a summary");
        assert_eq!((&summary["error_rate"], &summary["avg_response_time"]), (&json!(0.0), &json!(0.0)));
        assert_eq!(summary["note"], "No requests yet today.");
    }

    #[test]
    fn a_column_of_another_type_is_an_error_and_no_panic() {
        assert!(summary(&Rows::from(Frame::default())).is_err());
    }
}
