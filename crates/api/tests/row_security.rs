//! What the tenant's database is told of who asks, so that its owner can hold row security against it. With the server's
//! own checks in place, as always; tests/without_checks.rs is the same without them.

mod guarded;

use guarded::{FILES, NOON, sql, wards_seen};
use watchroom_domain::Role;
use watchroom_test_support::TestApp;

async fn app() -> TestApp {
    TestApp::builder().tenant("alpha", &sql(), FILES).await.at(NOON.parse().expect("a moment")).start().await
}

#[tokio::test]
async fn everybody_sees_through_row_security_what_the_server_permits() {
    let app = app().await;
    let manager = app.sign_in("manager", &[("alpha", Role::Manager, None)]).await;
    let third = app.sign_in("third", &[("alpha", Role::WardCouncillor, Some("3"))]).await;
    // In turns, over the same few connections: what one query was told is gone before the next.
    for _ in 0..3 {
        assert_eq!(
            manager.get_with("/api/v1/panels/limited/data", &[("cache-control", "no-cache")]).await.body["value"],
            40
        );
        assert_eq!(
            third.get_with("/api/v1/panels/limited/data", &[("cache-control", "no-cache")]).await.body["value"],
            10
        );
    }
    for (way, wards) in wards_seen(&manager).await {
        assert_eq!(wards, ["0", "1", "2", "3"], "{way}");
    }
    for (way, wards) in wards_seen(&third).await {
        assert_eq!(wards, ["3"], "{way}");
    }
    assert_eq!(manager.get("/api/v1/panels/today/data").await.body["html"], "<p>11</p>");
    assert_eq!(third.get("/api/v1/panels/today/data").await.body["html"], "<p>3</p>");
    assert_eq!(third.get("/api/v1/panels/unlimited/data").await.status, 404, "not seen, whatever the rows");
}

#[tokio::test]
async fn a_ward_with_any_name_is_told_as_it_is() {
    let strange = r"O'Brien\'); DROP TABLE tickets; --";
    let app = app().await;
    let owner = app.tenant("alpha").owner().await;
    // The owner is held by the policies too: what it writes it writes, what it reads back is what it may see.
    owner
        .execute("INSERT INTO requests VALUES ($1, '2026-03-01T11:00Z', 200, 1, 1)", &[&strange])
        .await
        .expect_err("no policy for writing");
    owner.batch_execute("CREATE POLICY owner_writes ON tickets FOR INSERT WITH CHECK (true)").await.expect("a policy");
    owner.execute("INSERT INTO tickets VALUES ($1, 1, '2026-03-01T11:00Z')", &[&strange]).await.expect("a row");
    let member = app.sign_in("strange", &[("alpha", Role::WardCouncillor, Some(strange))]).await;
    for (way, wards) in wards_seen(&member).await.into_iter().take(3) {
        assert_eq!(wards, [strange], "{way}");
    }
}

#[tokio::test]
async fn a_role_that_tells_nothing_sees_nothing() {
    let app = app().await;
    let (reader, connection) =
        tokio_postgres::connect(&app.tenant("alpha").reader_url(), tokio_postgres::NoTls).await.expect("connects");
    tokio::spawn(connection);
    let count = |sql: &'static str| {
        let reader = &reader;
        async move { reader.query_one(sql, &[]).await.expect(sql).get::<_, i64>(0) }
    };
    assert_eq!(count("SELECT count(*) FROM tickets").await, 0, "by psql, under the server's own role");
    assert_eq!(count("SELECT count(*) FROM unguarded").await, 40);
    reader.batch_execute("BEGIN READ ONLY; SET LOCAL watchroom.rows = 'all'").await.expect("told");
    assert_eq!(count("SELECT count(*) FROM tickets").await, 40);
    reader.batch_execute("ROLLBACK").await.expect("rolled back");
    assert_eq!(count("SELECT count(*) FROM tickets").await, 0, "and forgotten with the transaction");
}
