//! What a custom panel is asked with: names and texts, whether they come from a query string or from YAML.

mod read;
#[cfg(test)]
mod tests;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use thiserror::Error;

use crate::problem::Problem;

/// Names and texts; a name that stands more than once is a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Asked(Vec<(String, String)>);

/// A parameter that the panel cannot be asked with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{message}", name.as_ref().map(|name| format!("`{name}` ")).unwrap_or_default())]
pub(crate) struct ParameterError {
    /// Which one.
    name: Option<String>,
    message: String,
    hint: Option<String>,
}

impl ParameterError {
    fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: Some(shorten(name)), message: message.into(), hint: None }
    }
}

impl From<ParameterError> for Problem {
    fn from(error: ParameterError) -> Self {
        let hint = error.hint.clone().unwrap_or_else(|| "Leave it out, or write it as this panel takes it.".to_owned());
        Problem::bad_request("bad_parameter", "A parameter cannot be used", format!("{error}."), hint)
    }
}

/// Names that are not for the panel.
const TAKEN: [&str; 2] = ["tenant", "share"];

impl Asked {
    /// Reads a query string. `tenant` and `share` say whose panel it is and who asks, and are not for the panel; what is
    /// empty was not given.
    pub(crate) fn from_query(query: &str) -> Result<Self, ParameterError> {
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned();
        Self::checked(pairs.filter(|(name, value)| !TAKEN.contains(&name.as_str()) && !value.is_empty()).collect())
    }

    /// Reads the `parameters` of a panel's YAML: scalars, and lists of them.
    pub(crate) fn from_yaml(parameters: &Map<String, Value>) -> Result<Self, ParameterError> {
        let mut pairs = Vec::new();
        for (name, value) in parameters {
            if TAKEN.contains(&name.as_str()) {
                return Err(ParameterError::new(name, "is taken: it says whose panel it is, or who asks"));
            }
            match value {
                Value::Array(values) => {
                    for value in values {
                        pairs.extend(scalar(name, value)?.map(|text| (name.clone(), text)));
                    }
                }
                value => pairs.extend(scalar(name, value)?.map(|text| (name.clone(), text))),
            }
        }
        Self::checked(pairs)
    }

    /// The same as a query string, which [`Asked::from_query`] reads back.
    pub(crate) fn to_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }

    /// Whether the same is asked, in whatever order.
    pub(crate) fn is_the_same_as(&self, other: &Self) -> bool {
        let sorted = |asked: &Self| {
            let mut pairs = asked.0.clone();
            pairs.sort();
            pairs
        };
        sorted(self) == sorted(other)
    }

    /// As the panel's own type.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ParameterError> {
        T::deserialize(read::Reader(self))
    }

    fn checked(pairs: Vec<(String, String)>) -> Result<Self, ParameterError> {
        // PostgreSQL takes no NUL in a text, and no other parameter has one either.
        match pairs.iter().find(|(name, value)| name.contains('\0') || value.contains('\0')) {
            Some((name, _)) => Err(ParameterError::new(name, "holds a NUL character")),
            None => Ok(Self(pairs)),
        }
    }
}

/// `None` for null and for an empty text: not given.
fn scalar(name: &str, value: &Value) -> Result<Option<String>, ParameterError> {
    match value {
        Value::Null => Ok(None),
        Value::Bool(flag) => Ok(Some(flag.to_string())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::String(text) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Value::Array(_) | Value::Object(_) => Err(ParameterError::new(name, "must be a scalar or a list of scalars")),
    }
}

/// What was sent, short enough to be read back.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(64).collect()
}
