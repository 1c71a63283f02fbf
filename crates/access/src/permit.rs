//! Proof that an action on a thing was allowed.

use std::fmt;

use thiserror::Error;
use watchroom_domain::{Action, Guarded, TenantId};

use crate::{OwnRows, Scope};

/// An action as a type, so that a permit to look can never stand where a permit to change is asked for.
pub trait Act: Copy {
    /// The action's row in the role table.
    const ACTION: Action;
    /// Whether it changes anything, or hands anything out to be kept. Who looks through another's eyes, or at a share,
    /// does neither.
    const CHANGES: bool;
}

macro_rules! acts {
    ($($(#[$doc:meta])* $name:ident: $action:ident, changes: $changes:literal;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Act for $name {
                const ACTION: Action = Action::$action;
                const CHANGES: bool = $changes;
            }
        )*
    };
}

acts! {
    /// To look at a dashboard, a panel or a report.
    View: View, changes: false;
    /// To open the rows behind a panel.
    OpenRows: OpenRows, changes: false;
    /// To take away what a panel shows, or its rows, as a file.
    Export: Export, changes: true;
    /// To see what a tenant shares.
    SeeShares: Share, changes: false;
    /// To share something, or to end that.
    Share: Share, changes: true;
    /// To read what is wrong with a tenant's configuration.
    SeeFindings: SeeFindings, changes: false;
    /// To look at tickets.
    SeeTickets: SeeTickets, changes: false;
    /// To keep a list of tickets under a name.
    KeepViews: SeeTickets, changes: true;
    /// To move a ticket along its life cycle, or to write a note.
    ChangeStatus: ChangeStatus, changes: true;
    /// To make a ticket, or to correct one.
    EditTickets: EditTickets, changes: true;
    /// To hand tickets to teams and people.
    AssignTickets: AssignTickets, changes: true;
    /// To look at the desk's figures.
    SeeOperations: SeeOperations, changes: false;
    /// To take a list of tickets away as a file.
    ExportTickets: ExportTickets, changes: true;
}

/// Not allowed, or not there: the caller cannot tell which, and must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("there is no such thing for this person")]
pub struct Denied;

/// Proof that `A` on `resource` was allowed, and for which rows. Made by [`crate::TenantCtx::permit`] alone.
pub struct Permit<'a, A: Act, R: Guarded> {
    act: A,
    resource: &'a R,
    tenant: &'a TenantId,
    scope: Scope,
    own_rows: OwnRows,
}

impl<'a, A: Act, R: Guarded> Permit<'a, A, R> {
    pub(crate) fn grant(act: A, resource: &'a R, tenant: &'a TenantId, scope: Scope, own_rows: OwnRows) -> Self {
        Self { act, resource, tenant, scope, own_rows }
    }

    /// The thing that the permit opens.
    #[must_use]
    pub fn resource(&self) -> &'a R {
        self.resource
    }

    /// The tenant whose database is asked: the caller's own. It is the thing's as well; were that ever not checked, the
    /// caller would still be asking the own database.
    #[must_use]
    pub fn tenant(&self) -> &'a TenantId {
        self.tenant
    }

    /// The rows that the permit opens.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The rows that the caller's own place leaves open, whatever was permitted: for the database to hold against it.
    #[must_use]
    pub fn own_rows(&self) -> &OwnRows {
        &self.own_rows
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
