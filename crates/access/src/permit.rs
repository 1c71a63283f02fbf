//! Proof that an action on a thing was allowed.

use std::fmt;

use thiserror::Error;
use watchroom_domain::{Action, Guarded, TenantId};

use crate::Scope;

/// An action as a type, so that a permit to look can never stand where a permit to change is asked for.
pub trait Act: Copy {
    /// The action's row in the role table.
    const ACTION: Action;
    /// Whether it changes anything. Who looks through another's eyes, or at a share, changes nothing.
    const CHANGES: bool;
}

/// To look at a dashboard, a panel or a report.
#[derive(Debug, Clone, Copy)]
pub struct View;

impl Act for View {
    const ACTION: Action = Action::View;
    const CHANGES: bool = false;
}

/// To read what is wrong with a tenant's configuration.
#[derive(Debug, Clone, Copy)]
pub struct SeeFindings;

impl Act for SeeFindings {
    const ACTION: Action = Action::SeeFindings;
    const CHANGES: bool = false;
}

/// Not allowed, or not there: the caller cannot tell which, and must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is no such thing for this person")]
pub struct Denied;

/// Proof that `A` on `resource` was allowed, and for which rows. Made by [`crate::TenantCtx::permit`] alone.
pub struct Permit<'a, A: Act, R: Guarded> {
    act: A,
    resource: &'a R,
    scope: Scope,
}

impl<'a, A: Act, R: Guarded> Permit<'a, A, R> {
    pub(crate) fn grant(act: A, resource: &'a R, scope: Scope) -> Self {
        Self { act, resource, scope }
    }

    /// The thing that the permit opens.
    #[must_use]
    pub fn resource(&self) -> &'a R {
        self.resource
    }

    /// The tenant whose thing it is.
    #[must_use]
    pub fn tenant(&self) -> &'a TenantId {
        self.resource.tenant()
    }

    /// The rows that the permit opens.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// What was allowed.
    #[must_use]
    pub fn act(&self) -> A {
        self.act
    }
}

impl<A: Act + fmt::Debug, R: Guarded> fmt::Debug for Permit<'_, A, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("act", &self.act).field("scope", &self.scope).finish_non_exhaustive()
    }
}
