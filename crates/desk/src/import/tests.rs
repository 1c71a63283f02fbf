//! Rows as they come from real and from hostile files.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use watchroom_domain::{
    Delimiter, ImportEncoding, ImportField, ImportFrom, ImportMapping, ImportRule, ImportSource, Normalise, Severity,
    TicketStatus,
};

use super::text::number_in;
use super::{ImportedTicket, RowReader, decode, limits};

const HEADING: [&str; 12] =
    ["id", "opened", "closed", "due", "title", "type", "where", "lat", "lon", "ward", "state", "unused"];
const ROW: [&str; 12] = [
    "101",
    "01/02/2015 12:20:09 AM",
    "",
    "",
    "Pot hole",
    "Road",
    "1 Main St",
    "42.3574",
    "-71.0648",
    "Ward 05",
    "Open",
    "x",
];

fn column(field: ImportField, name: &str) -> ImportRule {
    ImportRule { field, from: ImportFrom::Column { column: name.to_owned(), map: None, normalise: None } }
}

fn mapping() -> ImportMapping {
    use ImportField as F;
    let words = [("Open", "open"), ("Closed", "closed"), ("Done", "resolved")];
    let map = words.map(|(theirs, ours)| (theirs.to_owned(), ours.to_owned())).into();
    let status = ImportFrom::Column { column: "state".to_owned(), map: Some(map), normalise: None };
    let ward = ImportFrom::Column { column: "ward".to_owned(), map: None, normalise: Some(Normalise::Number) };
    ImportMapping {
        source: ImportSource {
            encoding: ImportEncoding::Utf8,
            delimiter: Delimiter::Comma,
            timezone: TimeZone::get("America/New_York").expect("a zone"),
            datetime_format: Some("%m/%d/%Y %I:%M:%S %p".to_owned()),
        },
        rules: vec![
            column(F::TrackingNumber, "id"),
            column(F::CreatedAt, "opened"),
            column(F::ResolvedAt, "closed"),
            column(F::SlaResolutionDeadline, "due"),
            column(F::Description, "title"),
            column(F::Category, "type"),
            column(F::Address, "where"),
            column(F::Latitude, "lat"),
            column(F::Longitude, "lon"),
            ImportRule { field: F::WardId, from: ward },
            ImportRule { field: F::Status, from: status },
            ImportRule { field: F::Severity, from: ImportFrom::Value("medium".to_owned()) },
        ],
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn reader_of(mapping: &ImportMapping) -> RowReader {
    RowReader::new(mapping, &HEADING.map(str::to_owned), at("2026-11-21T12:00:00Z"))
}

fn read(reader: &mut RowReader, line: u64, row: &[&str]) -> Result<ImportedTicket, String> {
    let read = reader.read(line, row.len(), |at| row.get(at).map(|text| text.as_bytes()));
    read.map_err(|rejection| {
        assert_eq!(rejection.line, line);
        rejection.reason
    })
}

/// The usual row with some columns otherwise.
fn with(changes: &[(&str, &'static str)]) -> Result<ImportedTicket, String> {
    let mut row = ROW;
    for (name, value) in changes {
        row[HEADING.iter().position(|known| known == name).expect("a column")] = value;
    }
    read(&mut reader_of(&mapping()), 2, &row)
}

#[track_caller]
fn refused(changes: &[(&str, &'static str)], told: &str) {
    let reason = with(changes).expect_err("the row is refused");
    assert!(reason.contains(told), "`{told}` is not in: {reason}");
}

#[test]
fn a_row_becomes_a_ticket() {
    let mut reader = reader_of(&mapping());
    let ticket = read(&mut reader, 2, &ROW).expect("a ticket");
    assert_eq!(ticket.tracking_number, "101");
    assert_eq!(ticket.created_at, at("2015-01-02T05:20:09Z"), "midnight is 12 AM, five hours before UTC in winter");
    assert_eq!((ticket.status, ticket.severity), (TicketStatus::Open, Severity::Medium));
    assert_eq!(ticket.ward.as_ref().map(|ward| ward.as_str()), Some("5"));
    assert_eq!(ticket.place, Some((42.3574, -71.0648)));
    assert_eq!((ticket.resolved_at, ticket.sla_resolution_deadline, ticket.team), (None, None, None));
    assert!(!ticket.is_sensitive);
    assert_eq!(reader.dropped(), ["unused"]);
    assert_eq!(reader.oddities(), super::Oddities::default());
}

#[test]
fn what_the_clock_skipped_or_showed_twice_is_taken_in_one_way() {
    let mut reader = reader_of(&mapping());
    let mut created = |id: &'static str, opened: &'static str| {
        let mut row = ROW;
        (row[0], row[1]) = (id, opened);
        read(&mut reader, 2, &row).expect("a ticket").created_at
    };
    // On 2015-03-08 two o'clock became three; on 2015-11-01 two o'clock became one again.
    assert_eq!(created("gap", "03/08/2015 02:30:00 AM"), at("2015-03-08T07:30:00Z"));
    assert_eq!(created("fold", "11/01/2015 01:30:00 AM"), at("2015-11-01T05:30:00Z"));
    assert_eq!(created("after", "11/01/2015 02:00:00 AM"), at("2015-11-01T07:00:00Z"));
    assert_eq!((reader.oddities().in_a_gap, reader.oddities().in_a_fold), (1, 1));
}

#[test]
fn iso_moments_need_no_format_and_keep_their_own_offset() {
    let mut mapping = mapping();
    mapping.source.datetime_format = None;
    let created = |opened: &'static str| {
        let mut row = ROW;
        row[1] = opened;
        read(&mut reader_of(&mapping), 2, &row).map(|ticket| ticket.created_at)
    };
    assert_eq!(created("2015-06-30T14:05:00"), Ok(at("2015-06-30T18:05:00Z")));
    assert_eq!(created("2015-06-30 14:05"), Ok(at("2015-06-30T18:05:00Z")));
    assert_eq!(created("2015-06-30"), Ok(at("2015-06-30T04:00:00Z")));
    assert_eq!(created("2015-06-30T14:05:00+02:00"), Ok(at("2015-06-30T12:05:00Z")));
    assert_eq!(created("2015-06-30T14:05:00Z"), Ok(at("2015-06-30T14:05:00Z")));
    assert!(created("30/06/2015").is_err_and(|reason| reason.contains("datetime_format")));
    mapping.source.datetime_format = Some("%Y-%m-%d %H:%M %z".to_owned());
    assert_eq!(
        read(&mut reader_of(&mapping), 2, &{
            let mut row = ROW;
            row[1] = "2015-06-30 14:05 +0200";
            row
        })
        .map(|ticket| ticket.created_at),
        Ok(at("2015-06-30T12:05:00Z"))
    );
}

#[test]
fn a_status_and_its_dates_say_the_same() {
    let closed = with(&[("state", "Closed"), ("closed", "01/03/2015 09:00:00 AM")]).expect("a ticket");
    assert_eq!(closed.resolved_at, Some(at("2015-01-03T14:00:00Z")));
    assert_eq!(closed.closed_at, closed.resolved_at, "nothing else says when it was closed");
    let resolved = with(&[("state", "Done"), ("closed", "01/03/2015 09:00:00 AM")]).expect("a ticket");
    assert_eq!((resolved.status, resolved.closed_at), (TicketStatus::Resolved, None));
    refused(&[("state", "Closed")], "the status is closed, and no date says since when");
    refused(&[("state", "Done")], "the status is resolved, and no date says since when");
    refused(&[("closed", "01/03/2015 09:00:00 AM")], "the status is open, and yet it has a `resolved_at`");
}

#[test]
fn a_ticket_that_was_over_before_it_began_is_taken_and_counted() {
    let mut reader = reader_of(&mapping());
    let mut row = ROW;
    (row[2], row[10]) = ("01/01/2015 09:00:00 AM", "Closed");
    read(&mut reader, 2, &row).expect("a ticket");
    assert_eq!(reader.oddities().over_before_created, 1);
}

#[test]
fn what_cannot_be_read_is_refused_with_column_and_value() {
    refused(&[("id", " ")], "column `id` is empty, and a ticket needs its tracking_number");
    refused(&[("opened", "")], "column `opened` is empty");
    refused(&[("opened", "13/45/2015 12:00:00 AM")], "column `opened`: `13/45/2015 12:00:00 AM` is no moment");
    refused(&[("opened", "02/30/2015 12:00:00 PM")], "is no moment of the form");
    refused(&[("opened", "01/02/0015 12:00:00 PM")], "lies in the year 15");
    refused(&[("opened", "01/02/2099 12:00:00 PM")], "lies in the future");
    refused(&[("due", "soon")], "column `due`");
    assert!(with(&[("due", "01/02/2099 12:00:00 PM")]).is_ok(), "a deadline may lie ahead");
    refused(&[("lat", "90.5")], "is not from -90 to 90");
    refused(&[("lon", "-180.01")], "is not from -180 to 180");
    refused(&[("lat", "NaN")], "is not from");
    refused(&[("lat", "north")], "no number of degrees");
    refused(&[("lat", "")], "column `lat` is empty, and the longitude is not");
    refused(&[("ward", "Ward")], "column `ward`: `Ward` holds no single number");
    refused(&[("ward", "3 or 4")], "holds no single number");
    refused(&[("state", "Reopened")], "has no word for `Reopened`");
    refused(&[("state", "")], "column `state` is empty");
    refused(&[("type", "a\nb")], "control character or a line break");
    refused(&[("id", "a\0b")], "control character");
}

#[test]
fn ragged_rows_are_refused() {
    let reason = read(&mut reader_of(&mapping()), 7, &ROW[..11]).expect_err("a field is missing");
    assert!(reason.contains("the row has 11 fields and the heading 12"), "{reason}");
}

#[test]
fn the_second_of_one_number_is_refused_and_a_refused_first_does_not_count() {
    let mut reader = reader_of(&mapping());
    let mut broken = ROW;
    broken[1] = "";
    read(&mut reader, 2, &broken).expect_err("no date");
    read(&mut reader, 3, &ROW).expect("a ticket");
    assert_eq!(read(&mut reader, 9, &ROW), Err("the tracking number `101` stands on line 3 already".to_owned()));
}

#[test]
fn lengths_are_counted_in_characters() {
    let long = |chars: usize| Box::leak("ä".repeat(chars).into_boxed_str()) as &'static str;
    assert!(with(&[("where", long(limits::ADDRESS))]).is_ok());
    refused(&[("where", long(limits::ADDRESS + 1))], "column `where` has 501 characters, and at most 500 are kept");
    refused(&[("id", long(limits::TRACKING_NUMBER + 1))], "at most 64");
    refused(&[("title", long(limits::DESCRIPTION + 1))], "at most 10000");
}

#[test]
fn control_characters_in_prose_become_spaces_and_line_breaks_stay() {
    let mut reader = reader_of(&mapping());
    let mut row = ROW;
    (row[4], row[6]) = ("one\r\ntwo\u{0}three\t.", "1 Main St\nBoston");
    let ticket = read(&mut reader, 2, &row).expect("a ticket");
    assert_eq!(ticket.description, "one\ntwo three\t.");
    assert_eq!(ticket.address.as_deref(), Some("1 Main St Boston"));
    assert_eq!(reader.oddities().control_characters, 1);
}

#[test]
fn encodings_are_as_the_mapping_says() {
    assert_eq!(decode(b"caf\xc3\xa9", ImportEncoding::Utf8).as_deref(), Ok("café"));
    let error = decode(b"caf\xe9", ImportEncoding::Utf8).expect_err("no UTF-8");
    assert!(error.to_string().contains("byte 4") && error.to_string().contains("windows-1252"), "{error}");
    assert_eq!(decode(b"caf\xe9 \x80 \x93a\x94", ImportEncoding::Windows1252).as_deref(), Ok("café € “a”"));
    assert!(decode(b"\x81", ImportEncoding::Windows1252).is_err());
}

#[test]
fn whether_it_is_sensitive_is_not_guessed() {
    let mut mapping = mapping();
    mapping.rules.push(column(ImportField::IsSensitive, "unused"));
    let sensitive = |word: &'static str| {
        let mut row = ROW;
        row[11] = word;
        read(&mut reader_of(&mapping), 2, &row).map(|ticket| ticket.is_sensitive)
    };
    assert_eq!((sensitive("Yes"), sensitive("0"), sensitive("")), (Ok(true), Ok(false), Ok(false)));
    assert!(sensitive("maybe").is_err_and(|reason| reason.contains("neither true nor false")));
}

proptest! {
    #[test]
    fn a_number_is_found_whatever_stands_around_it(before in "[A-Za-z ._#-]{0,8}", number in 0_u32.., zeros in 0_usize..4) {
        prop_assume!(!before.ends_with('.'));
        let text = format!("{before}{}{number}", "0".repeat(zeros));
        prop_assert_eq!(number_in(&text), Some(number.to_string()));
        prop_assert_eq!(number_in(&format!("{text}.0")), Some(number.to_string()));
        prop_assert_eq!(number_in(&format!("{text} and 7")), None);
    }

    #[test]
    fn no_bytes_break_the_reader(fields in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..14)) {
        for encoding in ImportEncoding::ALL {
            let mut mapping = mapping();
            mapping.source.encoding = encoding;
            let read = reader_of(&mapping).read(5, fields.len(), |at| fields.get(at).map(Vec::as_slice));
            prop_assert!(read.is_ok() || read.is_err_and(|rejection| rejection.line == 5 && !rejection.reason.is_empty()));
        }
    }
}
