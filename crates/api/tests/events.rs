//! `GET /events` and `GET /config/findings`, over a real server.

use std::time::{Duration, Instant};

use serde_json::Value;
use watchroom_domain::Role;
use watchroom_identity::NewAccount;
use watchroom_test_support::{Session, TestApp};

const DASHBOARD: &str = "dashboard:\n  name: Default\n  panels:\n    - { id: one, config_file: panels/one.yaml, position: { row: 1, col: 1 } }\n";
const FILES: &[(&str, &str)] = &[
    ("tenant.yaml", "tenant: { name: A }\n"),
    ("dashboards/default.yaml", DASHBOARD),
    (
        "panels/one.yaml",
        "panel:\n  type: kpi\n  title: One\n  data_source: { table: one, columns: { value: n }, query: \"ORDER BY n LIMIT 1\" }\n",
    ),
];
/// No table: what happens where other programs write to one is told in `panel_changed.rs`.
const SQL: &str = "";

async fn app() -> TestApp {
    TestApp::builder().tenant("alpha", SQL, FILES).await.tenant("beta", SQL, FILES).await.start().await
}

/// An open stream.
struct Stream {
    response: reqwest::Response,
    text: String,
    /// The id that it began with, after what was missed.
    id: String,
}

impl Stream {
    async fn open(session: &Session, path: &str, headers: &[(&str, &str)]) -> Self {
        let response = session.open_stream(path, headers).await;
        assert_eq!(response.status().as_u16(), 200);
        let mut stream = Self { response, text: String::new(), id: String::new() };
        stream.until("retry: 3000\n\n").await;
        // What was missed comes before it, and waits to be read.
        let missed = stream.until("\nevent: alive\ndata: {}\n\n").await;
        let (missed, id) = missed.rsplit_once("id: ").expect("an id");
        id.clone_into(&mut stream.id);
        stream.text.insert_str(0, missed);
        stream
    }

