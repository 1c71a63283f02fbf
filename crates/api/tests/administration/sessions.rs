//! Sessions, sign-ins and passwords.

use serde_json::{Value, json};
use watchroom_test_support::TestApp;

use crate::{records, text, whole};

const SESSIONS: &str = "/api/v1/admin/sessions";

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_together() {
    let app = TestApp::builder().start().await;
    let admin = app.sign_in_admin("root").await;
    let eve = app.sign_in("eve", &[]).await;
    let (second, third) = (app.sign_in_again("eve", None).await, app.sign_in_again("eve", None).await);
    let id = text(&eve.get("/api/v1/auth/me").await.body["id"]);

    let all = admin.get(SESSIONS).await;
    assert_eq!((all.status, &all.body["total"], &all.body["page_count"]), (200, &json!(4), &json!(1)));
    let current: Vec<&Value> =
        all.body["sessions"].as_array().expect("sessions").iter().filter(|one| one["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["user"]["email"], "root@test.example");
    let of_eve = admin.get(&format!("{SESSIONS}?user_id={id}&page_size=2")).await;
    assert_eq!((&of_eve.body["total"], &of_eve.body["page_count"]), (&json!(3), &json!(2)));
    let one = &of_eve.body["sessions"][0];
    assert_eq!(
        (&one["from_address"], &one["sign_in"], &one["current"]),
        (&json!("127.0.0.1"), &json!("local"), &json!(false))
    );
    assert_eq!(admin.get(&format!("{SESSIONS}?user_id=nonsense")).await.body["code"], "bad_id");

    // One's own: whoever it belongs to ends it, and nobody else that way.
    let own = eve.get("/api/v1/auth/sessions").await;
    let own = own.body["sessions"].as_array().expect("sessions").clone();
    assert_eq!(own.len(), 3);
    let ids = |current: bool| {
        own.iter().filter(|one| one["current"] == json!(current)).map(|one| text(&one["id"])).collect::<Vec<_>>()
    };
    assert_eq!(admin.delete(&format!("/api/v1/auth/sessions/{}", ids(true)[0])).await.status, 404);
    assert_eq!(eve.delete(&format!("/api/v1/auth/sessions/{}", ids(false)[0])).await.status, 204);
    assert_eq!(eve.delete("/api/v1/auth/sessions/nonsense").await.status, 404);
    let alive = [second.get("/api/v1/auth/me").await.status, third.get("/api/v1/auth/me").await.status];
    assert_eq!(alive.iter().filter(|status| **status == 401).count(), 1, "{alive:?}");
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 200);

    let path = format!("{SESSIONS}/{}", ids(true)[0]);
    assert_eq!((admin.delete(&path).await.status, admin.delete(&path).await.status), (204, 404));
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 401);
    assert_eq!(admin.delete(&format!("/api/v1/admin/users/{id}/sessions")).await.status, 204);
    assert_eq!(admin.get(&format!("{SESSIONS}?user_id={id}")).await.body["total"], 0);

    let ended = records(&admin, "session_ended").await;
    let whose =
        |record: &Value| (text(&record["actor"]["email"]), text(&record["detail"]["user"]), text(&record["subject"]));
    assert_eq!(whose(&ended[0]), ("root@test.example".to_owned(), "eve@test.example".to_owned(), ids(true)[0].clone()));
    assert_eq!(whose(&ended[1]).0, "eve@test.example");
    assert_eq!(ended[0]["detail"]["before"]["from_address"], "127.0.0.1");
    let all = &records(&admin, "sessions_ended").await[0];
    assert_eq!(all["detail"], json!({"user": "eve@test.example", "sessions_ended": 1}));
    assert_eq!(records(&admin, "sign_in").await.len(), 4);
    whole(&app).await;
}

