//! Errors as people and programs read them: RFC 9457, with a code, a hint and the request's id.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_access::Denied;
use watchroom_query::PlanError;
use watchroom_store::{RunError, StoreError};

/// What went wrong, where, and what to do next (`application/problem+json`).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// A stable name for programs.
    #[schema(example = "bad_date")]
    pub code: &'static str,
    /// The kind of problem, in a few words.
    #[schema(example = "This is no date")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What happened, this time.
    #[schema(example = "start_date: `yesterday` is no date")]
    pub detail: String,
    /// What to do next.
    #[schema(example = "Write it like 2026-03-08T09:00:00Z.")]
    pub hint: String,
    /// The request's id: quote it, and the log tells the rest.
    #[schema(example = "0198c1f0-3c1e-7b8e-9d55-2b1f0c9c8a11")]
    pub request_id: String,
    /// What stands there now, where that is why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub current: Option<Box<serde_json::Value>>,
    /// For the log alone.
    #[serde(skip)]
    pub(crate) cause: Option<String>,
    /// Seconds after which to try again.
    #[serde(skip)]
    pub(crate) retry_after_s: Option<u32>,
    /// Whether it also takes away what was read before: the right to read is gone.
    #[serde(skip)]
    pub(crate) forfeits_old_data: bool,
}

impl Problem {
    /// A problem of the caller's making, or of the moment.
    pub(crate) fn new(
        status: StatusCode,
        code: &'static str,
        title: impl Into<String>,
        detail: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            code,
            title: title.into(),
            status: status.as_u16(),
            detail: detail.into(),
            hint: hint.into(),
            request_id: String::new(),
            current: None,
            cause: None,
            retry_after_s: None,
            forfeits_old_data: false,
        }
    }

    /// Notes what really happened, for the log.
    pub(crate) fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    fn forfeiting_old_data(self) -> Self {
        Self { forfeits_old_data: true, ..self }
    }

    /// Says when to try again.
    pub(crate) fn again_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// A parameter or body that cannot be read.
    pub(crate) fn bad_request(
        code: &'static str,
        title: &str,
        detail: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, title, detail, hint)
    }

    /// Nobody is signed in.
    pub(crate) fn sign_in_needed() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "sign_in_needed",
            "Nobody is signed in",
            "This needs a session, and there is none, or it has ended.",
            "Sign in and try again.",
        )
    }

    /// A program's token or a share asks for what is a person's own.
    pub(crate) fn persons_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "persons_only",
            "This is for people",
            "A token or a share cannot do this.",
            "Sign in as a person.",
        )
    }

    /// Somebody asks for what is for the platform's administrators.
    pub(crate) fn admins_only() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "admins_only",
            "This is for administrators",
            "Only people who administer the platform can do this, with a session of their own.",
            "Ask one of them.",
        )
    }

    /// An administrator looks through a member's eyes, and the own rights rest meanwhile.
    pub(crate) fn not_while_viewing() -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "admins_only",
            "You are looking through a member's eyes",
            "Whoever views as somebody else has that member's rights, and may change nothing.",
            "Stop viewing as that member, then try again.",
        )
    }

    /// It cannot be done as things are.
    pub(crate) fn conflict(
        code: &'static str,
        title: &str,
        detail: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::new(StatusCode::CONFLICT, code, title, detail, hint)
    }

    /// No such thing, or not for this person: the two must look the same.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "There is no such thing here",
            format!("There is no {what} of that name that you can see."),
            "Check the address, or go back to the list.",
        )
    }

    /// Something of ours failed.
    pub(crate) fn internal(cause: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server",
            "The server could not finish this.",
            "Try again; if it stays so, give the request's id to whoever runs this server.",
        )
        .because(cause)
    }
}

impl IntoResponse for Problem {
    /// The outermost layer writes the body: it alone knows the request's id.
    fn into_response(self) -> Response {
        let mut response =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Denied> for Problem {
    fn from(_: Denied) -> Self {
        Self::not_found("dashboard or panel")
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "central_database_unavailable",
            "The server cannot reach its own database",
            "Users, tenants and sessions cannot be read at the moment.",
            "Try again in a few seconds; if it stays so, tell whoever runs this server.",
        )
        .because(error)
        .again_after(5)
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        let detail = error.to_string();
        let bad = |code, title: &str, hint: &str| Self::bad_request(code, title, detail.clone(), hint);
        match &error {
            PlanError::Fragment(_) => panel_broken(&error, "Its filter is refused."),
            PlanError::UnknownSortColumn { .. } => bad(
                "unknown_sort_column",
                "There is no such column to sort by",
                "Sort by one of the table's own columns.",
            ),
            PlanError::NotSortable => bad("not_sortable", "This table cannot be sorted", "Leave `sort_by` out."),
            PlanError::PageSize(_) => {
                bad("bad_page_size", "The page's size is out of bounds", "Ask for 1 to 500 rows a page.")
            }
            PlanError::PageTooFar => bad("bad_page", "The page is out of bounds", "Pages count from 0."),
            PlanError::SearchTooLong => {
                bad("search_too_long", "The search text is too long", "Search for fewer words.")
            }
            PlanError::TooManySeries => {
                bad("too_many_series", "Too many series are named", "Leave `series_filter` out to see all of them.")
            }
            PlanError::NulCharacter(_) => {
                bad("nul_character", "A parameter holds a NUL character", "Leave the character out.")
            }
            PlanError::NotAQuery => Self::internal(error),
        }
    }
}

/// The panel cannot work as it is written, whoever asks: its engineer must mend it.
pub(crate) fn panel_broken(cause: &dyn std::fmt::Display, detail: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_GATEWAY,
        "panel_broken",
        "This panel does not fit its database",
        detail,
        "Whoever runs this server finds what is wrong in its log, under the request's id.",
    )
    .because(cause)
}

impl From<RunError> for Problem {
    fn from(error: RunError) -> Self {
        match &error {
            RunError::UnknownTenant(_) | RunError::Unreachable { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "tenant_database_unavailable",
                "This organisation's database cannot be reached",
                "The query could not be sent, or its connection was lost.",
                "Try again in a few seconds; if it stays so, tell whoever runs the database.",
            )
            .because(&error)
            .again_after(5),
            RunError::Busy(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "tenant_busy",
                "Too many queries at once",
                "All of this organisation's connections are in use.",
                "Try again in a few seconds.",
            )
            .because(&error)
            .again_after(2),
            RunError::TooManyExports(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_many_exports",
                "Too many exports at once",
                "As many exports of this organisation are running as may run at once.",
                "Wait until one of them has ended, then try again.",
            )
            .because(&error)
            .again_after(10),
            RunError::TimedOut(limit_ms) => Self::new(
                StatusCode::GATEWAY_TIMEOUT,
                "query_too_slow",
                "The query took too long",
                format!("It was stopped after {} s.", limit_ms / 1_000),
                "Choose a shorter range, or ask whoever keeps this dashboard for an index.",
            )
            .because(&error),
            RunError::Missing(_) => panel_broken(&error, "It names a table or a column that is not there."),
            RunError::NotAllowed(_) => {
                panel_broken(&error, "It names a table that the dashboard's role may not read.").forfeiting_old_data()
            }
            RunError::Refused(_) => panel_broken(&error, "The database refused its query."),
            RunError::TooPowerful { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "tenant_role_too_powerful",
                "This organisation's database role may do too much",
                "Nothing is run under a role that could do more than read.",
                "Whoever runs this server can see what to take from the role with `watchroom tenant check`.",
            )
            .because(&error)
            .forfeiting_old_data(),
        }
    }
}
