//! Why a change of a ticket was not made.

use thiserror::Error;
use watchroom_desk::NotAllowed;

use crate::RunError;

/// Why a change was not made. The transaction is to be dropped then.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// There is no such ticket that the caller sees.
    #[error("there is no such ticket")]
    Missing,
    /// It was changed meanwhile: it is of another version than the caller looked at.
    #[error("the ticket was changed meanwhile")]
    Stale,
    /// The life cycle has no such step.
    #[error(transparent)]
    Status(#[from] NotAllowed),
    /// A field is not as it should be.
    #[error("{field}: {what}")]
    Field {
        /// A stable name for programs, as `unknown_ward`.
        code: &'static str,
        /// The field.
        field: &'static str,
        /// What is wrong.
        what: String,
        /// What to do next.
        remedy: &'static str,
    },
    /// The database.
    #[error(transparent)]
    Run(#[from] RunError),
}

impl ChangeError {
    pub(super) fn field(
        code: &'static str,
        field: &'static str,
        what: impl Into<String>,
        remedy: &'static str,
    ) -> ChangeError {
        Self::Field { code, field, what: what.into(), remedy }
    }
}

/// Checks a text that people wrote: no longer than `most` characters, and none that the database cannot keep. What is empty
/// but for spaces is an error where `needed`.
pub(super) fn checked(field: &'static str, text: &str, most: usize, needed: bool) -> Result<String, ChangeError> {
    let text = text.trim();
    let length = text.chars().count();
    if needed && text.is_empty() {
        return Err(ChangeError::field("bad_text", field, "it is empty", "Write at least a word."));
    }
    if length > most {
        let what = format!("it has {length} characters; {most} are the most");
        return Err(ChangeError::field("bad_text", field, what, "Make it shorter."));
    }
    if text.contains('\0') {
        return Err(ChangeError::field("bad_text", field, "it holds a NUL character", "Leave the character out."));
    }
    Ok(text.to_owned())
}
