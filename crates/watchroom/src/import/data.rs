//! A file of rows: packed or not, with or without a byte order mark.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, bail, ensure};
use csv::ByteRecord;
use flate2::bufread::MultiGzDecoder;
use watchroom_desk::import::decode;
use watchroom_domain::ImportSource;

use super::lines::{Lines, Watched, watched};

/// Bytes that a reader asks for at once.
const BUFFER: usize = 256 << 10;
/// Bytes of the longest row that is believed: past it, a quote that nobody closed has swallowed what follows.
const ROW_MOST: usize = 4 << 20;
const GZIP: &[u8] = &[0x1f, 0x8b];
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A file of rows under a heading.
pub(crate) struct Data {
    rows: csv::Reader<Watched<Box<dyn BufRead + Send>>>,
    lines: Lines,
    /// The names of its columns, in their order.
    pub(crate) heading: Vec<String>,
    /// The same as it stands there.
    pub(crate) heading_row: ByteRecord,
    /// Its bytes as the disk has them.
    pub(crate) bytes: u64,
    read: Arc<AtomicU64>,
}

/// A row as it stands there.
#[derive(Default)]
pub(crate) struct Record {
    /// The line on which it begins.
    pub(crate) line: u64,
    /// Its fields.
    pub(crate) fields: ByteRecord,
}

impl Data {
    /// Opens a file and reads its heading.
    pub(crate) fn open(path: &Path, source: &ImportSource) -> anyhow::Result<Self> {
        let shown = path.display();
        let file = File::open(path).with_context(|| format!("{shown} cannot be read"))?;
        let metadata = file.metadata().with_context(|| format!("{shown} cannot be read"))?;
        ensure!(!metadata.is_dir(), "{shown} is a folder; name the file of rows in it");
        let read = Arc::new(AtomicU64::new(0));
        let mut raw = BufReader::with_capacity(BUFFER, Counted { file, read: Arc::clone(&read) });
        let is_packed = raw.fill_buf().with_context(|| format!("{shown} cannot be read"))?.starts_with(GZIP);
        let mut plain: Box<dyn BufRead + Send> = if is_packed {
            Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(raw)))
        } else {
            Box::new(raw)
        };
        let beginning = plain.fill_buf().with_context(|| format!("{shown} cannot be unpacked"))?;
        ensure!(!beginning.is_empty(), "{shown} is empty: not even a heading is in it");
        refuse_utf16(beginning).with_context(|| format!("{shown} cannot be read"))?;
        if beginning.starts_with(BOM) {
            plain.consume(BOM.len());
        }
        let (watched, lines) = watched(plain);
        let rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(source.delimiter.byte())
            .buffer_capacity(BUFFER)
            .from_reader(watched);
        let mut data =
            Self { rows, lines, heading: Vec::new(), heading_row: ByteRecord::new(), bytes: metadata.len(), read };
        let mut first = Record::default();
        ensure!(
            data.next(&mut first).with_context(|| format!("{shown}: the heading"))?,
            "{shown} holds nothing but blank lines"
        );
        data.heading = first
            .fields
            .iter()
            .map(|name| decode(name, source.encoding).map(|name| name.trim().to_owned()))
            .collect::<Result<_, _>>()
            .with_context(|| format!("{shown}: the heading on line {} cannot be read", first.line))?;
        data.heading_row = first.fields;
        Ok(data)
    }

    /// Reads the next row; false at the end.
    pub(crate) fn next(&mut self, record: &mut Record) -> anyhow::Result<bool> {
        let more = self.rows.read_byte_record(&mut record.fields);
        if !more.with_context(|| format!("the data breaks off after line {}", record.line))? {
            return Ok(false);
        }
        let from = record.fields.position().map_or(0, csv::Position::byte);
        record.line = self.lines.of_row(from);
        if record.fields.as_slice().len() > ROW_MOST {
            bail!(
                "the row that begins on line {} has more than {} MiB; a quote is not closed there, or before",
                record.line,
                ROW_MOST >> 20
            );
        }
        Ok(true)
    }

    /// How many of its bytes were read, for whoever shows progress.
    pub(crate) fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }
}

/// Two bytes a character would look like rows of nonsense.
fn refuse_utf16(beginning: &[u8]) -> anyhow::Result<()> {
    let marked = beginning.starts_with(&[0xff, 0xfe]) || beginning.starts_with(&[0xfe, 0xff]);
    if marked || beginning[..beginning.len().min(64)].contains(&0) {
        bail!(
            "it is UTF-16, as spreadsheets write \"Unicode text\"; save it as \"CSV UTF-8\", or run: iconv -f UTF-16 -t UTF-8"
        );
    }
    Ok(())
}

/// Counts what is read of the file itself.
struct Counted {
    file: File,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
