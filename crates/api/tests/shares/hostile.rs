//! Links in hands that would have more of them.

use serde_json::json;
use watchroom_domain::Role;

use crate::world::{refused, shared, wall, wall_with, world};

const BOARD: &str = "/api/v1/dashboards/default";

#[tokio::test]
async fn a_share_opens_no_other_tenant() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall()).await;
    let bearer = format!("Bearer {}", wall.token);
    for tenant in ["beta", "no-such", "../etc"] {
        for headers in [vec![("x-share", wall.id.as_str())], vec![("authorization", bearer.as_str())]] {
            for path in [BOARD, "/api/v1/dashboards", "/api/v1/panels/everyone/data", "/api/v1/events"] {
                let reply = wall.browser.for_tenant(Some(tenant)).get_with(path, &headers).await;
                assert_eq!(refused(&reply), (404, "not_found".to_owned()), "{tenant} {path}");
                let asked = format!("{path}?tenant={tenant}");
                assert_eq!(wall.browser.get_with(&asked, &headers).await.status, 404, "{asked}");
            }
        }
    }
    assert_eq!(wall.browser.for_tenant(Some("alpha")).get_with(BOARD, &[("x-share", &wall.id)]).await.status, 200);
}

#[tokio::test]
async fn a_share_is_shown_by_its_own_cookie_or_as_a_bearer_and_by_nothing_else() {
    let (app, manager) = world().await;
    let (one, two) = (shared(&app, &manager, &wall()).await, shared(&app, &manager, &wall()).await);
    let bare = app.nobody();
    assert_eq!(
        refused(&bare.get_with(BOARD, &[("x-share", &one.id)]).await),
        (401, "share_ended".to_owned()),
        "no cookie"
    );
    assert_eq!(
        refused(&one.browser.get(BOARD).await),
        (401, "sign_in_needed".to_owned()),
        "a cookie that nobody names"
    );
    assert_eq!(one.browser.get_with(BOARD, &[("x-share", &two.id)]).await.status, 401, "another share's id");
    // The token of one under the cookie's name of the other: the id in the name is only where to look.
    let swapped = format!("watchroom-share-{}={}", two.id, one.token);
    let reply = bare.get_with("/api/v1/auth/share", &[("x-share", &two.id), ("cookie", &swapped)]).await;
    assert_eq!(refused(&reply), (401, "share_ended".to_owned()), "{}", reply.text);
    for named in ["nonsense", "", "00000000-0000-0000-0000-000000000000"] {
        assert_eq!(one.browser.get_with(BOARD, &[("x-share", named)]).await.status, 401, "{named}");
    }
    let bearer = |token: &str| format!("Bearer {token}");
    assert_eq!(bare.get_with(BOARD, &[("authorization", &bearer(&one.token))]).await.status, 200);
    let (token, altered) = (one.token.as_str(), format!("{}A", &one.token[..one.token.len() - 1]));
    let as_api_token = token.replacen("wrs_", "wrt_", 1);
    for bad in [altered.as_str(), as_api_token.as_str(), token.trim_start_matches("wrs_"), "wrs_"] {
        let reply = bare.get_with(BOARD, &[("authorization", &bearer(bad))]).await;
        assert!(reply.status == 401 || bad == token, "{bad}: {}", reply.status);
    }
    let as_session = format!("watchroom={}", token.trim_start_matches("wrs_"));
    assert_eq!(bare.get_with(BOARD, &[("cookie", &as_session), ("x-tenant", "alpha")]).await.status, 401);
    for bad in ["", "wrs_", "nonsense", altered.as_str()] {
        let reply = bare.post("/api/v1/auth/share", &json!({"token": bad})).await;
        assert!(altered == token || refused(&reply) == (401, "share_ended".to_owned()), "{bad}: {}", reply.text);
    }
}

#[tokio::test]
async fn naming_a_share_puts_the_session_aside_and_a_bad_share_falls_back_to_nothing() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall()).await;
    assert_eq!(manager.post("/api/v1/auth/share", &json!({"token": wall.token})).await.status, 200);
    assert_eq!(manager.get("/api/v1/panels/everyone/rows").await.status, 200, "as a member");
    let as_share = [("x-share", wall.id.as_str())];
    assert_eq!(manager.get_with("/api/v1/panels/everyone/rows", &as_share).await.status, 403, "as the share");
    assert_eq!(manager.delete(&format!("/api/v1/shares/{}", wall.id)).await.status, 204);
    assert_eq!(manager.get_with(BOARD, &as_share).await.status, 401, "not as the member instead");
}

#[tokio::test]
async fn a_share_changes_nothing() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall_with(&json!({"role": "manager"}))).await;
    let only_shows = (403, "shares_only_show".to_owned());
    let as_share = [("x-share", wall.id.as_str())];
    for path in ["/api/v1/shares", "/api/v1/tenants/alpha/select", "/api/v1/admin/view-as"] {
        let reply = wall.browser.post_with(path, &crate::world::wall(), &as_share).await;
        assert_eq!(refused(&reply), only_shows, "{path}");
    }
    let bearer = format!("Bearer {}", wall.token);
    let reply = app.nobody().post_with("/api/v1/shares", &crate::world::wall(), &[("authorization", &bearer)]).await;
    assert_eq!(refused(&reply), only_shows);
    assert_eq!(manager.get("/api/v1/shares").await.body["shares"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_link_that_is_opened_over_and_over_fills_no_log() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall()).await;
    let mut statuses = std::collections::BTreeMap::<u16, u32>::new();
    for _ in 0..70 {
        let reply = wall.browser.post("/api/v1/auth/share", &json!({"token": wall.token})).await;
        *statuses.entry(reply.status).or_default() += 1;
        if reply.status == 429 {
            assert_eq!(reply.headers["retry-after"], "10");
        }
    }
    assert_eq!(statuses, [(200, 59), (429, 11)].into(), "60 with the first");
    assert_eq!(crate::world::records(&app, "share_opened").await.len(), 60);
    assert_eq!(wall.get(BOARD).await.status, 200, "what is open goes on");
    app.app.clock.advance_ms(10_000);
    assert_eq!(wall.browser.post("/api/v1/auth/share", &json!({"token": wall.token})).await.status, 200);
}

#[tokio::test]
async fn a_share_of_a_liaisons_organisation_is_no_liaison() {
    let (app, _) = world().await;
    let liaison = app.sign_in("liaison", &[("alpha", Role::SapsLiaison, None)]).await;
    assert_eq!(refused(&liaison.post("/api/v1/shares", &wall()).await), (403, "managers_only".to_owned()));
    let root = app.central_database().connect().await;
    let insert = "INSERT INTO shares SELECT gen_random_uuid(), 'x', sha256('x'), 'alpha', 'dashboard', 'default', 'saps_liaison',
        NULL, NULL, id, now(), now(), NULL, NULL FROM users LIMIT 1";
    let refused = root.batch_execute(insert).await.expect_err("the table itself refuses it");
    assert!(refused.as_db_error().expect("an answer").message().contains("shares_role_check"), "{refused:?}");
}
