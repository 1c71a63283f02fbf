//! What happens to sensitive tickets, and who hears of it.

use std::time::Duration;

use serde_json::Value;
use watchroom_test_support::TestApp;

use crate::answer::Answer;
use crate::callers::{Caller, LIAISON, OTHERS};
use crate::streams::{Stream, Streams};
use crate::walk::Walk;
use crate::world::{ORDINARY, SENSITIVE};

const R: &str = "/api/v1/tickets/00000000-0000-4000-8000-0000000fee01";

/// One of the others.
fn other(name: &str) -> &'static crate::callers::Kind {
    OTHERS.iter().find(|kind| kind.name == name).expect("one of the others")
}

fn good(answer: &Answer) -> Value {
    assert!(matches!(answer.status, 200 | 201), "{} {}", answer.status, answer.text);
    let (_, body) = answer.text.split_once('{').unwrap_or_else(|| panic!("{}", answer.text));
    serde_json::from_str(&format!("{{{body}")).unwrap_or_else(|error| panic!("{}: {error}", answer.text))
}

fn later(app: &TestApp, ms: i64) {
    app.app.clock.advance_ms(ms);
}

/// The list, the exports, the search, the categories of the liaison: all that is sensitive, and nothing else.
pub async fn liaison_sees_the_sensitive_ones_alone(walk: &Walk<'_>) {
    let liaison = LIAISON.caller(walk.real).await;
    let list = good(&walk.ask(walk.real, &liaison, "GET", "/api/v1/tickets?page_size=500", None).await);
    assert_eq!(list["total"], walk.real.count("is_sensitive").await);
    assert!(list["total"].as_i64() > Some(SENSITIVE), "{list}");
    for at in [
        "/api/v1/tickets?page_size=500",
        "/api/v1/tickets?search=street",
        "/api/v1/tickets?parent_id=00000000-0000-4000-8000-000000000005",
        "/api/v1/tickets/00000000-0000-4000-8000-00000005ec04",
        "/api/v1/tickets/00000000-0000-4000-8000-00000005ec03",
        "/api/v1/tickets/00000000-0000-4000-8000-00000005ec04/history",
        "/api/v1/tickets/export?format=csv",
        "/api/v1/tickets/export?format=json",
        "/api/v1/tickets/export?format=xlsx",
        "/api/v1/tickets/views",
        "/api/v1/service-desk",
    ] {
        let answer = walk.ask(walk.real, &liaison, "GET", at, None).await;
        assert_eq!(answer.status, 200, "{at}: {}", answer.text);
        let text = answer.text.to_lowercase();
        assert!(!text.contains(ORDINARY) && !text.contains("rqx"), "{at}: {}", answer.text);
        assert!(at.ends_with("parent_id=00000000-0000-4000-8000-000000000005") || answer.text.contains("zqx"), "{at}");
    }
    let missing = walk.ask(walk.real, &liaison, "GET", "/api/v1/tickets/00000000-0000-4000-8000-000000000001", None);
    assert_eq!(missing.await.status, 404);
}

