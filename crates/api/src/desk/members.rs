//! The names of a tenant's members, as tickets show them. A ticket knows ids alone: people live in the central database.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use watchroom_domain::{TenantId, UserId};
use watchroom_store::{Central, MemberName, StoreError};

/// How long a list of members is kept: so old may a name be that somebody has just changed.
const KEPT: Duration = Duration::from_secs(5);
const MOST_TENANTS: u64 = 1_000;

/// The members of tenants, kept for a few seconds.
#[derive(Debug, Clone)]
pub struct Members(Cache<TenantId, Names>);

impl Default for Members {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(MOST_TENANTS).time_to_live(KEPT).build())
    }
}

impl Members {
    /// The members of a tenant.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub(crate) async fn of(&self, central: &Central, tenant: &TenantId) -> Result<Names, StoreError> {
        if let Some(names) = self.0.get(tenant) {
            return Ok(names);
        }
        self.now(central, tenant).await
    }

    /// The members as they are now: for who checks whether somebody is one.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub(crate) async fn now(&self, central: &Central, tenant: &TenantId) -> Result<Names, StoreError> {
        let members = central.membership_names(tenant).await?;
        let places = members.iter().enumerate().map(|(place, member)| (member.user, place)).collect();
        let names = Names(Arc::new((members, places)));
        self.0.insert(tenant.clone(), names.clone());
        Ok(names)
    }
}

/// The members of one tenant, by name.
#[derive(Debug, Clone)]
pub(crate) struct Names(Arc<(Vec<MemberName>, HashMap<UserId, usize>)>);

impl Names {
    /// Every member, also those who are shut out.
    pub(crate) fn all(&self) -> &[MemberName] {
        &self.0.0
    }

    /// A member.
    pub(crate) fn get(&self, user: UserId) -> Option<&MemberName> {
        self.0.1.get(&user).and_then(|place| self.0.0.get(*place))
    }

    /// What a member is called. Who is no member any more is not named: the id alone proves nothing.
    pub(crate) fn name(&self, user: UserId) -> String {
        self.get(user).map_or_else(|| "somebody who has left".to_owned(), |member| member.name.clone())
    }
}
