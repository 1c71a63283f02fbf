//! What is sensitive leaves no trace: every route is asked, as everybody who is no liaison, of a server whose desk has
//! sensitive tickets and of one whose desk has none, and the two must answer alike; before and after a ticket becomes
//! sensitive. The routes come from the router's own document, so that one without a question fails.

mod answer;
mod callers;
mod life;
mod log;
mod questions;
mod streams;
mod timing;
mod walk;
mod words;
mod world;

use std::collections::BTreeSet;

use questions::ROWS;
use serde_json::Value;
use walk::Walk;
use words::{ALONE, LATER, REPEATED};

#[test]
fn every_route_is_walked() {
    let document: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let known = ["get", "post", "put", "patch", "delete"];
    let routes: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, item)| {
            let methods = known.iter().filter(|method| !item[**method].is_null());
            methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        })
        .collect();
    let walked: BTreeSet<(String, String)> =
        ROWS.iter().map(|row| (row.method.to_owned(), row.route.to_owned())).collect();
    assert_eq!(walked, routes, "add the new route to tests/sensitivity/questions.rs");
    for row in ROWS {
        assert!(!row.asks.is_empty(), "{} {}", row.method, row.route);
        for ask in row.asks {
            let path = ask.at.split('?').next().unwrap_or_default();
            let mut pairs = path.split('/').zip(row.route.split('/'));
            let fits = pairs.all(|(asked, route)| route.starts_with('{') || asked == route);
            assert!(fits && path.split('/').count() == row.route.split('/').count(), "{} is not {}", ask.at, row.route);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sensitive_leaves_no_trace() {
    log::listen();
    let (real, twin) = world::both().await;
    callers::settle(&real).await;
    callers::settle(&twin).await;
    assert_eq!((real.count("is_sensitive").await, twin.count("is_sensitive").await), (world::SENSITIVE, 0));

    let mut walk = Walk::of(&real, &twin, &["zqx", "-00000005ec"]);
    let before = walk.everything(&[ALONE, REPEATED]).await;
    assert_eq!(real.count("is_sensitive AND version = 1").await, world::SENSITIVE, "nobody changed one");
    life::events_of_sensitive_tickets_are_silent(&walk).await;

    life::one_becomes_sensitive(&mut walk).await;
    // Those who listened and changed things have more sessions on the one server.
    for place in [&real, &twin] {
        let signed_out = "DELETE FROM sessions; DELETE FROM api_tokens; DELETE FROM shares";
        place.central.batch_execute(signed_out).await.expect("signed out");
    }
    let after = walk.everything(&[LATER]).await;
    assert!(before > 6_000 && after > 5_000, "{before} requests before, {after} after");
    life::it_becomes_ordinary_again(&mut walk).await;
    // Last: what a liaison takes away is in the audit log.
    life::liaison_sees_the_sensitive_ones_alone(&walk).await;
    log::holds_none(&["zqx", "00000005ec", "rqx", "0000000fee"]);
}
