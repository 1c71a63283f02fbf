//! Dashboards edited while the server runs.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use watchroom_test_support::{Session, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::patience::until_asked;
use crate::program::PATIENCE;
use crate::running_demo::sign_in;
use crate::served::Served;

/// What is promised.
const PROMISE: Duration = Duration::from_secs(2);
const PASSWORD: &str = "correct horse battery";

/// A server with a tenant, an admin and a viewer.
struct Edited {
    instance: Instance,
    served: Served,
    admin: Session,
    viewer: Session,
    _tenant: TestTenant,
}

impl Edited {
    async fn start() -> Self {
        let instance = Instance::migrated().await;
        let tenant = TestTenant::make("samples", SAMPLES).await;
        instance.dashboards("samples");
        let add = ["tenant", "add", "samples", "--name", "Samples", "--database-url", &tenant.reader_url()];
        instance.line(add).run().said();
        for role in ["admin", "viewer"] {
            let email = format!("{role}@test.example");
            let add = instance.line(["user", "add", &email, "--full-name", role]);
            add.stdin(&format!("{PASSWORD}\n")).run().said();
            instance.line(["user", "grant", &email, "--tenant", "samples", "--role", role]).run().said();
        }
        let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
        let admin = sign_in(&served.url, "admin@test.example", PASSWORD, "samples").await;
        let viewer = sign_in(&served.url, "viewer@test.example", PASSWORD, "samples").await;
        Self { instance, served, admin, viewer, _tenant: tenant }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.instance.path().join("config/tenants/samples").join(name)
    }

    fn dashboard(&self, title: &str) -> String {
        let text = fs::read_to_string(self.file("dashboards/default.yaml")).expect("a file");
        let named: Vec<String> = text
            .lines()
            .map(|line| if line.starts_with("  name:") { format!("  name: \"{title}\"") } else { line.to_owned() })
            .collect();
        named.join("\n") + "\n"
    }

    fn write(&self, title: &str) {
        fs::write(self.file("dashboards/default.yaml"), self.dashboard(title)).expect("a file");
    }

    async fn title(&self) -> String {
        let reply = self.viewer.get("/api/v1/dashboards/default").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.body["title"].as_str().expect("a title").to_owned()
    }

    async fn until_title(&self, title: &str, patience: Duration) {
        until_asked(patience, title, async || (self.title().await == title).then_some(())).await;
    }

    async fn ready(&self) -> serde_json::Value {
        let reply = self.viewer.get("/ready").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.body
    }
}

/// Reads a stream until a text has come.
async fn heard(stream: &mut reqwest::Response, what: &str) {
    let mut text = String::new();
    let reading = async {
        while !text.contains(what) {
            let chunk = stream.chunk().await.expect("the stream goes on").expect("the stream has no end");
            text.push_str(&String::from_utf8_lossy(&chunk));
        }
    };
    let came = tokio::time::timeout(PROMISE, reading).await;
    assert!(came.is_ok(), "within {PROMISE:?} there was no {what}, but:\n{text}");
}

#[tokio::test]
async fn an_edit_shows_within_two_seconds_however_it_is_written() {
    let edited = Edited::start().await;
    let mut stream = edited.viewer.open_stream("/api/v1/events", &[]).await;
    edited.write("In place");
    heard(&mut stream, "event: config_changed").await;
    assert_eq!(edited.title().await, "In place", "who hears of it gets the new answer");

    // As most editors write.
    let text = edited.dashboard("Renamed");
    fs::write(edited.file("dashboards/.default.yaml.swp"), text).expect("a file");
    fs::rename(edited.file("dashboards/.default.yaml.swp"), edited.file("dashboards/default.yaml")).expect("renamed");
    heard(&mut stream, "event: config_changed").await;
    assert_eq!(edited.title().await, "Renamed");

    for number in 1..=50 {
        edited.write(&format!("Edit {number}"));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    edited.until_title("Edit 50", PROMISE).await;

    // A folder that is away keeps the last dashboards, and one that is back shows its own.
    let (there, away) = (edited.instance.path().join("config/tenants"), edited.instance.path().join("config/away"));
    fs::rename(&there, &away).expect("renamed");
    until_asked(PROMISE, "the loss is told", async || {
        (edited.ready().await["config"]["tenants_with_errors"] == 1).then_some(())
    })
    .await;
    assert_eq!(edited.title().await, "Edit 50");
    fs::rename(&away, &there).expect("renamed");
    edited.write("Back");
    edited.until_title("Back", PROMISE).await;

    // The end does not wait for open pages.
    let begun = Instant::now();
    edited.served.process.send(Signal::SIGTERM);
    let ended = edited.served.process.end_within(Duration::from_secs(8));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(begun.elapsed() < Duration::from_secs(5), "it took {:?}", begun.elapsed());
}

#[tokio::test]
async fn a_broken_edit_keeps_the_last_good_one_and_tells_the_admins() {
    let edited = Edited::start().await;
    let good = fs::read_to_string(edited.file("panels/samples.yaml")).expect("a file");
    assert_eq!(edited.ready().await["config"]["findings"], 0);
    fs::write(edited.file("panels/samples.yaml"), good.replace("timestamp:", "tiemstamp:")).expect("a file");
    let findings = until_asked(PROMISE, "the findings are told", async || {
        let reply = edited.admin.get("/api/v1/config/findings").await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        (!reply.body["failed_at"].is_null()).then_some(reply.body)
    })
    .await;
    assert_eq!(findings["findings"][0]["file"], "samples/panels/samples.yaml");
    assert!(findings["text"].as_str().expect("a text").contains("did you mean `timestamp`?"), "{findings}");
    assert_eq!(edited.viewer.get("/api/v1/config/findings").await.status, 404);
    assert_eq!(edited.ready().await["config"]["tenants_with_errors"], 1);
    assert_eq!(edited.viewer.get("/api/v1/panels/samples/data").await.status, 200, "the last good panel answers");
    assert!(edited.served.process.stderr().contains("the last good ones are shown"));

    fs::write(edited.file("panels/samples.yaml"), good).expect("a file");
    until_asked(PROMISE, "all is well again", async || (edited.ready().await["config"]["errors"] == 0).then_some(()))
        .await;
    assert!(edited.admin.get("/api/v1/config/findings").await.body["failed_at"].is_null());
}

#[tokio::test]
async fn a_tenant_with_errors_at_the_start_leaves_the_others_alone_and_sighup_reloads() {
    let edited = Edited::start().await;
    let Edited { instance, served, .. } = &edited;
    served.process.send(Signal::SIGHUP);
    edited.write("After the signal");
    served.process.send(Signal::SIGHUP);
    edited.until_title("After the signal", PROMISE).await;

    instance.dashboards("broken");
    let broken = instance.path().join("config/tenants/broken/tenant.yaml");
    fs::write(&broken, "tenant: { nmae: \"Broken\" }\n").expect("a file");
    let second = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    let said = second.process.stderr();
    assert!(said.contains("broken/tenant.yaml:1:") && said.contains("name"), "{said}");
    let session = sign_in(&second.url, "viewer@test.example", PASSWORD, "samples").await;
    assert_eq!(session.get("/api/v1/dashboards/default").await.body["title"], "After the signal");
    let tenants = async || session.get("/ready").await.body["tenants"].clone();
    assert_eq!(tenants().await, 1);
    fs::write(&broken, "tenant: { name: \"Mended\" }\n").expect("a file");
    until_asked(PATIENCE, "the mended tenant appears", async || (tenants().await == 2).then_some(())).await;
}
