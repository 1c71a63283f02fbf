//! What somebody saw who should not have: another organisation's things, another ward's, what is for others alone.

use std::time::Duration;

use serde_json::Value;
use watchroom_domain::Role;
use watchroom_test_support::{Reply, Session, TestApp};

use crate::place::two_organisations;

/// An answer without the request's id and without the names that were asked for: what is left must not tell two apart.
fn told(reply: &Reply, names: &[&str]) -> (u16, String) {
    let mut body = reply.body.clone();
    if let Some(id) = body.get_mut("request_id") {
        *id = Value::Null;
    }
    (reply.status, names.iter().fold(body.to_string(), |text, name| text.replace(name, "NAME")))
}

#[tokio::test]
async fn cve_2021_41244_an_organisations_admin_reaches_no_other_by_its_ids() {
    let app = two_organisations().await;
    // Administrator of the one, and a mere viewer of a third thing: rights do not travel.
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None)]).await;
    let stranger = admin.for_tenant(Some("beta"));
    for path in [
        "/api/v1/dashboards",
        "/api/v1/dashboards/default",
        "/api/v1/panels/notes/data",
        "/api/v1/panels/open_tickets/rows",
        "/api/v1/reports/notes",
        "/api/v1/reports/notes/export?format=csv",
        "/api/v1/custom/network-topology?include_offline=true",
        "/api/v1/events",
        "/api/v1/config/findings",
    ] {
        let reply = stranger.get(path).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (404, Some("not_found")), "{path}");
        let nowhere = admin.for_tenant(Some("nowhere")).get(path).await;
        assert_eq!(told(&reply, &["beta"]), told(&nowhere, &["nowhere"]), "beta looks like what is not there: {path}");
    }
    let both = app.sign_in("both", &[("alpha", Role::Admin, None), ("beta", Role::Viewer, None)]).await;
    assert_eq!(both.get("/api/v1/config/findings").await.status, 200);
    assert_eq!(both.for_tenant(Some("beta")).get("/api/v1/config/findings").await.status, 404, "a viewer there");
}

#[tokio::test]
async fn a_cache_never_answers_one_ward_with_anothers_rows() {
    let app = two_organisations().await;
    let ward = |ward: &'static str| [("alpha", Role::WardCouncillor, Some(ward))];
    let third = app.sign_in("third", &ward("3")).await;
    let fourth = app.sign_in("fourth", &ward("4")).await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let other = app.sign_in("other", &[("beta", Role::Viewer, None)]).await;
    // A row more in the one ward: had anybody the other's answer, it would show.
    let owner = app.tenant("alpha").owner().await;
    owner.batch_execute("INSERT INTO tickets VALUES (100, '3', 'more', false)").await.expect("a row");
    let path = "/api/v1/panels/open_tickets/data";
    let mut validators = Vec::new();
    for _ in 0..2 {
        for (who, session, count) in
            [("viewer", &viewer, 41), ("third", &third, 11), ("fourth", &fourth, 0), ("other", &other, 40)]
        {
            let reply = session.get(path).await;
            assert_eq!(reply.body["value"], count, "{who}: {}", reply.text);
            validators.push((who, reply.headers["etag"].to_str().expect("text").to_owned()));
        }
    }
    // Nor does another's validator say that it is still so.
    for (who, session) in [("third", &third), ("fourth", &fourth)] {
        for (whose, etag) in validators.iter().filter(|(whose, _)| *whose != who) {
            let reply = session.get_with(path, &[("if-none-match", etag)]).await;
            assert_eq!(reply.status, 200, "{who} with {whose}'s");
        }
    }
}

/// Whatever stands beside the thing itself: lists, files, errors, findings, exports, counts.
async fn side_views(session: &Session) -> Vec<(String, Reply)> {
    let mut seen = Vec::new();
    for path in [
        "/api/v1/auth/me",
        "/api/v1/tenants",
        "/api/v1/dashboards",
        "/api/v1/dashboards/default",
        "/api/v1/config/findings",
        "/api/v1/panels/open_tickets/data",
        "/api/v1/panels/open_tickets/rows",
        "/api/v1/reports/open_tickets/export?format=json",
        "/api/v1/reports/open_tickets/export?format=json&rows=true",
        "/ready",
        "/health",
    ] {
        seen.push((path.to_owned(), session.get(path).await));
    }
    seen
}

