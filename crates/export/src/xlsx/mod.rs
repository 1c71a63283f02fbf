//! XLSX: typed cells in a zip that is sent while it is made.
//!
//! Sheets come first and the parts that name them last, when it is known how many there are. A sheet that is full
//! (1,048,576 rows, or nearly 4 GiB of XML, which a zip of the old form can hold) is followed by another one.

mod parts;
mod text;

use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};
use zip::{CompressionMethod, DateTime};

use crate::moment::{self, Moments};
use crate::{About, Cell, Column, Done, WriteError, number};

/// Rows of a sheet, with its heading.
const MOST_ROWS: u64 = 1_048_576;
/// Bytes of XML of a sheet.
const MOST_BYTES: u64 = 3_900 << 20;
/// XML that is collected before it is compressed.
const BATCH_BYTES: usize = 64 << 10;
/// Whole numbers up to here are doubles without loss.
const MOST_EXACT: u64 = 1 << 53;
/// Days from 1899-12-30, a spreadsheet's day 0, to 1970-01-01.
const EPOCH_DAYS: i64 = 25_569;
/// 1900-03-01: before it, spreadsheets count a day that never was.
const FIRST_SAFE_DAY: i64 = 61;
/// 9999-12-31, a spreadsheet's last day.
const LAST_DAY: i64 = 2_958_465;

/// Where the zip writes; the bytes are taken out again between two rows.
#[derive(Clone, Default)]
struct Outlet(Arc<Mutex<Vec<u8>>>);

impl Outlet {
    fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) struct Xlsx {
    zip: ZipWriter<StreamWriter<Outlet>>,
    outlet: Outlet,
    columns: Vec<Column>,
    about: About,
    moments: Moments,
    /// XML of the open sheet that is not compressed yet.
    xml: Vec<u8>,
    in_row: bool,
    /// Rows of the open sheet, its heading too.
    sheet_rows: u64,
    sheet_bytes: u64,
    /// Rows of each sheet before the open one.
    full: Vec<u64>,
    most_rows: u64,
    pub(crate) done: Done,
}

impl Xlsx {
    pub(crate) fn begin(columns: Vec<Column>, about: About) -> Result<Self, WriteError> {
        Self::with_rows_a_sheet(columns, about, MOST_ROWS)
    }

