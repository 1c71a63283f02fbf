//! What lists and figures tell every caller: not only that they answer, but of which tickets.

use std::fmt::Write;

use crate::callers::{COLUMNS, Callers, two_tenants};

/// Open tickets in numbers that add up to one sum alone: 1 in ward 3 with the team roads, 2 in ward 4 with roads, 4 in ward 3
/// with water, 8 in ward 4 with water, 16 in no ward and with no team; and 32 sensitive ones in ward 3 with roads, 64 in ward 4
/// with water.
const TICKETS: &str = "
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, ward_id, assigned_team_id,
        is_sensitive, source, created_at, updated_at, sla_resolution_deadline)
    SELECT kind || '-' || i, 'Pothole', 'low', 'open', 'a report', ward, team, sensitive, 'page', now(), now(), now() - interval '1 hour'
    FROM (VALUES ('a', '3', 'roads', false, 1), ('b', '4', 'roads', false, 2), ('c', '3', 'water', false, 4),
        ('d', '4', 'water', false, 8), ('e', null, null, false, 16), ('s', '3', 'roads', true, 32), ('t', '4', 'water', true, 64))
        kinds (kind, ward, team, sensitive, many), generate_series(1, many) i";

/// The kinds by their letters, as a number has them.
fn kinds(sum: u64) -> String {
    let held = "abcdest".chars().enumerate().filter(|(place, _)| sum >> place & 1 == 1);
    let held: String = held.map(|(_, kind)| kind).collect();
    assert!(sum < 128, "{sum}");
    if held.is_empty() { "-".to_owned() } else { held }
}

/// What is asked, and the number in its answer that counts tickets.
type Counted = (&'static str, fn(&watchroom_test_support::Reply) -> u64);

fn sum(rows: &serde_json::Value, member: &str) -> u64 {
    rows.as_array().into_iter().flatten().filter_map(|row| row[member].as_u64()).sum()
}

fn number(value: &serde_json::Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no number: {value}"))
}

const COUNTED: &[Counted] = &[
    ("/tickets?page_size=1", |reply| number(&reply.body["total"])),
    ("/tickets?page_size=500", |reply| reply.body["tickets"].as_array().map_or(0, |rows| rows.len() as u64)),
    ("/tickets?page_size=1&search=report", |reply| number(&reply.body["total"])),
    // Words that are too short for the index are counted another way.
    ("/tickets?page_size=1&search=re", |reply| number(&reply.body["total"])),
    ("/tickets?page_size=1&sla=breached", |reply| number(&reply.body["total"])),
    ("/tickets/export?format=json", |reply| number(&reply.body["row_count"])),
    ("/tickets/export?format=csv", |reply| reply.text.lines().count() as u64 - 1),
    ("/dashboard/metrics", |reply| number(&reply.body["total_open"])),
    ("/dashboard/metrics", |reply| number(&reply.body["sla_breaches"])),
    ("/dashboard/volume", |reply| sum(&reply.body, "open")),
    ("/dashboard/sla", |reply| number(&reply.body["total_with_sla"])),
    ("/dashboard/workload", |reply| sum(&reply.body, "open_count")),
    ("/dashboard/trend", |reply| sum(&reply.body["points"], "created")),
    ("/dashboard/wards", |reply| sum(&reply.body, "open")),
    ("/dashboard/ageing", |reply| sum(&reply.body, "open_count")),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_and_figure_tells_every_caller_of_the_tickets_that_were_reviewed() {
    let app = two_tenants(TICKETS).await;
    let callers = Callers::of(&app).await;
    let mut text = String::from(
        "  a 3/roads   b 4/roads   c 3/water   d 4/water   e nowhere   s sensitive 3/roads   t sensitive 4/water\n\n",
    );
    for column in COLUMNS {
        writeln!(text, "{:>3}  {}", column as usize, column.says()).expect("a string");
    }
    let numbers: Vec<String> = COLUMNS.iter().map(|column| format!("{:>5}", *column as usize)).collect();
    writeln!(text, "\n{:<42} {}", "", numbers.join(" ")).expect("a string");
    let mut people = Vec::new();
    for column in COLUMNS {
        people.push((column, callers.make(column).await));
    }
    for (path, counted) in COUNTED {
        let mut cells = Vec::new();
        for (column, caller) in &people {
            let reply = caller.ask(&app.url, "GET", &format!("/api/v1{path}"), None).await;
            let cell = if reply.status == 200 { kinds(counted(&reply)) } else { reply.status.to_string() };
            // The rule that no table may break.
            let secret = cell.contains(['s', 't']);
            assert!(!secret || column.is_liaison(), "{path} tells {column:?} of {cell}");
            assert!(
                !column.is_liaison() || !cell.contains(['a', 'b', 'c', 'd', 'e']),
                "{path} tells {column:?} of {cell}"
            );
            cells.push(format!("{cell:>5}"));
        }
        writeln!(text, "{path:<42} {}", cells.join(" ")).expect("a string");
    }
    insta::assert_snapshot!(text);
}
