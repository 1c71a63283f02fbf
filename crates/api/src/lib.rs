//! The HTTP side: one file per endpoint, extractors that carry the way to the data, problem answers, the OpenAPI
//! document and the embedded page.

mod admin;
mod answers;
mod app;
mod catalog;
mod custom;
mod download;
mod endpoints;
mod extract;
mod openapi;
mod page;
mod panel_answer;
mod problem;
mod router;
mod streams;
mod views;

pub use answers::Answers;
pub use app::{App, CookieName, DemoAccount, Parts, Settings};
pub use catalog::{Catalog, Changes, Counts, Entry, Standing};
pub use openapi::document;
pub use router::router;
pub use streams::Streams;
