//! How fresh and how whole an answer is.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use watchroom_store::Answer;

/// How fresh and how whole an answer is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Meta {
    /// When the database was asked.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) generated_at: Timestamp,
    /// The newest moment in the data; null where it has none.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    pub(crate) data_as_of: Option<Timestamp>,
    /// Milliseconds that the query took.
    pub(crate) query_ms: f64,
    /// Rows read.
    pub(crate) rows: u64,
    /// Whether a limit cut rows off.
    pub(crate) truncated: bool,
    /// Values that were NaN or infinite and became null.
    pub(crate) nulled: u64,
    // These two come last: the response cache writes them anew (see answers/kept.rs).
    /// Where the answer comes from.
    pub(crate) cache: CacheState,
    /// Why the last good answer is shown instead of a new one; null where it is as new as it should be.
    #[schema(example = json!(null), required = true)]
    pub(crate) stale_because: Option<String>,
}

/// Where an answer comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CacheState {
    /// All of it was kept from before.
    Hit,
    /// All of it was read just now.
    Miss,
    /// Some was kept, some was read just now.
    #[expect(dead_code, reason = "the contract names it; parts of an answer come with the bucket cache")]
    Partial,
    /// Kept from before, and older than it should be.
    Stale,
}

impl CacheState {
    /// The word in JSON.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            CacheState::Hit => "hit",
            CacheState::Miss => "miss",
            CacheState::Partial => "partial",
            CacheState::Stale => "stale",
        }
    }
}

impl Meta {
    /// Of an answer that was read just now. Its first frame holds the rows.
    pub(crate) fn fresh(answer: &Answer, generated_at: Timestamp, data_as_of: Option<Timestamp>) -> Self {
        Self {
            generated_at,
            data_as_of,
            query_ms: (answer.query_ms * 1_000.0).round() / 1_000.0,
            rows: answer.frames.first().map_or(0, |frame| frame.rows),
            truncated: answer.frames.iter().any(|frame| frame.truncated),
            nulled: answer.frames.iter().map(|frame| frame.nulled).sum(),
            cache: CacheState::Miss,
            stale_because: None,
        }
    }
}
