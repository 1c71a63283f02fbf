//! Who shares what, and what is refused.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_test_support::Session;

use crate::world::{records, refused, shared, wall, wall_with, world};

async fn refusal(maker: &Session, wish: &Value) -> (u16, String, String) {
    let reply = maker.post("/api/v1/shares", wish).await;
    let (status, code) = refused(&reply);
    (status, code, reply.body["detail"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_link_is_shown_once_and_each_act_is_written_down() {
    let (app, manager) = world().await;
    let made = manager.post("/api/v1/shares", &wall_with(&json!({"longest_range_hours": 24}))).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let token = made.body["token"].as_str().expect("a token");
    assert!(token.starts_with("wrs_"), "{token}");
    assert_eq!(made.body["url"], format!("{}/share#{token}", app.url));
    assert_eq!(made.body["expires_at"], "2026-03-08T12:00:00Z");
    let listed = manager.get("/api/v1/shares").await;
    assert!(!listed.text.contains(token) && !listed.text.contains("token"), "{}", listed.text);
    let first = &listed.body["shares"][0];
    assert_eq!((&first["name"], &first["created_by"]), (&json!("Wall"), &json!("manager@test.example")));
    assert_eq!((&first["state"], &first["last_used_at"]), (&json!("live"), &Value::Null));

    let outsider = app.nobody();
    let opened = outsider.post("/api/v1/auth/share", &json!({"token": token})).await;
    assert_eq!(opened.body["share"]["tenant_name"], "The alpha people");
    assert_eq!(opened.body["share"]["longest_range_hours"], 24);
    assert_eq!(opened.body["share"]["timezone"], "Africa/Johannesburg");
    let cookie = opened.headers["set-cookie"].to_str().expect("text");
    let id = made.body["id"].as_str().expect("an id");
    assert!(cookie.starts_with(&format!("watchroom-share-{id}=wrs_")), "{cookie}");
    assert!(cookie.contains("; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800"), "{cookie}");
    let again = outsider.get_with("/api/v1/auth/share", &[("x-share", id)]).await;
    assert_eq!(again.body, opened.body, "the page is loaded again");
    assert_eq!(manager.get("/api/v1/shares").await.body["shares"][0]["last_used_at"], "2026-03-01T12:00:00Z");
    assert_eq!(manager.delete(&format!("/api/v1/shares/{id}")).await.status, 204);
    assert_eq!(manager.delete(&format!("/api/v1/shares/{id}")).await.status, 204, "revoked stays revoked");
    assert_eq!(manager.get("/api/v1/shares").await.body["shares"][0]["state"], "revoked");

    let by_manager = |action| records(&app, action);
    for (action, actor) in [
        ("share_created", "manager@test.example"),
        ("share_opened", "share Wall"),
        ("share_revoked", "manager@test.example"),
    ] {
        let found = by_manager(action).await;
        let [(name, from, tenant, subject, detail)] = found.as_slice() else { panic!("{action}: {found:?}") };
        assert_eq!(
            (name.as_str(), from.as_str(), tenant.as_str(), subject.as_str()),
            (actor, "127.0.0.1", "alpha", id)
        );
        let told = if action == "share_opened" {
            detail
        } else {
            detail.pointer("/after").filter(|after| !after.is_null()).unwrap_or(&detail["before"])
        };
        assert_eq!((&told["kind"], &told["target"]), (&json!("dashboard"), &json!("default")), "{action}: {detail}");
        assert!(!detail.to_string().contains("wrs_"), "{detail}");
    }
}

#[tokio::test]
async fn managers_and_admins_share_and_nobody_else() {
    let (app, _) = world().await;
    for role in Role::ALL {
        let member =
            app.sign_in(&format!("a-{role}"), &[("alpha", role, (role == Role::WardCouncillor).then_some("3"))]).await;
        let may = matches!(role, Role::Manager | Role::Admin);
        let made = member.post("/api/v1/shares", &wall()).await;
        let listed = member.get("/api/v1/shares").await;
        if may {
            assert_eq!((made.status, listed.status), (201, 200), "{role}");
        } else {
            let managers_only = (403, "managers_only".to_owned());
            assert_eq!((refused(&made), refused(&listed)), (managers_only.clone(), managers_only), "{role}");
        }
        assert_eq!(member.for_tenant(Some("beta")).post("/api/v1/shares", &wall()).await.status, 404, "{role}");
    }
    assert_eq!(refusal(&app.nobody(), &wall()).await.0, 401);
}

#[tokio::test]
async fn what_cannot_be_shared_is_refused_by_name() {
    let (app, manager) = world().await;
    let cases: &[(Value, u16, &str, &str)] = &[
        (json!({"role": "saps_liaison"}), 400, "bad_role", "role: a share looks as"),
        (json!({"role": "admin"}), 400, "bad_role", "role"),
        (json!({"role": "field_worker"}), 400, "bad_role", "role"),
        (json!({"role": "root"}), 400, "bad_role", "no role"),
        (json!({"role": "ward_councillor"}), 400, "ward_needed", "ward_id"),
        (json!({"role": "ward_councillor", "ward_id": "3\n4"}), 400, "bad_ward", "ward_id"),
        (json!({"expires_in_days": 0}), 400, "bad_days", "1 to 365 days"),
        (json!({"expires_in_days": 366}), 400, "bad_days", "1 to 365 days"),
        (json!({"longest_range_hours": 0}), 400, "bad_range", "longest_range_hours"),
        (json!({"longest_range_hours": 4_000_000_000_u32}), 400, "bad_range", "longest_range_hours"),
        (json!({"name": "  "}), 400, "bad_name", "name"),
        (json!({"name": "x".repeat(101)}), 400, "bad_name", "name"),
        (json!({"name": "a\u{0}b"}), 400, "bad_name", "name"),
        (json!({"target": "inner"}), 404, "not_found", "dashboard"),
        (json!({"target": "no-such"}), 404, "not_found", "dashboard"),
        (json!({"target": "../etc"}), 404, "not_found", "dashboard"),
        (json!({"kind": "report", "target": "inner"}), 404, "not_found", "panel"),
        (json!({"kind": "report", "target": "managers"}), 400, "share_shows_nothing", "do not name viewer"),
        (
            json!({"kind": "report", "target": "everyone", "role": "ward_councillor", "ward_id": "3"}),
            400,
            "share_shows_nothing",
            "by which column it is limited to a ward",
        ),
        (json!({"target": "other", "role": "ward_councillor", "ward_id": "3"}), 400, "share_shows_nothing", "ward"),
        (json!({"kind": "tenant"}), 422, "bad_body", "kind"),
        (json!({"days": 3}), 422, "bad_body", "days"),
    ];
    for (fields, status, code, words) in cases {
        let (found_status, found_code, detail) = refusal(&manager, &wall_with(fields)).await;
        assert_eq!((found_status, found_code.as_str()), (*status, *code), "{fields}: {detail}");
        assert!(detail.contains(words), "{fields}: {detail}");
    }
    assert_eq!(manager.get("/api/v1/shares").await.body["shares"], json!([]), "none of them was made");
    assert!(records(&app, "share_created").await.is_empty());
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None)]).await;
    let (_, code, detail) = refusal(&admin, &wall_with(&json!({"target": "inner", "role": "manager"}))).await;
    assert_eq!(code, "share_shows_nothing", "an admin sees it, the share would not: {detail}");
}

