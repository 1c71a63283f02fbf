//! Whether a tenant shows a service desk, and how it fares. It shows one where its database has one and its `tenant.yaml`
//! switches it on: the files hide a desk and cannot make one, and whoever makes one chooses when it is shown.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use watchroom_domain::TenantId;
use watchroom_store::DeskHealth;

use crate::App;

/// How often desks are asked how they fare.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How a tenant's desk stands, by its files and its database together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeskStanding {
    /// It is shown, and this is how it fares: [`DeskHealth::Good`], or why it cannot be used.
    Shown(DeskHealth),
    /// The database has one, and the files do not switch it on.
    Hidden,
    /// The files switch it on, and there is none.
    NotMade,
}

impl DeskStanding {
    /// Whether nothing is to be done about it.
    #[must_use]
    pub fn is_good(&self) -> bool {
        matches!(self, Self::Shown(DeskHealth::Good))
    }

    /// The same in words, with what to do about it.
    #[must_use]
    pub fn in_words(&self, tenant: &TenantId) -> String {
        match self {
            Self::Shown(health) => health.in_words(tenant),
            Self::Hidden => format!(
                "There is one, and {tenant}/tenant.yaml does not show it: `service_desk: {{ enabled: true }}` does."
            ),
            Self::NotMade => format!(
                "{tenant}/tenant.yaml switches it on, and there is none. Run: watchroom tenant service-desk {tenant} \
                 --owner-url-file FILE"
            ),
        }
    }
}

/// How each desk stood when it was last asked.
#[derive(Debug, Default)]
pub struct DeskStandings(RwLock<BTreeMap<TenantId, DeskStanding>>);

impl DeskStandings {
    /// How many tenants have, or should have, a desk, and of how many it cannot be used as its files mean it.
    pub(crate) fn counts(&self) -> (usize, usize) {
        let standings = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (standings.len(), standings.values().filter(|standing| !standing.is_good()).count())
    }
}

impl App {
    /// Whether a tenant shows a service desk.
    #[must_use]
    pub fn has_desk(&self, tenant: &TenantId) -> bool {
        self.switches_desk_on(tenant) && self.tenants.has_desk(tenant)
    }

    fn switches_desk_on(&self, tenant: &TenantId) -> bool {
        self.catalog.get(tenant).is_some_and(|spec| spec.service_desk)
    }

    /// How a tenant's desk stands; `None` where it has none and wants none. Waits 2 s at most.
    pub async fn desk_standing(&self, tenant: &TenantId) -> Option<DeskStanding> {
        match (self.tenants.has_desk(tenant), self.switches_desk_on(tenant)) {
            (true, true) => Some(DeskStanding::Shown(self.tenants.desk_health(tenant).await)),
            (true, false) => Some(DeskStanding::Hidden),
            (false, true) => Some(DeskStanding::NotMade),
            (false, false) => None,
        }
    }

    /// Asks every desk how it fares, and says in the log what is wrong and was not before.
    pub async fn look_at_desks(&self) {
        let mut tenants = self.tenants.ids();
        tenants.extend(self.catalog.tenants());
        tenants.sort();
        tenants.dedup();
        let asked = tenants.iter().map(|tenant| async { Some((tenant.clone(), self.desk_standing(tenant).await?)) });
        let now: BTreeMap<_, _> = futures_util::future::join_all(asked).await.into_iter().flatten().collect();
        let before = std::mem::replace(&mut *self.desks.0.write().unwrap_or_else(PoisonError::into_inner), now.clone());
        for (tenant, standing) in now.iter().filter(|(tenant, standing)| before.get(*tenant) != Some(*standing)) {
            if standing.is_good() {
                tracing::info!(tenant = %tenant, "the tenant's service desk is in use");
            } else {
                tracing::warn!(tenant = %tenant, cause = standing.in_words(tenant), "the tenant's service desk");
            }
        }
    }

    /// Looks at the desks for ever.
    pub async fn follow_desk_standings(&self) {
        loop {
            self.look_at_desks().await;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
