//! The fixed parts of a workbook, and the sheet that tells where it comes from.

use std::fmt::Write;

use super::text;
use crate::{About, Column, ColumnKind, Done, number};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";

/// 0: as it comes; 1: moments; 2: days; 3: headings.
const STYLES: &str = "<numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss.000\"/>\
    <numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\"/></numFmts>\
    <fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>\
    <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
    <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
    <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
    <cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
    <xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
    <xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/></cellXfs>\
    <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>";

/// A sheet up to its first row. Its heading stays in sight.
pub(super) fn sheet_begin(columns: &[Column], is_first: bool) -> Vec<u8> {
    let selected = if is_first { " tabSelected=\"1\"" } else { "" };
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView{selected} workbookViewId=\"0\">\
         <pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
    );
    if !columns.is_empty() {
        xml.push_str("<cols>");
        for (place, column) in columns.iter().enumerate() {
            let least = match column.kind {
                ColumnKind::Bool => 8,
                ColumnKind::Number => 14,
                ColumnKind::Date => 12,
                ColumnKind::Time => 24,
                ColumnKind::Text => 24,
            };
            let width = (column.display.chars().count() + 4).clamp(least, 60);
            let at = place + 1;
            let _ = write!(xml, "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>");
        }
        xml.push_str("</cols>");
    }
    xml.push_str("<sheetData>");
    xml.into_bytes()
}

/// A sheet from its last row on.
pub(super) fn sheet_end(columns: usize, rows: u64) -> String {
    if columns == 0 {
        return "</sheetData></worksheet>".to_owned();
    }
    format!("</sheetData><autoFilter ref=\"A1:{}{rows}\"/></worksheet>", column_name(columns))
}

/// The sheet that tells where the others come from.
pub(super) fn about(about: &About, done: &Done, sheets: usize) -> Vec<u8> {
    let mut xml = format!(
        "{HEAD}<worksheet xmlns=\"{MAIN}\"><cols><col min=\"1\" max=\"1\" width=\"26\" customWidth=\"1\"/>\
         <col min=\"2\" max=\"2\" width=\"80\" customWidth=\"1\"/></cols><sheetData>"
    )
    .into_bytes();
    let mut fact = |name: &str, value: Result<&str, u64>| {
        xml.extend_from_slice(b"<row>");
        text::heading(&mut xml, name);
        match value {
            Ok(value) => drop(text::inline(&mut xml, value)),
            Err(count) => {
                xml.extend_from_slice(b"<c><v>");
                number::int(&mut xml, count.cast_signed());
                xml.extend_from_slice(b"</v></c>");
            }
        }
        xml.extend_from_slice(b"</row>");
    };
    fact("Panel", Ok(&about.panel));
    fact("Title", Ok(&about.title));
    for (name, value) in &about.facts {
        fact(name, Ok(value));
    }
    fact("Time zone", Ok(&format!("{}: moments are shown in its local time", about.zone_name)));
    fact("Rows", Err(done.rows));
    fact("Sheets of rows", Err(sheets as u64));
    fact(
        "Numbers as text",
        Ok("Whole numbers beyond 2^53 and numbers of more than 15 digits: a spreadsheet would lose digits"),
    );
    if done.odd > 0 {
        fact("Values NaN or infinite", Err(done.odd));
    }
    if done.cut > 0 {
        fact("Texts cut", Err(done.cut));
        fact(
            "",
            Ok("A cell holds 32,767 characters at most; each cut text ends with a mark. CSV and JSON have them whole"),
        );
    }
    xml.extend_from_slice(b"</sheetData></worksheet>");
    xml
}

/// The parts that name the sheets and hold them together.
pub(super) fn frame(title: &str, columns: usize, sheets: &[u64]) -> Vec<(&'static str, String)> {
    let names = sheet_names(title, sheets.len());
    let mut types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    let mut part = |name: &str, kind: &str| {
        let _ = write!(
            types,
            "<Override PartName=\"/xl/{name}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml\"/>"
        );
    };
    let mut relations = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut book = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews><sheets>"
    );
    let mut filters = String::new();
    part("workbook", "sheet.main");
    part("styles", "styles");
    for (place, name) in names.iter().enumerate() {
        let number = place + 1;
        let file = if number > sheets.len() { "About".to_owned() } else { number.to_string() };
        part(&format!("worksheets/sheet{file}"), "worksheet");
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{file}.xml\"/>"
        );
        let name = escaped(name);
        let _ = write!(book, "<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"rId{number}\"/>");
        if let (Some(rows), true) = (sheets.get(place), columns > 0) {
            let quoted = name.replace('\'', "''");
            let _ = write!(
                filters,
                "<definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"{place}\" hidden=\"1\">'{quoted}'!$A$1:${}${rows}</definedName>",
                column_name(columns)
            );
        }
    }
    let last = names.len() + 1;
    let _ = write!(
        relations,
        "<Relationship Id=\"rId{last}\" Type=\"{RELATIONS}/styles\" Target=\"styles.xml\"/></Relationships>"
    );
    book.push_str("</sheets>");
    if !filters.is_empty() {
        let _ = write!(book, "<definedNames>{filters}</definedNames>");
    }
    book.push_str("</workbook>");
    types.push_str("</Types>");
    vec![
        ("xl/styles.xml", format!("{HEAD}<styleSheet xmlns=\"{MAIN}\">{STYLES}</styleSheet>")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        (
            "_rels/.rels",
            format!(
                "{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        ("[Content_Types].xml", types),
    ]
}

/// Names that a workbook allows: up to 31 characters, none of `[]:*?/\`, no apostrophe at an end, no two alike.
fn sheet_names(title: &str, sheets: usize) -> Vec<String> {
    let clean: String = title
        .chars()
        .map(|c| if c.is_control() || matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') { ' ' } else { c })
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    let clean = clean.trim_matches(['\'', ' ']);
    let taken = clean.is_empty() || clean.eq_ignore_ascii_case("about") || clean.eq_ignore_ascii_case("history");
    let clean = if taken { "Rows" } else { clean };
    let mut names: Vec<String> = (1..=sheets)
        .map(|number| {
            let ending = if number == 1 { String::new() } else { format!(" {number}") };
            let mut name = String::new();
            let room = 31 - ending.len();
            for character in clean.chars() {
                if name.encode_utf16().count() + character.len_utf16() > room {
                    break;
                }
                name.push(character);
            }
            format!("{}{ending}", name.trim_end_matches(['\'', ' ']))
        })
        .collect();
    names.push("About".to_owned());
    names
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// `A`, `B`, … `Z`, `AA`, …; from 1.
fn column_name(mut number: usize) -> String {
    let mut letters = Vec::new();
    while number > 0 {
        number -= 1;
        letters.push(char::from(b'A' + u8::try_from(number % 26).unwrap_or(0)));
        number /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_a_spreadsheet_names_them() {
        for (number, name) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA"), (16_384, "XFD")] {
            assert_eq!(column_name(number), name);
        }
    }

    #[test]
    fn sheets_have_names_that_a_workbook_allows() {
        assert_eq!(sheet_names("'CPU: [all]?'", 2), ["CPU   all", "CPU   all 2", "About"]);
        assert_eq!(sheet_names("about", 1), ["Rows", "About"]);
        assert_eq!(sheet_names(&"x".repeat(50), 12)[11], format!("{} 12", "x".repeat(28)));
    }
}
