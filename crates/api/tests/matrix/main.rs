//! The matrix: every route as every kind of caller. The routes come from the router's own document, so that one without a
//! row fails; each cell is compared with a reviewed table; and rules that no table may break are checked besides.

mod callers;
mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use callers::{COLUMNS, Callers, Column};
use rows::{ROWS, Row, Stage};
use serde_json::Value;
use watchroom_test_support::{Reply, TestApp};

/// Every route that the router serves and describes.
fn routes() -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let methods = |item: &Value| -> Vec<String> {
        let known = ["get", "post", "put", "patch", "delete"];
        known.iter().filter(|method| !item[**method].is_null()).map(|method| method.to_uppercase()).collect()
    };
    paths.iter().flat_map(|(path, item)| methods(item).into_iter().map(move |method| (method, path.clone()))).collect()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<(String, String)> =
        ROWS.iter().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    assert_eq!(rows, routes(), "add the new route to tests/matrix/rows.rs and review its cells");
}

async fn ask(app: &TestApp, callers: &Callers, row: &Row, column: Column) -> u16 {
    let stage = Stage::set(app, &callers.central, row).await;
    let caller = callers.make(column).await;
    let reply: Reply = caller.send(&app.url, row, &stage).await;
    if !(200..300).contains(&reply.status) && reply.status != 304 {
        let secrets = ["n-of-alpha", "ward-4-row"];
        assert!(secrets.iter().all(|secret| !reply.text.contains(secret)), "{} {column:?}: {}", row.path, reply.text);
    }
    reply.status
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_caller_as_reviewed() {
    let app = callers::two_tenants().await;
    let callers = Callers::of(&app).await;
    let mut cells: BTreeMap<(usize, Column), u16> = BTreeMap::new();
    for (number, row) in ROWS.iter().enumerate() {
        for column in COLUMNS {
            cells.insert((number, column), ask(&app, &callers, row, column).await);
        }
    }
    let status = |number: usize, column: Column| cells[&(number, column)];
    for (number, row) in ROWS.iter().enumerate() {
        let name = format!("{} {}", row.method, row.path);
        for column in COLUMNS {
            assert!(status(number, column) < 500, "{name} as {column:?} is {}", status(number, column));
        }
        if row.public {
            continue;
        }
        // Whoever shows nothing, or nothing that is good any more, gets nothing.
        for column in COLUMNS.into_iter().filter(|column| column.is_nobody()) {
            assert_eq!(status(number, column), 401, "{name} as {column:?}");
        }
        // Nobody of tenant B gets anything of tenant A.
        for column in COLUMNS.into_iter().filter(|column| column.is_of_the_other_tenant() && row.of_a_tenant) {
            assert!(matches!(status(number, column), 403 | 404), "{name} as {column:?} is {}", status(number, column));
        }
        // Administration is for administrators.
        for column in COLUMNS.into_iter().filter(|column| row.path.contains("/admin/") && !column.administers()) {
            if row.of_the_way_out && column == Column::ViewingAs {
                continue;
            }
            let seen = status(number, column);
            assert!(matches!(seen, 401 | 403), "{name} as {column:?} is {seen}");
        }
        // A share and an administrator behind a member's eyes change nothing.
        for column in
            COLUMNS.into_iter().filter(|column| column.only_looks() && row.method != "GET" && !row.of_the_way_out)
        {
            let seen = status(number, column);
            assert!(matches!(seen, 401 | 403 | 404), "{name} as {column:?} is {seen}");
        }
    }
    insta::assert_snapshot!(table(&cells));
}

fn table(cells: &BTreeMap<(usize, Column), u16>) -> String {
    let mut text = String::new();
    for column in COLUMNS {
        writeln!(text, "{:>3}  {}", column as usize, column.says()).expect("a string");
    }
    let numbers: Vec<String> = COLUMNS.iter().map(|column| format!("{:>3}", *column as usize)).collect();
    writeln!(text, "\n{:<58} {}", "", numbers.join(" ")).expect("a string");
    for (number, row) in ROWS.iter().enumerate() {
        let seen: Vec<String> = COLUMNS.iter().map(|column| cells[&(number, *column)].to_string()).collect();
        writeln!(text, "{:<6} {:<51} {}", row.method, row.path.trim_start_matches("/api/v1"), seen.join(" "))
            .expect("a string");
    }
    text
}
