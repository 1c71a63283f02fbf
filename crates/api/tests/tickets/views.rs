//! Kept lists: whose they are, and who sees the shared ones.

use serde_json::{Value, json};
use watchroom_test_support::Session;

use crate::desk::Desk;

const PATH: &str = "/api/v1/tickets/views";

async fn names(session: &Session) -> Vec<String> {
    let reply = session.get(PATH).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let views = reply.body["views"].as_array().expect("views").iter();
    views
        .map(|view| {
            format!("{}{}", view["name"].as_str().expect("text"), if view["mine"] == true { " (mine)" } else { "" })
        })
        .collect()
}

fn view(name: &str, query: &str, shared: bool) -> Value {
    json!({"name": name, "query": query, "shared": shared})
}

#[tokio::test]
async fn views_are_kept_changed_and_forgotten_by_their_owner() {
    let desk = Desk::start().await;
    let manager = &desk.manager;
    assert!(names(manager).await.is_empty());
    let made = manager
        .post(PATH, &view(" Open and late ", "?sla=breached&page=3&status=open&nonsense=1&status=waiting", false))
        .await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.body["name"], "Open and late");
    assert_eq!(made.body["query"], "status=open&status=waiting&sla=breached", "filters alone, in one order");
    assert_eq!(made.body["owner_name"], "manager of the tests");
    let again = manager.post(PATH, &view("Open and late", "", false)).await;
    assert_eq!((again.status, again.body["code"].as_str()), (409, Some("view_name_taken")));
    let path = format!("{PATH}/{}", made.body["id"].as_str().expect("an id"));
    let changed = manager.put(&path, &view("Late", "sla=breached", true)).await;
    assert_eq!((changed.status, &changed.body["shared"]), (200, &json!(true)), "{}", changed.text);
    assert_eq!(names(manager).await, ["Late (mine)"]);
    for (body, code) in [
        (view("", "", false), "bad_name"),
        (view("x", "status=opened", false), "unknown_word"),
        (view(&"x".repeat(101), "", false), "bad_name"),
    ] {
        let reply = manager.post(PATH, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{}", reply.text);
    }
    assert_eq!(manager.delete(&path).await.status, 204);
    assert_eq!(manager.delete(&path).await.status, 404);
    assert!(names(manager).await.is_empty());
}

#[tokio::test]
async fn shared_views_stay_on_their_side_and_others_views_cannot_be_touched() {
    let desk = Desk::start().await;
    let people = desk.people().await;
    for (who, session, _) in &people {
        for shared in [false, true] {
            let name = format!("{who}{}", if shared { ", shared" } else { "" });
            assert_eq!(session.post(PATH, &view(&name, "search=xsecretx", shared)).await.status, 201, "{who}");
        }
    }
    for (who, session, _) in &people {
        let mut shown = names(session).await;
        shown.sort();
        let mut wanted: Vec<String> = people
            .iter()
            .filter(|(other, _, _)| (*other == "liaison") == (*who == "liaison"))
            .map(|(other, _, _)| format!("{other}, shared{}", if other == who { " (mine)" } else { "" }))
            .chain([format!("{who} (mine)")])
            .collect();
        wanted.sort();
        assert_eq!(shown, wanted, "{who}");
    }
    // Another's view, shared or not, of one's own side or not, is not there to be changed.
    let ids = desk.owner.query("SELECT id::text, owner_name FROM service_desk.saved_views", &[]).await.expect("views");
    assert_eq!(ids.len(), 12);
    for row in &ids {
        let (id, owner): (String, String) = (row.get(0), row.get(1));
        if owner.starts_with("admin ") {
            continue;
        }
        let admin = &people[1].1;
        assert_eq!(admin.put(&format!("{PATH}/{id}"), &view("taken", "", true)).await.status, 404, "{owner}");
        assert_eq!(admin.delete(&format!("{PATH}/{id}")).await.status, 404, "{owner}");
    }
}
