//! The dashboards of all tenants, as last loaded without an error.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use watchroom_domain::TenantId;
use watchroom_spec::TenantSpec;

/// The dashboards of all tenants. Clones share them; replacing a tenant's is atomic.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    tenants: Arc<RwLock<BTreeMap<TenantId, Arc<TenantSpec>>>>,
}

impl Catalog {
    /// Puts a tenant's dashboards in place of what there was.
    pub fn put(&self, spec: TenantSpec) {
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        tenants.insert(spec.tenant.clone(), Arc::new(spec));
    }

    /// A tenant's dashboards.
    #[must_use]
    pub fn get(&self, tenant: &TenantId) -> Option<Arc<TenantSpec>> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).get(tenant).cloned()
    }

    /// The tenants that have dashboards.
    #[must_use]
    pub fn tenants(&self) -> Vec<TenantId> {
        self.tenants.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}
