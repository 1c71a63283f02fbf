//! Problems of signing in by a provider, in words for people.

use http::StatusCode;
use watchroom_identity::{OidcError, UnknownCaller};

use crate::problem::Problem;

impl From<OidcError> for Problem {
    fn from(error: OidcError) -> Self {
        let code = error.code();
        let said = |status, title: &str, detail: &str, hint: &str| Self::new(status, code, title, detail, hint);
        let problem = match &error {
            OidcError::Unreachable(_) => said(
                StatusCode::SERVICE_UNAVAILABLE,
                "The sign-in service does not answer",
                "Nobody can be signed in while it is away. Whoever is signed in stays so.",
                "Try again in a minute; if it stays so, tell whoever runs this server.",
            )
            .again_after(10),
            OidcError::Unusable(_) | OidcError::Refused { .. } => said(
                StatusCode::BAD_GATEWAY,
                "The sign-in service answers wrongly",
                "Its answer does not follow the protocol, or this server is set up for another one.",
                "Whoever runs this server finds what is wrong in its log, under the request's id.",
            ),
            OidcError::Token(_) => said(
                StatusCode::BAD_REQUEST,
                "The token is refused",
                "It is not signed by the provider, not for this server, over, or used already.",
                "Whoever runs this server finds what is wrong in its log, under the request's id.",
            ),
            OidcError::NotBegun | OidcError::Over => said(
                StatusCode::BAD_REQUEST,
                "This sign-in is over",
                "It was begun in another browser, has ended already, or took too long.",
                "Begin again on the sign-in page.",
            ),
            OidcError::Disabled => said(
                StatusCode::FORBIDDEN,
                "This account is shut",
                "An administrator has shut the account.",
                "Ask an administrator to open it again.",
            ),
            OidcError::Off => said(
                StatusCode::NOT_FOUND,
                "There is no sign-in service here",
                "People sign in by their e-mail address and a password on this server.",
                "Use POST /api/v1/auth/login.",
            ),
            OidcError::Store(_) => return store_problem(error),
        };
        problem.because(error)
    }
}

fn store_problem(error: OidcError) -> Problem {
    match error {
        OidcError::Store(error) => error.into(),
        other => Problem::internal(other),
    }
}

impl From<UnknownCaller> for Problem {
    fn from(error: UnknownCaller) -> Self {
        match error {
            UnknownCaller::Store(error) => error.into(),
            UnknownCaller::Provider(error) => error.into(),
        }
    }
}