#[tokio::test]
async fn who_is_limited_to_a_ward_shares_and_sees_that_ward_alone() {
    let (app, manager) = world().await;
    let limited = app.sign_in("limited", &[("alpha", Role::Manager, Some("3"))]).await;
    assert_eq!(refusal(&limited, &wall_with(&json!({"ward_id": "4"}))).await.1, "not_your_ward");
    let own = shared(&app, &limited, &wall()).await;
    assert_eq!(
        own.get("/api/v1/panels/by_ward/data").await.body["value"],
        10,
        "the maker's ward, though none was named"
    );
    assert_eq!(own.get("/api/v1/panels/everyone/data").await.status, 404);
    let whole = shared(&app, &manager, &wall_with(&json!({"name": "Whole"}))).await;
    let other = shared(&app, &manager, &wall_with(&json!({"name": "Ward 4", "ward_id": "4"}))).await;
    let names = |reply: &watchroom_test_support::Reply| {
        let shares = reply.body["shares"].as_array().cloned().unwrap_or_default();
        shares.iter().map(|share| share["name"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&limited.get("/api/v1/shares").await), ["Wall"]);
    assert_eq!(names(&manager.get("/api/v1/shares").await).len(), 3);
    for foreign in [&whole, &other] {
        assert_eq!(limited.delete(&format!("/api/v1/shares/{}", foreign.id)).await.status, 404);
    }
    assert_eq!(manager.delete(&format!("/api/v1/shares/{}", own.id)).await.status, 204);
}

#[tokio::test]
async fn shares_of_what_a_manager_does_not_see_are_the_admins() {
    let (app, manager) = world().await;
    let boss = app.sign_in("boss", &[("alpha", Role::Manager, None)]).await;
    let share = shared(&app, &boss, &wall_with(&json!({"target": "other"}))).await;
    let path = format!("/api/v1/shares/{}", share.id);
    assert!(manager.get("/api/v1/shares").await.text.contains(&share.id));
    app.write_config(
        "alpha/dashboards/other.yaml",
        "dashboard:\n  name: Other\n  roles: [admin]\n  panels:\n    - { id: lonely, config_file: panels/lonely.yaml, position: { row: 1, col: 1 } }\n",
    );
    app.reload();
    assert!(!manager.get("/api/v1/shares").await.text.contains(&share.id), "not a trace of it");
    assert_eq!(manager.delete(&path).await.status, 404);
    assert!(boss.get("/api/v1/shares").await.text.contains(&share.id), "but its maker sees it");
    let stranger = app.sign_in("stranger", &[("beta", Role::Admin, None)]).await;
    assert_eq!(stranger.delete(&path).await.status, 404, "another tenant's admin");
    let admin = app.sign_in("admin", &[("alpha", Role::Admin, None)]).await;
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(admin.delete("/api/v1/shares/nonsense").await.status, 404);
}

#[tokio::test]
async fn a_program_sees_and_revokes_shares_and_makes_none() {
    let (app, manager) = world().await;
    let share = shared(&app, &manager, &wall()).await;
    let admin = app.sign_in_admin("root").await;
    let wish = json!({"name": "nightly", "tenant_id": "alpha", "role": "manager", "expires_in_days": 1});
    let token = admin.post("/api/v1/admin/tokens", &wish).await.body["token"].as_str().expect("a token").to_owned();
    let program = app.nobody().with_bearer(&token);

    let me = program.get("/api/v1/auth/me").await.body;
    assert_eq!(
        (&me["sign_in"], &me["full_name"], &me["is_admin"]),
        (&json!("token"), &json!("nightly"), &json!(false))
    );
    assert_eq!((&me["active_tenant"], &me["memberships"][0]["role"]), (&json!("alpha"), &json!("manager")));

    assert!(program.get("/api/v1/shares").await.text.contains(&share.id));
    let made = program.post("/api/v1/shares", &wall()).await;
    assert_eq!(refused(&made), (403, "persons_only".to_owned()), "a share ends with a person's right");
    let revoke = format!("/api/v1/shares/{}", share.id);
    assert_eq!(program.delete(&revoke).await.status, 204);
    assert_eq!(records(&app, "share_revoked").await[0].0, "API token nightly");
    assert_eq!(share.get("/api/v1/dashboards/default").await.status, 401);
}
