//! On which line of a file a byte stands. The CSV reader's own count is one short where lines end in CR LF, and names
//! the line before a blank one.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

/// Line breaks that were read and not yet counted: where, and whether it is a line feed.
type Breaks = Arc<Mutex<VecDeque<(u64, bool)>>>;

/// Reads on, and takes note of line breaks.
pub(super) struct Watched<R> {
    inner: R,
    at: u64,
    breaks: Breaks,
}

/// Counts lines behind a [`Watched`].
pub(super) struct Lines {
    breaks: Breaks,
    line: u64,
    /// The last carriage return, which makes one break with a line feed after it.
    returned_at: Option<u64>,
}

/// A reader, and the count of its lines.
pub(super) fn watched<R: Read>(inner: R) -> (Watched<R>, Lines) {
    let breaks = Breaks::default();
    (Watched { inner, at: 0, breaks: Arc::clone(&breaks) }, Lines { breaks, line: 1, returned_at: None })
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        for (offset, byte) in (self.at..).zip(&buffer[..read]) {
            if matches!(byte, b'\n' | b'\r') {
                breaks.push_back((offset, *byte == b'\n'));
            }
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Lines {
    /// The line, from 1, on which a row begins that was read from byte `from` on: blank lines before it are passed over.
    /// Rows are asked for in their order, each once.
    pub(super) fn of_row(&mut self, mut from: u64) -> u64 {
        let mut breaks = self.breaks.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((at, is_feed)) = breaks.front().copied().filter(|(at, _)| *at <= from) {
            breaks.pop_front();
            if at == from {
                from += 1;
            }
            let ends_a_return = is_feed && at.checked_sub(1) == self.returned_at && at > 0;
            self.line += u64::from(!ends_a_return);
            self.returned_at = (!is_feed).then_some(at);
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(text: &str) -> Vec<u64> {
        let (reader, mut lines) = watched(text.as_bytes());
        let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reader);
        let mut row = csv::ByteRecord::new();
        let mut starts = Vec::new();
        while rows.read_byte_record(&mut row).expect("rows") {
            starts.push(lines.of_row(row.position().expect("a position").byte()));
        }
        starts
    }

    #[test]
    fn a_row_begins_on_the_line_that_an_editor_shows() {
        let text = "h,i\na,b\n\n\n\"c\nd\",e\nf,g\n";
        assert_eq!(starts(text), [1, 2, 5, 7]);
        assert_eq!(starts(&text.replace('\n', "\r\n")), [1, 2, 5, 7]);
        assert_eq!(starts(&text.replace('\n', "\r")), [1, 2, 5, 7]);
        assert_eq!(starts("\n\nh\nx"), [3, 4]);
        assert_eq!(starts("\r\nh\r\n\"a\r\n\r\nb\"\r\nx"), [2, 3, 6]);
    }
}
