//! OpenID Connect: somebody else vouches for people.
//!
//! The authorisation code flow with PKCE, `state` and `nonce` (Core 1.0, RFC 7636, RFC 9700), as a backend does it: tokens
//! stay on the server, the browser holds a session cookie of ours and no more. People are known by the provider's issuer
//! and their subject there, never by an e-mail address.
//!
//! | file | what it holds |
//! |---|---|
//! | `settings` | what whoever runs the server says |
//! | `discovery`, `keys`, `kept`, `http`, `provider` | the provider as this process knows it |
//! | `claims` | what tokens must claim to be believed |
//! | `begun`, `sign_in`, `tokens`, `return_to` | a sign-in from its beginning to a session |
//! | `mapping`, `person` | what claims make of a person |
//! | `renewal` | a session's tokens, renewed while it is used |
//! | `sign_out`, `bearer` | ends of sessions; programs |

mod bearer;
mod begun;
mod claims;
mod discovery;
mod error;
mod http;
mod kept;
mod keys;
mod mapping;
mod person;
mod provider;
mod renewal;
mod return_to;
mod settings;
mod sign_in;
mod sign_out;
mod tokens;

pub use bearer::ProviderToken;
pub use begun::BrowserSecret;
pub use error::{BadToken, OidcError};
pub use provider::Provider;
pub(crate) use renewal::Renewal;
pub use return_to::safe_return_to;
pub use settings::{BadOidcSettings, CALLBACK_PATH, ClaimIs, MembershipRule, OidcSettings, SIGNED_OUT_PATH};
pub(crate) use sign_in::Vouching;
pub use sign_in::{Begun, Failed, Finished, ProviderAnswer, SIGN_IN_TAKES_AT_MOST};
