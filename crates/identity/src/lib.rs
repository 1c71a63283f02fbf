//! Who is there: local accounts, sessions, and the way from a session to a [`watchroom_access::TenantCtx`].

mod api_tokens;
mod caller;
mod kept_sessions;
mod local;
mod password;
mod places;
mod session;
mod token;

pub use api_tokens::{ApiTokenError, ApiTokenWish, LONGEST_API_TOKEN_DAYS};
pub use caller::{Caller, Credential, Person, Who};
pub use local::{AccountChange, AccountError, NewAccount, SignInError};
pub use password::{BadPassword, LEAST_CHARACTERS, MOST_CHARACTERS};
pub use places::{BadPlace, Place};
pub use session::{Identity, SignInFrom};
pub use token::{ApiToken, SessionToken, ShareToken};
