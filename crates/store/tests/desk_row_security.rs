//! What row security alone shows of a desk, whatever a statement asks for.

use tokio_postgres::Client;
use watchroom_access::{DeskPlace, Principal};
use watchroom_domain::{Role, ShareId, TeamId, UserId, WardId};
use watchroom_store::{Address, DeskRole, install_desk};
use watchroom_test_support::TestTenant;

const TICKETS: &str = "
    INSERT INTO service_desk.teams VALUES ('roads', 'Roads'), ('water', 'Water');
    INSERT INTO service_desk.wards VALUES ('3', 'Ward 3'), ('4', 'Ward 4');
    INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole'), ('Violence', true, '', 'violence');
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, ward_id, assigned_team_id,
        is_sensitive, source, created_at, updated_at) VALUES
        ('A', 'Pothole', 'low', 'open', 'hole', '3', 'roads', false, 'page', now(), now()),
        ('B', 'Pothole', 'low', 'open', 'hole', '4', 'roads', false, 'page', now(), now()),
        ('C', 'Pothole', 'low', 'open', 'hole', '3', 'water', false, 'page', now(), now()),
        ('D', 'Pothole', 'low', 'open', 'hole', null, null, false, 'page', now(), now()),
        ('S', 'Violence', 'high', 'open', 'hole', '3', 'roads', true, 'page', now(), now()),
        ('T', 'Violence', 'high', 'open', 'hole', '4', null, true, 'page', now(), now());
    INSERT INTO service_desk.ticket_notes (ticket_id, at, visibility, body)
        SELECT id, now(), v, tracking_number || ' ' || v FROM service_desk.tickets, unnest(array['internal', 'public']) v;
    INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, new)
        SELECT id, now(), gen_random_uuid(), 'status', tracking_number FROM service_desk.tickets;
    INSERT INTO service_desk.events (at, kind, ticket_id) SELECT now(), 'ticket_created', id FROM service_desk.tickets;
    INSERT INTO service_desk.saved_views (owner_id, owner_name, name, query, shared, of_liaison, created_at) VALUES
        ('00000000-0000-0000-0000-000000000001', 'm', 'mine', '', false, false, now()),
        ('00000000-0000-0000-0000-000000000002', 'm', 'ours', '', true, false, now()),
        ('00000000-0000-0000-0000-000000000003', 'l', 'of the liaison', '', true, true, now());";

const MEMBER: &str = "00000000-0000-0000-0000-000000000001";

async fn desk() -> (TestTenant, Client) {
    let mut tenant = TestTenant::make("beta", "").await;
    tenant.install_desk().await;
    tenant.owner().await.batch_execute(TICKETS).await.expect("tickets");
    let client = tenant.desk_client().await;
    (tenant, client)
}

async fn place(client: &Client, role: &str, ward: &str, team: &str) {
    let place = format!(
        "SET watchroom.role = '{role}'; SET watchroom.ward = '{ward}'; SET watchroom.team = '{team}'; SET watchroom.person = '{MEMBER}'"
    );
    client.batch_execute(&place).await.expect("a place");
}

