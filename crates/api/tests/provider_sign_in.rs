//! Signing in by an OpenID provider, and every way in which that must not succeed.

use jiff::Timestamp;
use serde_json::{Value, json};
use watchroom_identity::OidcSettings;
use watchroom_test_support::{Reply, Signing, TestApp, TestProvider};

const ME: &str = "/api/v1/auth/me";
const LOGIN: &str = "/api/v1/auth/login";

fn noon() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a moment")
}

/// A provider and a server that live by the same clock.
async fn both() -> (TestProvider, TestApp) {
    both_with(|settings| settings).await
}

async fn both_with(change: impl FnOnce(OidcSettings) -> OidcSettings) -> (TestProvider, TestApp) {
    let builder = TestApp::builder().at(noon());
    let provider = TestProvider::start(builder.clock()).await;
    let app = builder.by_provider(change(provider.settings(""))).start().await;
    (provider, app)
}

/// Why a sign-in failed, as the sign-in page is told.
fn failure(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text);
    let query = reply.location().strip_prefix("/sign-in?error=").unwrap_or_else(|| panic!("{}", reply.location()));
    query.split('&').next().unwrap_or_default().to_owned()
}

async fn records(app: &TestApp, action: &str) -> Vec<Value> {
    let database = app.central_database().connect().await;
    let sql = "SELECT to_jsonb(a) FROM audit a WHERE action = $1 ORDER BY seq";
    let rows = database.query(sql, &[&action]).await.expect("the log");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn whoever_the_provider_vouches_for_is_signed_in_and_belongs_nowhere_yet() {
    let (provider, app) = both().await;
    let browser = app.nobody();
    assert_eq!(
        browser.get("/api/v1/auth/config").await.body,
        json!({"mode": "oidc", "provider_name": "Test provider"})
    );
    let back = browser.sign_in_by_provider(Some("/dashboards/default?range=24h")).await;
    assert_eq!((back.status, back.location()), (303, "/dashboards/default?range=24h"));
    let cookie = back.headers["set-cookie"].to_str().expect("text").to_owned();
    for part in ["watchroom=", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    let me = browser.get(ME).await;
    assert_eq!(
        (me.status, &me.body["email"], &me.body["full_name"]),
        (200, &json!("ada@test.example"), &json!("Ada of the tests"))
    );
    assert_eq!((&me.body["memberships"], &me.body["is_admin"]), (&json!([]), &json!(false)));
    assert_eq!(me.body["sign_in"], "oidc");

    // The same subject is the same person, whatever the provider calls it by then; and nothing of it is a token's.
    provider.person(json!({"sub": "subject-1", "email": "ada@new.example", "name": "Ada Married"}));
    let again = app.nobody();
    again.sign_in_by_provider(None).await;
    let renamed = again.get(ME).await;
    assert_eq!((&renamed.body["id"], &renamed.body["email"]), (&me.body["id"], &json!("ada@new.example")));
    let database = app.central_database().connect().await;
    let row = database
        .query_one("SELECT sealed_tokens, issuer, provider_sid, token_hash FROM sessions LIMIT 1", &[])
        .await
        .expect("a session");
    let sealed: Vec<u8> = row.get(0);
    assert!(!sealed.windows(3).any(|piece| piece == b"eyJ"), "the tokens lie open");

    let signed_in = records(&app, "sign_in").await;
    assert_eq!(signed_in.len(), 2);
    assert_eq!(
        (&signed_in[0]["actor_user"], &signed_in[0]["detail"]),
        (&me.body["id"], &json!({"by": "provider", "user_agent": null}))
    );
    assert_eq!((records(&app, "user_created").await.len(), records(&app, "user_changed").await.len()), (1, 1));
}

/// CVE-2023-3128: an account taken over by whoever claims its e-mail address at some provider.
#[tokio::test]
async fn an_e_mail_address_makes_nobody_somebody_else() {
    let (provider, app) = both().await;
    let account = watchroom_identity::NewAccount {
        email: "boss@test.example".to_owned(),
        full_name: "The boss".to_owned(),
        password: "correct horse battery".to_owned(),
        is_admin: true,
    };
    app.local_identity().add_account(&account, &app.by()).await.expect("a local account");
    let mut seen = Vec::new();
    for subject in ["one", "two"] {
        provider.person(json!({"sub": subject, "email": "boss@test.example", "email_verified": true, "name": subject}));
        let browser = app.nobody();
        browser.sign_in_by_provider(None).await;
        let me = browser.get(ME).await.body;
        assert_eq!((&me["email"], &me["is_admin"]), (&json!("boss@test.example"), &json!(false)));
        seen.push(me["id"].clone());
    }
    let database = app.central_database().connect().await;
    let count: i64 = database.query_one("SELECT count(*) FROM users", &[]).await.expect("users").get(0);
    assert!(count == 3 && seen[0] != seen[1], "three people with one address");
}

/// CVE-2022-39360: a password that still works beside single sign-on.
#[tokio::test]
async fn with_a_provider_no_password_is_looked_at() {
    let (_provider, app) = both().await;
    let account = watchroom_identity::NewAccount {
        email: "local@test.example".to_owned(),
        full_name: "A local account".to_owned(),
        password: "correct horse battery".to_owned(),
        is_admin: false,
    };
    app.local_identity().add_account(&account, &app.by()).await.expect("a local account");
    for body in [
        json!({"email": "local@test.example", "password": "correct horse battery"}),
        json!({"email": "local@test.example", "password": "wrong"}),
        json!({"email": "local@test.example"}),
        json!({"password": "x", "return_to": "/"}),
    ] {
        let reply = app.nobody().post(LOGIN, &body).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (403, Some("passwords_off")), "{body}");
        assert!(!reply.headers.contains_key("set-cookie"));
    }
}

#[tokio::test]
async fn a_session_by_password_from_before_the_provider_is_over() {
    let (provider, app) = both().await;
    let database = app.central_database().connect().await;
    let token = watchroom_identity::SessionToken::make();
    database
        .execute("INSERT INTO users (id, email, full_name, created_at) VALUES ('00000000-0000-0000-0000-000000000001', 'old@x.y', 'Old', now())", &[])
        .await
        .expect("a user");
    let sql = "INSERT INTO sessions (token_hash, user_id, created_at, last_seen_at, expires_at, issuer) \
         VALUES ($1, '00000000-0000-0000-0000-000000000001', $2, $2, $3, $4)";
    let later: Timestamp = "2026-03-02T12:00:00Z".parse().expect("a moment");
    database.execute(sql, &[&token.hash().as_slice(), &noon(), &later, &None::<&str>]).await.expect("a session");
    let cookie = format!("watchroom={}", token.to_text());
    assert_eq!(app.nobody().get_with(ME, &[("cookie", &cookie)]).await.status, 401);
    for (issuer, status) in [("https://another.example", 401), (provider.issuer.as_str(), 200)] {
        database
            .execute("UPDATE sessions SET issuer = $1, active_tenant = NULL", &[&issuer])
            .await
            .expect("another issuer");
        assert_eq!(app.nobody().get_until_with(ME, &[("cookie", &cookie)], status).await.status, status, "{issuer}");
    }
}

/// CVE-2021-43777: a callback without the state, or with another browser's.
#[tokio::test]
async fn a_callback_ends_only_what_this_very_browser_began_and_once() {
    let (provider, app) = both().await;
    let victim = app.nobody();
    let attacker = app.nobody();
    let callback = attacker.begin_at_provider(None).await;
    let asked = provider.asked("token");

    let without_state = callback.replace("state=", "stated=");
    let other_state = callback.replace("state=", "state=A");
    let twice = format!("{callback}&state=x");
    for bad in [without_state.as_str(), &twice, "/api/v1/auth/callback", "/api/v1/auth/callback?code=x&iss=y"] {
        assert_eq!(failure(&attacker.get(bad).await), "state_mismatch", "{bad}");
    }
    for bad in [other_state.as_str(), "/api/v1/auth/callback?code=x&state="] {
        assert_eq!(failure(&attacker.get(bad).await), "sign_in_expired", "{bad}");
    }
    // The attacker's own callback, in the victim's browser: it would sign the victim in as the attacker.
    assert_eq!(failure(&victim.get(&callback).await), "state_mismatch");
    let own = victim.begin_at_provider(None).await;
    assert_eq!(failure(&victim.get(&callback).await), "sign_in_expired", "also with a sign-in of its own under way");
    assert_eq!(victim.get(ME).await.status, 401);
    assert_eq!(provider.asked("token"), asked, "no code was taken anywhere");

    assert_eq!(attacker.get(&callback).await.location(), "/", "the browser that began it ends it");
    assert_eq!(failure(&attacker.get(&callback).await), "sign_in_expired", "once");
    app.app.clock.advance_ms(10 * 60_000);
    assert_eq!(failure(&victim.get(&own).await), "sign_in_expired", "and within ten minutes");
    assert!(!records(&app, "sign_in_failed").await.is_empty());
}

#[tokio::test]
async fn two_tabs_of_one_browser_sign_in_side_by_side() {
    let (_provider, app) = both().await;
    let browser = app.nobody();
    let (first, second) =
        (browser.begin_at_provider(Some("/one")).await, browser.begin_at_provider(Some("/two")).await);
    assert_eq!(browser.get(&first).await.location(), "/one");
    assert_eq!(browser.get(&second).await.location(), "/two");
    let database = app.central_database().connect().await;
    let count: i64 = database.query_one("SELECT count(*) FROM sessions", &[]).await.expect("sessions").get(0);
    assert_eq!(count, 1, "the browser's earlier session ended with the new one");
}

#[tokio::test]
async fn any_process_may_end_a_sign_in_that_another_began_and_knows_the_session() {
    let (_provider, app) = both().await;
    let other = app.another_process().await;
    let browser = app.nobody();
    let callback = browser.begin_at_provider(Some("/x")).await;
    let there = browser.at(&other.url);
    assert_eq!(there.get(&callback).await.location(), "/x");
    assert_eq!(failure(&browser.get(&callback).await), "sign_in_expired", "it is used up here too");
    assert_eq!((browser.get(ME).await.status, there.get(ME).await.status), (200, 200));
}

/// CVE-2025-6197, over the whole way.
#[tokio::test]
async fn a_sign_in_leads_nowhere_but_to_this_page() {
    let (_provider, app) = both().await;
    for evil in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/.//evil.example",
        "/\t/evil.example",
        "javascript:x",
    ] {
        assert_eq!(app.nobody().sign_in_by_provider(Some(evil)).await.location(), "/", "{evil}");
    }
}

