//! What somebody put into the data, and what became of it: a script in a panel, a formula in a workbook.

use serde_json::Value;
use watchroom_domain::Role;

use crate::place::{SCRIPT, two_organisations};

#[tokio::test]
async fn cve_2022_23462_a_script_in_the_data_or_in_a_template_is_text() {
    let app = two_organisations().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;

    let page = viewer.get("/api/v1/panels/page/data").await;
    let html = page.body["html"].as_str().unwrap_or_else(|| panic!("{}", page.text)).to_owned();
    let lower = html.to_lowercase();
    for bad in [
        "<script",
        "<img src=x",
        "onerror=",
        "onclick",
        "onload",
        "javascript:",
        "<svg",
        "<iframe",
        "<form",
        "<input",
        "<style",
        "<base",
        "style=",
        "data:text/html",
        "xlink",
    ] {
        // The data's own text may say so, with its brackets written out.
        let plain = lower.replace("&lt;script&gt;", "").replace("&lt;img src=x onerror=alert(2)&gt;", "");
        assert!(!plain.contains(bad), "{bad} in {html}");
    }
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "the text is shown as it is: {html}");

    let map = viewer.get("/api/v1/custom/network-topology?include_offline=true").await;
    assert_eq!(map.status, 200, "{}", map.text);
    assert!(!map.text.contains("<script") && !map.text.contains("<img"), "{}", map.text);
    assert!(!map.text.contains("\" onload=\""), "an attribute is not left: {}", map.text);
    // Should it be opened by itself after all, it runs nothing and has no origin.
    let policy = map.headers["content-security-policy"].to_str().expect("text");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");

    // A table's text is text in JSON, which no browser takes for a page.
    let owner = app.tenant("alpha").owner().await;
    owner.execute("UPDATE notes SET note = $1 WHERE id = 1", &[&SCRIPT]).await.expect("written");
    let table = viewer.get_with("/api/v1/panels/notes/data?sort_by=id", &[("cache-control", "no-cache")]).await;
    assert_eq!(table.body["rows"][0][1], SCRIPT);
    assert_eq!(table.headers["content-type"], "application/json");
    assert_eq!(table.headers["x-content-type-options"], "nosniff");
    // Nor does an error give back what was sent as anything but JSON.
    let error = viewer.get("/api/v1/panels/notes/data?start_date=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert_eq!(
        (error.status, &error.headers["content-type"]),
        (400, &"application/problem+json".parse().expect("a value"))
    );
}

#[tokio::test]
async fn cwe_1236_no_cell_of_an_export_is_calculated() {
    let app = two_organisations().await;
    let viewer = app.sign_in("viewer", &[("alpha", Role::Viewer, None)]).await;
    let csv = viewer.get("/api/v1/reports/notes/export?format=csv&sort_by=id").await;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.text.as_bytes());
    let cells: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect();
    assert_eq!(cells.len(), 11);
    for cell in cells.iter().flatten() {
        let begins = cell.trim_start().chars().next();
        let is_number = cell.parse::<f64>().is_ok();
        assert!(is_number || !matches!(begins, Some('=' | '+' | '-' | '@')), "{cell:?} is calculated");
    }
    assert_eq!(cells[0][1], "'=Note", "a heading is a cell too");
    assert_eq!(cells[1][1], "'=HYPERLINK(\"http://evil.example\",\"x\")");
    assert_eq!(cells[8][1], "plain");

    let bytes = viewer.open_download("/api/v1/reports/notes/export?format=xlsx").await.bytes().await.expect("bytes");
    use calamine::Reader;
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes.to_vec())).expect("a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.used_cells().next().is_none(), "{name} has formulas");
    }
    let sheet = book.worksheet_range("Notes").expect("a sheet");
    assert!(
        sheet.used_cells().any(|(_, _, cell)| cell.to_string().starts_with("=HYPERLINK")),
        "as text it stays whole"
    );
    // JSON is calculated by nobody: it stays as it is.
    let json: Value = viewer.get("/api/v1/reports/notes/export?format=json&sort_by=id").await.body;
    assert_eq!(json["rows"][0][1], "=HYPERLINK(\"http://evil.example\",\"x\")");
}
