//! Every statement fits the schema, and a number that is taken tells nobody anything.

use jiff::Timestamp;
use watchroom_access::{DeskPlace, EditTickets, Membership, Principal, TenantCtx};
use watchroom_desk::sla::Policies;
use watchroom_domain::{Role, Severity, UserId};
use watchroom_test_support::TestTenant;

use super::super::transaction::Place;
use super::super::{DeskEntry, DeskTx, notices, outbox, policies};
use super::{ChangedBy, Changing, NewTicket};
use crate::Address;
use crate::tenants::Lease;

async fn desk() -> TestTenant {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    tenant
}

#[tokio::test]
async fn every_statement_fits_the_schema() {
    let tenant = desk().await;
    let client = tenant.desk_client().await;
    let others = [notices::STATEMENTS, outbox::STATEMENTS, policies::STATEMENTS].into_iter().flatten().copied();
    let mut count = 0;
    for statement in super::statements().chain(others) {
        let prepared = client.prepare(statement).await;
        prepared.unwrap_or_else(|error| panic!("{statement}: {}", crate::error::describe(&error)));
        count += 1;
    }
    assert!(count > 15, "the lists of statements are empty");
}

#[tokio::test]
async fn a_number_that_a_hidden_ticket_has_is_passed_over_in_silence() {
    let tenant = desk().await;
    let now: Timestamp = "2026-03-09T09:00:00Z".parse().expect("a moment");
    let owner = tenant.owner().await;
    owner
        .batch_execute(
            "INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole');
             INSERT INTO service_desk.tickets (tracking_number, category, severity, status, is_sensitive, source, created_at, updated_at)
                VALUES ('WR-TAKEN', 'Pothole', 'low', 'open', true, 'page', now(), now())",
        )
        .await
        .expect("a hidden ticket");
    let address = tenant.desk.as_ref().expect("a desk").with_password();
    let entry = DeskEntry::open(Address::parse(address).expect("an address")).expect("a pool");
    let id: watchroom_domain::TenantId = "beta".parse().expect("a slug");
    let user = UserId(uuid::Uuid::nil());
    let ctx = TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: id.clone(),
        user,
        role: Role::Manager,
        ward: None,
        team: None,
    });
    let permit = ctx.desk(EditTickets).expect("a manager may");
    let place = DeskPlace { who: Principal::Person(user), role: Role::Manager, ward: None, team: None };
    let lease = Lease::of(entry.pool.get().await.expect("a connection"), entry.connector.clone());
    let tx = DeskTx::begin(lease, id, Place::from(place), false).await.expect("a transaction");
    let policies = Policies::default();
    let by = ChangedBy { at: now, user: None, name: None };
    let changing = Changing { tx: &tx, scope: permit.scope(), policies: &policies, by: &by };
    let new = NewTicket {
        category: "Pothole".to_owned(),
        severity: Severity::Low,
        description: "A hole".to_owned(),
        address: None,
        latitude: None,
        longitude: None,
        ward: None,
        team: None,
        is_sensitive: None,
        source: "page",
    };
    let mut numbers = ["WR-TAKEN", "WR-TAKEN", "WR-FREE"].into_iter().map(ToOwned::to_owned);
    let made = changing.create_numbered(&new, || numbers.next().expect("three are enough")).await.expect("a ticket");
    assert_eq!((made.tracking_number.as_str(), made.visible), ("WR-FREE", true));
    tx.commit().await.expect("kept");
    let count = owner.query_one("SELECT count(*) FROM service_desk.tickets", &[]).await.expect("a count");
    assert_eq!(count.get::<_, i64>(0), 2);
}
