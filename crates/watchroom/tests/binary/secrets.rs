//! Secrets stay where they were put: nothing that the program says or logs holds one, however wrong things go.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;
use watchroom_test_support::Session;

use crate::instance::{Instance, KEY};
use crate::program::{Line, watchroom};
use crate::served::Served;

/// Stands for every secret here; nothing else in the program's words looks like it.
const MARK: &str = "zz9pluralz";

#[track_caller]
fn told_without(line: Line, code: i32, things: &[&str]) {
    let told = line.run().told(code, things);
    for said in [&told.stdout, &told.stderr] {
        assert!(!said.contains(MARK) && !said.contains(KEY.as_str()), "{said}");
    }
}

fn serve() -> Line {
    watchroom(["serve"]).env("WATCHROOM_SECRET_KEY", KEY.as_str()).env("RUST_LOG", "trace")
}

#[test]
fn a_wrong_address_is_told_without_its_password() {
    for (url, told) in [
        (format!("postgresql://u:{MARK}@127.0.0.1:1/d"), "postgresql://u@127.0.0.1:1/d"),
        (format!("postgresql://u:{MARK}@127.0.0.1:port/d"), "port"),
        (format!("postgresql://u:{MARK}@127.0.0.1:99999/d"), "port"),
        (format!("postgresql://u:{MARK}@127.0.0.1/d?sslmode=maybe"), "sslmode=maybe"),
        (format!("postgresql://u:{MARK}@127.0.0.1"), "database"),
        (format!("postgresql://u:{MARK}@127.0.0.1:1/d?sslmode=verify-full&sslrootcert=nowhere.pem"), "nowhere.pem"),
        (format!("postgresql://u@127.0.0.1:1/d?password={MARK}&connect_timeout=soon"), "connect_timeout"),
        (format!("postgresql://u@127.0.0.1:1/d?password={MARK}"), "postgresql://u@127.0.0.1:1/d"),
        (format!("mysql://u:{MARK}@h/d"), "mysql"),
        (format!("u:{MARK}@h/d"), "postgresql:"),
        (format!("host=h user=u password={MARK} dbname=d"), "central database's URL"),
    ] {
        told_without(serve().env("WATCHROOM_CENTRAL_DATABASE_URL", &url).and(["--config", "."]), 2, &[]);
        let filed = serve().and(["--central-database-url-file", "url", "--config", "."]).file("url", &url);
        told_without(filed, 2, &[]);
        let migrate = watchroom(["migrate"]).env("WATCHROOM_SECRET_KEY", KEY.as_str());
        told_without(migrate.env("WATCHROOM_CENTRAL_DATABASE_URL", &url), 2, &[told]);
    }
}

