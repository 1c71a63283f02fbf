//! CSV as RFC 4180 has it: commas, CRLF, quotes where they are needed.
//!
//! A null is an empty field, an empty text is `""`. A text that a spreadsheet would take for a formula gets an
//! apostrophe in front; numbers, moments and days never do.

use jiff::tz::TimeZone;

use crate::moment::{self, Moments};
use crate::{Cell, Column, Done, number};

pub(crate) struct Csv {
    pub(crate) out: Vec<u8>,
    pub(crate) done: Done,
    moments: Moments,
    first: bool,
}

impl Csv {
    pub(crate) fn begin(bom: bool, columns: &[Column], zone: TimeZone) -> Self {
        let mut csv =
            Self { out: Vec::with_capacity(80 << 10), done: Done::default(), moments: Moments::new(zone), first: true };
        if bom {
            csv.out.extend_from_slice("\u{feff}".as_bytes());
        }
        for column in columns {
            csv.cell(Cell::Text(&column.display));
        }
        csv.out.extend_from_slice(b"\r\n");
        csv.first = true;
        csv
    }

    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
        let out = &mut self.out;
        match cell {
            Cell::Null => {}
            Cell::Bool(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
            Cell::Int(value) => number::int(out, value),
            Cell::Float(value) if value.is_finite() => number::float(out, value),
            Cell::Float(value) => {
                self.done.odd += 1;
                out.extend_from_slice(number::word(value).as_bytes());
            }
            Cell::Numeric(digits) => out.extend_from_slice(digits.as_bytes()),
            Cell::Time(moment) => self.moments.write(out, moment),
            Cell::Date(date) => moment::date(out, date),
            Cell::Text(value) => text(out, value),
            Cell::Odd(word) => {
                self.done.odd += 1;
                out.extend_from_slice(word.as_bytes());
            }
        }
    }

    pub(crate) fn end_row(&mut self) {
        self.out.extend_from_slice(b"\r\n");
        self.first = true;
        self.done.rows += 1;
    }
}

fn text(out: &mut Vec<u8>, text: &str) {
    let is_formula = looks_like_a_formula(text);
    let needs_quotes = text.is_empty() || text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n' | b'\t'));
    if needs_quotes {
        out.push(b'"');
    }
    if is_formula {
        out.push(b'\'');
    }
    if needs_quotes && text.contains('"') {
        for (place, part) in text.split('"').enumerate() {
            if place > 0 {
                out.extend_from_slice(b"\"\"");
            }
            out.extend_from_slice(part.as_bytes());
        }
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    if needs_quotes {
        out.push(b'"');
    }
}

/// Whether a spreadsheet might calculate it: by its first character, perhaps after spaces, in its wide form too.
fn looks_like_a_formula(text: &str) -> bool {
    match text.as_bytes().first() {
        None => false,
        Some(b'\t' | b'\r' | b'\n') => true,
        Some(byte) if byte.is_ascii_alphanumeric() => false,
        Some(_) => {
            let first = text.trim_start_matches([' ', '\u{a0}', '\u{feff}', '"']).chars().next();
            matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
        }
    }
}