#[tokio::test]
async fn an_id_token_that_is_not_the_providers_own_for_us_signs_nobody_in() {
    let (provider, app) = both().await;
    for signing in
        [Signing::None, Signing::HashedWithPublicKey, Signing::Foreign, Signing::Damaged, Signing::KeyInHeader]
    {
        provider.set(|behaviour| behaviour.signing = signing);
        assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "token_refused", "{signing:?}");
    }
    provider.set(|behaviour| behaviour.signing = Signing::Own);
    let past = noon().as_second() - 120;
    let cases = [
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("aud", json!("another-client")),
        ("aud", json!(["watchroom", "another-client"])),
        ("azp", json!("another-client")),
        ("iss", json!("https://evil.example")),
        ("exp", json!(past)),
        ("iat", json!(noon().as_second() + 120)),
        ("sub", Value::Null),
        ("typ", json!("Bearer")),
    ];
    for (name, value) in cases {
        let set = value.clone();
        provider.twist(move |_, claims| match &set {
            Value::Null => drop(claims.as_object_mut().and_then(|claims| claims.remove(name))),
            value => claims[name] = value.clone(),
        });
        assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "token_refused", "{name} = {value}");
    }
    provider.twist(|header, _| header["crit"] = json!(["exp"]));
    assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "token_refused", "crit");
    provider.twist(|header, _| header["kid"] = json!("../../first"));
    assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "token_refused", "an unknown key");
    let database = app.central_database().connect().await;
    let count: i64 = database.query_one("SELECT count(*) FROM users", &[]).await.expect("users").get(0);
    assert_eq!(count, 0);
    // A clock that is a minute off is no forgery.
    provider.twist(|_, claims| {
        claims["iat"] = json!(noon().as_second() + 50);
        claims["exp"] = json!(noon().as_second() - 50);
    });
    assert_eq!(app.nobody().sign_in_by_provider(None).await.location(), "/");
}

