//! Searching: every word, everywhere in a ticket's words, whatever it holds.

use crate::desk::{Desk, all};

const ODD: &str = "
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, is_sensitive, source, created_at, updated_at)
    VALUES ('ODD-1', 'Pothole', 'low', 'open', 'half full: 50% of it', null, false, 'page', '2026-03-01Z', now()),
        ('ODD-2', 'Pothole', 'low', 'open', 'a_b under_score', null, false, 'page', '2026-03-01Z', now()),
        ('ODD-3', 'Pothole', 'low', 'open', 'axb 500 of it', null, false, 'page', '2026-03-01Z', now()),
        ('ODD-4', 'Pothole', 'low', 'open', 'back\\slash and ''quotes'' and \"double\"', null, false, 'page', '2026-03-01Z', now()),
        ('ODD-5', 'Pothole', 'low', 'open', 'Größe der ÉCOLE', 'Zq Avenue', false, 'page', '2026-03-01Z', now()),
        ('ODD-6', 'Violence', 'low', 'open', '50% a_b back\\slash Größe zq', null, true, 'page', '2026-03-01Z', now());
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, is_sensitive, source, created_at, updated_at)
    SELECT 'MANY-' || i, 'Refuse', 'low', 'open', 'overflowing bin ' || i, false, 'import', '2025-01-01Z', now() FROM generate_series(1, 2500) i;
    ANALYZE service_desk.tickets;";

#[tokio::test]
async fn words_are_found_wherever_they_stand() {
    let desk = Desk::with(ODD).await;
    let liaison = desk.people().await.pop().expect("the liaison").1;
    for (search, like) in [
        ("T-0012", "search_text LIKE '%t-0012%'"),
        ("old+BRIDGE", "search_text LIKE '%old%' AND search_text LIKE '%bridge%'"),
        ("bridge+old", "search_text LIKE '%old%' AND search_text LIKE '%bridge%'"),
        ("17+long", "search_text LIKE '%17%' AND search_text LIKE '%long%'"),
        ("17", "search_text LIKE '%17%'"),
        ("3", "search_text LIKE '%3%'"),
        ("zq", "search_text LIKE '%zq%'"),
        ("50%25", "position('50%' in search_text) > 0"),
        ("%25", "position('%' in search_text) > 0"),
        ("a_b", "position('a_b' in search_text) > 0"),
        ("_", "position('_' in search_text) > 0"),
        ("back%5Cslash", r"position('back\slash' in search_text) > 0"),
        ("%5C", r"position('\' in search_text) > 0"),
        ("%27quotes%27", "position('''quotes''' in search_text) > 0"),
        ("%22double%22", "position('\"double\"' in search_text) > 0"),
        ("gr%C3%B6%C3%9Fe", "position('größe' in search_text) > 0"),
        ("nothing-has-this", "false"),
        ("overflowing", "search_text LIKE '%overflowing%'"),
        (
            "overflowing+bin+24",
            "search_text LIKE '%overflowing%' AND search_text LIKE '%bin%' AND search_text LIKE '%24%'",
        ),
    ] {
        for (session, scope) in [(&desk.manager, "NOT is_sensitive"), (&liaison, "is_sensitive")] {
            let shown = all(session, &format!("search={search}")).await;
            assert_eq!(
                shown,
                desk.numbers(&format!("{scope} AND {like}"), "created_at DESC, id").await,
                "{search}, {scope}"
            );
        }
    }
    // With filters beside it, both where the words are few and where they are many.
    for (query, condition) in [
        ("search=bridge&severity=high", "search_text LIKE '%bridge%' AND severity = 'high'"),
        ("search=bin&created_from=2026-01-01T00:00:00Z", "search_text LIKE '%bin%' AND created_at >= '2026-01-01Z'"),
        ("search=bin&category=Refuse", "search_text LIKE '%bin%' AND category = 'Refuse'"),
    ] {
        let shown = all(&desk.manager, query).await;
        assert_eq!(
            shown,
            desk.numbers(&format!("NOT is_sensitive AND {condition}"), "created_at DESC, id").await,
            "{query}"
        );
    }
}
