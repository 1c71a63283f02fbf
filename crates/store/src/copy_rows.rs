//! Rows as the bytes of PostgreSQL's binary COPY format.

use bytes::{BufMut, Bytes, BytesMut};
use uuid::Uuid;

/// Microseconds from 1970-01-01 to PostgreSQL's own epoch, 2000-01-01.
const POSTGRES_EPOCH_US: i64 = 946_684_800_000_000;
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// A buffer of rows, for COPY … WITH (FORMAT binary). Each row is [`CopyRows::start`] and then its fields in the order of the columns.
#[derive(Debug)]
pub struct CopyRows {
    bytes: BytesMut,
    rows: u64,
}

impl Default for CopyRows {
    fn default() -> Self {
        Self::new()
    }
}

impl CopyRows {
    /// A stream that begins, without a row.
    #[must_use]
    pub fn new() -> Self {
        let mut bytes = BytesMut::with_capacity(1 << 19);
        bytes.put_slice(SIGNATURE);
        bytes.put_i32(0); // flags
        bytes.put_i32(0); // length of the header's extension
        Self { bytes, rows: 0 }
    }

    /// Begins a row of that many columns.
    pub fn start(&mut self, columns: i16) {
        self.rows += 1;
        self.bytes.put_i16(columns);
    }

    /// A `timestamptz`, in microseconds since 1970.
    pub fn timestamp(&mut self, at_us: i64) {
        self.bigint(at_us - POSTGRES_EPOCH_US);
    }

    /// A `bigint`.
    pub fn bigint(&mut self, value: i64) {
        self.bytes.put_i32(8);
        self.bytes.put_i64(value);
    }

    /// An `integer`.
    pub fn integer(&mut self, value: i32) {
        self.bytes.put_i32(4);
        self.bytes.put_i32(value);
    }

    /// A `double precision`, or null.
    pub fn double(&mut self, value: Option<f64>) {
        match value {
            Some(value) => {
                self.bytes.put_i32(8);
                self.bytes.put_f64(value);
            }
            None => self.bytes.put_i32(-1),
        }
    }

    /// A `boolean`.
    pub fn boolean(&mut self, value: bool) {
        self.bytes.put_i32(1);
        self.bytes.put_u8(u8::from(value));
    }

    /// A `smallint`.
    pub fn smallint(&mut self, value: i16) {
        self.bytes.put_i32(2);
        self.bytes.put_i16(value);
    }

    /// A `uuid`.
    pub fn uuid(&mut self, value: Uuid) {
        self.bytes.put_i32(16);
        self.bytes.put_slice(value.as_bytes());
    }

    /// Nothing, whatever the column's type.
    pub fn null(&mut self) {
        self.bytes.put_i32(-1);
    }

    /// A value that may be missing.
    pub fn option<T>(&mut self, value: Option<T>, some: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => some(self, value),
            None => self.null(),
        }
    }

    /// A `text`.
    pub fn text(&mut self, value: &str) {
        self.bytes.put_i32(value.len() as i32);
        self.bytes.put_slice(value.as_bytes());
    }

    /// Rows begun so far.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the stream.
    pub fn finish(&mut self) {
        self.bytes.put_i16(-1);
    }

    /// The bytes gathered since the last call.
    pub fn take(&mut self) -> Bytes {
        self.bytes.split().freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_written_as_the_manual_says() {
        let mut rows = CopyRows::new();
        rows.take();
        rows.start(3);
        rows.timestamp(POSTGRES_EPOCH_US + 1);
        rows.text("ab");
        rows.double(None);
        rows.finish();
        let expected: &[u8] =
            &[0, 3, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, b'a', b'b', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        assert_eq!(&rows.take()[..], expected);
        assert_eq!(rows.rows(), 1);
    }
}
