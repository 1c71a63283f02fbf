//! What a share shows.

use serde_json::json;
use watchroom_domain::Role;

use crate::world::{refused, shared, wall, wall_with, world};

fn only_shows() -> (u16, String) {
    (403, "shares_only_show".to_owned())
}

fn not_found() -> (u16, String) {
    (404, "not_found".to_owned())
}

#[tokio::test]
async fn a_dashboards_share_shows_it_with_its_panels_and_nothing_else() {
    let (app, manager) = world().await;
    let wall = shared(&app, &manager, &wall()).await;
    let listed = wall.get("/api/v1/dashboards").await;
    assert_eq!(listed.body["dashboards"].as_array().map(Vec::len), Some(1), "{}", listed.text);
    assert_eq!(listed.body["dashboards"][0]["name"], "default");
    let board = wall.get("/api/v1/dashboards/default").await;
    let ids: Vec<&str> =
        board.body["panels"].as_array().expect("panels").iter().filter_map(|panel| panel["id"].as_str()).collect();
    assert_eq!(ids, ["everyone", "by_ward", "trend", "rows", "today", "times"], "all but the managers' own");
    assert_eq!(board.body["panels"][0]["drill_down"]["enabled"], false, "there is nothing to open behind it");
    for (path, what) in [
        ("/api/v1/panels/everyone/data", "/value"),
        ("/api/v1/panels/trend/data?start_date=2026-03-01T06:00Z&end_date=2026-03-01T12:00Z", "/series/0"),
        ("/api/v1/panels/rows/data", "/rows/0"),
        ("/api/v1/panels/today/data", "/html"),
        ("/api/v1/reports/everyone", "/data/value"),
    ] {
        let reply = wall.get(path).await;
        assert!(reply.status == 200 && reply.body.pointer(what).is_some(), "{path}: {}", reply.text);
    }
    let times = wall.get("/api/v1/panels/times/data").await;
    let image = times.body["image_url"].as_str().expect("an address");
    assert_eq!(wall.get(image).await.headers["content-type"], "image/png");
    let as_browsers_do = wall.browser.get(&format!("{image}&share={}", wall.id)).await;
    assert_eq!(as_browsers_do.status, 200, "{}", as_browsers_do.text);

    for path in [
        "/api/v1/panels/everyone/rows",
        "/api/v1/panels/rows/rows",
        "/api/v1/reports/everyone/export?format=csv",
        "/api/v1/reports/rows/export?format=xlsx",
        "/api/v1/custom/response-times?hours=168",
        "/api/v1/custom/response-times",
        "/api/v1/shares",
    ] {
        assert_eq!(wall.refused(path).await, only_shows(), "{path}");
    }
    for path in [
        "/api/v1/dashboards/other",
        "/api/v1/dashboards/inner",
        "/api/v1/panels/lonely/data",
        "/api/v1/panels/managers/data",
        "/api/v1/panels/inner/data",
        "/api/v1/panels/lonely/rows",
        "/api/v1/reports/lonely",
        "/api/v1/reports/lonely/export?format=csv",
        "/api/v1/custom/network-topology",
        "/api/v1/config/findings",
    ] {
        assert_eq!(wall.refused(path).await, not_found(), "{path}");
    }
    for path in ["/api/v1/auth/me", "/api/v1/tenants"] {
        assert_eq!(wall.refused(path).await, (403, "persons_only".to_owned()), "{path}");
    }
    assert_eq!(wall.refused("/api/v1/admin/access?user_id=x&tenant_id=alpha").await.0, 403);
}

#[tokio::test]
async fn a_reports_share_shows_one_panel() {
    let (app, manager) = world().await;
    let report =
        json!({"name": "Report", "kind": "report", "target": "by_ward", "role": "viewer", "expires_in_days": 1});
    let report = shared(&app, &manager, &report).await;
    assert_eq!(report.get("/api/v1/reports/by_ward").await.body["data"]["value"], 40);
    assert_eq!(report.get("/api/v1/panels/by_ward/data").await.body["value"], 40);
    assert_eq!(report.get("/api/v1/dashboards").await.body["dashboards"], json!([]));
    for path in ["/api/v1/dashboards/default", "/api/v1/reports/everyone", "/api/v1/panels/trend/data"] {
        assert_eq!(report.refused(path).await, not_found(), "{path}");
    }
    assert_eq!(report.refused("/api/v1/reports/by_ward/export?format=csv").await, only_shows());
}