    pub(crate) fn with_rows_a_sheet(columns: Vec<Column>, about: About, most_rows: u64) -> Result<Self, WriteError> {
        let outlet = Outlet::default();
        let mut xlsx = Self {
            zip: ZipWriter::new_stream(outlet.clone()),
            outlet,
            moments: Moments::new(about.zone.clone()),
            columns,
            about,
            xml: Vec::with_capacity(BATCH_BYTES + (16 << 10)),
            in_row: false,
            sheet_rows: 0,
            sheet_bytes: 0,
            full: Vec::new(),
            most_rows,
            done: Done::default(),
        };
        xlsx.open_sheet()?;
        Ok(xlsx)
    }

    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        let xml = &mut self.xml;
        if !std::mem::replace(&mut self.in_row, true) {
            xml.extend_from_slice(b"<row>");
        }
        match cell {
            Cell::Null => xml.extend_from_slice(b"<c/>"),
            Cell::Bool(value) => {
                xml.extend_from_slice(if value { b"<c t=\"b\"><v>1</v></c>" } else { b"<c t=\"b\"><v>0</v></c>" });
            }
            Cell::Int(value) if value.unsigned_abs() <= MOST_EXACT => value_of(xml, |xml| number::int(xml, value)),
            Cell::Int(value) => text::plain(xml, itoa::Buffer::new().format(value)),
            Cell::Float(value) if value.is_finite() => value_of(xml, |xml| number::float(xml, value)),
            Cell::Float(value) => {
                self.done.odd += 1;
                text::plain(xml, number::word(value));
            }
            Cell::Numeric(digits) if number::significant_digits(digits) <= 15 => {
                value_of(xml, |xml| xml.extend_from_slice(digits.as_bytes()));
            }
            Cell::Numeric(digits) => text::plain(xml, digits),
            Cell::Time(moment) => self.moment(moment),
            Cell::Date(date) => {
                let serial = moment::days(date) + EPOCH_DAYS;
                if (FIRST_SAFE_DAY..=LAST_DAY).contains(&serial) {
                    xml.extend_from_slice(b"<c s=\"2\"><v>");
                    number::int(xml, serial);
                    xml.extend_from_slice(b"</v></c>");
                } else {
                    let mut written = Vec::new();
                    moment::date(&mut written, date);
                    text::plain(xml, &String::from_utf8_lossy(&written));
                }
            }
            Cell::Text(value) => self.done.cut += u64::from(text::inline(xml, value)),
            Cell::Odd(word) => {
                self.done.odd += 1;
                text::plain(xml, word);
            }
        }
    }

    fn moment(&mut self, moment: jiff::Timestamp) {
        const DAY_US: i64 = 86_400_000_000;
        let local_us = self.moments.local_us(moment);
        let serial = local_us.div_euclid(DAY_US) + EPOCH_DAYS;
        if !(FIRST_SAFE_DAY..=LAST_DAY).contains(&serial) {
            let mut written = Vec::new();
            self.moments.write(&mut written, moment);
            text::plain(&mut self.xml, &String::from_utf8_lossy(&written));
            return;
        }
        self.xml.extend_from_slice(b"<c s=\"1\"><v>");
        number::int(&mut self.xml, serial);
        // Eleven digits of a day are 0.9 microseconds.
        let part = i128::from(local_us.rem_euclid(DAY_US)) * 100_000_000_000 / i128::from(DAY_US);
        let mut part = i64::try_from(part).unwrap_or(0);
        if part > 0 {
            self.xml.push(b'.');
            let mut unit = 10_000_000_000;
            while part > 0 {
                self.xml.push(b'0' + u8::try_from(part / unit).unwrap_or(0));
                part %= unit;
                unit /= 10;
            }
        }
        self.xml.extend_from_slice(b"</v></c>");
    }

    pub(crate) fn end_row(&mut self) -> Result<(), WriteError> {
        self.close_row();
        self.done.rows += 1;
        if self.xml.len() >= BATCH_BYTES {
            self.compress()?;
        }
        // The next row, whatever its size, must find room.
        if self.sheet_rows >= self.most_rows || self.sheet_bytes + self.xml.len() as u64 >= MOST_BYTES {
            self.close_sheet()?;
            self.open_sheet()?;
        }
        Ok(())
    }

    fn close_row(&mut self) {
        self.xml.extend_from_slice(b"</row>");
        self.in_row = false;
        self.sheet_rows += 1;
    }

    pub(crate) fn ready_bytes(&self) -> usize {
        self.outlet.len()
    }

    pub(crate) fn take(&mut self) -> Vec<u8> {
        self.outlet.take()
    }

    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, Done), WriteError> {
        self.close_sheet()?;
        self.start("xl/worksheets/sheetAbout.xml")?;
        let about = parts::about(&self.about, &self.done, self.full.len());
        self.zip.write_all(&about).map_err(failed)?;
        for (name, text) in parts::frame(&self.about.title, self.columns.len(), &self.full) {
            self.start(name)?;
            self.zip.write_all(text.as_bytes()).map_err(failed)?;
        }
        let Self { zip, outlet, done, .. } = self;
        zip.finish().map_err(failed)?;
        Ok((outlet.take(), done))
    }

    fn open_sheet(&mut self) -> Result<(), WriteError> {
        self.start(&format!("xl/worksheets/sheet{}.xml", self.full.len() + 1))?;
        (self.sheet_rows, self.sheet_bytes) = (0, 0);
        self.xml.extend_from_slice(&parts::sheet_begin(&self.columns, self.full.is_empty()));
        self.xml.extend_from_slice(b"<row>");
        self.columns.iter().for_each(|column| text::heading(&mut self.xml, &column.display));
        self.close_row();
        Ok(())
    }

    fn close_sheet(&mut self) -> Result<(), WriteError> {
        self.xml.extend_from_slice(parts::sheet_end(self.columns.len(), self.sheet_rows).as_bytes());
        self.compress()?;
        self.full.push(self.sheet_rows);
        Ok(())
    }

    fn compress(&mut self) -> Result<(), WriteError> {
        self.zip.write_all(&self.xml).map_err(failed)?;
        self.sheet_bytes += self.xml.len() as u64;
        self.xml.clear();
        Ok(())
    }

    fn start(&mut self, name: &str) -> Result<(), WriteError> {
        // The date of a zip's entries tells nothing here; a fixed one keeps equal exports equal.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(1))
            .last_modified_time(DateTime::default());
        self.zip.start_file(name, options).map_err(failed)
    }
}

fn value_of(xml: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    xml.extend_from_slice(b"<c><v>");
    write(xml);
    xml.extend_from_slice(b"</v></c>");
}

fn failed(error: impl std::fmt::Display) -> WriteError {
    WriteError(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ColumnKind;

    #[test]
    fn a_full_sheet_is_followed_by_another_with_the_same_heading() {
        use calamine::{Data, Reader};
        let columns = vec![Column {
            name: "n".to_owned(),
            display: "N".to_owned(),
            data_type: "int8".to_owned(),
            kind: ColumnKind::Number,
        }];
        let about = About {
            panel: "p".to_owned(),
            title: "A: very/long title? that no sheet's name [can] hold".to_owned(),
            facts: Vec::new(),
            zone: jiff::tz::TimeZone::UTC,
            zone_name: "UTC".to_owned(),
        };
        let mut xlsx = Xlsx::with_rows_a_sheet(columns, about, 4).expect("begun");
        for n in 0..7 {
            xlsx.cell(Cell::Int(n));
            xlsx.end_row().expect("a row");
        }
        let (bytes, _) = xlsx.finish().expect("done");
        let mut book = calamine::Xlsx::new(std::io::Cursor::new(bytes)).expect("a workbook");
        let names = book.sheet_names();
        assert_eq!(names.len(), 4, "{names:?}");
        assert_eq!(names[3], "About");
        let mut found = Vec::new();
        for name in &names[..3] {
            let range = book.worksheet_range(name).expect("a sheet");
            let mut rows = range.rows();
            assert_eq!(rows.next().expect("a heading")[0], Data::String("N".to_owned()));
            found.extend(rows.map(|row| row[0].clone()));
        }
        let expected: Vec<Data> = (0..7).map(|n| Data::Float(f64::from(n))).collect();
        assert_eq!(found, expected);
    }
}
