//! Doors that stood open: keys that everybody knew, set-up pages, other sites, paths, addresses to be sent to.

use serde_json::{Value, json};
use watchroom_domain::Role;
use watchroom_identity::safe_return_to;
use watchroom_store::{BadSecretKey, SecretKey};
use watchroom_test_support::TestApp;

use crate::place::{raw, two_organisations};

/// What needs no sign-in: read each of them over before it is added here. It must tell nothing of any organisation, and
/// make nothing but a session.
const REVIEWED: &[&str] = &[
    "get /health",
    "get /ready",
    "get /api/v1/auth/config",
    "post /api/v1/auth/login",
    "post /api/v1/auth/logout",
    "get /api/v1/auth/callback",
    "post /api/v1/auth/backchannel-logout",
    "post /api/v1/auth/share",
];

/// Every operation of the document: its method, its path with the placeholders filled, and what the document says of it.
fn operations() -> Vec<(String, String, Value)> {
    let document: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let mut filled = path.clone();
            while let Some((before, rest)) = filled.split_once('{') {
                filled = format!("{before}default{}", rest.split_once('}').expect("an end").1);
            }
            all.push((method.clone(), filled, json!({"path": path, "operation": operation})));
        }
    }
    all
}

#[test]
fn cve_2023_27524_and_cve_2021_41192_a_default_secret_is_not_accepted() {
    for default in [
        "",
        "\\2\\1thisismyscretkey\\1\\2\\e\\y\\y\\h",
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
        "YOUR_OWN_RANDOM_GENERATED_SECRET_KEY",
        "thisISaSECRET_1234thisISaSECRET_1234",
        "c292a0a3aa32397cdb050e233733900f",
        "00000000000000000000000000000000",
    ] {
        let refused = SecretKey::from_text(default).err();
        assert!(matches!(refused, Some(BadSecretKey::Short | BadSecretKey::WellKnown)), "{default}");
    }
}

#[tokio::test]
async fn cve_2023_38646_nothing_can_be_set_up_from_outside() {
    let app = TestApp::builder().start().await;
    for (method, path, described) in operations() {
        let open = described["operation"]["security"] == json!([]) || described["operation"]["security"] == json!([{}]);
        let name = format!("{method} {}", described["path"].as_str().expect("a path"));
        assert_eq!(open, REVIEWED.contains(&name.as_str()), "{name} needs a sign-in, or a review");
        if !open {
            let reply = match method.as_str() {
                "get" => app.nobody().for_tenant(Some("alpha")).get(&path).await,
                _ => app.nobody().for_tenant(Some("alpha")).send_json(&method, &path, &json!({}), &[]).await,
            };
            assert_eq!((reply.status, reply.body["code"].as_str()), (401, Some("sign_in_needed")), "{name}");
        }
    }
    // A server without anybody in it offers nobody to become its first administrator.
    for path in ["setup", "install", "session/properties", "setup/validate", "register", "sign-up", "users", "admin"] {
        for place in ["/api/v1/", "/api/"] {
            let reply = app.nobody().get(&format!("{place}{path}")).await;
            assert_eq!(reply.status, 404, "{place}{path}");
            let made = app.nobody().post(&format!("{place}{path}"), &json!({"token": "x", "email": "a@b.c"})).await;
            assert_eq!(made.status, 404, "{place}{path}");
        }
    }
    let told = app.nobody().get("/api/v1/auth/config").await;
    assert!(!told.text.contains("token") && !told.text.contains("secret"), "{}", told.text);
    let central = app.central_database().connect().await;
    let people: i64 = central.query_one("SELECT count(*) FROM users", &[]).await.expect("a row").get(0);
    assert_eq!(people, 0);
}

