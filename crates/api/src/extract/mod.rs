//! Extractors: what a handler is given is already verified.

mod asking;
mod body;
mod client_address;
mod cookies;
mod credential;
mod in_tenant;
mod parameters;
mod signed_in;

pub(crate) use asking::Asking;
pub(crate) use body::Body;
pub(crate) use client_address::ClientAddress;
pub(crate) use cookies::{browser_secret, expired_cookie, session_cookie, session_token, sign_in_cookie};
pub(crate) use credential::credential;
pub(crate) use in_tenant::InTenant;
pub(crate) use parameters::Parameters;
pub(crate) use signed_in::SignedIn;
