//! The only owner of database connections: the central database, and one pool per tenant.
//!
//! - [`Central`] reads and writes users, tenants, memberships and sessions.
//! - [`Tenants`] runs a [`watchroom_query::ScopedPlan`] on a read-only connection of that tenant's own role and
//!   returns [`Frame`]s.
//! - [`Tenants::desk`] opens a transaction at a tenant's service desk for a permit; nothing else reaches a tenant's data.

mod address;
mod central;
mod copy_rows;
pub mod desk;
mod error;
mod frame;
mod listening;
mod secret;
mod tenants;
mod tls;

pub use address::{Address, BadAddress};
pub use central::{
    AccessNews, ActError, Actor, AuditAction, AuditEntry, AuditFilter, AuditRecord, AuditVerdict, BegunSignIn, Budget,
    Central, ClaimedTokens, EndedSession, ListedApiToken, ListedSession, ListedShare, LiveApiToken, LiveShare,
    MemberName, NewApiToken, NewProviderSession, NewSession, NewShare, NewUser, Place, ProviderCaller, ProviderLogout,
    ProviderPerson, RenewedTokens, SessionRow, SignInFailure, SignInUnderWay, StoredTenant, StoredUser, TenantChange,
    TenantOfUser, TenantSummary, UserChange, UserOfTenant, ViewAsError, ViewedAs, Vouched, share_target,
};
pub use copy_rows::CopyRows;
pub use desk::import::{BatchDone, Importer, TicketImport};
pub use desk::{DeskError, DeskHealth, DeskRole, DeskTx, SettingChange, SettingsError, install_desk};
pub use error::StoreError;
pub use frame::{Column, Frame, RowCell, RowColumn, Values};
pub use secret::{BadSecretKey, SecretKey};
pub use tenants::{
    Answer, BadDatabase, Mark, Power, PrepareError, RowsOnTheWay, RunError, TableNews, TableWatch, TenantHealth,
    Tenants, TriggerError, WatchTriggers,
};
