//! The service desk of a tenant.

pub mod import;