#[tokio::test]
async fn keys_are_fetched_once_rotated_and_asked_for_twice_a_minute_at_most() {
    let (provider, app) = both().await;
    for _ in 0..3 {
        assert_eq!(app.nobody().sign_in_by_provider(None).await.location(), "/");
    }
    assert_eq!(provider.asked("keys"), 1);
    let old = provider.key();
    provider.rotate_keys("second");
    app.app.clock.advance_ms(30_000);
    assert_eq!(app.nobody().sign_in_by_provider(None).await.location(), "/", "the new key is found");
    assert_eq!(provider.asked("keys"), 2);
    let forged = old.sign(Signing::Own, &json!({}), &provider.access_claims("subject-1", "watchroom"));
    for _ in 0..5 {
        let reply = app.nobody().get_with(ME, &[("authorization", &format!("Bearer {forged}"))]).await;
        assert_eq!(reply.status, 401, "the old key went with the rotation");
    }
    assert_eq!(provider.asked("keys"), 2, "a made-up key is not asked for with each request");
}

#[tokio::test]
async fn a_code_for_another_provider_is_not_taken_to_this_one() {
    let (provider, app) = both().await;
    let browser = app.nobody();
    for evil in ["https%3A%2F%2Fevil.example", ""] {
        let callback = browser.begin_at_provider(None).await;
        let (before, after) = callback.split_once("iss=").expect("the issuer is named");
        let rest = after.split_once('&').map(|(_, rest)| rest).unwrap_or_default();
        assert_eq!(failure(&browser.get(&format!("{before}iss={evil}&{rest}")).await), "token_refused", "{evil}");
    }
    assert_eq!(provider.asked("token"), 0);
}

