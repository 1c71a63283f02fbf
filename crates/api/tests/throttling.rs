//! Guessing passwords: it ends soon, and not for the owner of the account.

use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_identity::{AccountChange, SignInError};
use watchroom_test_support::{Reply, Session, TestApp};

const RIGHT: &str = "correct horse battery";
const OWNER: &str = "owner@test.example";
/// Where the owner works.
const OFFICE: &str = "198.51.100.7";

/// The right password, as an earlier version might have kept it: 4 MiB, one pass.
const WEAK: &str = "$argon2id$v=19$m=4096,t=1,p=1$b3In8tNn8skOK9fDJuPcZA$EB9+MMcjIPr8c5PVBc7xIp1uS3kEdAaYWAfPRJo6I+c";

fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a moment")
}

/// A server behind a proxy, with an account whose owner has signed in from the office.
async fn guarded() -> (TestApp, Session) {
    let app = TestApp::builder().at(now()).behind_a_proxy().start().await;
    app.sign_in("owner", &[]).await;
    let browser = app.nobody();
    assert_eq!(try_with(&browser, OFFICE, OWNER, RIGHT).await.status, 200);
    (app, browser)
}

async fn try_with(browser: &Session, from: &str, email: &str, password: &str) -> Reply {
    let login = json!({"email": email, "password": password});
    browser.post_with("/api/v1/auth/login", &login, &[("x-forwarded-for", from)]).await
}

/// A stranger's try, on a browser that knows nothing.
async fn stranger(app: &TestApp, from: &str, email: &str, password: &str) -> Reply {
    try_with(&app.nobody(), from, email, password).await
}

fn without_id(mut body: Value) -> Value {
    body["request_id"] = json!("");
    body
}

#[tokio::test]
async fn an_address_has_a_few_tries_at_an_account_and_then_one_a_minute() {
    let (app, _) = guarded().await;
    for _ in 0..5 {
        assert_eq!(stranger(&app, "203.0.113.1", OWNER, "wrong horse battery").await.status, 401);
    }
    // Even the right one is not looked at, so nobody learns from it that it was.
    for password in ["wrong horse battery", RIGHT] {
        let denied = stranger(&app, "203.0.113.1", OWNER, password).await;
        assert_eq!((denied.status, denied.body["code"].as_str()), (429, Some("too_many_sign_ins")));
        assert_eq!(denied.headers["retry-after"], "60");
        assert!(!denied.headers.contains_key("set-cookie"));
    }
    app.app.clock.advance_ms(45_000);
    assert_eq!(stranger(&app, "203.0.113.1", OWNER, "x").await.headers["retry-after"], "15");
    app.app.clock.advance_ms(15_000);
    assert_eq!(stranger(&app, "203.0.113.1", OWNER, "wrong horse battery").await.status, 401);
    assert_eq!(stranger(&app, "203.0.113.1", OWNER, "wrong horse battery").await.status, 429);
    app.app.clock.advance_ms(60_000);
    assert_eq!(stranger(&app, "203.0.113.1", OWNER, RIGHT).await.status, 200, "who waits and knows it gets in");
}

#[tokio::test]
async fn an_account_that_is_not_there_is_throttled_like_one_that_is() {
    let (app, _) = guarded().await;
    let mut told = Vec::new();
    for email in [OWNER, "nobody@test.example"] {
        let mut answers = Vec::new();
        for _ in 0..7 {
            let reply = stranger(&app, "203.0.113.1", email, "wrong horse battery").await;
            answers.push((reply.status, reply.headers.get("retry-after").cloned(), without_id(reply.body)));
        }
        told.push(answers);
        app.app.clock.advance_ms(600_000);
    }
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0][6].0, 429);
}

