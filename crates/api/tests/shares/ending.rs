//! When a share ends: at its time, by a word, with its maker's right, with what it shows.

use std::time::Duration;

use serde_json::json;
use watchroom_domain::Role;

use crate::world::{Holder, centrally, refused, shared, wall, wall_with, world};

const BOARD: &str = "/api/v1/dashboards/default";

async fn ended(holder: &Holder) {
    let reply = holder.browser.get_until_with(BOARD, &[("x-share", &holder.id)], 401).await;
    assert_eq!(refused(&reply), (401, "share_ended".to_owned()), "{}", reply.text);
    let again = holder.browser.post("/api/v1/auth/share", &json!({"token": holder.token})).await;
    assert_eq!(refused(&again), (401, "share_ended".to_owned()), "its link is dead too");
    assert_eq!(holder.refused("/api/v1/auth/share").await, (401, "share_ended".to_owned()));
}

#[tokio::test]
async fn a_share_ends_at_its_time() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall_with(&json!({"expires_in_days": 1}))).await;
    app.app.clock.advance_ms(24 * 3_600_000 - 1_000);
    assert_eq!(wall.get(BOARD).await.status, 200);
    app.app.clock.advance_ms(1_000);
    ended(&wall).await;
}

#[tokio::test]
async fn revoking_works_at_once_on_every_process_and_ends_open_streams() {
    let (app, manager) = world().await;
    let other = app.another_process().await;
    let wall = shared(&app, &manager, &wall()).await;
    let there = Holder { browser: wall.browser.at(&other.url), id: wall.id.clone(), token: wall.token.clone() };
    assert_eq!((wall.get(BOARD).await.status, there.get(BOARD).await.status), (200, 200));
    let events = format!("/api/v1/events?share={}", wall.id);
    let mut stream = there.browser.open_stream(&events, &[]).await;
    assert_eq!(stream.status().as_u16(), 200);
    assert!(stream.chunk().await.expect("a piece").is_some());
    let mut own = wall.browser.open_stream(&events, &[]).await;
    assert!(own.chunk().await.expect("a piece").is_some());

    assert_eq!(manager.delete(&format!("/api/v1/shares/{}", wall.id)).await.status, 204);
    assert_eq!(wall.get(BOARD).await.status, 401, "at once, where it was revoked");
    ended(&there).await;
    for stream in [&mut stream, &mut own] {
        let to_its_end = async { while let Ok(Some(_)) = stream.chunk().await {} };
        tokio::time::timeout(Duration::from_secs(5), to_its_end).await.expect("the stream ends");
    }
    assert_eq!(wall.browser.open_stream(&events, &[]).await.status().as_u16(), 401);
}

#[tokio::test]
async fn a_share_dies_with_its_makers_right() {
    let (app, _) = world().await;
    let losses = [
        (
            "demoted",
            "UPDATE memberships SET role = 'viewer' WHERE user_id = (SELECT id FROM users WHERE email = 'demoted@test.example')",
        ),
        (
            "removed",
            "DELETE FROM memberships WHERE user_id = (SELECT id FROM users WHERE email = 'removed@test.example')",
        ),
        ("disabled", "UPDATE users SET disabled_at = now() WHERE email = 'disabled@test.example'"),
        (
            "confined",
            "UPDATE memberships SET ward_id = '4' WHERE user_id = (SELECT id FROM users WHERE email = 'confined@test.example')",
        ),
        ("deleted", "DELETE FROM users WHERE email = 'deleted@test.example'"),
    ];
    let overseer = app.sign_in("overseer", &[("alpha", Role::Admin, None)]).await;
    for (name, loss) in losses {
        let maker = app.sign_in(name, &[("alpha", Role::Manager, None)]).await;
        let wall = shared(&app, &maker, &wall_with(&json!({"name": name, "ward_id": "3"}))).await;
        assert_eq!(wall.get(BOARD).await.status, 200, "{name}");
        centrally(&app, loss).await;
        ended(&wall).await;
        let listed = overseer.get("/api/v1/shares").await;
        let state = listed.body["shares"].as_array().expect("shares").iter().find(|share| share["name"] == name);
        let state = state.map(|share| share["state"].as_str().unwrap_or_default().to_owned());
        let expected = (name != "deleted").then(|| "maker_lost_access".to_owned());
        assert_eq!(state, expected, "{name}");
    }
}

#[tokio::test]
async fn what_is_shown_no_more_says_so() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall_with(&json!({"target": "other"}))).await;
    let report = json!({"name": "R", "kind": "report", "target": "lonely", "role": "viewer", "expires_in_days": 1});
    let report = shared(&app, &manager, &report).await;
    let gone = (404, "share_target_gone".to_owned());
    let board = |text: &str| {
        format!(
            "dashboard:\n  name: Other\n{text}  panels:\n    - {{ id: lonely, config_file: panels/lonely.yaml, position: {{ row: 1, col: 1 }} }}\n"
        )
    };

    app.write_config("alpha/dashboards/other.yaml", &board("  roles: [admin]\n"));
    app.reload();
    assert_eq!(wall.refused("/api/v1/dashboards/other").await, gone, "it is for admins now");
    assert_eq!(wall.refused("/api/v1/panels/lonely/data").await.0, 404);
    assert_eq!(report.refused("/api/v1/reports/lonely").await, gone, "no dashboard that the share could see has it");

    app.write_config("alpha/dashboards/other.yaml", &board("").replace("id: lonely", "id: renamed"));
    app.reload();
    assert_eq!(wall.get("/api/v1/dashboards/other").await.status, 200, "it is back");
    assert_eq!(report.refused("/api/v1/reports/lonely").await, gone);
    assert_eq!(wall.get("/api/v1/panels/renamed/data").await.status, 200, "a dashboard's share follows its panels");
    let listed = manager.get("/api/v1/shares").await;
    let state = |id: &str| {
        let shares = listed.body["shares"].as_array().cloned().unwrap_or_default();
        shares.into_iter().find(|share| share["id"] == id).map(|share| share["state"].clone())
    };
    assert_eq!((state(&wall.id), state(&report.id)), (Some(json!("live")), Some(json!("target_gone"))));
}