#[tokio::test]
async fn signing_in_and_out_is_written_down_and_so_is_failing() {
    let app = TestApp::builder().start().await;
    let admin = app.sign_in_admin("root").await;
    let eve = app.sign_in("eve", &[]).await;
    app.account("gone", false, &[]).await;
    let gone = app.app.central.user_by_email("gone@test.example").await.expect("asked").expect("somebody").id;
    assert_eq!(admin.put(&format!("/api/v1/admin/users/{gone}"), &json!({"disabled": true})).await.status, 200);
    for (email, password) in [
        ("nobody@test.example", "correct horse battery"),
        ("EVE@test.example", "wrong"),
        ("gone@test.example", "correct horse battery"),
        ("my secret passphrase", "eve@test.example"),
    ] {
        let reply = app.nobody().post("/api/v1/auth/login", &json!({"email": email, "password": password})).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (401, Some("wrong_credentials")));
    }
    assert_eq!(eve.post("/api/v1/auth/logout", &Value::Null).await.status, 204);
    assert_eq!(eve.post("/api/v1/auth/logout", &Value::Null).await.status, 204, "there is nothing to end any more");

    let failed: Vec<(Value, Value, Value)> = records(&admin, "sign_in_failed")
        .await
        .iter()
        .map(|record| (record["subject"].clone(), record["detail"]["reason"].clone(), record["actor"].clone()))
        .collect();
    let expected = [
        // People type their password where the address belongs: it is not kept.
        (Value::Null, json!("unknown_account"), Value::Null),
        (json!("gone@test.example"), json!("disabled"), Value::Null),
        (json!("EVE@test.example"), json!("wrong_password"), Value::Null),
        (json!("nobody@test.example"), json!("unknown_account"), Value::Null),
    ];
    assert_eq!(failed, expected);
    let out = records(&admin, "sign_out").await;
    assert_eq!(
        (out.len(), &out[0]["actor"]["email"], &out[0]["from_address"]),
        (1, &json!("eve@test.example"), &json!("127.0.0.1"))
    );
    whole(&app).await;
}

#[tokio::test]
async fn failures_cannot_fill_the_log() {
    let app = TestApp::builder().at("2026-03-01T10:00:00Z".parse().expect("a moment")).start().await;
    let admin = app.sign_in_admin("root").await;
    // Throttling alone would let each of them try five times.
    for n in 0..25 {
        let login = json!({"email": format!("nobody{n}@test.example"), "password": "wrong"});
        assert_eq!(app.nobody().post("/api/v1/auth/login", &login).await.status, 401);
    }
    let login = json!({"email": "nobody@test.example", "password": "wrong"});
    let failed = records(&admin, "sign_in_failed").await;
    assert_eq!(failed.len(), 20);
    assert!(failed[0]["detail"]["further_of_this_address"].is_string(), "the last one says so: {}", failed[0]);
    app.app.clock.advance_ms(11 * 60_000);
    assert_eq!(app.nobody().post("/api/v1/auth/login", &login).await.status, 401);
    assert_eq!(records(&admin, "sign_in_failed").await.len(), 21);
    whole(&app).await;
}

#[tokio::test]
async fn a_person_chooses_another_password_and_must_know_the_present_one() {
    let app = TestApp::builder().start().await;
    let admin = app.sign_in_admin("root").await;
    let eve = app.sign_in("eve", &[]).await;
    let elsewhere = app.sign_in_again("eve", None).await;
    let ask = |current: &str, new: &str| json!({"current_password": current, "new_password": new});
    for (body, status, code) in [
        (ask("wrong", "battery horse correct"), 403, "wrong_password"),
        (ask(&"x".repeat(10_000), "battery horse correct"), 403, "wrong_password"),
        (ask("correct horse battery", "short"), 400, "bad_password"),
        (json!({"new_password": "battery horse correct"}), 422, "bad_body"),
    ] {
        let reply = eve.post("/api/v1/auth/password", &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (status, Some(code)), "{}", reply.text);
    }
    let changed = eve.post("/api/v1/auth/password", &ask("correct horse battery", "battery horse correct")).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    assert_eq!(eve.get("/api/v1/auth/me").await.status, 200, "this session goes on");
    assert_eq!(elsewhere.get("/api/v1/auth/me").await.status, 401, "the others have ended");
    let login = |password: &str| json!({"email": "eve@test.example", "password": password});
    assert_eq!(app.nobody().post("/api/v1/auth/login", &login("correct horse battery")).await.status, 401);
    assert_eq!(app.nobody().post("/api/v1/auth/login", &login("battery horse correct")).await.status, 200);
    assert_eq!(app.nobody().post("/api/v1/auth/password", &ask("a", "b")).await.status, 401);

    let central = app.central_database().connect().await;
    central
        .batch_execute("UPDATE users SET password_hash = NULL, issuer = 'https://id.example', subject = 'e' WHERE email = 'eve@test.example'")
        .await
        .expect("somebody of a provider");
    let reply = eve.post("/api/v1/auth/password", &ask("battery horse correct", "correct horse battery")).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (409, Some("kept_by_provider")));

    let record = &records(&admin, "password_changed").await[0];
    assert_eq!(record["detail"], json!({"user": "eve@test.example", "by": "the person", "sessions_ended": 1}));
    assert_eq!(records(&admin, "sign_in_failed").await[0]["detail"]["reason"], "wrong_password");
    let reasons: Vec<Value> =
        records(&admin, "sign_in_failed").await.iter().map(|record| record["detail"]["reason"].clone()).collect();
    assert_eq!(reasons.iter().filter(|reason| **reason == "wrong_present_password").count(), 2);
}