#[tokio::test]
async fn the_owner_gets_in_while_the_account_is_hammered_from_everywhere() {
    let (app, browser) = guarded().await;
    let mut denied = 0;
    for n in 0..60 {
        let reply = stranger(&app, &format!("203.0.113.{n}"), OWNER, "wrong horse battery").await;
        assert!(matches!(reply.status, 401 | 429), "{}", reply.text);
        denied += u32::from(reply.status == 429);
    }
    assert_eq!(denied, 40, "twenty tries for all strangers together");
    assert_eq!(try_with(&browser, "192.0.2.200", OWNER, RIGHT).await.status, 200, "on the own device, anywhere");
    assert_eq!(stranger(&app, OFFICE, OWNER, RIGHT).await.status, 200, "in the office, on a new device");
    assert_eq!(stranger(&app, "192.0.2.201", OWNER, RIGHT).await.status, 429, "a stranger is nobody in particular");
    // The sign-in of the owner is none of the attackers'.
    assert_eq!(stranger(&app, "192.0.2.202", OWNER, "wrong horse battery").await.status, 429);
    // Other people are not touched.
    app.sign_in("other", &[]).await;
    assert_eq!(stranger(&app, "192.0.2.203", "other@test.example", RIGHT).await.status, 200);
}

#[tokio::test]
async fn an_attacker_in_the_owners_own_office_does_not_lock_the_owner_out() {
    let (app, browser) = guarded().await;
    for _ in 0..6 {
        stranger(&app, OFFICE, OWNER, "wrong horse battery").await;
    }
    assert_eq!(stranger(&app, OFFICE, OWNER, RIGHT).await.status, 429);
    // Also where the whole address has used up its tries.
    for n in 0..60 {
        stranger(&app, OFFICE, &format!("guess-{n}@test.example"), "wrong horse battery").await;
    }
    assert_eq!(try_with(&browser, OFFICE, OWNER, RIGHT).await.status, 200);
}

#[tokio::test]
async fn a_known_device_is_known_for_its_owner_alone_and_has_bounds_too() {
    let (app, browser) = guarded().await;
    app.sign_in("victim", &[]).await;
    for n in 0..30 {
        stranger(&app, &format!("203.0.113.{n}"), "victim@test.example", "wrong horse battery").await;
    }
    let insider = try_with(&browser, "192.0.2.1", "victim@test.example", RIGHT).await;
    assert_eq!(insider.status, 429, "the owner's device opens no way to another's account");
    for _ in 0..10 {
        assert_eq!(try_with(&browser, "192.0.2.1", OWNER, "wrong horse battery").await.status, 401);
    }
    assert_eq!(try_with(&browser, "192.0.2.1", OWNER, RIGHT).await.status, 429);
    app.app.clock.advance_ms(60_000);
    assert_eq!(try_with(&browser, "192.0.2.1", OWNER, RIGHT).await.status, 200);
    for _ in 0..10 {
        assert_eq!(try_with(&browser, "192.0.2.1", OWNER, "x").await.status, 401, "the failures are forgotten");
    }
    // Ninety days without it, and the device is a stranger's.
    app.app.clock.advance_ms(91 * 24 * 3_600_000);
    for n in 0..20 {
        stranger(&app, &format!("203.0.113.{n}"), OWNER, "wrong horse battery").await;
    }
    assert_eq!(try_with(&browser, "192.0.2.1", OWNER, RIGHT).await.status, 429);
    assert!(app.app.identity.sweep_sign_ins().await.expect("swept") >= 2, "places and old failures go");
}

#[tokio::test]
async fn a_new_password_makes_strangers_of_all_devices() {
    let (app, browser) = guarded().await;
    let fresh = "battery horse correct";
    let owner = app.app.central.user_by_email(OWNER).await.expect("asked").expect("somebody").id;
    let change = AccountChange { password: Some(fresh.to_owned()), ..AccountChange::default() };
    app.app.identity.change_account(owner, &change, &app.by()).await.expect("reset");
    for n in 0..20 {
        stranger(&app, &format!("203.0.113.{n}"), OWNER, "wrong horse battery").await;
    }
    assert_eq!(try_with(&browser, OFFICE, OWNER, fresh).await.status, 429);
}

