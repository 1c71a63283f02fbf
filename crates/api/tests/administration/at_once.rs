//! What changes holds at once, on every server, also for what is open.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::{Session, TestApp};

use crate::{app, ends, listen, text};

/// Somebody who is signed in on two servers, with an open stream on each.
struct Everywhere {
    here: Session,
    there: Session,
    streams: Vec<reqwest::Response>,
    id: String,
}

async fn everywhere(app: &TestApp, other: &str, name: &str) -> Everywhere {
    let here = app.sign_in(name, &[("alpha", Role::Manager, None)]).await;
    let there = Session::open(other, Some("alpha"));
    let login = json!({"email": format!("{name}@test.example"), "password": "correct horse battery"});
    assert_eq!(there.post("/api/v1/auth/login", &login).await.status, 200);
    for session in [&here, &there] {
        // Kept from now on.
        assert_eq!(session.get("/api/v1/dashboards").await.status, 200);
    }
    let streams = vec![listen(&here).await, listen(&there).await];
    let id = text(&here.get("/api/v1/auth/me").await.body["id"]);
    Everywhere { here, there, streams, id }
}

#[tokio::test]
async fn a_membership_a_disabled_user_and_an_ended_session_end_everything_that_is_open() {
    let app = app().await;
    let other = app.another_process().await;
    let url = other.url.clone();
    let admin = app.sign_in_admin("root").await;
    let users = "/api/v1/admin/users";
    for (name, method, act, body, status) in [
        ("membership", "delete", "/tenants/alpha", Value::Null, 404),
        ("disabled", "put", "", json!({"disabled": true}), 401),
        ("password", "put", "", json!({"password": "battery horse correct"}), 401),
        ("sessions", "delete", "/sessions", Value::Null, 401),
        ("deleted", "delete", "", Value::Null, 401),
    ] {
        let somebody = everywhere(&app, &url, name).await;
        let done = admin.call(method, &format!("{users}/{}{act}", somebody.id), &body).await;
        assert!(done.status < 300, "{name}: {}", done.text);
        assert_eq!(somebody.here.get("/api/v1/dashboards").await.status, status, "{name}: with the answer");
        assert_eq!(somebody.there.get_until("/api/v1/dashboards", status).await.status, status, "{name}");
        for stream in somebody.streams {
            ends(stream).await;
        }
    }
}

#[tokio::test]
async fn another_role_or_ward_holds_at_once_and_the_stream_goes_on() {
    let app = app().await;
    let other = app.another_process().await;
    let url = other.url.clone();
    let admin = app.sign_in_admin("root").await;
    let mut somebody = everywhere(&app, &url, "eve").await;
    let panel = "/api/v1/panels/one/data";
    assert_eq!(somebody.there.get(panel).await.body["value"], 1.0);
    let path = format!("/api/v1/admin/users/{}/tenants", somebody.id);
    let ward = json!({"tenant_id": "alpha", "role": "ward_councillor", "ward_id": "4"});
    assert_eq!(admin.post(&path, &ward).await.status, 200);
    assert_eq!(somebody.here.get(panel).await.body["value"], 2.0);
    let begun = std::time::Instant::now();
    while somebody.there.get(panel).await.body["value"] != 2.0 {
        assert!(begun.elapsed().as_secs() < 2);
    }
    app.write_config("alpha/tenant.yaml", "tenant: { name: B }\n");
    app.reload();
    let hearing = async {
        // The panel's table may be told of first.
        let mut heard = String::new();
        while !heard.contains("config_changed") {
            let piece = somebody.streams[0].chunk().await.expect("it goes on").expect("it has no end");
            heard.push_str(&String::from_utf8_lossy(&piece));
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), hearing).await.expect("in time");
}

#[tokio::test]
async fn who_is_made_an_administrator_is_one_everywhere_and_who_is_not_any_more_is_none() {
    let app = app().await;
    let other = app.another_process().await;
    let url = other.url.clone();
    let admin = app.sign_in_admin("root").await;
    let somebody = everywhere(&app, &url, "eve").await;
    let path = format!("/api/v1/admin/users/{}", somebody.id);
    for (is_admin, status) in [(true, 200), (false, 403)] {
        assert_eq!(admin.put(&path, &json!({"is_admin": is_admin})).await.status, 200);
        assert_eq!(somebody.here.get("/api/v1/admin/users").await.status, status);
        assert_eq!(somebody.there.get_until("/api/v1/admin/users", status).await.status, status);
    }
}
