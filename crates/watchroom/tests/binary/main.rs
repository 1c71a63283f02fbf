//! The real program, as people start it: each test with folders, databases and ports of its own.

mod administration;
mod aws_csv;
mod demo_end;
mod demo_roles;
mod demo_start;
mod import;
mod instance;
mod migrate;
mod patience;
mod plain_sql;
mod program;
mod real_input;
mod reload;
mod running_demo;
mod secrets;
mod serve;
mod serve_refusals;
mod serve_settings;
mod served;
mod sharing;
mod tenant;
mod tenant_guide;
mod user;
mod validate;
mod validate_database;
