//! Who is there: local accounts, sessions, and the way from a session to a [`watchroom_access::TenantCtx`].

mod api_tokens;
mod caller;
mod kept_sessions;
mod local;
mod oidc;
mod password;
mod place_in_tenant;
mod session;
mod token;

pub use api_tokens::{ApiTokenError, ApiTokenWish, LONGEST_API_TOKEN_DAYS};
pub use caller::{Caller, Credential, Person, UnknownCaller, Who};
pub use local::{AccountChange, AccountError, NewAccount, SignInError};
pub use oidc::{
    BadOidcSettings, BadToken, Begun, BrowserSecret, CALLBACK_PATH, ClaimIs, Failed, Finished, MembershipRule,
    OidcError, OidcSettings, Provider, ProviderAnswer, ProviderToken, SIGN_IN_TAKES_AT_MOST, SIGNED_OUT_PATH,
    safe_return_to,
};
pub use password::{BadPassword, LEAST_CHARACTERS, MOST_CHARACTERS};
pub use place_in_tenant::{BadPlace, place_in_tenant};
pub use session::{Identity, SignInFrom};
pub use token::{ApiToken, SessionToken, ShareToken};
