//! Why something is not done, in words that name the field.

use http::StatusCode;
use watchroom_identity::{AccountError, ApiTokenError, BadPlace};
use watchroom_store::{ActError, Address, BadDatabase};

use crate::endpoints::auth_login::too_many_sign_ins;
use crate::problem::Problem;

impl From<ActError> for Problem {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Missing(what) => Self::not_found(what),
            ActError::Exists(what) => Self::conflict(
                "already_exists",
                "There is one already",
                format!("{} exists already.", capitalised(&what)),
                "Choose another, or change the one there is.",
            ),
            ActError::LastAdmin => Self::conflict(
                "last_admin",
                "Nobody would administer the platform",
                "This is the last administrator who is let in.",
                "Make somebody else an administrator first.",
            ),
            ActError::Yourself => Self::conflict(
                "yourself",
                "This is your own account",
                "You cannot shut out or remove yourself here, nor set your own password without knowing it.",
                "Ask another administrator. To choose another password, use the page of your own account.",
            ),
            ActError::OfProvider => Self::conflict(
                "kept_by_provider",
                "The sign-in provider keeps this account",
                "Its address, name and password are the provider's.",
                "Change them there; what the person may do and see is changed here.",
            ),
            ActError::Store(error) => error.into(),
        }
    }
}

/// Why an account is not made or changed; `password` is the field that the new one stands in.
pub(crate) fn account_problem(error: AccountError, password: &str) -> Problem {
    let detail = |field: &str, error: &dyn std::fmt::Display| format!("{field}: {error}.");
    match error {
        AccountError::Email(_) => Problem::bad_request(
            "bad_email",
            "This is no e-mail address",
            detail("email", &error),
            "Write it like ada@watchroom.example.",
        ),
        AccountError::Name => Problem::bad_request(
            "bad_full_name",
            "This is no name",
            detail("full_name", &error),
            "Write the name that people read.",
        ),
        AccountError::Password(error) => Problem::bad_request(
            "bad_password",
            "This password will not do",
            detail(password, &error),
            "Choose another one.",
        ),
        AccountError::WrongPassword => Problem::new(
            StatusCode::FORBIDDEN,
            "wrong_password",
            "That did not match",
            "current_password: this is not your present password.",
            "Try again, or ask an administrator for a new password.",
        ),
        AccountError::TooMany(wait) => too_many_sign_ins(wait),
        AccountError::Off => Problem::conflict(
            "passwords_off",
            "Passwords are off here",
            format!("{password}: people sign in by their provider on this server."),
            "Whoever signs in there for the first time is listed here; give them memberships then.",
        ),
        AccountError::Busy => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "sign_in_busy",
            "Too many people are signing in",
            "There was no free place to work on the password.",
            "Try again in a few seconds.",
        )
        .again_after(5),
        AccountError::Act(error) => error.into(),
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

/// The name of an organisation.
pub(crate) fn tenant_name(text: &str) -> Result<&str, Problem> {
    let name = text.trim();
    if (1..=200).contains(&name.chars().count()) && !name.chars().any(char::is_control) {
        return Ok(name);
    }
    let detail = "name: an organisation's name has 1 to 200 characters, none of them a control character.";
    Err(Problem::bad_request("bad_name", "This is no name", detail, "Write the name that people read."))
}

/// The address of a tenant's database, which has been asked: it answers, and the role can only read.
pub(crate) async fn tenant_address(text: &str) -> Result<Address, Problem> {
    let address = Address::parse(text).map_err(|error| {
        let hint = "Characters like @ : / within a password are percent-encoded.";
        Problem::bad_request("bad_database_url", "This is no address", format!("database_url: {error}."), hint)
    })?;
    address.check().await.map_err(|error| database_problem(&error))?;
    Ok(address)
}

/// A database that cannot be a tenant's. The address is not repeated: it holds a password.
fn database_problem(error: &BadDatabase) -> Problem {
    match error {
        BadDatabase::Unreachable(cause) => Problem::bad_request(
            "database_unreachable",
            "This database cannot be asked",
            format!("database_url: {cause}."),
            "Check host, port, database, user and password, and that this server may connect there.",
        ),
        BadDatabase::TooPowerful { powers } => {
            let powers: Vec<String> = powers.iter().map(ToString::to_string).collect();
            Problem::bad_request(
                "role_too_powerful",
                "This role may do more than read",
                format!("database_url: {}.", powers.join("; ")),
                "Make a role that can read and no more; `watchroom tenant add` and the guide for tenants print the SQL.",
            )
        }
    }
}

impl From<ApiTokenError> for Problem {
    fn from(error: ApiTokenError) -> Self {
        let (code, title, field) = match error {
            ApiTokenError::Act(error) => return error.into(),
            ApiTokenError::Name => ("bad_name", "This is no name", "name"),
            ApiTokenError::Liaison => ("bad_role", "No token has this role", "role"),
            ApiTokenError::Days => ("bad_days", "A token cannot live this long", "expires_in_days"),
        };
        Self::bad_request(code, title, format!("{field}: {error}."), "Change it and try again.")
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