/// Sensitive tickets are made, changed, noted and breached while everybody listens: the streams are those of a server where
/// nothing of it happened, down to the numbers of the events.
pub async fn events_of_sensitive_tickets_are_silent(walk: &Walk<'_>) {
    let (real, twin) = (walk.real, walk.twin);
    let mut heard_of_real = Streams::open(&walk.client, real).await;
    let mut heard_of_twin = Streams::open(&walk.client, twin).await;
    let liaison = LIAISON.caller(real).await;
    let viewer = other("a viewer").caller(real).await;
    ordinary_news_are_told(walk, [&mut heard_of_real, &mut heard_of_twin]).await;
    panels(walk, &viewer).await;
    let mut own = Stream::open(&walk.client, real, &liaison).await.expect("a stream");
    let made = r#"{"category": "zqxcateg", "description": "zqxmade", "ward_id": "3", "team_id": "roads"}"#;
    good(&walk.ask(real, &liaison, "POST", "/api/v1/tickets", Some(made)).await);
    let changes: [(&'static str, &'static str, &'static str); 4] = [
        (
            "POST",
            "/api/v1/tickets/00000000-0000-4000-8000-00000005ec02/notes",
            r#"{"body": "zqxsaid", "visibility": "public"}"#,
        ),
        ("PATCH", "/api/v1/tickets/00000000-0000-4000-8000-00000005ec02/status", r#"{"status": "open", "version": 1}"#),
        (
            "PATCH",
            "/api/v1/tickets/00000000-0000-4000-8000-00000005ec04",
            r#"{"description": "zqxother", "ward_id": "4", "version": 1}"#,
        ),
        (
            "PATCH",
            "/api/v1/tickets/00000000-0000-4000-8000-00000005ec04/status",
            r#"{"status": "waiting", "waiting_reason": "zqxwait", "version": 2}"#,
        ),
    ];
    for (method, at, body) in changes {
        good(&walk.ask(real, &liaison, method, at, Some(body)).await);
    }
    own.until("ticket_updated\",", 4).await;
    let kept = panels(walk, &viewer).await;
    assert!(kept.contains("\"cache\":\"hit\""), "what is kept of panels is kept: {kept}");
    // Whoever makes a sensitive ticket is told its number, and hears nothing of it.
    let manager = other("a manager").caller(real).await;
    let unseen = r#"{"category": "Leak", "description": "zqxmine", "ward_id": "3", "is_sensitive": true}"#;
    let told = good(&walk.ask(real, &manager, "POST", "/api/v1/tickets", Some(unseen)).await);
    assert_eq!(told.as_object().expect("an object").keys().collect::<Vec<_>>(), ["tracking_number", "visible"]);
    // The clocks of sensitive tickets run out; ordinary ones have weeks.
    for place in [real, twin] {
        later(&place.app, 6 * 3_600_000);
    }
    own.until("sla_breach\",", 3).await;

    for (place, streams) in [(real, &mut heard_of_real), (twin, &mut heard_of_twin)] {
        let manager = other("a manager").caller(place).await;
        for body in [
            r#"{"category": "Leak", "description": "Of ward 3", "ward_id": "3", "team_id": "roads"}"#,
            r#"{"category": "Leak", "description": "Of ward 9", "ward_id": "9", "team_id": "shadow"}"#,
        ] {
            good(&walk.ask(place, &manager, "POST", "/api/v1/tickets", Some(body)).await);
            later(&place.app, 1_000);
        }
        // The last of them was told before the end is.
        let seen = streams.of(other("a manager")).until("ticket_created\",", 3).await;
        assert!(!seen.contains("5ec0"), "{seen}");
        streams.of(other("a manager")).again(seen);
    }
    let (of_real, of_twin) = (heard_of_real.heard(real).await, heard_of_twin.heard(twin).await);
    for ((name, real), (_, twin)) in of_real.iter().zip(&of_twin) {
        assert_eq!(without_ids(real), without_ids(twin), "what {name} heard");
        assert!(!real.contains("5ec0") && !real.contains("sla_"), "{name}: {real}");
    }
    assert!(of_real.iter().filter(|(_, text)| text.contains("ticket_created")).count() >= 8, "{of_real:?}");
}

/// What happened before is no news any more: changes of panels wait for their turn, and what is kept of them would be dropped
/// when it comes.
async fn ordinary_news_are_told(walk: &Walk<'_>, streams: [&mut Streams; 2]) {
    let tenant = "alpha".parse().expect("a slug");
    for (place, streams) in [walk.real, walk.twin].into_iter().zip(streams) {
        let manager = other("a manager").caller(place).await;
        let body = r#"{"category": "Leak", "description": "The last of before", "ward_id": "3"}"#;
        good(&walk.ask(place, &manager, "POST", "/api/v1/tickets", Some(body)).await);
        let heard = streams.of(other("a manager")).until("ticket_created\",", 1).await;
        streams.of(other("a manager")).again(heard);
        let told = async {
            let news = &place.app.app.panel_news;
            while news.desk_panels(&tenant).is_empty() || !news.is_told(&tenant) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), told).await.expect("each change has its turn");
    }
}

/// The lines of a stream: of each event its number within the process, its name, and its data without the ids.
fn without_ids(text: &str) -> Vec<String> {
    let line = |line: &str| match (line.strip_prefix("id: "), line.split_once("\"ticket_id\":")) {
        (Some(id), _) => id.rsplit_once('-').map_or_else(|| id.to_owned(), |(_, number)| number.to_owned()),
        (None, Some((before, _))) => before.to_owned(),
        (None, None) => line.to_owned(),
    };
    text.lines().map(line).collect()
}

/// The panels, as everybody may see them who sees panels.
async fn panels(walk: &Walk<'_>, caller: &Caller) -> String {
    let mut text = String::new();
    for at in ["/api/v1/panels/list/data?page_size=200", "/api/v1/panels/list/rows?page_size=200"] {
        text.push_str(&walk.ask(walk.real, caller, "GET", at, None).await.text);
    }
    text
}

/// An ordinary ticket becomes sensitive: who saw it hears that figures changed, and nothing of what happens to it then; and
/// nothing that was kept shows it any more. The twin's ticket is taken away as though it had never been.
pub async fn one_becomes_sensitive(walk: &mut Walk<'_>) {
    let (real, twin) = (walk.real, walk.twin);
    let viewer = other("a viewer").caller(real).await;
    let manager = other("a manager").caller(real).await;
    let liaison = LIAISON.caller(real).await;
    assert!(panels(walk, &viewer).await.contains("rqxdescr"), "it is seen, and kept");
    assert_eq!(walk.ask(real, &manager, "GET", R, None).await.status, 200);
    assert_eq!(walk.ask(real, &liaison, "GET", R, None).await.status, 404);

    let mut streams = Streams::open(&walk.client, real).await;
    let mut own = Stream::open(&walk.client, real, &liaison).await.expect("a stream");
    let gone = good(&walk.ask(real, &manager, "PATCH", R, Some(r#"{"is_sensitive": true, "version": 1}"#)).await);
    assert_eq!(gone, serde_json::json!({"tracking_number": "RQX-0001", "visible": false}));
    let kept = panels(walk, &viewer).await;
    assert!(!kept.contains("rqx"), "no panel shows it from then on: {kept}");
    const STATUS: &str = "/api/v1/tickets/00000000-0000-4000-8000-0000000fee01/status";
    const NOTES: &str = "/api/v1/tickets/00000000-0000-4000-8000-0000000fee01/notes";
    for (method, at, body) in [
        ("PATCH", R, r#"{"category": "zqxcateg", "version": 2}"#),
        ("PATCH", STATUS, r#"{"status": "in_progress", "version": 3}"#),
        ("POST", NOTES, r#"{"body": "rqxsecond", "visibility": "internal"}"#),
    ] {
        good(&walk.ask(real, &liaison, method, at, Some(body)).await);
    }
    own.until("ticket_updated\",", 4).await;
    let figures = streams.of(other("a manager")).until("metrics_updated\"}", 1).await;
    streams.of(other("a manager")).again(figures);
    for (name, text) in streams.heard(real).await {
        assert!(!text.contains("fee01") && !text.contains("ticket_") && !text.contains("sla_"), "{name}: {text}");
        assert!(text.matches("event: metrics_updated").count() <= 1, "{name}: {text}");
    }
    twin.owner.batch_execute(TAKEN_AWAY).await.expect("taken away");
    // What is kept of panels is of before on both.
    for place in [real, twin] {
        later(&place.app, 3_600_000);
    }
    walk.markers.extend(["rqx", "-0000000fee"]);
}

const TAKEN_AWAY: &str = "
    UPDATE service_desk.tickets SET parent_id = NULL WHERE parent_id = '00000000-0000-4000-8000-0000000fee01';
    DELETE FROM service_desk.ticket_history WHERE new = '00000000-0000-4000-8000-0000000fee01';
    DELETE FROM service_desk.tickets WHERE id = '00000000-0000-4000-8000-0000000fee01';
    INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated');";

/// It is everybody's again, with what was done meanwhile, but for the name of the category that nobody else may know.
pub async fn it_becomes_ordinary_again(walk: &mut Walk<'_>) {
    let real = walk.real;
    let (manager, liaison) = (other("a manager").caller(real).await, LIAISON.caller(real).await);
    let back = r#"{"category": "Pothole", "is_sensitive": false, "version": 4}"#;
    assert_eq!(good(&walk.ask(real, &liaison, "PATCH", R, Some(back)).await)["visible"], false);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(walk.ask(real, &liaison, "GET", R, None).await.status, 404, "it is the liaison's no more");
    let ticket = good(&walk.ask(real, &manager, "GET", R, None).await);
    assert_eq!((&ticket["category"], &ticket["status"]), (&"Pothole".into(), &"in_progress".into()));
    const HISTORY: &str = "/api/v1/tickets/00000000-0000-4000-8000-0000000fee01/history";
    for at in [
        R,
        HISTORY,
        "/api/v1/tickets?search=rqxdescr",
        "/api/v1/tickets/export?format=csv",
        "/api/v1/tickets?parent_id=00000000-0000-4000-8000-0000000fee01",
        "/api/v1/dashboard/volume",
        "/open311/v2/alpha/requests/RQX-0001.json",
    ] {
        let answer = walk.ask(real, &manager, "GET", at, None).await;
        assert_eq!(answer.status, 200, "{at}: {}", answer.text);
        assert!(!answer.text.contains("zqx"), "{at}: {}", answer.text);
        if !at.contains("volume") && !at.contains("parent_id") && at != HISTORY {
            assert!(answer.text.contains("RQX-0001"), "{at}: {}", answer.text);
        }
    }
    let history = walk.ask(real, &manager, "GET", HISTORY, None).await;
    assert!(history.text.contains("in_progress") && !history.text.contains("\"category\""), "{}", history.text);
}
