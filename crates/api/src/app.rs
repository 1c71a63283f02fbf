//! What the handlers share.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use watchroom_domain::{Clock, TenantId};
use watchroom_identity::Identity;
use watchroom_live::{Bus, Kind, PanelNews, Signals};
use watchroom_query::CheckedRoot;
use watchroom_spec::LoadError;
use watchroom_store::{Central, StoreError, Tenants};

use crate::catalog::Entry;
use crate::{Answers, Catalog, Changes, DeskStandings, Members, SensitiveReads, Streams, TrustedProxies};

/// A running server, as the handlers hold it. A clone is one more hand on the same parts: each request makes several.
#[derive(Debug, Clone)]
pub struct App(Arc<Parts>);

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The parts that a running server is made of.
#[derive(Debug)]
pub struct Parts {
    /// The central database.
    pub central: Central,
    /// Accounts and sessions.
    pub identity: Identity,
    /// The tenants' databases.
    pub tenants: Tenants,
    /// The dashboards as code.
    pub catalog: Catalog,
    /// How the tenants' service desks fare.
    pub desks: DeskStandings,
    /// Answers that are kept.
    pub answers: Answers,
    /// What happens, told to open pages.
    pub live: Bus,
    /// How it is learnt at once that something happened at a desk.
    pub signals: Signals,
    /// What is known of changes of the panels' data.
    pub panel_news: PanelNews,
    /// The open event streams.
    pub streams: Streams,
    /// Reads of sensitive tickets that are in the audit log.
    pub reads: SensitiveReads,
    /// The names of the tenants' members.
    pub members: Members,
    /// The time.
    pub clock: Clock,
    /// How the server stands in the world.
    pub settings: Settings,
}

impl App {
    /// Puts the parts together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Takes up what a load of the configuration gave, and tells the open pages of each tenant that has other dashboards
    /// now. Where the folder could not be read, everything stays as it is.
    pub fn take_up(&self, loaded: Result<CheckedRoot, LoadError>) -> Changes {
        let now = self.clock.now();
        let changes = match loaded {
            Ok(root) => self.catalog.take_up(root, now),
            Err(_) => self.catalog.keep_all(now),
        };
        for (tenant, _) in &changes.replaced {
            self.tell_of_config(tenant);
        }
        changes
    }
}

impl App {
    fn tell_of_config(&self, tenant: &TenantId) {
        if let Some(Entry { revision, fingerprint, .. }) = self.catalog.entry(tenant) {
            self.live.publish(tenant, Kind::ConfigChanged { revision, fingerprint });
        }
    }
}

/// How often tenants are read again although nothing is heard of a change: a second net under the news.
const READ_TENANTS_EVERY: Duration = Duration::from_secs(5);

impl App {
    /// Reads the tenants again. Where one has another database, answers of the former are not served any more, and its
    /// open pages are told to ask for everything anew.
    ///
    /// # Errors
    /// Where the central database cannot be asked, or a tenant's address cannot be opened.
    pub async fn refresh_tenants(&self) -> Result<(), StoreError> {
        for tenant in self.tenants.refresh(&self.central).await? {
            if self.catalog.renew(&tenant, self.clock.now()).is_some() {
                self.tell_of_config(&tenant);
            }
        }
        Ok(())
    }

    /// Takes tenants up for ever, as they are added, changed and removed, by whichever process.
    pub async fn follow_tenants(&self) {
        let mut changes = self.identity.tenant_changes();
        loop {
            // Either a change, or long enough without one.
            let _ = tokio::time::timeout(READ_TENANTS_EVERY, changes.changed()).await;
            if let Err(error) = self.refresh_tenants().await {
                tracing::warn!(cause = %error, "the tenants could not be read again");
            }
        }
    }
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
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: TrustedProxies,
}

impl Settings {
    /// A server that people reach at `public_origin`, with the cookie that belongs to it; nothing else is special.
    #[must_use]
    pub fn at(public_origin: Option<String>) -> Self {
        let https = public_origin.as_deref().is_some_and(|origin| origin.starts_with("https:"));
        Self {
            public_origin,
            cookie: if https { CookieName::Secure } else { CookieName::Loopback },
            demo_accounts: Vec::new(),
            trusted_proxies: TrustedProxies::default(),
        }
    }
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
#[derive(Clone, Serialize, Deserialize, ToSchema)]
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

impl std::fmt::Debug for DemoAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoAccount").field("email", &self.email).finish_non_exhaustive()
    }
}
