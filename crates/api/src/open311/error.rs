//! Errors in the standard's own form: a list of codes and descriptions.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use serde_json::{Map, Value};
use watchroom_store::RunError;

use super::written::{Form, Things};
use crate::problem::Problem;

/// A mark on an answer whose error already has the form that its readers know.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnForm;

/// What went wrong.
#[derive(Debug)]
pub(super) struct Error {
    status: StatusCode,
    description: String,
    again_after_s: Option<u32>,
}

impl Error {
    fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self { status, description: description.into(), again_after_s: None }
    }

    /// The request cannot be read.
    pub(super) fn bad(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, description)
    }

    /// There is no such thing, or none that the public sees.
    pub(super) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} was not found."))
    }

    /// The key is missing, or no good.
    pub(super) fn bad_key() -> Self {
        Self::new(StatusCode::FORBIDDEN, "api_key is missing or not valid: send an API token of this organisation.")
    }

    /// The key is good, and its role may not.
    pub(super) fn not_allowed() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "This api_key may not make requests: its role has to be manager or admin.")
    }

    /// Too much at once.
    pub(super) fn too_many(again_after_s: u32) -> Self {
        let description = format!("Too many requests from your address; try again in {again_after_s} s.");
        Self { again_after_s: Some(again_after_s), ..Self::new(StatusCode::TOO_MANY_REQUESTS, description) }
    }

    /// The answer.
    pub(super) fn answer(self, form: Form) -> Response {
        let mut error = Map::new();
        error.insert("code".to_owned(), Value::from(self.status.as_u16()));
        error.insert("description".to_owned(), Value::from(self.description));
        let mut response = Things { all: "errors", each: "error", things: vec![error] }.answer(self.status, form);
        if let Some(seconds) = self.again_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(OwnForm);
        response
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if let Some(cause) = &problem.cause {
            tracing::error!(cause, "an Open311 request failed");
        }
        Self {
            again_after_s: problem.retry_after_s,
            ..Self::new(status, format!("{} {}", problem.detail, problem.hint))
        }
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        Problem::from(error).into()
    }
}