#[tokio::test]
async fn a_share_of_a_ward_shows_that_ward_and_the_cache_mixes_none() {
    let (app, manager) = world().await;
    let of =
        |ward: &str| wall_with(&json!({"name": format!("Ward {ward}"), "role": "ward_councillor", "ward_id": ward}));
    let (third, first) = (shared(&app, &manager, &of("3")).await, shared(&app, &manager, &of("1")).await);
    let whole = shared(&app, &manager, &wall()).await;
    let board = third.get("/api/v1/dashboards/default").await;
    assert!(!board.text.contains("everyone"), "what cannot be limited is absent: {}", board.text);
    assert_eq!(third.refused("/api/v1/panels/everyone/data").await, not_found());
    // Twice each, in turns: the second time from the cache.
    for _ in 0..2 {
        for (share, tickets, requests) in [(&whole, 40, "11"), (&third, 10, "3"), (&first, 10, "3")] {
            assert_eq!(share.get("/api/v1/panels/by_ward/data").await.body["value"], tickets);
            let html = share.get("/api/v1/panels/today/data").await.body["html"].clone();
            assert_eq!(html, format!("<p>{requests}</p>"));
        }
        let wards = |rows: &serde_json::Value| {
            let rows = rows["rows"].as_array().cloned().unwrap_or_default();
            rows.iter()
                .map(|row| row[1].as_str().unwrap_or_default().to_owned())
                .collect::<std::collections::BTreeSet<_>>()
        };
        let path = "/api/v1/panels/rows/data?page_size=100";
        assert_eq!(wards(&third.get(path).await.body), ["3".to_owned()].into());
        assert_eq!(wards(&first.get(path).await.body), ["1".to_owned()].into());
        assert_eq!(wards(&whole.get(path).await.body).len(), 4);
        let image = "/api/v1/custom/response-times?hours=6";
        assert_ne!(third.get(image).await.bytes, whole.get(image).await.bytes, "a ward's own picture");
    }
}

#[tokio::test]
async fn a_range_limit_bounds_length_and_history_wherever_a_range_is_taken() {
    let (app, manager) = world().await;
    let limited = shared(&app, &manager, &wall_with(&json!({"longest_range_hours": 6}))).await;
    let ranges = [
        ("start_date=2026-03-01T06:00Z&end_date=2026-03-01T12:00Z", None),
        ("start_date=2026-03-01T11:00Z", None),
        ("start_date=2026-03-01T05:00Z&end_date=2026-03-01T12:00Z", Some("too long")),
        ("start_date=2026-03-01T02:00Z&end_date=2026-03-01T04:00Z", Some("begins too long ago")),
        ("end_date=2026-03-01T12:00Z", Some("too long")),
        ("start_date=1999-01-01", Some("too long")),
    ];
    for (range, refusal) in ranges {
        for path in
            ["panels/trend/data", "panels/by_ward/data", "panels/rows/data", "reports/trend", "panels/today/data"]
        {
            let reply = limited.get(&format!("/api/v1/{path}?{range}")).await;
            match refusal {
                None => assert_eq!(reply.status, 200, "{path} {range}: {}", reply.text),
                Some(words) => {
                    assert_eq!(refused(&reply), (403, "range_too_long".to_owned()), "{path} {range}");
                    let detail = reply.body["detail"].as_str().expect("a detail");
                    assert!(detail.contains(words) && detail.contains("the last 6 hours"), "{detail}");
                }
            }
        }
    }
    // A missing parameter lifts no limit: 6 of the 10 hours of rows.
    let points = limited.get("/api/v1/panels/trend/data").await;
    assert_eq!(points.body["range"], json!({"start": "2026-03-01T06:00:00Z", "end": "2026-03-01T12:00:00Z"}));
    assert_eq!(limited.get("/api/v1/panels/rows/data").await.body["total"], 24);
    assert_eq!(manager.get("/api/v1/panels/rows/data").await.body["total"], 40, "members are not limited");
    // Time goes on, and the limit with it.
    app.app.clock.advance_ms(3_600_000);
    let before = limited.get("/api/v1/panels/rows/data?start_date=2026-03-01T06:00Z&end_date=2026-03-01T12:00Z").await;
    assert_eq!(before.body["code"], "range_too_long");
}

#[tokio::test]
async fn a_share_shows_no_more_than_its_maker_sees() {
    let (app, manager) = world().await;
    let by_manager = shared(&app, &manager, &wall_with(&json!({"role": "manager"}))).await;
    assert_eq!(by_manager.get("/api/v1/panels/managers/data").await.status, 200);
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None)]).await;
    assert_eq!(admin.get("/api/v1/panels/managers/data").await.status, 404, "an admin does not see it");
    let by_admin = shared(&app, &admin, &wall_with(&json!({"role": "manager"}))).await;
    assert_eq!(by_admin.get("/api/v1/panels/everyone/data").await.status, 200);
    assert_eq!(by_admin.refused("/api/v1/panels/managers/data").await, not_found(), "nor does the admin's share");
}
