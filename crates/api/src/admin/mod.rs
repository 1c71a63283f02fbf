//! What the endpoints of administration share: how people, sessions and tokens look, and what is refused.

mod problems;
mod refusals;
mod tenant_view;
mod views;

pub(crate) use problems::{account_problem, bad_place, bad_role, tenant_address, tenant_name};
pub(crate) use refusals::{BodyRefusals, Refusals};
pub(crate) use tenant_view::TenantView;
pub(crate) use views::{SessionView, TokenView, UserView, users_view};