#[test]
fn a_settings_file_that_cannot_be_read_is_told_without_the_secrets_in_it() {
    let url = format!("postgresql://u:{MARK}@h/d");
    for text in [
        format!("central_database_url: {url}\nlisten: somewhere\n"),
        format!("listne: x\ncentral_database_url: {url}\n"),
        format!("central_database_url: {url}\nlistne: x\n"),
        format!("central_database_url: [{url}]\n"),
        format!("central_database_url: {{ a: {url} }}\n"),
        format!("central_database_urll: {url}\n"),
        format!("central_database_url: \"{url}\n"),
        format!("central_database_url: {url}\ncentral_database_url: {url}\n"),
        format!("central_database_url: {url}\n  listen: [\n"),
        format!("{url}\n"),
        format!("- {url}\n"),
        format!("query_slots: {url}\n"),
        format!("trusted_proxies: [1, {url}]\nlisten: {url}\n"),
    ] {
        told_without(serve().file("watchroom.yaml", &text), 2, &["watchroom.yaml"]);
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_without_it() {
    let instance = Instance::migrated().await;
    let url = instance.central.url();
    let (_, place) = url.rsplit_once('@').expect("a user");
    let wrong = format!("postgresql://nobody_{}:{MARK}@{place}", instance.central.name());
    let line = watchroom(["migrate"]).env("WATCHROOM_SECRET_KEY", KEY.as_str()).env("RUST_LOG", "trace");
    told_without(line.env("WATCHROOM_CENTRAL_DATABASE_URL", &wrong), 2, &["the central database at"]);
    let add = |more: &[&str]| instance.line(["tenant", "add", "samples", "--name", "Samples"]).and(more.to_vec());
    told_without(add(&["--database-url", &wrong]).env("RUST_LOG", "trace"), 2, &[]);
    told_without(add(&[]).env("WATCHROOM_TENANT_DATABASE_URL", &wrong), 2, &[]);
    told_without(add(&["--database-url-file", "url"]).file("url", &wrong), 2, &[]);
    told_without(add(&[]), 2, &["WATCHROOM_TENANT_DATABASE_URL", "--database-url-file"]);
    let eve = ["user", "add", "eve@test.example", "--full-name", "Eve"];
    told_without(instance.line(eve).stdin(&format!("{MARK}\n")), 2, &["at least 12 characters"]);
}

#[tokio::test]
async fn nothing_that_callers_show_gets_into_the_log() {
    let instance = Instance::migrated().await;
    instance.dashboards("samples");
    let password = format!("{MARK} tin lamp over river");
    let eve = instance.line(["user", "add", "eve@test.example", "--full-name", "Eve"]);
    eve.stdin(&format!("{password}\n")).run().said();
    let line = instance.line(["serve", "--listen", "127.0.0.1:0"]);
    let served = Served::start(line.env("RUST_LOG", "trace").env("WATCHROOM_LOG_FORMAT", "json"));

    let session = Session::open(&served.url, Some("samples"));
    let login = |password: &str| json!({"email": "eve@test.example", "password": password});
    for wrong in [json!({"email": MARK, "password": MARK}), login(MARK), json!({"email": 1, "password": MARK})] {
        let reply = session.post("/api/v1/auth/login", &wrong).await;
        assert!(matches!(reply.status, 401 | 422), "{}", reply.text);
    }
    let reply = session.post("/api/v1/auth/login", &login(&password)).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    let tokens: Vec<String> = reply
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| {
            cookie.to_str().ok()?.split(';').next()?.split_once('=').map(|(_, token)| token.to_owned())
        })
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_eq!(session.get("/api/v1/auth/me").await.status, 200);
    let nobody = Session::open(&served.url, Some("samples"));
    for shown in [
        format!("Bearer wrt_{MARK}"),
        format!("Bearer wrs_{MARK}"),
        format!("Bearer eyJ.{MARK}.x"),
        format!("Basic {MARK}"),
    ] {
        assert_eq!(nobody.get_with("/api/v1/dashboards", &[("authorization", &shown)]).await.status, 401);
    }
    let cookie = format!("watchroom={MARK}; watchroom-device={MARK}");
    assert_eq!(nobody.get_with("/api/v1/auth/me", &[("cookie", &cookie)]).await.status, 401);
    // A fault on the server's side is logged with its cause.
    let root = instance.central.connect().await;
    root.batch_execute("ALTER TABLE users RENAME COLUMN password_hash TO away").await.expect("broken");
    assert_eq!(nobody.post("/api/v1/auth/login", &login(&password)).await.status, 503);

    let mut process = served.process;
    process.until("the fault is in the log", |process| process.stderr().contains("request failed").then_some(()));
    let url = instance.central.url();
    let database_password = url.split_once("://").and_then(|(_, rest)| rest.split_once('@')?.0.split_once(':'));
    for log in [process.stdout(), process.stderr()] {
        let mut secrets: Vec<&str> = vec![MARK, KEY.as_str(), "$argon2id$"];
        secrets.extend(tokens.iter().map(String::as_str));
        secrets.extend(database_password.map(|(_, password)| password).filter(|password| password.len() > 8));
        for secret in secrets {
            let place = log.find(secret).map(|at| &log[at.saturating_sub(300)..(at + 100).min(log.len())]);
            assert!(place.is_none(), "a secret is in the log: {place:?}");
        }
    }
    let levels = ["INFO", "TRACE"].map(|level| process.stderr().matches(&format!("\"{level}\"")).count());
    assert!(levels.iter().all(|count| *count > 0), "everything was asked for: {levels:?}");
}

#[test]
fn a_secret_that_the_whole_machine_can_read_is_told() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let (key, url) = (folder.path().join("the.key"), folder.path().join("the.url"));
    std::fs::write(&key, KEY.as_str()).expect("a file");
    std::fs::write(&url, "postgresql://u:p@127.0.0.1:1/d").expect("a file");
    let run = |mode: u32| {
        for path in [&key, &url] {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
        }
        let line = watchroom(["migrate"]).env("WATCHROOM_SECRET_KEY_FILE", &key);
        line.env("WATCHROOM_CENTRAL_DATABASE_URL_FILE", &url).run().told(2, &["the central database at"]).stderr
    };
    let open = run(0o644);
    assert_eq!(open.matches("every account of this machine can read a secret").count(), 2, "{open}");
    assert!(open.contains("the.key") && open.contains("the.url") && open.contains("644"), "{open}");
    for shut in [0o600, 0o400, 0o640] {
        let said = run(shut);
        assert!(!said.contains("every account"), "{said}");
    }
    let line = watchroom(["migrate"]).env("WATCHROOM_SECRET_KEY", KEY.as_str());
    let line = line.file("watchroom.yaml", "central_database_url: postgresql://u:p@127.0.0.1:1/d\n");
    line.run().told(2, &["every account of this machine", "watchroom.yaml"]);
}
