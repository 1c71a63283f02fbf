//! People and their memberships.

use serde_json::{Value, json};
use watchroom_domain::{Role, UserId};
use watchroom_store::{ActError, Actor, UserChange};
use watchroom_test_support::TestApp;

use crate::{app, records, text, whole};

const USERS: &str = "/api/v1/admin/users";

fn eve() -> Value {
    json!({"email": "Eve@test.example", "full_name": "Eve Engineer", "password": "correct horse battery"})
}

#[tokio::test]
async fn a_user_is_made_found_changed_and_removed_and_each_act_is_written_down() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let made = admin.post(USERS, &eve()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = format!("{USERS}/{}", text(&made.body["id"]));
    assert_eq!(made.body["sign_in"], "local");
    assert_eq!((&made.body["memberships"], &made.body["last_sign_in_at"]), (&json!([]), &Value::Null));
    assert_eq!(admin.get(&path).await.body, made.body);

    let put = admin
        .post(&format!("{path}/tenants"), &json!({"tenant_id": "alpha", "role": "ward_councillor", "ward_id": "3"}))
        .await;
    let membership = json!({"tenant": "alpha", "tenant_name": "The alpha people", "role": "ward_councillor", "ward_id": "3", "team_id": null});
    assert_eq!((put.status, &put.body), (200, &membership));
    let again = json!({"tenant_id": "alpha", "role": "field_worker"});
    assert_eq!(
        admin.post(&format!("{path}/tenants"), &again).await.body["ward_id"],
        Value::Null,
        "it replaces the whole"
    );
    admin.post(&format!("{path}/tenants"), &again).await;

    let found = admin.get(&format!("{USERS}?search=EVE%20eng")).await;
    assert_eq!(
        (found.body["total"].clone(), found.body["users"][0]["memberships"][0]["role"].clone()),
        (json!(1), json!("field_worker"))
    );

    let eve = app.nobody().for_tenant(Some("alpha"));
    let login = json!({"email": "eve@test.example", "password": "correct horse battery"});
    assert_eq!(eve.post("/api/v1/auth/login", &login).await.status, 200);
    let changed = admin.put(&path, &json!({"full_name": "Eve Elder", "is_admin": true})).await;
    assert_eq!(
        (changed.status, &changed.body["full_name"], &changed.body["is_admin"]),
        (200, &json!("Eve Elder"), &json!(true))
    );
    assert!(!changed.body["last_sign_in_at"].is_null());
    assert_eq!(admin.put(&path, &json!({"full_name": "Eve Elder"})).await.status, 200, "nothing is other than it was");
    assert_eq!(admin.put(&path, &json!({"password": "battery horse correct"})).await.status, 200);
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 401, "another password ends all sessions");
    assert_eq!(eve.post("/api/v1/auth/login", &login).await.status, 401);
    let login = json!({"email": "eve@test.example", "password": "battery horse correct"});
    assert_eq!(eve.post("/api/v1/auth/login", &login).await.status, 200);
    assert_eq!(admin.put(&path, &json!({"disabled": true})).await.body["disabled"], true);
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(eve.post("/api/v1/auth/login", &login).await.body["code"], "wrong_credentials");
    assert_eq!(admin.put(&path, &json!({"disabled": false})).await.body["disabled"], false);
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 401, "the old session does not come back");
    assert_eq!(eve.post("/api/v1/auth/login", &login).await.status, 200);

    assert_eq!(admin.delete(&format!("{path}/tenants/alpha")).await.status, 204);
    assert_eq!(admin.delete(&format!("{path}/tenants/alpha")).await.status, 404);
    assert_eq!(eve.get("/api/v1/dashboards").await.status, 404);
    assert_eq!(admin.delete(&path).await.status, 204);
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(admin.get(&path).await.status, 404);
    assert_eq!(admin.delete(&path).await.status, 404);

    let id = text(&made.body["id"]);
    let me = text(&admin.get("/api/v1/auth/me").await.body["id"]);
    let of_eve = |records: Vec<Value>| -> Vec<Value> {
        let records = records.into_iter().filter(|record| record["subject"] == json!(id));
        records
            .map(|record| {
                assert_eq!(record["actor"], json!({"id": me, "email": "root@test.example"}));
                assert_eq!(record["from_address"], "127.0.0.1");
                record["detail"].clone()
            })
            .collect()
    };
    let user = "Eve@test.example";
    assert_eq!(
        of_eve(records(&admin, "user_created").await),
        [
            json!({"user": user, "before": null, "after": {"email": user, "full_name": "Eve Engineer", "is_admin": false}})
        ]
    );
    assert_eq!(
        of_eve(records(&admin, "user_changed").await),
        [
            json!({"user": user, "before": {"disabled": true}, "after": {"disabled": false}}),
            json!({"user": user, "before": {"disabled": false}, "after": {"disabled": true}, "sessions_ended": 1}),
            json!({"user": user, "before": {"full_name": "Eve Engineer", "is_admin": false}, "after": {"full_name": "Eve Elder", "is_admin": true}}),
        ]
    );
    assert_eq!(
        of_eve(records(&admin, "password_changed").await),
        [json!({"user": user, "by": "administrator", "sessions_ended": 1})]
    );
    let councillor = json!({"role": "ward_councillor", "ward_id": "3", "team_id": null});
    let worker = json!({"role": "field_worker", "ward_id": null, "team_id": null});
    assert_eq!(
        of_eve(records(&admin, "membership_put").await),
        [
            json!({"user": user, "before": councillor, "after": worker}),
            json!({"user": user, "before": null, "after": councillor})
        ]
    );
    let removed = records(&admin, "membership_removed").await;
    assert_eq!(removed[0]["tenant_id"], "alpha");
    assert_eq!(of_eve(removed), [json!({"user": user, "before": worker, "after": null})]);
    let deleted = of_eve(records(&admin, "user_deleted").await);
    assert_eq!(
        deleted[0]["before"],
        json!({"email": user, "full_name": "Eve Elder", "is_admin": true, "disabled": false, "memberships": []})
    );
    let all = admin.get("/api/v1/admin/audit?page_size=200").await.text;
    assert!(!all.contains("horse") && !all.contains("argon2"), "no password is in the log: {all}");
    whole(&app).await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_name_and_changes_nothing() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    let eve = app.account("eve", false, &[]).await;
    let before = admin.get("/api/v1/admin/audit").await.body["total"].clone();
    let with = |field: &str, value: Value| {
        let mut body = json!({"email": "new@test.example", "full_name": "New", "password": "correct horse battery"});
        body[field] = value;
        body
    };
    for (body, status, code, named) in [
        (with("email", json!("nonsense")), 400, "bad_email", "email:"),
        (with("email", json!("a b@test.example")), 400, "bad_email", "email:"),
        (with("email", json!("a\u{0}@test.example")), 400, "bad_email", "email:"),
        (with("email", json!(format!("{}@x.example", "a".repeat(300)))), 400, "bad_email", "email:"),
        (with("full_name", json!("   ")), 400, "bad_full_name", "full_name:"),
        (with("full_name", json!("x".repeat(201))), 400, "bad_full_name", "full_name:"),
        (with("full_name", json!("a\u{0}b")), 400, "bad_full_name", "full_name:"),
        (with("password", json!("short")), 400, "bad_password", "password:"),
        (with("password", json!("x".repeat(300))), 400, "bad_password", "password:"),
        (with("email", json!("EVE@test.example")), 409, "already_exists", "EVE@test.example"),
        (with("is_amdin", json!(true)), 422, "bad_body", "is_amdin"),
        (with("is_admin", json!("yes")), 422, "bad_body", "is_admin"),
        (json!({}), 422, "bad_body", "email"),
    ] {
        let reply = admin.post(USERS, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{body} {}", reply.text);
        assert!(text(&reply.body["detail"]).contains(named), "{}", reply.text);
        assert!(!reply.text.contains("correct horse"), "{}", reply.text);
    }
    let path = format!("{USERS}/{eve}");
    for (body, status, code) in [
        (json!({"email": "root@test.example"}), 409, "already_exists"),
        (json!({"email": ""}), 400, "bad_email"),
        (json!({"full_name": ""}), 400, "bad_full_name"),
        (json!({"password": ""}), 400, "bad_password"),
        (json!({"disabled": 1}), 422, "bad_body"),
    ] {
        let reply = admin.put(&path, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{body}");
    }
    for (body, status, code, named) in [
        (json!({"tenant_id": "alpha", "role": "owner"}), 400, "bad_role", "role:"),
        (json!({"tenant_id": "alpha", "role": "ward_councillor"}), 400, "ward_needed", "ward_id:"),
        (json!({"tenant_id": "alpha", "role": "viewer", "ward_id": "x".repeat(65)}), 400, "bad_ward", "ward_id:"),
        (json!({"tenant_id": "alpha", "role": "viewer", "team_id": "a\u{0}b"}), 400, "bad_team", "team_id:"),
        (json!({"tenant_id": "nope", "role": "viewer"}), 404, "not_found", "tenant"),
        (json!({"tenant_id": "../x", "role": "viewer"}), 404, "not_found", "tenant"),
        (json!({"role": "viewer"}), 422, "bad_body", "tenant_id"),
    ] {
        let reply = admin.post(&format!("{path}/tenants"), &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{body} {}", reply.text);
        assert!(text(&reply.body["detail"]).contains(named), "{}", reply.text);
    }
    for query in [
        "page_size=0",
        "page_size=201",
        "page_size=-1",
        "page=x",
        "page=100000",
        "search=%00",
        &format!("search={}", "x".repeat(201)),
    ] {
        assert_eq!(admin.get(&format!("{USERS}?{query}")).await.status, 400, "{query}");
    }
    assert_eq!(admin.get("/api/v1/admin/audit").await.body["total"], before, "nothing was done, nothing written down");
    assert_eq!(admin.get(USERS).await.body["total"], 2);
}

#[tokio::test]
async fn people_of_a_provider_keep_what_it_says_of_them() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    app.account("pat", false, &[]).await;
    let central = app.central_database().connect().await;
    central
        .batch_execute(
            "INSERT INTO users (id, email, full_name, created_at, issuer, subject) VALUES
                ('00000000-0000-0000-0000-00000000000a', 'pat@test.example', 'Pat', now(), 'https://id.example', 'a'),
                ('00000000-0000-0000-0000-00000000000b', 'pat@test.example', 'Pat', now(), 'https://id.example', 'b')",
        )
        .await
        .expect("two people of a provider, with the address of a local account");
    let listed = admin.get(&format!("{USERS}?search=pat@")).await;
    assert_eq!(listed.body["total"], 3);
    let path = format!("{USERS}/00000000-0000-0000-0000-00000000000a");
    assert_eq!(admin.get(&path).await.body["sign_in"], "oidc");
    for body in
        [json!({"email": "p@test.example"}), json!({"full_name": "P"}), json!({"password": "correct horse battery"})]
    {
        let reply = admin.put(&path, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (409, Some("kept_by_provider")), "{body}");
    }
    assert_eq!(admin.put(&path, &json!({"is_admin": true, "disabled": true})).await.status, 200);
    let reply = admin.post(&format!("{path}/tenants"), &json!({"tenant_id": "beta", "role": "viewer"})).await;
    assert_eq!(reply.status, 200);
    assert_eq!(admin.delete(&path).await.status, 204);
}

#[tokio::test]
async fn nobody_shuts_themselves_out_and_the_last_administrator_stays() {
    let app = TestApp::builder().start().await;
    let admin = app.sign_in_admin("root").await;
    let own = format!("{USERS}/{}", text(&admin.get("/api/v1/auth/me").await.body["id"]));
    let refusal = |reply: watchroom_test_support::Reply| (reply.status, text(&reply.body["code"]));
    let conflict = |code: &str| (409, code.to_owned());
    assert_eq!(refusal(admin.delete(&own).await), conflict("yourself"));
    assert_eq!(refusal(admin.put(&own, &json!({"disabled": true})).await), conflict("yourself"));
    assert_eq!(refusal(admin.put(&own, &json!({"password": "battery horse correct"})).await), conflict("yourself"));
    assert_eq!(refusal(admin.put(&own, &json!({"is_admin": false})).await), conflict("last_admin"));
    assert_eq!(admin.put(&own, &json!({"full_name": "Root Elder"})).await.status, 200);

    // One that is shut out is none.
    let other = app.account("other", true, &[]).await;
    assert_eq!(admin.put(&format!("{USERS}/{other}"), &json!({"disabled": true})).await.status, 200);
    assert_eq!(refusal(admin.put(&own, &json!({"is_admin": false})).await), conflict("last_admin"));
    assert_eq!(admin.put(&format!("{USERS}/{other}"), &json!({"disabled": false})).await.status, 200);
    assert_eq!(admin.put(&own, &json!({"is_admin": false})).await.status, 200, "there is another one");
    assert_eq!(refusal(admin.get(USERS).await), (403, "admins_only".to_owned()));

    // For the command line, too.
    let by = app.by();
    let central = &app.app.central;
    for change in [
        UserChange { is_admin: Some(false), ..UserChange::default() },
        UserChange { disabled: Some(true), ..UserChange::default() },
    ] {
        assert!(matches!(central.user_change(other, &change, &by).await, Err(ActError::LastAdmin)));
    }
    assert!(matches!(central.user_delete(other, &by).await, Err(ActError::LastAdmin)));
}

#[tokio::test]
async fn two_administrators_cannot_remove_each_other_at_the_same_moment() {
    let app = TestApp::builder().start().await;
    let other = app.another_process().await;
    let (ada, bob) = (app.account("ada", true, &[]).await, app.account("bob", true, &[]).await);
    let by = |user: UserId| Actor { user: Some(user), ..app.by() };
    let demote = UserChange { is_admin: Some(false), ..UserChange::default() };
    let disable = UserChange { disabled: Some(true), ..UserChange::default() };
    let restore = UserChange { is_admin: Some(true), disabled: Some(false), ..UserChange::default() };
    for round in 0..10 {
        let (of_ada, of_bob) = (by(ada), by(bob));
        let changes = if round % 2 == 0 { [&demote, &demote] } else { [&demote, &disable] };
        let (first, other) = tokio::join!(
            app.app.central.user_change(bob, changes[0], &of_ada),
            other.app.central.user_change(ada, changes[1], &of_bob),
        );
        let refused = [first.map(drop), other.map(drop)].into_iter().filter_map(Result::err).collect::<Vec<_>>();
        assert!(matches!(refused.as_slice(), [ActError::LastAdmin]), "round {round}: {refused:?}");
        for user in [ada, bob] {
            app.app.central.user_change(user, &restore, &app.by()).await.expect("restored");
        }
    }
    whole(&app).await;
}

#[tokio::test]
async fn pages_are_true() {
    let app = app().await;
    let admin = app.sign_in_admin("root").await;
    for n in 0..7 {
        app.account(&format!("user{n}"), false, &[("alpha", Role::Viewer, None), ("beta", Role::Manager, None)]).await;
    }
    let mut seen = Vec::new();
    for page in 0..4 {
        let reply = admin.get(&format!("{USERS}?page={page}&page_size=3")).await;
        assert_eq!((&reply.body["total"], &reply.body["page_count"]), (&json!(8), &json!(3)));
        seen.extend(reply.body["users"].as_array().expect("users").iter().map(|user| text(&user["email"])));
    }
    let mut expected: Vec<String> = (0..7).map(|n| format!("user{n}@test.example")).collect();
    expected.insert(0, "root@test.example".to_owned());
    assert_eq!(seen, expected);
    // What search knows as a wildcard is a letter like any other here.
    assert_eq!(admin.get(&format!("{USERS}?search=%25")).await.body["total"], 0);
    assert_eq!(admin.get(&format!("{USERS}?search=user_")).await.body["total"], 0);
}
