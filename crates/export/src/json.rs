//! JSON: `{"panel": {…}, "columns": […], "rows": [[…]], "row_count": …, "nulled": …}`, a row a line.
//!
//! A `numeric` and a `bigint` keep every digit as JSON numbers; a reader that makes doubles of them loses some.

use crate::moment::{self, Moments};
use crate::{About, Cell, Column, Done, number};

pub(crate) struct Json {
    pub(crate) out: Vec<u8>,
    pub(crate) done: Done,
    moments: Moments,
    first: bool,
}

impl Json {
    pub(crate) fn begin(columns: &[Column], about: About) -> Self {
        let mut out = Vec::with_capacity(80 << 10);
        out.extend_from_slice(b"{\"panel\":{\"id\":");
        string(&mut out, &about.panel);
        out.extend_from_slice(b",\"title\":");
        string(&mut out, &about.title);
        out.extend_from_slice(b"},\"timezone\":");
        string(&mut out, &about.zone_name);
        out.extend_from_slice(b",\"columns\":[");
        for (place, column) in columns.iter().enumerate() {
            out.extend_from_slice(if place == 0 { b"{\"name\":" } else { b",{\"name\":" });
            string(&mut out, &column.name);
            out.extend_from_slice(b",\"display\":");
            string(&mut out, &column.display);
            out.extend_from_slice(b",\"data_type\":");
            string(&mut out, &column.data_type);
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"rows\":[");
        Self { out, done: Done::default(), moments: Moments::new(about.zone), first: true }
    }

    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        let out = &mut self.out;
        if std::mem::take(&mut self.first) {
            out.extend_from_slice(if self.done.rows == 0 { b"\n[" } else { b",\n[" });
        } else {
            out.push(b',');
        }
        match cell {
            Cell::Null => out.extend_from_slice(b"null"),
            Cell::Bool(value) => out.extend_from_slice(if value { b"true" } else { b"false" }),
            Cell::Int(value) => number::int(out, value),
            Cell::Float(value) if value.is_finite() => number::float(out, value),
            Cell::Float(_) | Cell::Odd(_) => {
                self.done.odd += 1;
                out.extend_from_slice(b"null");
            }
            Cell::Numeric(digits) => out.extend_from_slice(digits.as_bytes()),
            Cell::Time(moment) => {
                out.push(b'"');
                self.moments.write(out, moment);
                out.push(b'"');
            }
            Cell::Date(date) => {
                out.push(b'"');
                moment::date(out, date);
                out.push(b'"');
            }
            Cell::Text(text) => string(out, text),
        }
    }

    pub(crate) fn end_row(&mut self) {
        self.out.push(b']');
        self.first = true;
        self.done.rows += 1;
    }

    pub(crate) fn finish(self) -> (Vec<u8>, Done) {
        let Self { mut out, done, .. } = self;
        out.extend_from_slice(b"\n],\"row_count\":");
        number::int(&mut out, done.rows.cast_signed());
        out.extend_from_slice(b",\"nulled\":");
        number::int(&mut out, done.odd.cast_signed());
        out.extend_from_slice(b"}\n");
        (out, done)
    }
}

fn string(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut written = 0;
    let bytes = text.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        let escaped: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0x00..0x20 => &[b'\\', b'u', b'0', b'0', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]],
            _ => continue,
        };
        out.extend_from_slice(&bytes[written..place]);
        out.extend_from_slice(escaped);
        written = place + 1;
    }
    out.extend_from_slice(&bytes[written..]);
    out.push(b'"');
}
