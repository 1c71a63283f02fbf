//! Who is there: local accounts, sessions, and the way from a session to a [`watchroom_access::TenantCtx`].

mod accounts;
mod api_tokens;
mod caller;
mod device;
mod kept_sessions;
mod local;
mod members;
mod oidc;
mod password;
mod place_in_tenant;
mod session;
mod shares;
mod throttle;
mod token;

pub use accounts::{AccountChange, AccountError};
pub use api_tokens::{ApiTokenError, ApiTokenWish, LONGEST_API_TOKEN_DAYS};
pub use caller::{Caller, Credential, Person, StillOpen, UnknownCaller, Who};
pub use device::DeviceToken;
pub use local::{NewAccount, SignInError, SignedIn};
pub use oidc::{
    BadOidcSettings, BadToken, Begun, BrowserSecret, CALLBACK_PATH, ClaimIs, Failed, Finished, MembershipRule,
    OidcError, OidcSettings, Provider, ProviderAnswer, ProviderToken, SIGN_IN_TAKES_AT_MOST, SIGNED_OUT_PATH,
    safe_return_to,
};
pub use password::{BadPassword, LEAST_CHARACTERS, MOST_CHARACTERS};
pub use place_in_tenant::{BadPlace, place_in_tenant};
pub use session::{Identity, SignInFrom};
pub use shares::{LONGEST_SHARE_DAYS, LONGEST_SHARE_RANGE_HOURS, Opened, SHARED_ROLES, ShareError, ShareWish};
pub use token::{ApiToken, SessionToken, ShareToken};
