//! Query parameters, read one by one, so that each mistake is named.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use http::request::Parts;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use watchroom_domain::TimeRange;

use crate::problem::Problem;

/// The query parameters of a request.
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self::of(parts.uri.query().unwrap_or_default()))
    }
}

impl Parameters {
    /// Those of a query, as it stands after the `?` of an address.
    pub(crate) fn of(query: &str) -> Self {
        Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The last value given, where it is not empty.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Every value given.
    pub(crate) fn texts(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    }

    /// All that were given, but for some, as they were written: a text each, or a list where one was repeated.
    pub(crate) fn but(&self, left_out: &[&str]) -> serde_json::Map<String, serde_json::Value> {
        let mut given = serde_json::Map::new();
        for (key, _) in self.0.iter().filter(|(key, _)| !left_out.contains(&key.as_str())) {
            let mut values = self.texts(key);
            let value = if values.len() == 1 { values.swap_remove(0).into() } else { values.into() };
            given.insert(key.clone(), value);
        }
        given
    }

    /// A whole number from 0.
    pub(crate) fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            Problem::bad_request(
                "bad_number",
                "This is no whole number",
                format!("{name}: `{}` is no whole number from 0.", shorten(text)),
                format!("Write {name} with digits alone."),
            )
        })
    }

    /// An id.
    pub(crate) fn id<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| {
            Problem::bad_request(
                "bad_id",
                "This is no id",
                format!("{name}: `{}` is no id.", shorten(text)),
                "Take one from a list, like 0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11.",
            )
        })
    }

    /// A moment.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<Timestamp>, Problem> {
        let moment = self.text(name).map(|text| TimeRange::parse_moment(text, &TimeZone::UTC)).transpose();
        moment.map_err(|error| bad_date(name, &error))
    }

    /// `true` or `false`.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        match self.text(name) {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(other) => Err(Problem::bad_request(
                "bad_flag",
                "This is neither true nor false",
                format!("{name}: `{}` is neither true nor false.", shorten(other)),
                format!("Write {name}=true or leave it out."),
            )),
        }
    }

    /// `start_date` and `end_date`. Where one is missing, the range is 24 hours long or ends now. What is asked of a panel
    /// is read by [`super::InTenant::ask`], which holds a share to its limit.
    pub(super) fn range(&self, zone: &TimeZone, now: Timestamp) -> Result<Option<TimeRange>, Problem> {
        let moment = |name: &str| {
            self.text(name)
                .map(|text| TimeRange::parse_moment(text, zone))
                .transpose()
                .map_err(|error| bad_date(name, &error))
        };
        let (start, end) = match (moment("start_date")?, moment("end_date")?) {
            (None, None) => return Ok(None),
            (Some(start), None) => (start, now),
            (None, Some(end)) => (end.saturating_sub(jiff::SignedDuration::from_hours(24)).unwrap_or(end), end),
            (Some(start), Some(end)) => (start, end),
        };
        TimeRange::new(start, end).map(Some).map_err(|error| bad_date("start_date, end_date", &error))
    }
}

fn bad_date(name: &str, error: &watchroom_domain::BadTimeRange) -> Problem {
    Problem::bad_request(
        "bad_date",
        "This is no range of time",
        format!("{name}: {error}."),
        "Write both like 2026-03-08T09:00:00Z; the end comes after the start.",
    )
}

/// What was sent, short enough to be read back.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
