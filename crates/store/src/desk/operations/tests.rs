//! Every statement is one that the database knows; what is read after a change costs what changed; and what changed is found.

use std::collections::BTreeSet;

use tokio_postgres::Client;
use watchroom_access::{Membership, SeeOperations, TenantCtx, TicketScope};
use watchroom_domain::{Role, UserId, WardId};
use watchroom_test_support::TestTenant;

use super::read::{BY_NAME, LOWER, SNAPSHOT, TEAMS, WARDS, changes, whole};
use crate::desk::conditions::Bind;
use crate::desk::plans::{MANY, plan};

fn scope(role: Role, ward: Option<&str>) -> TicketScope {
    let membership = Membership {
        tenant: "beta".parse().expect("a slug"),
        user: UserId(uuid::Uuid::nil()),
        role,
        ward: ward.map(WardId::new),
        team: None,
    };
    let ctx = TenantCtx::from_membership_read_by_the_store(membership);
    ctx.desk(SeeOperations).expect("a permit").scope().clone()
}

async fn snapshot(client: &Client) -> String {
    client.query_one(SNAPSHOT, &[]).await.expect("a snapshot").get(0)
}

#[tokio::test]
async fn every_statement_can_be_prepared() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    for sql in [SNAPSHOT, WARDS, TEAMS, BY_NAME, LOWER] {
        client.prepare(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }
    for scope in [scope(Role::Manager, None), scope(Role::WardCouncillor, Some("3"))] {
        for (sql, binds) in [whole(&scope), changes(&scope, "1:1:")] {
            let types: Vec<_> = binds.iter().map(|bind| bind.typed().1).collect();
            client.prepare_typed(&sql, &types).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        }
    }
}

#[tokio::test]
async fn what_each_figure_reads_is_what_changed() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let owner = tenant.owner().await;
    owner.batch_execute(MANY).await.expect("tickets");
    owner.batch_execute("VACUUM ANALYZE service_desk.tickets").await.expect("statistics");
    let client = tenant.desk_client().await;
    client.batch_execute("SET plan_cache_mode = force_custom_plan").await.expect("as the pool");
    let seen = snapshot(&owner).await;
    let mut plans = String::new();
    for (role, ward) in [(Role::Manager, None), (Role::WardCouncillor, Some("7"))] {
        let place = format!("SET watchroom.role = '{role}'; SET watchroom.ward = '{}'", ward.unwrap_or_default());
        client.batch_execute(&place).await.expect("a place");
        let scope = scope(role, ward);
        for (name, (sql, binds)) in [("once", whole(&scope)), ("each time", changes(&scope, &seen))] {
            let plan = plan(&client, &sql, &binds).await;
            assert!(name == "once" || !plan.contains("Seq Scan on tickets"), "{role}:\n{plan}");
            plans.push_str(&format!("## {role}, {name}\n{plan}\n"));
        }
    }
    // What stands in the function: as the owner, under whose policy it runs.
    let body: String = owner
        .query_one("SELECT prosrc FROM pg_proc WHERE oid = 'service_desk.changed_since'::regproc", &[])
        .await
        .expect("the function")
        .get(0);
    let sql = body.replace("seen", "$1::text::pg_snapshot");
    let plan = plan(&owner, &sql, &[Bind::Text(seen)]).await;
    assert!(!plan.contains("Seq Scan on tickets"), "{plan}");
    plans.push_str(&format!("## changed_since\n{plan}"));
    insta::assert_snapshot!(plans);
}

/// The ids that the function names, of the tickets with these numbers; `-` stands for all.
async fn named(client: &Client, seen: &str) -> BTreeSet<String> {
    let rows = client
        .query(
            "SELECT DISTINCT coalesce(t.tracking_number, c.id::text, '-') FROM service_desk.changed_since($1::text::pg_snapshot) c (id)
             LEFT JOIN service_desk.tickets t ON t.id = c.id",
            &[&seen],
        )
        .await
        .expect("changes");
    rows.iter().map(|row| row.get(0)).collect()
}

#[tokio::test]
async fn every_change_is_named_whoever_makes_it_and_whenever_it_is_committed() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let (owner, mut other) = (tenant.owner().await, tenant.owner().await);
    let client = tenant.desk_client().await;
    client.batch_execute("SET watchroom.role = 'system'").await.expect("a place");
    owner
        .batch_execute(
            "INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole');
             INSERT INTO service_desk.tickets (tracking_number, category, severity, status, source, created_at, updated_at, address)
             SELECT 'T' || i, 'Pothole', 'low', 'open', 'page', now(), now(), CASE WHEN i < 3 THEN 'One Street' END
             FROM generate_series(1, 9) i",
        )
        .await
        .expect("tickets");
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<String>>();
    let seen = snapshot(&client).await;
    assert_eq!(named(&client, &seen).await, names(&[]));
    // The third at one place makes the two others repeated ones, and nobody says so.
    owner
        .batch_execute("UPDATE service_desk.tickets SET address = 'one street' WHERE tracking_number = 'T9'")
        .await
        .expect("a change");
    assert_eq!(named(&client, &seen).await, names(&["T1", "T2", "T9"]));
    // A transaction that began before the snapshot is named once it is committed, and then no more.
    let late = other.transaction().await.expect("a transaction");
    late.batch_execute("UPDATE service_desk.tickets SET severity = 'high' WHERE tracking_number = 'T5'")
        .await
        .expect("late");
    owner
        .batch_execute("UPDATE service_desk.tickets SET severity = 'high' WHERE tracking_number = 'T6'")
        .await
        .expect("early");
    let seen = snapshot(&client).await;
    assert_eq!(named(&client, &seen).await, names(&[]));
    late.commit().await.expect("committed");
    assert_eq!(named(&client, &seen).await, names(&["T5"]));
    let seen = snapshot(&client).await;
    assert_eq!(named(&client, &seen).await, names(&[]));
    let id: String = owner
        .query_one("DELETE FROM service_desk.tickets WHERE tracking_number = 'T8' RETURNING id::text", &[])
        .await
        .expect("a deletion")
        .get(0);
    assert_eq!(named(&client, &seen).await, names(&[id.as_str()]));
    owner.batch_execute("TRUNCATE service_desk.tickets CASCADE").await.expect("emptied");
    assert!(named(&client, &seen).await.contains("-"));
    // A snapshot of a later time than this database's own: it was restored.
    assert!(named(&client, "900000000:900000000:").await.contains("-"));
    client.batch_execute("SET watchroom.role = 'manager'").await.expect("a place");
    let rows = client.query("SELECT * FROM service_desk.removed_tickets", &[]).await.expect("nothing");
    assert!(rows.is_empty(), "the function alone reads what was removed");
}