async fn words(client: &Client, sql: &str) -> String {
    let rows = client.query(sql, &[]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn each_role_sees_its_own_tickets_and_what_belongs_to_them() {
    let (_tenant, client) = desk().await;
    let tickets = "SELECT tracking_number FROM service_desk.tickets ORDER BY 1";
    assert_eq!(words(&client, tickets).await, "", "who has said nothing sees nothing");
    for (role, ward, team, seen) in [
        ("viewer", "", "", ""),
        ("root", "", "", ""),
        ("manager", "", "", "A B C D"),
        ("manager", "3", "", "A C"),
        ("admin", "", "", "A B C D"),
        ("ward_councillor", "3", "", "A C"),
        ("ward_councillor", "", "", ""),
        ("field_worker", "", "roads", "A B"),
        ("field_worker", "4", "roads", "B"),
        ("field_worker", "", "", ""),
        ("saps_liaison", "", "", "S T"),
        ("saps_liaison", "4", "", "T"),
        ("system", "", "", "A B C D S T"),
    ] {
        place(&client, role, ward, team).await;
        let at = format!("{role} ward `{ward}` team `{team}`");
        assert_eq!(words(&client, tickets).await, seen, "{at}");
        let found = "SELECT t.tracking_number FROM service_desk.search(array['%hole%']) s(id) \
                     JOIN service_desk.tickets t ON t.id = s.id ORDER BY 1";
        assert_eq!(words(&client, found).await, seen, "{at}, found");
        assert_eq!(
            words(&client, "SELECT count(*)::text FROM service_desk.search(array['%hole%'])").await,
            seen.split_whitespace().count().to_string(),
            "{at}, ids found"
        );
        for (within, held) in [
            ("false, null, null", "ABCD"),
            ("true, null, null", "ST"),
            ("false, '3', null", "AC"),
            ("false, '4', 'roads'", "B"),
        ] {
            let found = format!("SELECT count(*)::text FROM service_desk.search_within(array['%hole%'], {within})");
            let both = seen.split_whitespace().filter(|number| held.contains(number)).count();
            assert_eq!(words(&client, &found).await, both.to_string(), "{at}, ids found within {within}");
        }
        assert_eq!(
            words(&client, "SELECT new FROM service_desk.ticket_history ORDER BY 1").await,
            seen,
            "{at}, history"
        );
        let notes = words(&client, "SELECT body FROM service_desk.ticket_notes ORDER BY 1").await;
        let wanted: Vec<String> = seen
            .split_whitespace()
            .flat_map(|number| [format!("{number} internal"), format!("{number} public")])
            .filter(|note| role != "ward_councillor" || note.ends_with("public"))
            .collect();
        assert_eq!(notes, wanted.join(" "), "{at}, notes");
        let events = words(&client, "SELECT count(*)::text FROM service_desk.events").await;
        assert_eq!(events, if role == "system" { "6" } else { "0" }, "{at}, events");
    }
}

#[tokio::test]
async fn sensitive_categories_and_a_liaisons_views_are_the_liaisons() {
    let (_tenant, client) = desk().await;
    let categories = "SELECT name FROM service_desk.categories ORDER BY 1";
    let views = "SELECT name FROM service_desk.saved_views ORDER BY 1";
    for (role, named, kept) in [
        ("manager", "Pothole", "mine ours"),
        ("ward_councillor", "Pothole", "mine ours"),
        ("saps_liaison", "Pothole Violence", "of the liaison"),
        ("viewer", "Pothole", ""),
    ] {
        place(&client, role, "3", "roads").await;
        assert_eq!(words(&client, categories).await, named, "{role}");
        assert_eq!(words(&client, views).await, kept, "{role}");
    }
}

#[tokio::test]
async fn panels_never_see_a_sensitive_ticket_and_a_wards_panel_sees_the_ward() {
    let (tenant, _desk) = desk().await;
    let panels = tenant.reader().await;
    let tickets = "SELECT tracking_number FROM service_desk.tickets ORDER BY 1";
    assert_eq!(words(&panels, tickets).await, "A B C D");
    for (rows, ward, seen) in [("all", "", "A B C D"), ("ward", "3", "A C"), ("none", "", "")] {
        panels
            .batch_execute(&format!(
                "SET watchroom.rows = '{rows}'; SET watchroom.ward = '{ward}'; SET watchroom.role = 'saps_liaison'"
            ))
            .await
            .expect("settings");
        assert_eq!(words(&panels, tickets).await, seen, "{rows} {ward}");
    }
    for table in ["ticket_notes", "ticket_history", "events", "saved_views", "categories", "sla_policies"] {
        assert!(panels.query(&format!("SELECT 1 FROM service_desk.{table}"), &[]).await.is_err(), "{table}");
    }
    assert!(panels.query("SELECT service_desk.search(array['%hole%'])", &[]).await.is_err());
    tenant.address().check().await.expect("the reader can only read");
}

#[tokio::test]
async fn a_ticket_is_moved_out_of_sight_by_whoever_saw_it_alone() {
    let (_tenant, client) = desk().await;
    let moving = |number: &str, sensitive: bool| {
        format!(
            "SELECT service_desk.move_ticket(id, {sensitive}, ward_id, assigned_team_id)::text FROM \
             (SELECT id, ward_id, assigned_team_id FROM service_desk.tickets WHERE tracking_number = '{number}') t"
        )
    };
    place(&client, "system", "", "").await;
    let id = words(&client, "SELECT id::text FROM service_desk.tickets WHERE tracking_number = 'S'").await;
    place(&client, "manager", "", "").await;
    let blind = format!("SELECT service_desk.move_ticket('{id}', false, '3', null)::text");
    assert_eq!(words(&client, &blind).await, "false", "who does not see it cannot move it, even by its id");
    assert_eq!(words(&client, &moving("A", true)).await, "true");
    let tickets = "SELECT tracking_number FROM service_desk.tickets ORDER BY 1";
    assert_eq!(words(&client, tickets).await, "B C D");
    place(&client, "saps_liaison", "", "").await;
    assert_eq!(words(&client, tickets).await, "A S T");
    place(&client, "field_worker", "", "roads").await;
    let changed = client.execute("UPDATE service_desk.tickets SET severity = 'high'", &[]).await.expect("an update");
    assert_eq!(changed, 1, "B alone");
    for kept in [
        "DELETE FROM service_desk.tickets",
        "UPDATE service_desk.ticket_history SET new = ''",
        "DELETE FROM service_desk.ticket_notes",
    ] {
        assert!(client.execute(kept, &[]).await.is_err(), "{kept}");
    }
}

#[tokio::test]
async fn who_may_not_change_tickets_changes_none_not_even_those_in_sight() {
    let (_tenant, client) = desk().await;
    let note = "INSERT INTO service_desk.ticket_notes (ticket_id, at, visibility, body) SELECT id, now(), 'internal', 'x' FROM service_desk.tickets";
    let line = "INSERT INTO service_desk.ticket_history (ticket_id, at, change, field, new) SELECT id, now(), gen_random_uuid(), 'status', 'x' FROM service_desk.tickets";
    let event = "INSERT INTO service_desk.events (at, kind) VALUES (now(), 'ticket_updated')";
    let ticket = "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, source, created_at, updated_at) \
         VALUES ('NEW', 'Pothole', 'low', 'open', 'page', now(), now())";
    let moved = "SELECT count(*)::text FROM service_desk.tickets WHERE service_desk.move_ticket(id, is_sensitive, ward_id, assigned_team_id)";
    for (role, sees, changes, edits) in [
        ("viewer", 0, false, false),
        ("share", 0, false, false),
        ("public", 4, false, false),
        ("ward_councillor", 2, false, false),
        ("field_worker", 2, true, false),
        ("manager", 4, true, true),
        ("admin", 4, true, true),
        ("saps_liaison", 2, true, true),
        ("system", 6, true, true),
    ] {
        let (ward, team) = if role == "ward_councillor" { ("3", "") } else { ("", "roads") };
        place(&client, role, ward, team).await;
        assert_eq!(words(&client, "SELECT count(*)::text FROM service_desk.tickets").await, sees.to_string(), "{role}");
        client.batch_execute("BEGIN").await.expect("a transaction");
        let changed =
            client.execute("UPDATE service_desk.tickets SET severity = 'high'", &[]).await.expect("an update");
        assert_eq!(changed, if changes { sees } else { 0 }, "{role} changes");
        let locked = client.query("SELECT 1 FROM service_desk.tickets FOR UPDATE", &[]).await.expect("locks");
        assert_eq!(locked.len() as u64, changed, "{role} locks");
        let wanted = if edits { sees } else { 0 };
        assert_eq!(words(&client, moved).await, wanted.to_string(), "{role} moves");
        client.batch_execute("ROLLBACK").await.expect("taken back");
        for (sql, may) in
            [(note, changes || sees == 0), (line, changes || sees == 0), (event, changes), (ticket, edits)]
        {
            client.batch_execute("BEGIN").await.expect("a transaction");
            assert_eq!(client.execute(sql, &[]).await.is_ok(), may, "{role}: {sql}");
            client.batch_execute("ROLLBACK").await.expect("taken back");
        }
    }
}

#[tokio::test]
async fn a_place_knows_which_tickets_the_database_shows_there() {
    let (_tenant, client) = desk().await;
    let share = Principal::Share(ShareId(uuid::Uuid::nil()));
    let person = Principal::Person(UserId(uuid::Uuid::nil()));
    let words_of = |name: &str| format!("coalesce({name}, '-')");
    let tickets = format!(
        "SELECT concat_ws(':', is_sensitive, {}, {}) FROM service_desk.tickets ORDER BY 1",
        words_of("ward_id"),
        words_of("assigned_team_id")
    );
    place(&client, "system", "", "").await;
    let all: Vec<String> = words(&client, &tickets).await.split(' ').map(ToOwned::to_owned).collect();
    for role in Role::ALL {
        for ward in [None, Some("3"), Some("4")] {
            for team in [None, Some("roads"), Some("water")] {
                place(&client, role.as_str(), ward.unwrap_or_default(), team.unwrap_or_default()).await;
                let shown = words(&client, &tickets).await;
                let (ward, team) = (ward.map(WardId::new), team.map(TeamId::new));
                let place = DeskPlace { who: person, role, ward: ward.as_ref(), team: team.as_ref() };
                let own = place.own_tickets();
                let holds = |stand: &&String| {
                    let parts: Vec<&str> = stand.split(':').collect();
                    let named = |part: &'static str, at: usize| Some(parts[at]).filter(|name| *name != part);
                    own.as_ref().is_some_and(|own| own.holds(parts[0] == "t", named("-", 1), named("-", 2)))
                };
                let held: Vec<&str> = all.iter().filter(holds).map(String::as_str).collect();
                assert_eq!(held.join(" "), shown, "{role} {ward:?} {team:?}");
                assert_eq!(DeskPlace { who: share, ..place }.own_tickets(), None, "a share, whatever its role");
            }
        }
    }
}

#[tokio::test]
async fn installing_again_is_harmless_and_a_powerful_role_is_refused() {
    let (tenant, _client) = desk().await;
    let desk = tenant.desk.clone().expect("a desk");
    desk.check_desk().await.expect("no more than a desk needs");
    let owner = Address::parse(&tenant.owner_url()).expect("an address");
    let again = install_desk(&owner, &DeskRole::There(&desk), &tenant.reader_role).await.expect("again");
    assert!(again.is_empty(), "{again:?}");
    let refused = owner.check_desk().await.expect_err("the owner is too powerful");
    assert!(refused.to_string().contains("it owns"), "{refused}");
    let denied =
        install_desk(&owner, &DeskRole::Make { name: "no_such_desk", password: "x" }, &tenant.reader_role).await;
    assert!(denied.expect_err("it may make no roles").to_string().contains("--desk-url-file"));
}
