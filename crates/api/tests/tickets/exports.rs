//! Exports: the list's rows, whole, in every format, with a record of each.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use watchroom_domain::Role;

use crate::desk::{Desk, all};

const TRAPS: &str = "
    INSERT INTO service_desk.tickets (tracking_number, category, severity, status, description, address, source, created_at, updated_at, latitude, longitude)
    VALUES ('=1+1', 'Pothole', 'low', 'open', '=HYPERLINK(\"http://x\")', '@SUM(1)', 'page', '2026-03-09T10:00:00Z', now(), -33.9, 18.4),
        ('TRAP-2', 'Pothole', 'low', 'open', E'two\\nlines, \"quoted\"', '-1+1', 'page', '2026-03-09T10:00:00Z', now(), null, null);";

async fn csv_of(desk: &Desk, query: &str) -> Vec<Vec<String>> {
    let reply = desk.manager.get(&format!("/api/v1/tickets/export?format=csv&{query}")).await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(Cursor::new(reply.bytes));
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

#[tokio::test]
async fn an_export_has_the_list_s_rows_in_every_format() {
    let desk = Desk::with(TRAPS).await;
    for query in [
        "",
        "status=open&status=closed&sort_by=severity&sort_order=asc",
        "sla=breached&sort_by=sla_resolution_deadline",
        "search=bridge&ward_id=",
        "search=re",
        "quality=closed_without_note&sort_by=category&sort_order=desc",
        "status=escalated&category=nothing",
    ] {
        let listed = all(&desk.manager, query).await;
        let bare = |number: &str| number.trim_start_matches('\'').to_owned();
        let csv: Vec<String> = csv_of(&desk, query).await.iter().skip(1).map(|row| bare(&row[0])).collect();
        assert_eq!(csv, listed, "csv {query}");
        let json = desk.manager.get(&format!("/api/v1/tickets/export?format=json&{query}")).await;
        let rows = json.body["rows"].as_array().unwrap_or_else(|| panic!("{}", json.text));
        let numbers: Vec<&str> = rows.iter().filter_map(|row| row[0].as_str()).collect();
        assert_eq!(numbers, listed, "json {query}");
        assert_eq!(json.body["row_count"], listed.len());
        let xlsx = desk.manager.get(&format!("/api/v1/tickets/export?format=xlsx&{query}")).await;
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.bytes)).expect("a workbook");
        assert!(book.sheet_names().contains(&"About".to_owned()), "{:?}", book.sheet_names());
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
        let cells: Vec<String> = sheet.rows().skip(1).map(|row| row[0].to_string()).collect();
        assert_eq!(cells, listed, "xlsx {query}");
    }
}

#[tokio::test]
async fn cells_are_what_the_list_shows_and_calculate_nothing() {
    let desk = Desk::with(TRAPS).await;
    let rows = csv_of(&desk, "search=hyperlink").await;
    let column = |name: &str| rows[0].iter().position(|heading| heading == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(rows.len(), 2);
    for name in ["Tracking number", "Description", "Address"] {
        assert!(rows[1][column(name)].starts_with('\''), "{name}: {}", rows[1][column(name)]);
    }
    assert_eq!(rows[1][column("Latitude")], "-33.9", "a number is one");
    assert_eq!(csv_of(&desk, "search=quoted").await[1][column("Description")], "two\nlines, \"quoted\"");
    let some = csv_of(&desk, "columns=status,tracking_number&columns=sla_state&status=waiting").await;
    assert_eq!(some[0], ["Status", "Tracking number", "Resolution target"]);
    assert!(some.len() > 1 && some[1..].iter().all(|row| row[0] == "waiting"));
    let with_mark = desk.manager.get("/api/v1/tickets/export?format=csv&bom=true&status=open").await;
    assert!(with_mark.bytes.starts_with(&[0xEF, 0xBB, 0xBF]));
    assert_eq!(with_mark.headers["cache-control"], "no-store");
    assert_eq!(with_mark.headers["content-disposition"], "attachment; filename=\"tickets-2026-03-09.csv\"");
    let xlsx = desk.manager.get("/api/v1/tickets/export?format=xlsx&search=hyperlink").await;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx.bytes)).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("its cells");
    assert_eq!(
        sheet.get_value((1, u32::try_from(column("Description")).expect("small"))),
        Some(&Data::String("=HYPERLINK(\"http://x\")".into()))
    );
    for (query, code) in [
        ("format=csv&columns=secret", "unknown_column"),
        ("format=pdf", "bad_format"),
        ("format=csv&status=x", "unknown_word"),
    ] {
        let reply = desk.manager.get(&format!("/api/v1/tickets/export?{query}")).await;
        assert_eq!((reply.status, reply.body["code"].as_str()), (400, Some(code)), "{}", reply.text);
    }
}

#[tokio::test]
async fn each_exporter_takes_the_own_tickets_and_the_log_keeps_a_record() {
    let desk = Desk::start().await;
    for (who, session, seen) in desk.people().await {
        let reply = session.get("/api/v1/tickets/export?format=json&search=report").await;
        if who == "field worker of roads" {
            assert_eq!(reply.status, 403);
            continue;
        }
        assert_eq!(reply.status, 200, "{who}: {}", reply.text);
        let wanted = desk.numbers(seen, "created_at DESC, id").await;
        let rows = reply.body["rows"].as_array().expect("rows");
        assert_eq!(rows.iter().filter_map(|row| row[0].as_str()).collect::<Vec<_>>(), wanted, "{who}");
        let central = desk.app.central_database().connect().await;
        let sql = "SELECT detail FROM audit WHERE action = 'export' ORDER BY seq DESC LIMIT 1";
        let detail: Value = central.query_one(sql, &[]).await.expect("a record").get(0);
        // How many sensitive tickets there are is not for whoever reads the log.
        let told = if who == "liaison" { Value::Null } else { wanted.len().into() };
        assert_eq!(detail["rows"], told, "{who}: {detail}");
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &reply.bytes);
        let hash: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(detail["sha256"], hash.as_str(), "{who}");
        // What a liaison looks for is not for whoever reads the log.
        assert_eq!(detail.to_string().contains("report"), who != "liaison", "{detail}");
    }
    let viewer = desk.app.sign_in("viewer", &[("beta", Role::Viewer, None)]).await;
    assert_eq!(viewer.get("/api/v1/tickets/export?format=csv").await.status, 403);
}
