//! How a demo ends, and how it begins again.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use tokio_postgres::Client;

use crate::running_demo::{DemoFolder, connect, is_alive, sign_in, wait_for_the_end_of};

#[tokio::test]
async fn a_later_start_finds_everything_again_and_a_fresh_one_nothing() {
    let folder = DemoFolder::new();
    let first = folder.start(&["--no-live"]);
    let accounts = first.manifest["accounts"].clone();
    let oldest = oldest(&connect(first.tenant_url("tenant-alpha")).await.expect("it answers")).await;
    let beside = folder.demo().run().told(2, &["is in use by another Watchroom process", "--data-dir"]);
    assert!(!beside.stdout.contains("ready"), "{}", beside.stdout);
    assert!(is_alive(first.postmaster), "the first one is left alone");
    first.process.send(Signal::SIGTERM);
    assert_eq!(first.ended().code, Some(0));

    let later = folder.start(&["--no-live"]);
    eprintln!("later start: ready after {:?}", later.took);
    assert_eq!(later.manifest["accounts"], accounts, "the passwords are those of the first start");
    sign_in(later.url(), "viewer@demo.example", later.password("viewer@demo.example"), "tenant-alpha").await;
    let alpha = connect(later.tenant_url("tenant-alpha")).await.expect("it answers");
    assert_eq!(self::oldest(&alpha).await, oldest, "the data are those of the first start");
    nothing_is_written(&alpha).await;
    drop(alpha);
    // As Ctrl-C does: the signal reaches every process of the terminal's group.
    later.process.send_to_group(Signal::SIGINT);
    assert_eq!(later.ended().code, Some(0));

    let fresh = folder.start(&["--no-live", "--fresh"]);
    assert_ne!(fresh.password("admin@demo.example"), accounts[0]["password"]);
    let alpha = connect(fresh.tenant_url("tenant-alpha")).await.expect("it answers");
    assert_ne!(self::oldest(&alpha).await, oldest, "the data are new");
    sign_in(fresh.url(), "admin@demo.example", fresh.password("admin@demo.example"), "tenant-beta").await;
}

async fn oldest(alpha: &Client) -> String {
    alpha.query_one("SELECT min(recorded_at)::text FROM metrics", &[]).await.expect("an instant").get(0)
}

/// For longer than collectors pause.
async fn nothing_is_written(alpha: &Client) {
    let newest =
        "SELECT max(recorded_at)::text || (SELECT max(last_checked_at)::text FROM service_health) FROM metrics";
    let begun = Instant::now();
    let before: String = alpha.query_one(newest, &[]).await.expect("an instant").get(0);
    while begun.elapsed() < Duration::from_secs(6) {
        let now: String = alpha.query_one(newest, &[]).await.expect("an instant").get(0);
        assert_eq!(now, before);
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

#[test]
fn its_sudden_death_ends_postgresql_too_and_harms_nothing() {
    let folder = DemoFolder::new();
    let demo = folder.start(&[]);
    let (postmaster, accounts) = (demo.postmaster, demo.manifest["accounts"].clone());
    demo.process.send(Signal::SIGKILL);
    assert_eq!(demo.process.end_within(Duration::from_secs(10)).code, None);
    wait_for_the_end_of(postmaster);
    let again = folder.start(&[]);
    assert_eq!(again.manifest["accounts"], accounts);
    again.process.send(Signal::SIGTERM);
    assert_eq!(again.ended().code, Some(0));
}

#[test]
fn an_end_in_the_middle_of_the_first_start_is_orderly() {
    let folder = DemoFolder::new();
    // A long history takes minutes in a debug build: the end is asked for in the middle of it.
    let mut process = folder.line(["demo", "--listen", "127.0.0.1:0", "--history-days", "365"]).start();
    process.until("it fills the tables", |process| process.stderr().contains("Filling tenant-beta").then_some(()));
    let postmaster = folder.postmaster().expect("PostgreSQL runs");
    process.send_to_group(Signal::SIGINT);
    let outcome = process.end_within(Duration::from_secs(10)).told(0, &["before it was ready"]);
    assert!(!outcome.stdout.contains("ready at"), "{}", outcome.stdout);
    assert!(!is_alive(postmaster), "PostgreSQL {postmaster} is left behind");
    // What was left half-way is filled again.
    folder.start(&["--no-live"]);
}