#[tokio::test]
async fn a_sensitive_subject_shows_in_no_side_view() {
    let app = two_organisations().await;
    let liaison = app.sign_in("liaison", &[("alpha", Role::SapsLiaison, None)]).await;
    let seen = liaison.get("/api/v1/panels/serious/data").await;
    assert!(seen.text.contains("CASE-4711"), "there is something to be hidden: {}", seen.text);

    for role in Role::ALL.into_iter().filter(|role| *role != Role::SapsLiaison) {
        let ward = (role == Role::WardCouncillor).then_some("3");
        let member = app.sign_in(role.as_str(), &[("alpha", role, ward)]).await;
        // The same answer as for what is not there, on every way to it.
        for path in [
            "/api/v1/dashboards/THING",
            "/api/v1/panels/THING/data",
            "/api/v1/panels/THING/data?sort_by=nonsense",
            "/api/v1/panels/THING/rows",
            "/api/v1/reports/THING",
            "/api/v1/reports/THING/export?format=csv",
            "/api/v1/reports/THING/export?format=nonsense",
        ] {
            let hidden = if path.contains("dashboards") { "liaison" } else { "serious" };
            let there = member.get(&path.replace("THING", hidden)).await;
            let nowhere = member.get(&path.replace("THING", "nowhere")).await;
            assert_eq!(there.status, 404, "{role} {path}: {}", there.text);
            assert_eq!(told(&there, &[hidden]), told(&nowhere, &["nowhere"]), "{role} {path}");
        }
        for (path, reply) in side_views(&member).await {
            for word in ["serious", "Serious", "CASE-4711", "cases"] {
                assert!(!reply.text.contains(word), "{role} reads `{word}` at {path}: {}", reply.text);
            }
        }
    }
}

#[tokio::test]
async fn what_is_broken_about_a_hidden_panel_is_told_to_nobody_who_may_not_see_it() {
    let app = two_organisations().await;
    let owner = app.tenant("alpha").owner().await;
    owner.batch_execute("DROP TABLE cases").await.expect("gone");
    let liaison = app.sign_in("liaison", &[("alpha", Role::SapsLiaison, None)]).await;
    assert_eq!(liaison.get("/api/v1/panels/serious/data").await.status, 502, "for whom it is there, it is broken");
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    assert_eq!(viewer.get("/api/v1/panels/serious/data").await.status, 404);
    // Findings name files and columns: they are for whoever mends them.
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let member = app.sign_in(&format!("finding-{role}"), &[("alpha", role, Some("3"))]).await;
        let reply = member.get("/api/v1/config/findings").await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (404, Some("not_found")), "{role}");
    }
}

/// Reads an open stream until `what` came or half a second has passed.
async fn heard(response: &mut reqwest::Response, what: &str) -> String {
    let mut text = String::new();
    let reading = async {
        while !text.contains(what) {
            match response.chunk().await {
                Ok(Some(chunk)) => text.push_str(&String::from_utf8_lossy(&chunk)),
                _ => break,
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_millis(500), reading).await;
    text
}

fn edit(app: &TestApp, tenant: &str, name: &str) {
    let (_, text) = crate::place::FILES[2];
    app.write_config(&format!("{tenant}/dashboards/liaison.yaml"), &text.replace("Serious cases", name));
    app.reload();
}

#[tokio::test]
async fn cve_2022_40816_the_push_channel_keeps_the_same_rules() {
    let app = two_organisations().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let stranger = app.sign_in("stranger", &[("beta", Role::Admin, None)]).await;
    assert_eq!(app.nobody().get("/api/v1/events?tenant=alpha").await.status, 401);
    assert_eq!(stranger.for_tenant(None).get("/api/v1/events?tenant=alpha").await.status, 404);

    let mut of_viewer = viewer.open_stream("/api/v1/events", &[]).await;
    let mut of_stranger = stranger.open_stream("/api/v1/events", &[]).await;
    for stream in [&mut of_viewer, &mut of_stranger] {
        heard(stream, "retry:").await;
    }
    edit(&app, "alpha", "Very serious cases");
    let said = heard(&mut of_viewer, "revision").await;
    assert!(said.contains("config_changed"), "{said}");
    // What changed is not in it: whoever may see it asks for it, by the same rules as ever.
    for word in ["serious", "Serious", "liaison", "cases"] {
        assert!(!said.contains(word), "{said}");
    }
    let said = heard(&mut of_stranger, "config_changed").await;
    assert!(!said.contains("config_changed"), "another organisation hears nothing: {said}");

    // Whoever loses the membership hears nothing more.
    let central = app.central_database().connect().await;
    central.batch_execute("DELETE FROM memberships WHERE tenant_id = 'alpha'").await.expect("deleted");
    edit(&app, "alpha", "Most serious cases");
    let said = heard(&mut of_viewer, "config_changed").await;
    assert!(!said.contains("config_changed"), "{said}");
}