#[tokio::test]
async fn one_address_cannot_go_through_all_accounts() {
    let (app, _) = guarded().await;
    for (network, other) in [("203.0.113.1", "203.0.113.2"), ("2001:db8:1:2::3", "2001:db8:1:3::3")] {
        for n in 0..30 {
            // One household has a whole network of IPv6 addresses.
            let from = if network.contains(':') { format!("2001:db8:1:2::{n:x}") } else { network.to_owned() };
            let reply = stranger(&app, &from, &format!("guess-{n}@test.example"), "wrong horse battery").await;
            assert_eq!(reply.status, 401, "{from} {n}");
        }
        let reply = stranger(&app, network, "guess-31@test.example", "wrong horse battery").await;
        assert_eq!((reply.status, &reply.headers["retry-after"]), (429, &"20".parse().expect("a value")));
        assert_eq!(stranger(&app, other, OWNER, RIGHT).await.status, 200, "others are not touched");
    }
}

#[tokio::test]
async fn tries_at_the_same_moment_are_counted_each() {
    let (app, _) = guarded().await;
    let tries = (0..30).map(|_| stranger(&app, "203.0.113.1", OWNER, "wrong horse battery"));
    let answers = futures_util::future::join_all(tries).await;
    let looked_at = answers.iter().filter(|reply| reply.status == 401).count();
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn nothing_of_what_was_typed_is_kept() {
    let (app, _) = guarded().await;
    stranger(&app, "203.0.113.1", "my secret password", "x").await;
    let central = app.central_database().connect().await;
    let rows =
        central.query("SELECT b::text FROM sign_in_budgets b UNION ALL SELECT p::text FROM sign_in_places p", &[]);
    let rows: Vec<String> = rows.await.expect("rows").iter().map(|row| row.get(0)).collect();
    assert!(rows.len() >= 4, "{rows:?}");
    for typed in ["secret", "203.0.113.1", OFFICE, "owner@"] {
        assert!(rows.iter().all(|row| !row.contains(typed)), "{typed} in {rows:?}");
    }
}

#[tokio::test]
async fn whoever_is_signed_in_cannot_guess_the_password_either() {
    let (app, _) = guarded().await;
    let owner = app.app.central.user_by_email(OWNER).await.expect("asked").expect("there").id;
    let identity = &app.app.identity;
    identity.confirm_password(owner, RIGHT).await.expect("it is right");
    for _ in 0..5 {
        assert!(matches!(identity.confirm_password(owner, "wrong horse battery").await, Err(SignInError::Wrong)));
    }
    assert!(matches!(identity.confirm_password(owner, RIGHT).await, Err(SignInError::TooMany(_))));
    app.app.clock.advance_ms(60_000);
    identity.confirm_password(owner, RIGHT).await.expect("after a while");
}

#[tokio::test]
async fn a_hash_of_other_parameters_is_renewed_at_the_sign_in() {
    let (app, browser) = guarded().await;
    let central = app.central_database().connect().await;
    let kept =
        async || -> String { central.query_one("SELECT password_hash FROM users", &[]).await.expect("a row").get(0) };
    let today = kept().await;
    assert_eq!(try_with(&browser, OFFICE, OWNER, RIGHT).await.status, 200);
    assert_eq!(kept().await, today, "one of today's stays");
    central.execute("UPDATE users SET password_hash = $1", &[&WEAK]).await.expect("written");
    assert_eq!(try_with(&browser, OFFICE, OWNER, "wrong horse battery").await.status, 401);
    assert_eq!(kept().await, WEAK, "a failure renews nothing");
    assert_eq!(try_with(&browser, OFFICE, OWNER, RIGHT).await.status, 200);
    let renewed = kept().await;
    assert!(renewed.starts_with("$argon2id$v=19$m=19456,t=2,p=1$") && renewed != today, "{renewed}");
    assert_eq!(try_with(&browser, OFFICE, OWNER, RIGHT).await.status, 200);
}
