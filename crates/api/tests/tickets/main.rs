//! Reading tickets: lists, searches, one ticket, exports and kept views, as each role, against independent SQL.

mod desk;
mod detail;
mod exports;
mod filters;
mod roles;
mod search;
mod sensitive_reads;
mod totals;
mod views;
mod words;
