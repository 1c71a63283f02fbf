//! Braces without belt, at the desk: row security is switched off in the tenant's database, and the schema's functions believe
//! that the server itself asks. What the permits and the statements' own conditions hold, they hold alone.
//! tests/desk_without_checks.rs is the reverse.

mod guarded_desk;

use guarded_desk::{Desk, NO_ROW_SECURITY, Person, changes, heard, ways};
use watchroom_domain::Role;

/// A desk without row security, which is shown to be without.
async fn unguarded() -> Desk {
    let desk = Desk::start().await;
    desk.owner.batch_execute(NO_ROW_SECURITY).await.expect("row security off");
    let client = desk.app.tenant("beta").desk_client().await;
    let all = "SELECT count(*) FROM service_desk.tickets";
    assert_eq!(
        client.query_one(all, &[]).await.expect("tickets").get::<_, i64>(0),
        60,
        "who says nothing sees everything"
    );
    let found = "SELECT count(*) FROM service_desk.search(array['%report%'])";
    assert_eq!(client.query_one(found, &[]).await.expect("tickets").get::<_, i64>(0), 60, "and finds everything");
    desk
}

fn sees_tickets(person: &Person) -> bool {
    person.owns != "false"
}

#[tokio::test]
async fn the_server_shows_everybody_their_own_tickets_alone() {
    let desk = unguarded().await;
    for person in desk.people().await {
        let answered = ways::reads(&desk, &person).await;
        let (good, refused) = (answered.good, answered.refused);
        match person.role {
            _ if !sees_tickets(&person) => assert_eq!(good, 1, "{}: what the desk is, and no more", person.name),
            Role::Manager | Role::Admin | Role::WardCouncillor => assert_eq!(refused, 0, "{}", person.name),
            _ => assert!(good > refused, "{}: {good} answers, {refused} refusals", person.name),
        }
    }
    ways::public_reads(&desk).await;
}

#[tokio::test]
async fn the_server_lets_nobody_change_what_is_not_theirs() {
    let desk = unguarded().await;
    for person in desk.people().await {
        changes::on_what_is_not_theirs(&desk, &person).await;
        if person.changes() && sees_tickets(&person) {
            changes::on_what_is_theirs(&desk, &person).await;
        }
    }
}

#[tokio::test]
async fn everybody_hears_of_their_own_tickets_alone() {
    let desk = unguarded().await;
    let people = desk.people().await;
    for (person, heard) in people.iter().zip(heard::hears(&desk, &people).await) {
        assert_eq!(heard, desk.numbers(person.owns).await, "{}", person.name);
    }
}
