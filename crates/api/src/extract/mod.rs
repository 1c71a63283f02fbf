//! Extractors: what a handler is given is already verified.

mod administrator;
mod ask;
mod asking;
mod body;
mod client_address;
mod cookies;
mod credential;
mod device;
mod in_tenant;
mod known;
mod paging;
mod parameters;
mod path_id;
mod signed_in;
mod viewer;

pub(crate) use administrator::{Administrator, Oneself};
pub(crate) use asking::Asking;
pub(crate) use body::Body;
pub(crate) use client_address::ClientAddress;
pub(crate) use cookies::{browser_secret, expired_cookie, session_cookie, session_token, share_cookie, sign_in_cookie};
pub(crate) use credential::credential;
pub(crate) use device::{device_cookie, device_token};
pub(crate) use in_tenant::{InTenant, seen_panel};
pub(crate) use parameters::Parameters;
pub(crate) use path_id::path_id;
pub(crate) use signed_in::{Known, SignedIn};
pub(crate) use viewer::Viewer;
