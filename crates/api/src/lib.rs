//! The HTTP side: one file per endpoint, extractors that carry the way to the data, problem answers, the OpenAPI
//! document and the embedded page.

mod admin;
mod answer_headers;
mod answers;
mod app;
mod catalog;
mod custom;
mod desk;
mod desk_standing;
mod download;
mod endpoints;
mod event_stream;
mod explanation;
mod extract;
mod open311;
mod openapi;
mod operations;
mod page;
mod panel_answer;
mod panel_watch;
mod problem;
mod router;
mod server;
mod sharing;
mod sign_in_problem;
mod streams;
mod trusted_proxies;
mod views;

pub use answers::Answers;
pub use app::{App, CookieName, DemoAccount, Parts, Settings};
pub use catalog::{Catalog, Changes, Counts, Entry, Standing};
pub use desk::{Members, SensitiveReads};
pub use desk_standing::{DeskStanding, DeskStandings};
pub use explanation::{
    ExplainedAction, ExplainedDashboard, ExplainedPanel, ExplainedTenant, ExplainedUser, Explanation, explain,
};
pub use openapi::document;
pub use router::router;
pub use server::{Limits, serve};
pub use streams::Streams;
pub use trusted_proxies::{BadNetwork, TrustedProxies};
