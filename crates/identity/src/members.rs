//! What a member may do and see, for who asks about somebody else.

use watchroom_access::TenantCtx;
use watchroom_domain::{SessionId, TenantId, UserId};
use watchroom_store::{Actor, StoreError, ViewAsError};

use crate::Identity;

impl Identity {
    /// The context that a member has within a tenant, to be explained and never to answer a request.
    /// `None` where the person does not belong there.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn member(&self, user: UserId, tenant: &TenantId) -> Result<Option<TenantCtx>, StoreError> {
        let memberships = self.central.membership_list_of_user(user).await?;
        let known = memberships.into_iter().find(|known| known.membership.tenant == *tenant);
        Ok(known.map(|known| TenantCtx::from_membership_read_by_the_store(known.membership)))
    }

    /// Lets an administrator's session look through a member's eyes, at once and on every server process.
    ///
    /// # Errors
    /// See [`ViewAsError`].
    pub async fn view_as(
        &self,
        session: SessionId,
        user: UserId,
        tenant: &TenantId,
        by: &Actor,
    ) -> Result<(), ViewAsError> {
        self.changing(self.central.view_as_begin(session, user, tenant, by)).await
    }

    /// Gives a session back to its own person.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn stop_viewing(&self, session: SessionId, by: &Actor) -> Result<(), StoreError> {
        self.changing(self.central.view_as_end(session, by)).await
    }
}
