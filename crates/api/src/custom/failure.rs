//! Why a custom panel shows nothing.

use http::StatusCode;
use thiserror::Error;
use watchroom_query::CustomPlanError;
use watchroom_store::RunError;

use super::ParameterError;
use super::apart::Apart;
use crate::problem::{Problem, panel_broken};

/// Why a custom panel shows nothing. `Display` is for logs: it may quote SQL and the database's own words.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// A query has no answer.
    #[error("{0}")]
    Run(#[from] RunError),
    /// A query makes no plan.
    #[error("{0}")]
    Plan(#[from] CustomPlanError),
    /// The panel is not there for this person any more.
    #[error("the panel is gone")]
    Gone,
    /// It was asked with something that it does not take.
    #[error("{0}")]
    Parameter(#[from] ParameterError),
    /// The data is not as the panel's code expects.
    #[error("{0}")]
    Data(String),
    /// The template cannot be filled: for the engineer who wrote it, and safe to show.
    #[error("{0}")]
    Template(String),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Run(error) => error.into(),
            Failure::Parameter(error) => error.into(),
            Failure::Gone => Problem::not_found("custom panel"),
            Failure::Plan(error) => panel_broken(&error, "It declares a ward that its query cannot be limited to."),
            Failure::Data(cause) => failed("Its data is not as its code expects.").because(cause),
            Failure::Template(detail) => Problem::new(
                StatusCode::BAD_GATEWAY,
                "template_failed",
                "This panel's template cannot be filled",
                detail.clone(),
                "Whoever keeps this dashboard can mend the template in the panel's file.",
            )
            .because(detail),
        }
    }
}

impl From<Apart> for Problem {
    fn from(apart: Apart) -> Self {
        match apart {
            Apart::Panicked => failed("Its code stopped in the middle.").because("a custom panel panicked"),
            Apart::TooSlow => Problem::new(
                StatusCode::GATEWAY_TIMEOUT,
                "custom_panel_too_slow",
                "This panel took too long",
                format!("It was stopped after {} s.", super::registry::TIME_LIMIT.as_secs()),
                "Try again later; if it stays so, tell whoever keeps this dashboard.",
            )
            .because("a custom panel took too long"),
            Apart::Busy => Problem {
                retry_after_s: Some(5),
                ..Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "custom_panel_busy",
                    "This panel is busy",
                    "As many people as it can serve at once are waiting for it.",
                    "Try again in a few seconds.",
                )
                .because("every place of a custom panel was taken")
            },
        }
    }
}

fn failed(detail: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_GATEWAY,
        "custom_panel_failed",
        "This panel failed",
        detail,
        "Try again; if it stays so, give the request's id to whoever runs this server: the log has the cause.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_cause_reaches_the_caller() {
        let secret = "select secret from vault";
        for problem in [
            Problem::from(Failure::Data(secret.to_owned())),
            Problem::from(Failure::Run(RunError::Refused(secret.to_owned()))),
            Problem::from(Apart::Panicked),
        ] {
            assert_eq!(problem.status, 502);
            assert!(problem.cause.is_some());
            assert!(!serde_json::to_string(&problem).expect("JSON").contains("secret"));
        }
    }
}
