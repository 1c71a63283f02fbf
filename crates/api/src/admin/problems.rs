//! Why something is not done, in words that name the field.

use watchroom_identity::BadPlace;
use watchroom_store::ActError;

use crate::problem::Problem;

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Missing(what) => Self::not_found(what),
            ActError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// A text that names no role.
pub(crate) fn bad_role(error: impl std::fmt::Display) -> Problem {
    Problem::bad_request("bad_role", "There is no such role", format!("role: {error}."), "Choose one of the roles.")
}

/// A membership or a token that cannot be.
pub(crate) fn bad_place(error: BadPlace) -> Problem {
    let (code, field) = match error {
        BadPlace::WardNeeded => ("ward_needed", "ward_id"),
        BadPlace::Ward => ("bad_ward", "ward_id"),
        BadPlace::Team => ("bad_team", "team_id"),
    };
    let hint = "Write it as the organisation's own data does.";
    Problem::bad_request(code, "The role needs something else", format!("{field}: {error}."), hint)
}
