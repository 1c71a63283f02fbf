//! Why a fragment is refused, and where.

use thiserror::Error;

/// A fragment that is refused: what, where in its text, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message} (at byte {offset})")]
pub struct FragmentError {
    /// The first byte of the offending part.
    pub offset: usize,
    /// Its length in bytes; 0 where only a point is known.
    pub length: usize,
    /// A stable name of the kind of error, `sql-function`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl FragmentError {
    pub(super) fn new(range: std::ops::Range<usize>, code: &'static str, message: impl Into<String>) -> Self {
        let length = range.end.saturating_sub(range.start);
        Self { offset: range.start, length, code, message: message.into(), hint: None }
    }

    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
