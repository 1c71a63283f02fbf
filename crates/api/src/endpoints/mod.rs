//! The endpoints, one a file.

pub(crate) mod auth_backchannel_logout;
pub(crate) mod auth_callback;
pub(crate) mod auth_config;
pub(crate) mod auth_login;
pub(crate) mod auth_logout;
pub(crate) mod auth_me;
pub(crate) mod config_findings;
pub(crate) mod custom_get;
pub(crate) mod dashboard_get;
pub(crate) mod dashboard_list;
pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod panel_data;
pub(crate) mod panel_rows;
pub(crate) mod ready;
pub(crate) mod report_export;
pub(crate) mod report_get;
pub(crate) mod tenant_list;
pub(crate) mod tenant_select;
