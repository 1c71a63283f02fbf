//! `watchroom serve` at work.

use std::time::Duration;

use nix::sys::signal::Signal;
use watchroom_test_support::{Session, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::patience::until_asked;
use crate::program::{PATIENCE, watchroom};
use crate::running_demo::{DemoFolder, sign_in};
use crate::served::Served;

#[tokio::test]
async fn it_serves_beside_a_running_demo() {
    let folder = DemoFolder::new();
    let demo = folder.start(&["--no-live"]);
    let served = Served::start(folder.line(["serve", "--listen", "127.0.0.1:0"]));
    assert_ne!(served.url, demo.url());
    let password = demo.password("viewer@demo.example");
    let session = sign_in(&served.url, "viewer@demo.example", password, "tenant-alpha").await;
    let data = session.get("/api/v1/panels/cpu_usage/data").await;
    assert_eq!(data.status, 200, "{}", data.text);
    let config = session.get("/api/v1/auth/config").await;
    assert!(config.body.get("demo_accounts").is_none(), "only the demo itself shows its passwords: {}", config.text);
    let checked = folder.line(["validate"]).run().said();
    assert!(checked.starts_with("Checked 2 tenants"), "with --data-dir the demo's own dashboards are meant: {checked}");

    served.process.send(Signal::SIGTERM);
    assert_eq!(served.process.end_within(Duration::from_secs(10)).code, Some(0));
    assert_eq!(Session::open(demo.url(), None).get("/health").await.status, 200, "the demo goes on");
}

#[tokio::test]
async fn a_tenant_whose_database_is_down_does_not_keep_the_others_waiting() {
    let instance = Instance::migrated().await;
    let (up, down) = (TestTenant::make("up", SAMPLES).await, TestTenant::make("down", SAMPLES).await);
    for tenant in [&up, &down] {
        instance.dashboards(tenant.id.as_str());
        let add = ["tenant", "add", tenant.id.as_str(), "--name", "Samples", "--database-url", &tenant.reader_url()];
        instance.line(add).run().said();
    }
    let add = instance.line(["user", "add", "eve@test.example", "--full-name", "Eve"]);
    add.stdin("correct horse battery\n").run().said();
    for tenant in ["up", "down"] {
        instance.line(["user", "grant", "eve@test.example", "--tenant", tenant, "--role", "viewer"]).run().said();
    }
    // Nobody may sign in there any more.
    let root = down.database.connect().await;
    root.batch_execute(&format!("ALTER ROLE {} NOLOGIN", down.reader_role)).await.expect("a role");

    let served = Served::start(instance.line(["serve", "--listen", "127.0.0.1:0"]));
    assert!(served.process.stderr().contains("the tenant's database does not answer"), "{}", served.process.stderr());
    let data = "/api/v1/panels/samples/data?start_date=2026-03-01T00:00:00Z&end_date=2026-03-01T08:00:00Z";
    let session = sign_in(&served.url, "eve@test.example", "correct horse battery", "up").await;
    let answer = session.get(data).await;
    assert_eq!(answer.body["series"][0]["values"], serde_json::json!([0., 1., 2., 3., 4., 5., 6., 7.]));
    let beside = session.for_tenant(Some("down")).get(data).await;
    assert_eq!(beside.status, 503, "{}", beside.text);

    root.batch_execute(&format!("ALTER ROLE {} LOGIN", down.reader_role)).await.expect("a role");
    let later = session.for_tenant(Some("down"));
    let back = async || (later.get(data).await.status == 200).then_some(());
    until_asked(PATIENCE, "the tenant is back without a restart", back).await;
    served.process.send_to_group(Signal::SIGINT);
    assert_eq!(served.process.end_within(Duration::from_secs(10)).code, Some(0));
}

#[tokio::test]
async fn settings_come_from_the_file_then_the_environment_then_flags() {
    let instance = Instance::migrated().await;
    instance.dashboards("samples");
    let key = instance.path().join("secret.key");
    let config = instance.path().join("config/tenants");
    let url = instance.central.url();
    // The right things stand where they must win; everywhere below them stands what cannot work.
    let bad_file = "listen: \"192.0.2.1:1\"\nconfig: nowhere\npublic_url: \"https://from-the-file.example\"\n\
                    central_database_url: \"postgresql://u:p@127.0.0.1:1/x\"\nsecret_key_file: nowhere\n";
    let good_file = format!(
        "# Comments may stand here.\nlisten: \"127.0.0.1:0\"\nconfig: {:?}\ncentral_database_url: {url:?}\nsecret_key_file: {key:?}\n",
        config.display().to_string(),
    );
    Served::start(watchroom(["serve"]).file("watchroom.yaml", &good_file));

    let by_environment = watchroom(["serve"])
        .file("watchroom.yaml", bad_file)
        .file("central-url", &format!("{url}\n"))
        .env("WATCHROOM_LISTEN", "127.0.0.1:0")
        .env("WATCHROOM_CONFIG", &config)
        .env("WATCHROOM_CENTRAL_DATABASE_URL_FILE", "central-url")
        .env("WATCHROOM_SECRET_KEY", crate::instance::KEY.as_str());
    Served::start(by_environment);

    let mut by_flags = watchroom(["serve", "--listen", "127.0.0.1:0", "--central-database-url", &url, "--config"])
        .and([&config])
        .and(["--secret-key-file".as_ref(), key.as_os_str()])
        .file("watchroom.yaml", bad_file);
    for (name, value) in [
        ("WATCHROOM_LISTEN", "192.0.2.1:1"),
        ("WATCHROOM_CONFIG", "nowhere"),
        ("WATCHROOM_CENTRAL_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x"),
        ("WATCHROOM_CENTRAL_DATABASE_URL_FILE", "nowhere"),
        ("WATCHROOM_SECRET_KEY", "too short"),
    ] {
        by_flags = by_flags.env(name, value);
    }
    Served::start(by_flags);
}
