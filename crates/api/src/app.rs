//! What the handlers share.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_domain::Clock;
use watchroom_identity::Identity;
use watchroom_store::{Central, Tenants};

use crate::Catalog;

/// The parts that a running server is made of.
#[derive(Debug, Clone)]
pub struct App {
    /// The central database.
    pub central: Central,
    /// Accounts and sessions.
    pub identity: Identity,
    /// The tenants' databases.
    pub tenants: Tenants,
    /// The dashboards as code.
    pub catalog: Catalog,
    /// The time.
    pub clock: Clock,
    /// How the server stands in the world.
    pub settings: Arc<Settings>,
}

/// How the server stands in the world.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The page's own origin, such as `https://watchroom.example`, where one is configured.
    pub public_origin: Option<String>,
    /// The session cookie's name, which also says whether it is for https alone.
    pub cookie: CookieName,
    /// Accounts that the sign-in page offers: `demo` alone has any.
    pub demo_accounts: Vec<DemoAccount>,
}

/// The session cookie's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieName {
    /// `__Host-watchroom`: sent over https alone, to this very host alone.
    Secure,
    /// `watchroom`: for plain http on the loopback interface.
    Loopback,
}

impl CookieName {
    /// The name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CookieName::Secure => "__Host-watchroom",
            CookieName::Loopback => "watchroom",
        }
    }
}

/// An account that the sign-in page offers.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct DemoAccount {
    /// The address to sign in with.
    pub email: String,
    /// The password, made at the demo's first start.
    pub password: String,
    /// What the account shows: its role in `tenant`.
    pub role: String,
    /// The tenant it opens.
    pub tenant: String,
}
