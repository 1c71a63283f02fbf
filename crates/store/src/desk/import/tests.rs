//! Batches of an import on a real desk.

use tokio_postgres::Client;
use watchroom_desk::import::ImportedTicket;
use watchroom_desk::sla::Policies;
use watchroom_domain::{Severity, TicketStatus};
use watchroom_test_support::TestTenant;

use super::{Filled, Importer, STAGE, STATEMENTS, TicketImport};

#[tokio::test]
async fn every_statement_fits_the_desk_and_its_role() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    client.batch_execute(&format!("BEGIN; {STAGE}")).await.expect("a temporary table");
    for statement in STATEMENTS.iter().copied().flatten() {
        client.prepare(statement).await.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    }
}

fn ticket(number: &str, description: &str, is_sensitive: bool) -> ImportedTicket {
    ImportedTicket {
        tracking_number: number.to_owned(),
        category: "Leak".to_owned(),
        severity: Severity::Low,
        status: TicketStatus::Open,
        description: description.to_owned(),
        address: None,
        place: None,
        ward: None,
        team: None,
        is_sensitive,
        created_at: "2026-03-01T08:00:00Z".parse().expect("a moment"),
        first_responded_at: None,
        resolved_at: None,
        closed_at: None,
        sla_response_deadline: None,
        sla_resolution_deadline: None,
    }
}

/// Imports a batch, and says of which tickets it told: whether of sensitive ones, event by event.
async fn told(client: &Client, tickets: &[ImportedTicket]) -> Vec<bool> {
    let is_sensitive_alone = Filled([false, false, false, false, true, false, false]);
    let import = TicketImport {
        filled: is_sensitive_alone,
        policies: &Policies::default(),
        importer: Importer { user: None, name: None },
        now: "2026-03-02T08:00:00Z".parse().expect("a moment"),
    };
    client.batch_execute("BEGIN; SET LOCAL watchroom.role = 'system'").await.expect("a transaction");
    let before: i64 =
        client.query_one("SELECT coalesce(max(id), 0) FROM service_desk.events", &[]).await.expect("a number").get(0);
    import.write(client, tickets).await.expect("a batch");
    let new = "SELECT is_sensitive FROM service_desk.events WHERE id > $1 ORDER BY is_sensitive";
    let told = client.query(new, &[&before]).await.expect("events").iter().map(|row| row.get(0)).collect();
    client.batch_execute("COMMIT").await.expect("kept");
    told
}

#[tokio::test]
async fn a_batch_tells_of_ordinary_and_of_sensitive_tickets_apart() {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    let client = tenant.desk_client().await;
    let (open, secret) = (|text| ticket("A", text, false), |text| ticket("B", text, true));
    assert_eq!(told(&client, &[open("new")]).await, [false]);
    assert_eq!(told(&client, &[secret("new")]).await, [true], "nobody else hears of it");
    assert_eq!(told(&client, &[secret("other")]).await, [true]);
    assert_eq!(told(&client, &[open("other"), secret("third")]).await, [false, true]);
    assert_eq!(told(&client, &[open("other"), secret("third")]).await, [false; 0], "nothing changed");
    assert_eq!(told(&client, &[ticket("A", "other", true)]).await, [false, true], "it went out of sight");
    assert_eq!(told(&client, &[ticket("A", "other", false)]).await, [false, true], "and came back");
}
