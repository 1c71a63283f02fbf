//! The rows that were refused, each with its line and the reason, beside the data.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use csv::ByteRecord;

/// `<data>.rejected.csv`: line, reason, and the row as it stood there, so that it can be mended and imported by the same
/// mapping. It is there once a row is refused; an earlier run's is gone at the end of one that refuses none.
pub(crate) struct Refused {
    path: PathBuf,
    heading: ByteRecord,
    delimiter: u8,
    out: Option<csv::Writer<BufWriter<File>>>,
    rows: u64,
}

impl Refused {
    /// Of this file of data.
    pub(crate) fn beside(data: &Path, heading: &ByteRecord, delimiter: u8) -> Self {
        let mut name: OsString = data.as_os_str().to_owned();
        name.push(".rejected.csv");
        Self { path: name.into(), heading: heading.clone(), delimiter, out: None, rows: 0 }
    }

    /// Adds a row.
    pub(crate) fn add(&mut self, line: u64, reason: &str, fields: &ByteRecord) -> anyhow::Result<()> {
        let failed = || format!("the refused rows cannot be written to {}", self.path.display());
        if self.out.is_none() {
            // Some of these rows may be for the police liaison's eyes alone.
            let mut open = OpenOptions::new();
            let file =
                open.write(true).create(true).truncate(true).mode(0o600).open(&self.path).with_context(failed)?;
            let mut out =
                csv::WriterBuilder::new().delimiter(self.delimiter).flexible(true).from_writer(BufWriter::new(file));
            let names = [&b"line"[..], b"reason"].into_iter().chain(self.heading.iter());
            out.write_record(names).with_context(failed)?;
            self.out = Some(out);
        }
        if let Some(out) = &mut self.out {
            let line = line.to_string();
            let row = [line.as_bytes(), reason.as_bytes()].into_iter().chain(fields.iter());
            out.write_record(row).with_context(failed)?;
        }
        self.rows += 1;
        Ok(())
    }

    /// Ends the file; gives its path and how many rows are in it, where there is any.
    pub(crate) fn end(mut self) -> anyhow::Result<Option<(PathBuf, u64)>> {
        if let Some(mut out) = self.out.take() {
            out.flush().with_context(|| format!("{} cannot be written", self.path.display()))?;
            return Ok(Some((self.path, self.rows)));
        }
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).with_context(|| format!("{} of an earlier run cannot be removed", self.path.display()))
            }
            _ => Ok(None),
        }
    }
}