    /// Reads on until a text has come, and takes all up to there.
    async fn until(&mut self, what: &str) -> String {
        let reading = async {
            while !self.text.contains(what) {
                let chunk = self.response.chunk().await.expect("the stream goes on").expect("the stream has no end");
                self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        let came = tokio::time::timeout(Duration::from_secs(10), reading).await;
        assert!(came.is_ok(), "{what} did not come; there was:\n{}", self.text);
        let (before, rest) = self.text.split_once(what).unwrap_or_default();
        let (before, rest) = (before.to_owned(), rest.to_owned());
        self.text = rest;
        before
    }

    /// Reads to the end and returns all that came.
    async fn rest(mut self, patience: Duration) -> String {
        let reading = async {
            while let Ok(Some(chunk)) = self.response.chunk().await {
                self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        tokio::time::timeout(patience, reading).await.expect("the stream ends");
        self.text
    }
}

fn rename(app: &TestApp, tenant: &str, name: &str) {
    app.write_config(&format!("{tenant}/dashboards/default.yaml"), &DASHBOARD.replace("Default", name));
    app.reload();
}

#[tokio::test]
async fn an_edit_is_told_to_the_tenants_own_listeners() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let bob = app.sign_in("bob", &[("beta", Role::Viewer, None)]).await;
    let mut of_alice =
        Stream::open(&alice.for_tenant(None), "/api/v1/events?tenant=alpha", &[("accept-encoding", "gzip, br")]).await;
    let mut of_bob = Stream::open(&bob, "/api/v1/events", &[]).await;
    let header =
        |name: &str| of_alice.response.headers().get(name).map(|value| value.to_str().unwrap_or_default().to_owned());
    assert_eq!(header("content-type").as_deref(), Some("text/event-stream"));
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(header("x-accel-buffering").as_deref(), Some("no"));
    assert_eq!(header("content-encoding"), None);

    rename(&app, "alpha", "Changed");
    of_alice.until("event: config_changed\ndata: {\"type\":\"config_changed\",\"revision\":3}\n\n").await;
    assert_eq!(alice.get("/api/v1/dashboards/default").await.body["title"], "Changed");
    app.reload();
    rename(&app, "beta", "Other");
    // Alpha's change, and the reload that changed nothing, are none of beta's.
    of_bob.until("revision\":").await;
    assert!(of_bob.text.starts_with('4'), "{}", of_bob.text);
    app.app.live.close();
    let rest = of_alice.rest(Duration::from_secs(2)).await;
    let pause: u32 =
        rest.trim().strip_prefix("retry: ").and_then(|ms| ms.parse().ok()).unwrap_or_else(|| panic!("{rest}"));
    assert!(
        (250..4_000).contains(&pause),
        "nothing more came, and the end came at once, with a moment to come back at"
    );
}

#[tokio::test]
async fn nobody_else_may_listen() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    for (session, path, status) in [
        (app.nobody(), "/api/v1/events?tenant=alpha", 401),
        (alice.for_tenant(None), "/api/v1/events?tenant=beta", 404),
        (alice.for_tenant(None), "/api/v1/events?tenant=nope", 404),
        (alice.for_tenant(None), "/api/v1/events?tenant=..", 404),
    ] {
        assert_eq!(session.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_membership_and_with_the_session() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let bob = app.sign_in("bob", &[("alpha", Role::Viewer, None)]).await;
    let of_alice = Stream::open(&alice, "/api/v1/events", &[]).await;
    let of_bob = Stream::open(&bob, "/api/v1/events", &[]).await;
    let central = app.central_database().connect().await;
    central
        .execute(
            "DELETE FROM memberships USING users WHERE users.id = user_id AND users.email = 'alice@test.example'",
            &[],
        )
        .await
        .expect("a membership is taken away");
    assert_eq!(bob.post("/api/v1/auth/logout", &Value::Null).await.status, 204);
    rename(&app, "alpha", "Secret");
    for stream in [of_alice, of_bob] {
        let rest = stream.rest(Duration::from_secs(5)).await;
        assert!(!rest.contains("config_changed"), "{rest}");
    }
}

#[tokio::test]
async fn a_quiet_stream_beats_and_ends_at_a_beat() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let begun = Instant::now();
    let mut stream = Stream::open(&alice, "/api/v1/events", &[]).await;
    let beating = async {
        while !stream.text.contains("event: alive\ndata: {}\n\n") {
            let chunk = stream.response.chunk().await.expect("it goes on").expect("it has no end");
            stream.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    };
    tokio::time::timeout(Duration::from_secs(20), beating).await.expect("a heartbeat");
    assert!(begun.elapsed() >= Duration::from_secs(7));
    assert_eq!(alice.post("/api/v1/auth/logout", &Value::Null).await.status, 204);
    stream.rest(Duration::from_secs(17)).await;
}

#[tokio::test]
async fn who_comes_back_is_told_whether_something_was_missed() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let id = Stream::open(&alice, "/api/v1/events", &[]).await.id;
    // Nothing was missed: the first that comes is what happens then.
    let mut again = Stream::open(&alice, "/api/v1/events", &[("last-event-id", &id)]).await;
    rename(&app, "alpha", "Once");
    again.until("event: ").await;
    assert!(again.text.starts_with("config_changed"), "{}", again.text);
    // Now something was: once it is told, with the revision that is shown, to another process too.
    let other = app.another_process().await;
    for (url, ask) in
        [(&app.url, "/api/v1/events".to_owned()), (&other.url, format!("/api/v1/events?last_event_id={id}"))]
    {
        let headers = if ask.contains('?') { vec![] } else { vec![("last-event-id", id.as_str())] };
        let mut again = Stream::open(&alice.at(url), &ask, &headers).await;
        again.until("event: ").await;
        assert!(again.text.starts_with("config_changed"), "{}", again.text);
    }
    // The dashboards are again as they were: there is nothing to tell.
    rename(&app, "alpha", "Default");
    let mut again = Stream::open(&alice, "/api/v1/events", &[("last-event-id", &id)]).await;
    rename(&app, "alpha", "Twice");
    again.until("revision\":").await;
    assert!(again.text.starts_with('5'), "{}", again.text);
    for nonsense in ["nonsense", "7-7", "", "ffffffff.0000000000000000.p00000000-1"] {
        let mut again = Stream::open(&alice, "/api/v1/events", &[("last-event-id", nonsense)]).await;
        again.until("event: ").await;
        assert!(again.text.starts_with("resync"), "{}", again.text);
    }
}

/// The network may end a stream anywhere: between the beginning and what was missed too.
#[tokio::test]
async fn nobody_has_an_id_before_what_was_missed_up_to_there() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let before = Stream::open(&alice, "/api/v1/events", &[]).await.id;
    rename(&app, "alpha", "Meanwhile");
    for (seen, missed) in [("nonsense", "event: resync\n"), (before.as_str(), "event: config_changed\n")] {
        let mut response = alice.open_stream("/api/v1/events", &[("last-event-id", seen)]).await;
        let mut text = String::new();
        while !text.contains("event: alive\n") {
            let chunk = response.chunk().await.expect("it goes on").expect("it has no end");
            text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
        let events: Vec<&str> = text.split("\n\n").collect();
        let told = events.iter().position(|event| event.contains(missed)).unwrap_or_else(|| panic!("{text}"));
        assert!(events[..told].iter().all(|event| !event.contains("id: ")), "{text}");
        assert!(events[told].starts_with("id: "), "{text}");
    }
}

#[tokio::test]
async fn a_session_has_twenty_streams_and_gets_them_back() {
    let app = app().await;
    let alice = app.sign_in("alice", &[("alpha", Role::Viewer, None)]).await;
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(Stream::open(&alice, "/api/v1/events", &[]).await);
    }
    let refused = alice.get("/api/v1/events").await;
    assert_eq!((refused.status, refused.body["code"].as_str()), (429, Some("too_many_streams")));
    open.clear();
    let begun = Instant::now();
    while alice.open_stream("/api/v1/events", &[]).await.status().as_u16() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(5), "closed streams give their places back");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn findings_are_for_the_tenants_admins_and_the_platforms() {
    let app = app().await;
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None), ("beta", Role::Viewer, None)]).await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let account = NewAccount {
        email: "root@test.example".to_owned(),
        full_name: "Root".to_owned(),
        password: "correct horse battery".to_owned(),
        is_admin: true,
    };
    app.app.identity.add_account(&account, &app.by()).await.expect("an account");
    let root = app.nobody().for_tenant(Some("beta"));
    let credentials = serde_json::json!({"email": account.email, "password": account.password});
    assert_eq!(root.post("/api/v1/auth/login", &credentials).await.status, 200);

    let path = "/api/v1/config/findings";
    let good = admin.get(path).await;
    assert_eq!(
        (good.status, &good.body["findings"], &good.body["failed_at"]),
        (200, &serde_json::json!([]), &Value::Null)
    );
    for tenant in ["alpha", "beta"] {
        app.write_config(&format!("{tenant}/dashboards/default.yaml"), &DASHBOARD.replace("name:", "nmae:"));
    }
    app.reload();
    let bad = admin.get(path).await;
    assert!(!bad.body["failed_at"].is_null() && bad.body["loaded_at"] == good.body["loaded_at"], "{}", bad.text);
    let findings = bad.body["findings"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["file"] == "alpha/dashboards/default.yaml"), "{}", bad.text);
    let text = bad.body["text"].as_str().expect("a text");
    assert!(text.contains("--> alpha/dashboards/default.yaml:2:3") && text.contains("nmae"), "{text}");
    assert_eq!(root.get(path).await.body["findings"][0]["file"], "beta/dashboards/default.yaml");
    for (session, status) in [
        (manager, 404),
        (admin.for_tenant(Some("beta")), 404),
        (admin.for_tenant(Some("nope")), 404),
        (root.for_tenant(Some("nope")), 404),
        (app.nobody().for_tenant(Some("alpha")), 401),
    ] {
        assert_eq!(session.get(path).await.status, status);
    }
    let ready = app.nobody().get("/ready").await;
    assert_eq!((&ready.body["tenants"], &ready.body["config"]["tenants_with_errors"]), (&2.into(), &2.into()));
    assert!(!ready.text.contains("alpha"), "who the tenants are needs a sign-in: {}", ready.text);
    assert_eq!(admin.get("/api/v1/dashboards/default").await.body["title"], "Default");
}
