//! The matrix: every route as every kind of caller. The routes come from the router's own document, so that one without a
//! row fails; each cell is compared with a reviewed table; and rules that no table may break are checked besides.

mod callers;
mod desk_rows;
mod rows;
mod stage;
mod told;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use callers::{COLUMNS, Caller, Callers, Column};
use desk_rows::DESK_ROWS;
use futures_util::{StreamExt, stream};
use rows::{ROWS, Row};
use serde_json::{Value, json};
use stage::{Stage, Stand, Target};
use watchroom_test_support::{Reply, TestApp};

/// Open311's routes, which stand apart from the document.
const OPEN311: [(&str, &str); 4] = [
    ("GET", "/open311/v2/{tenant}/{list}"),
    ("POST", "/open311/v2/{tenant}/{list}"),
    ("GET", "/open311/v2/{tenant}/services/{file}"),
    ("GET", "/open311/v2/{tenant}/requests/{file}"),
];

/// Callers who ask at the same moment.
const AT_ONCE: usize = 7;

fn all_rows() -> impl Iterator<Item = &'static Row> {
    ROWS.iter().chain(DESK_ROWS)
}

/// Every route that the router serves and describes.
fn routes() -> BTreeSet<(String, String)> {
    let document: Value = serde_json::from_str(&watchroom_api::document()).expect("JSON");
    let paths = document["paths"].as_object().expect("paths");
    let methods = |item: &Value| -> Vec<String> {
        let known = ["get", "post", "put", "patch", "delete"];
        known.iter().filter(|method| !item[**method].is_null()).map(|method| method.to_uppercase()).collect()
    };
    let described =
        paths.iter().flat_map(|(path, item)| methods(item).into_iter().map(move |method| (method, path.clone())));
    described.chain(OPEN311.map(|(method, path)| (method.to_owned(), path.to_owned()))).collect()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows: BTreeSet<(String, String)> = all_rows().map(|row| (row.method.to_owned(), row.path.to_owned())).collect();
    assert_eq!(rows, routes(), "add the new route to tests/matrix/rows.rs and review its cells");
}

async fn ask(app: &TestApp, callers: &Callers, row: &Row, (column, standing): (Column, &Caller)) -> u16 {
    let anew = if row.uses_callers_up() { Some(callers.make(column).await) } else { None };
    let caller = anew.as_ref().unwrap_or(standing);
    let stage = Stage::set(app, callers, row, (column, caller.user)).await;
    let before = stage.ticket(callers, row).await;
    let reply: Reply = caller.send(&app.url, row, &stage).await;
    let name = format!("{} {} {} as {column:?}", row.method, row.path, row.of);
    let good = (200..300).contains(&reply.status) || reply.status == 304;
    if !good {
        // A ticket that somebody looked at before comes back with the conflict.
        let secrets =
            if reply.status == 409 { &["n-of-alpha"][..] } else { &["n-of-alpha", "ward-4-row", "words-of-alpha"] };
        assert!(secrets.iter().all(|secret| !reply.text.contains(secret)), "{name}: {}", reply.text);
    }
    if let Some(before) = before {
        let changed = stage.ticket(callers, row).await.expect("it is still there") != before;
        // Of many at once each has an answer of its own.
        let done = good && row.method != "GET" && reply.body["results"][0]["ok"] != json!(false);
        assert_eq!(changed, done, "{name} is {}: {}", reply.status, reply.text);
        if row.path.ends_with("/bulk") && good {
            let sees = matches!((row.target, column), (Target::Ticket(stand), _) if sees(column, stand));
            assert_eq!(done, sees, "{name}: {}", reply.text);
        }
    }
    reply.status
}

/// Whether a caller who may change many at once sees such a ticket.
fn sees(column: Column, stand: Stand) -> bool {
    match stand {
        Stand::Sensitive | Stand::OtherTenant => false,
        Stand::OtherWard => true,
        Stand::Own | Stand::OtherTeam => column != Column::WardManager,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_caller_as_reviewed() {
    let app = callers::two_tenants("").await;
    let callers = Callers::of(&app).await;
    let mut standing = Vec::new();
    for column in COLUMNS {
        standing.push((column, callers.make(column).await));
    }
    let mut cells: BTreeMap<(usize, Column), u16> = BTreeMap::new();
    for (number, row) in all_rows().enumerate() {
        let answers = stream::iter(&standing).map(|(column, caller)| {
            let (app, callers) = (&app, &callers);
            async move { ((number, *column), ask(app, callers, row, (*column, caller)).await) }
        });
        cells.extend(answers.buffer_unordered(AT_ONCE).collect::<Vec<_>>().await);
    }
    let status = |number: usize, column: Column| cells[&(number, column)];
    for (number, row) in all_rows().enumerate() {
        let name = format!("{} {} {}", row.method, row.path, row.of);
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
            if row.of_the_way_out && matches!(column, Column::ViewingAs | Column::ViewingAsManager) {
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
        // One ticket by its id: another tenant's is nobody's, a sensitive one the liaison's alone, and no other is the
        // liaison's. Whoever may not at all is told so, the same for each.
        let of_one = row.path.contains("/tickets/{id}") && !row.of.contains(',');
        for column in COLUMNS.into_iter().filter(|_| of_one || row.of == "own ward, own team") {
            let shown = match row.target {
                Target::Ticket(Stand::OtherTenant) => false,
                Target::Ticket(Stand::Sensitive) => column.is_liaison(),
                Target::Ticket(_) => !column.is_liaison(),
                _ => continue,
            };
            let seen = status(number, column);
            assert!(
                shown || matches!(seen, 401 | 403 | 404) || row.path.ends_with("/bulk"),
                "{name} as {column:?} is {seen}"
            );
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
    writeln!(text, "\n{:<72} {}", "", numbers.join(" ")).expect("a string");
    for (number, row) in all_rows().enumerate() {
        let seen: Vec<String> = COLUMNS.iter().map(|column| cells[&(number, *column)].to_string()).collect();
        let asked = format!("{}  {}", row.path.trim_start_matches("/api/v1"), row.of);
        writeln!(text, "{:<6} {:<65} {}", row.method, asked.trim_end(), seen.join(" ")).expect("a string");
    }
    text
}