#[tokio::test]
async fn a_provider_that_lies_about_its_name_is_not_believed() {
    let (provider, app) = both().await;
    provider.set(|behaviour| behaviour.claims_issuer = Some("https://evil.example".to_owned()));
    let reply = app.nobody().post(LOGIN, &json!({})).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (502, Some("provider_failed")));
}

#[tokio::test]
async fn a_provider_that_is_down_is_said_to_be_and_whoever_is_in_stays() {
    let (provider, app) = both().await;
    let inside = app.nobody();
    inside.sign_in_by_provider(None).await;
    let waiting = app.nobody();
    let callback = waiting.begin_at_provider(Some("/dashboards/x")).await;

    provider.set(|behaviour| behaviour.down = true);
    app.app.clock.advance_ms(20_000);
    let reply = app.nobody().post(LOGIN, &json!({})).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (503, Some("provider_unreachable")));
    assert!(reply.headers.contains_key("retry-after"));
    let failed = waiting.get(&callback).await;
    assert_eq!(failure(&failed), "provider_unreachable");
    assert_eq!(failed.location(), "/sign-in?error=provider_unreachable&return_to=%2Fdashboards%2Fx");
    assert_eq!(inside.get(ME).await.status, 200);

    provider.set(|behaviour| behaviour.down = false);
    app.app.clock.advance_ms(5_000);
    assert_eq!(waiting.sign_in_by_provider(None).await.location(), "/", "and back");
}