#[tokio::test]
async fn cve_2022_21703_another_site_cannot_make_a_member_do_anything() {
    let app = two_organisations().await;
    let member = app.sign_in("member", &[("alpha", Role::Admin, None)]).await;
    let mut tried = 0;
    for (method, path, _) in operations() {
        if method == "get" {
            continue;
        }
        for from in [
            &[("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")][..],
            &[("origin", "null")],
            &[("origin", "https://evil.example"), ("content-type", "text/plain")],
        ] {
            let reply = member.send_json(&method, &path, &json!({"name": "x"}), from).await;
            let answered = (reply.status, reply.body["code"].as_str());
            // A provider's own call has no origin of a page, and one that has is refused like all others.
            assert_eq!(answered, (403, Some("foreign_origin")), "{method} {path} {from:?}");
            tried += 1;
        }
    }
    assert!(tried >= 9, "{tried}");
    // Nothing that changes anything can be had by a link or a picture.
    for path in ["/api/v1/auth/logout", "/api/v1/auth/login", "/api/v1/tenants/alpha/select"] {
        assert_eq!(member.get(path).await.status, 405, "{path}");
    }
    // Nor read: no answer lets another site's script look at it.
    let reply = member.get_with("/api/v1/auth/me", &[("origin", "https://evil.example")]).await;
    assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control-")), "{:?}", reply.headers);
    assert_eq!(reply.headers["cross-origin-resource-policy"], "same-origin");
    assert_eq!(member.get("/api/v1/auth/me").await.status, 200, "the session goes on");
}

#[tokio::test]
async fn cve_2021_43798_no_path_leads_out_of_its_folder() {
    let app = two_organisations().await;
    let member = app.sign_in("member", &[("alpha", Role::Admin, None)]).await;
    let up = [
        "../../../../../../../../etc/passwd",
        "..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
        "..%252f..%252f..%252f..%252fetc%252fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5c..%5cetc%5cpasswd",
        "..%c0%af..%c0%af..%c0%afetc/passwd",
        "....//....//....//etc/passwd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "..",
        "../tenant.yaml",
        "..%2ftenant.yaml",
        "default.yaml",
        "../panels/notes.yaml%00",
        "%00",
    ];
    let cookie = member.cookies();
    let known = format!("cookie: {cookie}\r\nx-tenant: alpha\r\n");
    for up in up {
        for place in [
            "/assets/",
            "/",
            "/docs/",
            "/api/v1/dashboards/",
            "/api/v1/panels/",
            "/api/v1/reports/",
            "/api/v1/custom/",
            "/api/v1/tenants/",
        ] {
            let (status, text) = raw(&app, &format!("{place}{up}"), &known).await;
            let body = text.split_once("\r\n\r\n").map(|(_, body)| body).unwrap_or_default();
            assert!(!body.contains("root:x:0:0") && !body.contains("tenant: {"), "{place}{up}: {text}");
            assert!(matches!(status, 400 | 404 | 405) || body.contains("<div id=\"root\">"), "{place}{up}: {text}");
        }
        let (status, text) = raw(&app, "/api/v1/dashboards", &format!("cookie: {cookie}\r\nx-tenant: {up}\r\n")).await;
        assert!(matches!(status, 400 | 404), "X-Tenant: {up}: {text}");
        let (status, text) =
            raw(&app, &format!("/api/v1/dashboards?tenant={up}"), &format!("cookie: {cookie}\r\n")).await;
        assert!(matches!(status, 400 | 404), "tenant={up}: {text}");
    }
}

#[test]
fn cve_2025_6197_nobody_is_sent_elsewhere() {
    let page: url::Url = "https://watchroom.example/sign-in".parse().expect("a URL");
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "/..//evil.example",
        "/.//evil.example",
        "/\t/evil.example",
        "\u{2f}\u{2f}evil.example",
        "javascript:alert(1)",
        "@evil.example",
    ] {
        let place = safe_return_to(Some(elsewhere));
        assert!(place.starts_with('/') && !place.starts_with("//"), "{elsewhere}: {place}");
        assert_eq!(page.join(&place).expect("a URL").origin(), page.origin(), "{elsewhere}: {place}");
    }
    assert_eq!(safe_return_to(Some("/dashboards/default")), "/dashboards/default");
}
