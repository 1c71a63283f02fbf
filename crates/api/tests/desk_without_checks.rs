//! Belt without braces, at the desk: this build has none of the server's own checks of roles, wards and teams, and its
//! statements carry no scope. What stands in their place is row security in the tenant's database; for events, which no table
//! can be asked about, what row security would show at the listener's place. tests/desk_row_security.rs is the reverse.

mod guarded_desk;

use guarded_desk::{Desk, NO_ROW_SECURITY, changes, heard, ways};
use watchroom_access::{EditTickets, Membership, SeeTickets, TenantCtx};
use watchroom_domain::{Role, UserId};

#[tokio::test]
async fn the_database_shows_everybody_their_own_tickets_alone() {
    let desk = Desk::start().await;
    let ctx = TenantCtx::from_membership_read_by_the_store(Membership {
        tenant: "beta".parse().expect("a slug"),
        user: UserId(uuid::Uuid::nil()),
        role: Role::Viewer,
        ward: None,
        team: None,
    });
    let permit = ctx.desk(SeeTickets).expect("the checks are gone, or this test shows nothing");
    assert_eq!((permit.scope().is_sensitive(), permit.scope().ward(), permit.scope().team()), (None, None, None));
    assert!(ctx.desk(EditTickets).is_ok());
    let people = desk.people().await;
    for round in 0..2 {
        for person in &people {
            let answered = ways::reads(&desk, person).await;
            assert_eq!(answered.refused, 0, "{}, round {round}: the role table is asked still", person.name);
        }
    }
    ways::public_reads(&desk).await;
}

#[tokio::test]
async fn without_either_wall_everybody_is_shown_everything() {
    let desk = Desk::start().await;
    desk.owner.batch_execute(NO_ROW_SECURITY).await.expect("row security off");
    let (all, open) = (desk.numbers("true").await, desk.count("status = 'open'").await);
    assert_eq!(all.len(), 60);
    for person in desk.people().await {
        for path in ["/tickets?page_size=500", "/tickets?page_size=500&search=re", "/tickets/export?format=csv"] {
            let reply = person.session.get(&format!("/api/v1{path}")).await;
            assert_eq!(guarded_desk::named(&reply.text), all, "{}: the other tests show nothing: {path}", person.name);
        }
        let metrics = person.session.get("/api/v1/dashboard/metrics").await;
        assert_eq!(metrics.body["total_open"], open, "{}: the other tests show nothing", person.name);
    }
}

#[tokio::test]
async fn a_share_is_shown_nothing_of_the_desk() {
    let desk = Desk::start().await;
    let manager = &desk.people().await.remove(0).session;
    let wish = serde_json::json!({"name": "W", "kind": "dashboard", "target": "default", "role": "manager", "expires_in_days": 1});
    let made = manager.post("/api/v1/shares", &wish).await;
    let share = desk.app.nobody().with_bearer(made.body["token"].as_str().unwrap_or_else(|| panic!("{}", made.text)));
    for path in ["/tickets", "/tickets?search=re", "/dashboard/volume", "/tickets/export?format=csv"] {
        let reply = share.get(&format!("/api/v1{path}")).await;
        assert!(guarded_desk::named(&reply.text).is_empty(), "{path}: {}", reply.text);
    }
    let metrics = share.get("/api/v1/dashboard/metrics").await;
    assert!(metrics.status != 200 || metrics.body["total_open"] == 0, "{}", metrics.text);
}

#[tokio::test]
async fn the_database_lets_nobody_change_what_is_not_theirs() {
    let desk = Desk::start().await;
    for person in desk.people().await {
        changes::on_what_is_not_theirs(&desk, &person).await;
        if person.changes() && person.owns != "false" {
            changes::on_what_is_theirs(&desk, &person).await;
        }
    }
}

#[tokio::test]
async fn everybody_hears_of_the_tickets_alone_that_the_database_would_show() {
    let desk = Desk::start().await;
    let people = desk.people().await;
    for (person, heard) in people.iter().zip(heard::hears(&desk, &people).await) {
        assert_eq!(heard, desk.numbers(person.owns).await, "{}", person.name);
    }
}
