//! Searches of a desk whose tickets are in memory: every word, whatever it holds, against plain SQL, before and after changes.

use watchroom_domain::Role;
use watchroom_test_support::Session;

use crate::desk::{Desk, list};
use crate::totals::MORE;

/// Texts that SQL, its patterns or UTF-8 might trip over, of both kinds of tickets.
const ODD: &str = r#"
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, ward_id, is_sensitive, source, created_at, updated_at)
    SELECT 'ODD-' || n || CASE WHEN is_sensitive THEN 'S' ELSE '' END, CASE WHEN is_sensitive THEN 'Violence' ELSE 'Pothole' END,
        'low', 'open', description, address, n % 4 + 1, is_sensitive, 'page', timestamptz '2026-03-01Z' + n * interval '1 hour', now()
    FROM (VALUES (1, 'half full: 50% of it', null), (2, 'a_b under_score', '.'), (3, 'axb 500 of it', 'Zq Avenue'),
        (4, 'back\slash and ''quotes'' and "double"', '100\% sure'), (5, 'Größe der ÉCOLE, ΟΔΟΣ Σίγμα', 'ŞİŞLİ 7'),
        (6, 'İstanbul ISPARTA ıraq ẞtraße', 'Ǆungla'), (7, E'two\nlines\tand tabs', 's t'), (8, '-', null), (9, '%', '_'),
        (10, 'emoji 🚰🚰 and e' || chr(769) || 'cole', '\')) odd (n, description, address), (VALUES (false), (true)) kinds (is_sensitive);
    ANALYZE service_desk.tickets;"#;

/// What people type; each part is a word.
const SEARCHES: [&[&str]; 47] = [
    &["t"],
    &["T"],
    &["1"],
    &["-"],
    &["%"],
    &["_"],
    &["\\"],
    &["'"],
    &["\""],
    &["st"],
    &["ST"],
    &["17"],
    &["-1"],
    &["50%"],
    &["%o"],
    &["a_b"],
    &["_b"],
    &["a%b"],
    &["\\%"],
    &["\\s"],
    &["back\\slash"],
    &["'quotes'"],
    &["\"double\""],
    &["''"],
    &["T-0012"],
    &["t-0012-31"],
    &["old", "BRIDGE"],
    &["bridge", "old"],
    &["bridge", "bridge", "BRIDGE"],
    &["17", "long"],
    &["street", "report", "t", "7", "3"],
    &["street", "nothing-has-this"],
    // The number's end, the space between and the description's beginning are no word; words are split at spaces.
    &["1report"],
    &["bridge1"],
    &["größe"],
    &["GRÖSSE"],
    &["GRÖßE"],
    &["École"],
    &["école"],
    &["ΟΔΟΣ"],
    &["σίγμα"],
    &["İstanbul"],
    &["ISPARTA"],
    &["ẞTRASSE"],
    &["ǆungla", "ẞ"],
    &["🚰🚰"],
    &["e\u{301}c"],
];

/// The words as a query's value.
fn query(words: &[&str]) -> String {
    let encoded: String = words.join(" ").bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("search={encoded}")
}

/// Every ticket of a condition that holds each of the words: no LIKE, no pattern, no index.
async fn wanted(desk: &Desk, words: &[&str], condition: &str, order: &str) -> Vec<String> {
    let sql = format!(
        "SELECT tracking_number FROM service_desk.tickets WHERE {condition}
         AND (SELECT bool_and(position(lower(word) in search_text) > 0)
              FROM unnest($1::text[]) word) ORDER BY {order}"
    );
    let rows = desk.owner.query(&sql, &[&words]).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

/// Holds a page and the total of a list against all tickets that it should be of.
async fn compare(session: &Session, query: &str, page: usize, wanted: &[String], told: &str) {
    let body = list(session, &format!("{query}&page={page}&page_size=50")).await;
    let tickets = body["tickets"].as_array().expect("tickets");
    let shown: Vec<&str> = tickets.iter().filter_map(|one| one["tracking_number"].as_str()).collect();
    let part: Vec<&String> = wanted.iter().skip(page * 50).take(50).collect();
    assert_eq!(shown, part, "{told}, page {page}");
    assert_eq!(body["total"], wanted.len(), "{told}, page {page}");
}

/// Who asks, and the condition of what they see.
async fn people(desk: &Desk) -> Vec<(Session, &'static str)> {
    let place = [("beta", Role::Manager, Some("2"))];
    let manager_of_2 = desk.app.sign_in("manager-2", &place).await;
    let liaison = desk.app.sign_in("liaison", &[("beta", Role::SapsLiaison, None)]).await;
    let people = vec![
        (desk.manager.clone(), "NOT is_sensitive"),
        (manager_of_2, "NOT is_sensitive AND ward_id = '2'"),
        (liaison, "is_sensitive"),
    ];
    // Figures have the tickets read into memory. A liaison sees none, so those few sensitive tickets are searched by SQL.
    for (session, _) in people.iter().take(2) {
        assert_eq!(session.get("/api/v1/dashboard/metrics").await.status, 200);
    }
    people
}

#[tokio::test]
async fn words_are_found_in_memory_as_plain_sql_finds_them() {
    let desk = Desk::with(&format!("{MORE}{ODD}")).await;
    let people = people(&desk).await;
    let mut found = 0;
    for words in SEARCHES {
        for (session, scope) in &people {
            let wanted = wanted(&desk, words, scope, "created_at DESC, id").await;
            found += usize::from(!wanted.is_empty());
            // The second time they are known, the third time the whole answer is.
            for page in [0, wanted.len() / 50, 0] {
                compare(session, &query(words), page, &wanted, &format!("{words:?}, {scope}")).await;
            }
        }
    }
    assert!(found > SEARCHES.len() * 3 / 2, "most of them are found: {found}");
    // With filters and in other orders.
    for words in [&["street"][..], &["17", "Report"], &["%"]] {
        for (filter, condition, order) in [
            ("status=closed", "status = 'closed'", "created_at DESC, id"),
            (
                "severity=high&ward_id=2&ward_id=",
                "severity = 'high' AND (ward_id = '2' OR ward_id IS NULL)",
                "created_at DESC, id",
            ),
            ("created_from=2025-11-01T00:00:00Z", "created_at >= '2025-11-01Z'", "created_at DESC, id"),
            ("sort_by=severity&sort_order=desc", "true", "severity_rank DESC, created_at DESC, id"),
            ("sort_by=category&sort_order=asc", "true", "category, created_at DESC, id"),
        ] {
            for (session, scope) in &people {
                let wanted = wanted(&desk, words, &format!("{scope} AND {condition}"), order).await;
                let query = format!("{}&{filter}", query(words));
                for page in [0, wanted.len() / 100] {
                    compare(session, &query, page, &wanted, &format!("{words:?}, {filter}, {scope}")).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn words_are_found_where_they_stand_after_every_change() {
    let desk = Desk::with(&format!("{MORE}{ODD}")).await;
    let people = people(&desk).await;
    let searches: [&[&str]; 9] = [
        &["street"],
        &["bridge"],
        &["ferry"],
        &["FERRY", "street"],
        &["t-0005"],
        &["e"],
        &["%"],
        &["secret"],
        &["größe"],
    ];
    for change in [
        "SELECT",
        // Words come and go.
        "UPDATE service_desk.tickets SET description = 'The Ferry 100%' WHERE tracking_number LIKE 'T-0001%'",
        "UPDATE service_desk.tickets SET address = 'Ferry Street' WHERE tracking_number LIKE 'T-0007-%'",
        "UPDATE service_desk.tickets SET address = null WHERE tracking_number LIKE 'T-0008%'",
        // The same text again.
        "UPDATE service_desk.tickets SET severity = 'high', version = version + 1 WHERE tracking_number LIKE 'T-0007-%'",
        "UPDATE service_desk.tickets SET tracking_number = 'FERRY-' || tracking_number WHERE tracking_number LIKE 'T-0021-%'",
        // Tickets come and go, from one pair of eyes to the other.
        "UPDATE service_desk.tickets SET is_sensitive = true, category = 'Violence' WHERE tracking_number LIKE 'T-0005%' OR tracking_number LIKE 'ODD-5%'",
        "UPDATE service_desk.tickets SET is_sensitive = false, category = 'Pothole' WHERE tracking_number LIKE 'T-0010%'",
        "UPDATE service_desk.tickets SET ward_id = '2' WHERE tracking_number LIKE 'T-0001%'",
        "UPDATE service_desk.tickets SET ward_id = '3' WHERE ward_id = '2' AND tracking_number LIKE '%-3%'",
        "DELETE FROM service_desk.tickets WHERE tracking_number LIKE 'T-0013%' OR tracking_number LIKE 'T-0007-3%'",
        "INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, ward_id, is_sensitive, source,
            created_at, updated_at) SELECT 'NEW-' || i, 'Refuse', 'low', 'open', 'Größe at the ferry', 'Some Street', '2', i % 3 = 0, 'import',
            timestamptz '2025-01-01Z' + i * interval '1 hour', now() FROM generate_series(1, 30) i",
        // More at once than are looked at one by one.
        "UPDATE service_desk.tickets SET description = description || ' by the ferry' WHERE tracking_number LIKE 'T-01%'",
        "DELETE FROM service_desk.tickets WHERE tracking_number LIKE 'T-02%'",
    ] {
        let told = format!("{change}; INSERT INTO service_desk.events (at, kind) VALUES (now(), 'metrics_updated')");
        desk.owner.batch_execute(&told).await.unwrap_or_else(|error| panic!("{change}: {error:?}"));
        for words in searches {
            for (session, scope) in &people {
                let wanted = wanted(&desk, words, scope, "created_at DESC, id").await;
                for page in [0, wanted.len() / 50] {
                    compare(session, &query(words), page, &wanted, &format!("{words:?}, {scope}, after {change}")).await;
                }
            }
        }
    }
    desk.owner.batch_execute("TRUNCATE service_desk.tickets CASCADE").await.expect("emptied");
    for (session, scope) in &people {
        compare(session, &query(&["street"]), 0, &[], &format!("{scope}, after all went")).await;
    }
}
