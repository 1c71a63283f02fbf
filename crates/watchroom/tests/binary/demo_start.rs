//! `watchroom demo`, from an empty folder to a page that people can sign in to.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use nix::sys::signal::Signal;
use serde_json::Value;
use tokio_postgres::Client;
use watchroom_test_support::Session;

use crate::patience::until_asked;
use crate::running_demo::{Demo, DemoFolder, connect, sign_in};

const PEOPLE: [(&str, &str, &str); 6] = [
    ("admin@demo.example", "admin", "tenant-alpha"),
    ("manager@demo.example", "manager", "tenant-alpha"),
    ("councillor@demo.example", "ward_councillor", "tenant-beta"),
    ("liaison@demo.example", "saps_liaison", "tenant-beta"),
    ("fieldworker@demo.example", "field_worker", "tenant-beta"),
    ("viewer@demo.example", "viewer", "tenant-alpha"),
];

#[tokio::test]
async fn a_first_start_serves_people_who_can_sign_in() {
    let folder = DemoFolder::new();
    let demo = folder.start(&[]);
    eprintln!("first start: ready after {:?}", demo.took);
    its_manifest_has_the_designs_shape(&demo, &folder);
    its_last_line_names_the_address_and_the_accounts(&demo);
    let checked = folder.line(["validate", "--database"]).run().said();
    assert!(checked.ends_with("against their databases: no findings.\n"), "{checked}");

    let nobody = Session::open(demo.url(), None);
    assert_eq!(nobody.get("/health").await.status, 200);
    assert_eq!(nobody.get("/ready").await.status, 200);
    let page = nobody.get("/").await;
    let built = page.status == 200 && page.text.to_lowercase().contains("<!doctype html");
    assert!(built || (page.status == 404 && page.body["code"] == "page_not_built"), "{}: {}", page.status, page.text);
    let config = nobody.get("/api/v1/auth/config").await;
    assert_eq!(config.body["demo_accounts"], demo.manifest["accounts"], "the page offers them with one click");

    for (email, role, tenant) in PEOPLE {
        let session = sign_in(demo.url(), email, demo.password(email), tenant).await;
        let tenants = session.get("/api/v1/tenants").await.body["tenants"].clone();
        let held = tenants.as_array().expect("an array").iter().find(|held| held["id"] == tenant);
        assert_eq!(held.expect("the tenant is listed")["role"], role, "{email}");
        let dashboards = session.get("/api/v1/dashboards").await.body["dashboards"].clone();
        // Nothing here is limited to wards, so a councillor sees nothing of it.
        let seen = if role == "ward_councillor" { 0 } else { 2 };
        assert_eq!(dashboards.as_array().map(Vec::len), Some(seen), "{email}: {dashboards}");
    }

    let alpha = connect(demo.tenant_url("tenant-alpha")).await.expect("it answers over TCP");
    let beta = connect(demo.tenant_url("tenant-beta")).await.expect("it answers over TCP");
    let central = connect(demo.central_url()).await.expect("it answers over TCP");
    assert_eq!(count(&central, "users").await, 6);
    assert!(count(&alpha, "metrics").await > 30_000, "12 servers are measured every minute");
    for table in ["error_logs", "requests", "service_health"] {
        assert!(count(&alpha, table).await > 0, "{table}");
    }
    assert!(count(&beta, "metrics").await > 3_000);
    new_rows_arrive(&alpha).await;
    demo.process.send(Signal::SIGTERM);
    assert_eq!(demo.ended().code, Some(0));
}

fn its_manifest_has_the_designs_shape(demo: &Demo, folder: &DemoFolder) {
    let mode = std::fs::metadata(folder.path().join("demo.json")).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(names(&demo.manifest), "url accounts central_database_url tenants");
    assert!(demo.url().starts_with("http://127.0.0.1:"));
    let accounts = demo.manifest["accounts"].as_array().expect("an array");
    let held: Vec<_> = accounts
        .iter()
        .map(|account| {
            assert_eq!(names(account), "email password role tenant");
            let text = |name: &str| account[name].as_str().expect("a text");
            (text("email"), text("role"), text("tenant"))
        })
        .collect();
    assert_eq!(held, PEOPLE);
    let tenants = demo.manifest["tenants"].as_array().expect("an array");
    tenants.iter().for_each(|tenant| assert_eq!(names(tenant), "id database_url"));
    let ids: Vec<_> = tenants.iter().map(|tenant| tenant["id"].as_str().expect("a text")).collect();
    assert_eq!(ids, ["tenant-alpha", "tenant-beta"]);
}

fn its_last_line_names_the_address_and_the_accounts(demo: &Demo) {
    let stdout = demo.process.stdout();
    let last = stdout.trim_end().lines().last().expect("a line");
    assert!(last.contains(demo.url()), "{last}");
    for (email, _, _) in PEOPLE {
        assert!(last.contains(&format!("{email} {}", demo.password(email))), "{last}");
    }
}

/// As real collectors would write them.
async fn new_rows_arrive(alpha: &Client) {
    let before = count(alpha, "metrics").await;
    let more = async || (count(alpha, "metrics").await > before).then_some(());
    until_asked(Duration::from_secs(10), "new rows arrive", more).await;
}

async fn count(client: &Client, table: &str) -> i64 {
    client.query_one(&format!("SELECT count(*) FROM {table}"), &[]).await.expect("a count").get(0)
}

#[test]
fn it_listens_on_the_loopback_interface_alone() {
    let folder = DemoFolder::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let line = folder.line(["demo", "--listen", address]);
        line.run().told(2, &["loopback", address, "SSH tunnel"]);
    }
    assert_eq!(folder.postmaster(), None, "nothing was started");
}

#[test]
fn an_occupied_port_is_told_before_anything_is_started_or_thrown_away() {
    let folder = DemoFolder::new();
    let occupied = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = occupied.local_addr().expect("an address").to_string();
    std::fs::write(folder.path().join("demo.json"), "{}").expect("a file");
    let line = folder.line(["demo", "--fresh", "--listen", address.as_str()]);
    line.run().told(2, &[&address, "another server", "--listen"]);
    assert_eq!(folder.postmaster(), None, "nothing was started");
    assert!(folder.path().join("demo.json").exists(), "nothing was thrown away");
}

#[test]
fn dashboards_with_errors_leave_nothing_behind() {
    let folder = DemoFolder::new();
    // One tenant with errors would be left out, and the other shown.
    for (tenant, panel) in [("tenant-alpha", "cpu_usage.yaml"), ("tenant-beta", "broken.yaml")] {
        let panels = folder.path().join("config/tenants").join(tenant).join("panels");
        std::fs::create_dir_all(&panels).expect("a folder");
        std::fs::write(panels.join(panel), "panel:\n  type: \"timeserie\"\n").expect("a file");
    }
    let told = folder.demo().run().told(2, &["tenant-alpha/panels/cpu_usage.yaml:2:9", "watchroom validate"]);
    assert!(!told.stderr.contains("panicked"), "{}", told.stderr);
    assert_eq!(folder.postmaster(), None, "PostgreSQL has ended and taken its file away");
}
