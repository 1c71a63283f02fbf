//! The provider's endpoints, as far as the code flow needs them.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use axum::extract::{Query, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{StatusCode, header};
use serde_json::{Value, json};

use super::{CLIENT_ID, CLIENT_SECRET, Code, Grant, Shared};

type Provider = State<Arc<Shared>>;
type Form = HashMap<String, String>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(description))
        .route("/authorize", get(authorize))
        .route("/keys", get(keys))
        .route("/token", post(token))
        .route("/userinfo", get(userinfo))
        .route("/end", get(|| async { "signed out" }))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), presence))
        .with_state(shared)
}

async fn presence(State(provider): Provider, request: Request, next: Next) -> Response {
    if provider.state().behaviour.down {
        return (StatusCode::SERVICE_UNAVAILABLE, "<h1>be back soon</h1>").into_response();
    }
    next.run(request).await
}

async fn description(State(provider): Provider) -> Json<Value> {
    provider.count("description");
    let issuer = &provider.issuer;
    let named = provider.state().behaviour.claims_issuer.clone().unwrap_or_else(|| issuer.clone());
    Json(json!({
        "issuer": named,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "end_session_endpoint": format!("{issuer}/end"),
        "response_types_supported": ["code"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    }))
}

async fn keys(State(provider): Provider) -> Json<Value> {
    provider.count("keys");
    let keys: Vec<Value> = provider.state().keys.iter().map(super::Key::public).collect();
    Json(json!({"keys": keys}))
}

/// Whoever comes is signed in already, and agrees to everything.
async fn authorize(State(provider): Provider, Query(query): Query<Form>) -> Response {
    let given = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
    let faults = [
        ("client_id", given("client_id") == CLIENT_ID),
        ("response_type", given("response_type") == "code"),
        ("redirect_uri", given("redirect_uri").ends_with("/api/v1/auth/callback")),
        ("scope", given("scope").split(' ').any(|scope| scope == "openid")),
        ("code_challenge_method", given("code_challenge_method") == "S256"),
        ("code_challenge", given("code_challenge").len() == 43),
        ("state", given("state").len() >= 32),
        ("nonce", given("nonce").len() >= 32),
    ];
    if let Some((name, _)) = faults.iter().find(|(_, right)| !right) {
        return (StatusCode::BAD_REQUEST, format!("{name} is wrong")).into_response();
    }
    let mut back = query.clone();
    back.retain(|name, _| name == "state");
    back.insert("iss".to_owned(), provider.issuer.clone());
    let mut state = provider.state();
    if let Some(error) = state.behaviour.sends_back {
        back.insert("error".to_owned(), error.to_owned());
        back.insert("error_description".to_owned(), "<script>alert(1)</script>".to_owned());
    } else {
        let (code, sid) = (state.unique("code"), state.unique("sid"));
        let kept = Code {
            redirect_uri: given("redirect_uri").to_owned(),
            challenge: given("code_challenge").to_owned(),
            nonce: query.get("nonce").cloned(),
            person: state.behaviour.person.clone(),
            sid,
        };
        state.codes.insert(code.clone(), kept);
        back.insert("code".to_owned(), code);
    }
    let request = reqwest::Client::new().get(given("redirect_uri")).query(&back).build();
    match request {
        Ok(request) => Redirect::to(request.url().as_str()).into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

async fn token(State(provider): Provider, headers: header::HeaderMap, body: String) -> Response {
    let request: Form = reqwest::Url::parse(&format!("http://x/?{body}"))
        .map(|url| url.query_pairs().into_owned().collect())
        .unwrap_or_default();
    if !is_client(&headers) {
        return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let takes = provider.state().behaviour.takes;
    tokio::time::sleep(takes).await;
    let given = |name: &str| request.get(name).map(String::as_str).unwrap_or_default();
    match given("grant_type") {
        "authorization_code" => {
            provider.count("token");
            // A code is good for one use, whatever comes of it.
            let Some(code) = provider.state().codes.remove(given("code")) else {
                return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
            };
            let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, given("code_verifier").as_bytes()));
            if code.redirect_uri != given("redirect_uri") || code.challenge != challenge {
                return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
            }
            give(&provider, &code.person, &code.sid, code.nonce)
        }
        "refresh_token" => {
            provider.count("refresh");
            // Each refresh token is good for one use too: whoever renews twice at once is found out.
            let known = provider.state().refresh.remove(given("refresh_token"));
            let Some(Grant { subject, sid }) = known.filter(|_| !provider.state().behaviour.refuses_refresh) else {
                return refuse(StatusCode::BAD_REQUEST, "invalid_grant");
            };
            let mut person = provider.state().behaviour.person.clone();
            person["sub"] = subject;
            give(&provider, &person, &sid, None)
        }
        _ => refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type"),
    }
}

fn give(provider: &Shared, person: &Value, sid: &str, nonce: Option<String>) -> Response {
    let now = provider.clock.now().as_second();
    let mut state = provider.state();
    let behaviour = state.behaviour.clone();
    let mut claims = json!({
        "iss": provider.issuer, "aud": CLIENT_ID, "sub": person["sub"], "iat": now, "exp": now + 300, "sid": sid,
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = json!(nonce);
    }
    if let (false, Some(person)) = (behaviour.tells_by_userinfo, person.as_object()) {
        for (name, value) in person {
            claims[name] = value.clone();
        }
    }
    let mut header = json!({"typ": "JWT"});
    if let Some(twist) = &behaviour.twist {
        twist(&mut header, &mut claims);
    }
    let id_token = state.keys[0].sign(behaviour.signing, &header, &claims);
    let access_token = state.unique("access");
    state.access.insert(access_token.clone(), person.clone());
    let mut answer = json!({
        "token_type": "Bearer", "access_token": access_token, "expires_in": behaviour.lifetime_s, "id_token": id_token,
    });
    if behaviour.gives_refresh_tokens {
        let refresh = state.unique("refresh");
        state.refresh.insert(refresh.clone(), Grant { subject: person["sub"].clone(), sid: sid.to_owned() });
        answer["refresh_token"] = json!(refresh);
    }
    Json(answer).into_response()
}

async fn userinfo(State(provider): Provider, headers: header::HeaderMap) -> Response {
    provider.count("userinfo");
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let state = provider.state();
    if state.behaviour.userinfo_fails {
        return refuse(StatusCode::FORBIDDEN, "insufficient_scope");
    }
    let person = shown.and_then(|text| text.strip_prefix("Bearer ")).and_then(|token| state.access.get(token));
    let Some(person) = person else { return refuse(StatusCode::UNAUTHORIZED, "invalid_token") };
    let mut person = person.clone();
    if let Some(other) = &state.behaviour.userinfo_subject {
        person["sub"] = json!(other);
    }
    Json(person).into_response()
}

fn is_client(headers: &header::HeaderMap) -> bool {
    let part = |text: &str| {
        let url = reqwest::Url::parse_with_params("http://x/", [("x", text)]);
        url.ok().and_then(|url| url.query().map(|query| query[2..].to_owned())).unwrap_or_default()
    };
    let expected = format!("Basic {}", STANDARD.encode(format!("{}:{}", part(CLIENT_ID), part(CLIENT_SECRET))));
    headers.get(header::AUTHORIZATION).is_some_and(|shown| shown.as_bytes() == expected.as_bytes())
}

fn refuse(status: StatusCode, error: &str) -> Response {
    (status, Json(json!({"error": error, "error_description": "as the test wants it"}))).into_response()
}

impl Shared {
    fn count(&self, endpoint: &'static str) {
        *self.state().asked.entry(endpoint).or_default() += 1;
    }
}
