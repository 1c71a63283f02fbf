//! The HTTP side: one file per endpoint, extractors that carry the way to the data, problem answers, the OpenAPI
//! document and the embedded page.

mod app;
mod catalog;
mod custom;
mod endpoints;
mod extract;
mod openapi;
mod page;
mod problem;
mod router;
mod views;

pub use app::{App, CookieName, DemoAccount, Settings};
pub use catalog::Catalog;
pub use openapi::document;
pub use router::router;