#[tokio::test]
async fn a_provider_that_is_gone_is_as_good_as_down() {
    let (provider, app) = both().await;
    provider.leave();
    let reply = app.nobody().post(LOGIN, &json!({})).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (503, Some("provider_unreachable")), "{}", reply.text);
}

#[tokio::test]
async fn what_the_provider_says_no_to_is_told_by_a_word_of_ours() {
    let (provider, app) = both().await;
    for (error, code) in [
        ("access_denied", "access_denied"),
        ("temporarily_unavailable", "provider_unreachable"),
        ("login_required", "provider_refused"),
        ("<script>", "provider_refused"),
    ] {
        provider.set(|behaviour| behaviour.sends_back = Some(error));
        let reply = app.nobody().sign_in_by_provider(None).await;
        assert_eq!(failure(&reply), code, "{error}");
        assert!(!reply.location().contains("script"), "{}", reply.location());
    }
    let reasons: Vec<Value> =
        records(&app, "sign_in_failed").await.iter().map(|record| record["detail"]["reason"].clone()).collect();
    assert_eq!(reasons, ["access_denied", "provider_unreachable", "provider_refused", "provider_refused"]);
}

#[tokio::test]
async fn a_shut_account_stays_out() {
    let (_provider, app) = both().await;
    let browser = app.nobody();
    browser.sign_in_by_provider(None).await;
    let database = app.central_database().connect().await;
    database.batch_execute("UPDATE users SET disabled_at = now()").await.expect("disabled");
    assert_eq!(browser.get_until(ME, 401).await.status, 401);
    assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "account_disabled");
    let failed = records(&app, "sign_in_failed").await;
    assert_eq!((failed.len(), &failed[0]["detail"]["reason"]), (1, &json!("account_disabled")));
    assert!(failed[0]["actor_user"].is_string(), "it is known who");
}

#[tokio::test]
async fn what_an_id_token_lacks_is_asked_for_and_must_be_of_the_same_person() {
    let (provider, app) = both().await;
    provider.set(|behaviour| behaviour.tells_by_userinfo = true);
    let browser = app.nobody();
    browser.sign_in_by_provider(None).await;
    assert_eq!(browser.get(ME).await.body["email"], "ada@test.example");
    provider.set(|behaviour| behaviour.userinfo_subject = Some("another".to_owned()));
    assert_eq!(failure(&app.nobody().sign_in_by_provider(None).await), "token_refused");
}

#[tokio::test]
async fn failures_that_name_nobody_do_not_fill_the_log() {
    let (_provider, app) = both().await;
    let stranger = app.nobody();
    for _ in 0..30 {
        assert_eq!(failure(&stranger.get("/api/v1/auth/callback?state=x&code=y").await), "state_mismatch");
    }
    assert_eq!(records(&app, "sign_in_failed").await.len(), 10);
}

#[tokio::test]
async fn without_a_provider_its_endpoints_are_shut() {
    let app = TestApp::builder().start().await;
    assert_eq!(app.nobody().get("/api/v1/auth/config").await.body["mode"], "local");
    assert_eq!(failure(&app.nobody().get("/api/v1/auth/callback?state=x&code=y").await), "sign_in_off");
    let reply = app.nobody().post_form("/api/v1/auth/backchannel-logout", &[("logout_token", "x")]).await;
    assert_eq!((reply.status, reply.body["code"].as_str()), (404, Some("sign_in_off")));
    let incomplete = app.nobody().post(LOGIN, &json!({"email": "a@b.c"})).await;
    assert_eq!((incomplete.status, incomplete.body["code"].as_str()), (422, Some("bad_body")));
}
