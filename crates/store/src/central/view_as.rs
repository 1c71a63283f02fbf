//! Looking through a member's eyes: an administrator's session speaks for that member, and changes nothing.

use serde_json::json;
use thiserror::Error;
use tokio_postgres::Row;
use watchroom_domain::{Role, SessionId, TenantId, UserId, WardId};

use super::Central;
use super::act::{ActError, Actor};
use super::audit::{AuditAction, AuditEntry};
use super::memberships::{read_role, read_tenant, read_ward};
use super::tenants::tenant_name;
use crate::StoreError;

/// The person, and the membership that is to be seen through. Acts take turns: what is read holds until the end.
const MEMBER: &str = "SELECT u.email, u.disabled_at IS NOT NULL, m.role, m.ward_id FROM users u \
     LEFT JOIN memberships m ON m.user_id = u.id AND m.tenant_id = $2 WHERE u.id = $1";
const BEGIN: &str = "UPDATE sessions SET view_as_user = $2, view_as_tenant = $3 WHERE id = $1";
const VIEWED: &str = "SELECT s.view_as_user, v.email, s.view_as_tenant FROM sessions s \
     JOIN users v ON v.id = s.view_as_user WHERE s.id = $1 FOR UPDATE OF s";
const END: &str = "UPDATE sessions SET view_as_user = NULL, view_as_tenant = NULL WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[MEMBER, BEGIN, VIEWED, END];

/// Why nobody looks through a person's eyes.
#[derive(Debug, Error)]
pub enum ViewAsError {
    /// The person does not belong to the tenant.
    #[error("this person does not belong to the organisation")]
    NotAMember,
    /// The person is shut out and sees nothing.
    #[error("this account is shut: the person sees nothing")]
    Disabled,
    /// Sensitive tickets are for the liaison's own eyes.
    #[error("a liaison's sensitive tickets are for the liaison's own eyes")]
    Liaison,
    /// It cannot be done as things are.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<StoreError> for ViewAsError {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
}

impl From<tokio_postgres::Error> for ViewAsError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Act(error.into())
    }
}

impl Central {
    /// Lets an administrator's session look through a member's eyes from now on. Whether whoever asks is an administrator
    /// is the caller's to know; whether it stays so is asked at each request.
    ///
    /// # Errors
    /// See [`ViewAsError`]; [`ActError::Missing`] where there is no such user, tenant or session.
    pub async fn view_as_begin(
        &self,
        session: SessionId,
        user: UserId,
        tenant: &TenantId,
        by: &Actor,
    ) -> Result<(), ViewAsError> {
        let act = self.act().await?;
        tenant_name(act.client(), tenant).await?.ok_or(ActError::Missing("tenant"))?;
        let row = act.client().query_opt(MEMBER, &[&user.0, &tenant.as_str()]).await?;
        let row = row.ok_or(ActError::Missing("user"))?;
        if row.try_get(1)? {
            return Err(ViewAsError::Disabled);
        }
        let (role, ward) = membership(&row)?.ok_or(ViewAsError::NotAMember)?;
        if role == Role::SapsLiaison {
            return Err(ViewAsError::Liaison);
        }
        if act.client().execute(BEGIN, &[&session.0, &user.0, &tenant.as_str()]).await? == 0 {
            return Err(ActError::Missing("session").into());
        }
        let detail = json!({"user_id": user, "role": role, "ward_id": ward.as_ref().map(WardId::as_str)});
        let entry = AuditEntry {
            tenant: Some(tenant.clone()),
            subject: Some(row.try_get(0)?),
            detail,
            ..by.did(AuditAction::ViewAsBegun)
        };
        act.commit(&[entry]).await?;
        Ok(())
    }

    /// Gives a session back to its own person. One that looks through nobody's eyes stays as it is.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn view_as_end(&self, session: SessionId, by: &Actor) -> Result<(), StoreError> {
        let act = self.act().await?;
        let Some(row) = act.client().query_opt(VIEWED, &[&session.0]).await? else { return act.give_up().await };
        act.client().execute(END, &[&session.0]).await?;
        let entry = AuditEntry {
            tenant: row.try_get::<_, Option<&str>>(2)?.map(read_tenant).transpose()?,
            subject: Some(row.try_get(1)?),
            detail: json!({"user_id": UserId(row.try_get(0)?)}),
            ..by.did(AuditAction::ViewAsEnded)
        };
        act.commit(&[entry]).await?;
        Ok(())
    }
}

fn membership(row: &Row) -> Result<Option<(Role, Option<WardId>)>, StoreError> {
    if row.try_get::<_, Option<&str>>(2)?.is_none() {
        return Ok(None);
    }
    Ok(Some((read_role(row, 2)?, read_ward(row, 3)?)))
}
