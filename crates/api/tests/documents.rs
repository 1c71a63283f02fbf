//! What the server says of itself: the OpenAPI document, its headers, its readiness.

use serde_json::Value;
use watchroom_test_support::{Postgres, TestApp};

#[tokio::test]
async fn the_document_is_served_and_every_call_in_it_has_an_example() {
    let app = TestApp::builder().start().await;
    let reply = app.nobody().get("/openapi.json").await;
    assert_eq!(reply.status, 200);
    let printed: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    assert_eq!(reply.body, printed, "what is served is what `watchroom openapi` prints");
    assert!(printed["openapi"].as_str().expect("a version").starts_with("3.1"));

    let mut calls = 0;
    for (path, methods) in printed["paths"].as_object().expect("paths") {
        for (method, call) in methods.as_object().expect("methods") {
            calls += 1;
            let what = format!("{method} {path}");
            assert!(!call["summary"].as_str().unwrap_or_default().is_empty(), "{what} has no summary");
            let responses = call["responses"].as_object().expect("responses");
            let is_good = |status: &str| status.starts_with('2') || status == "303";
            let good = responses.iter().find(|(status, _)| is_good(status)).expect("a good answer");
            // The specification of the back channel asks for a 200 without a body.
            let empty = ["204", "303"].contains(&good.0.as_str()) || path.ends_with("/backchannel-logout");
            if !empty {
                let content = good.1["content"].as_object().expect("content").values().next().expect("a body");
                assert!(!content["example"].is_null() || !content["examples"].is_null(), "{what} has no example");
            }
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
                assert!(!response["content"]["application/problem+json"].is_null(), "{what} {status} is no problem");
            }
            if !call["requestBody"].is_null() {
                let content =
                    call["requestBody"]["content"].as_object().expect("content").values().next().expect("a body");
                assert!(!content["example"].is_null(), "{what} has no example body");
            }
        }
    }
    assert!(calls >= 11, "only {calls} calls");
}

#[tokio::test]
async fn ready_says_when_its_own_database_is_gone() {
    let app = TestApp::builder().start().await;
    assert_eq!(app.nobody().get("/ready").await.body["status"], "ready");
    let name = app.central_database().name().to_owned();
    let root = Postgres::shared().connect("postgres").await;
    root.batch_execute(&format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await.expect("shut");
    root.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", &[&name])
        .await
        .expect("ended");
    let reply = app.nobody().get("/ready").await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (503, Some("central_database_unavailable")));
    assert_eq!(app.nobody().get("/health").await.status, 200, "the process itself is well");
}
