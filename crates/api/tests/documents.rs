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
            let good = responses.iter().find(|(status, _)| status.starts_with('2')).expect("a good answer");
            if good.0 != "204" {
                let content = good.1["content"].as_object().expect("content").values().next().expect("a body");
                assert!(!content["example"].is_null() || !content["examples"].is_null(), "{what} has no example");
            }
            for (status, response) in responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])) {
                assert!(!response["content"]["application/problem+json"].is_null(), "{what} {status} is no problem");
            }
            if !call["requestBody"].is_null() {
                assert!(
                    !call["requestBody"]["content"]["application/json"]["example"].is_null(),
                    "{what} has no example body"
                );
            }
        }
    }
    assert!(calls >= 11, "only {calls} calls");
}

#[tokio::test]
async fn nobody_gets_past_the_sign_in() {
    let app = TestApp::builder().start().await;
    let printed: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let mut closed = 0;
    for (path, methods) in printed["paths"].as_object().expect("paths") {
        let open = ["/health", "/ready", "/api/v1/auth/config", "/api/v1/auth/login", "/api/v1/auth/logout"];
        if open.contains(&path.as_str()) {
            continue;
        }
        let path = ["{id}", "{name}", "{endpoint}", "{tenant_id}", "{panel_id}"]
            .iter()
            .fold(path.clone(), |path, place| path.replace(place, "x"));
        for method in methods.as_object().expect("methods").keys() {
            let caller = app.nobody().for_tenant(Some("alpha"));
            let body = if method == "get" { Value::Null } else { serde_json::json!({}) };
            let reply = caller.call(method, &path, &body).await;
            assert_eq!((reply.status, reply.body["code"].as_str()), (401, Some("sign_in_needed")), "{method} {path}");
            closed += 1;
        }
    }
    assert!(closed >= 6, "only {closed} calls were tried");
}

#[tokio::test]
async fn every_answer_carries_the_strict_headers() {
    let app = TestApp::builder().start().await;
    for path in ["/", "/health", "/api/v1/auth/config", "/api/v1/nope", "/assets/nope.js", "/openapi.json"] {
        let reply = app.nobody().get(path).await;
        let header = |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(header("content-security-policy").contains("script-src 'self';"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert!(!header("x-request-id").is_empty(), "{path}");
        if path.starts_with("/api/") {
            assert_eq!(header("cache-control"), "no-store", "{path}");
        }
    }
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
