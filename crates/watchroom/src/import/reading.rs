//! The reading half of an import, on a thread of its own: rows become tickets while the database writes the last batch.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use tokio::sync::mpsc::{Receiver, Sender, channel};
use watchroom_desk::import::{ImportedTicket, Oddities, RowReader};

use super::{Data, Record, Refused};

/// Rows that are written in one transaction.
pub(crate) const BATCH: usize = 10_000;
/// Batches that wait for the database.
const WAITING: usize = 1;

/// What was read, at the end or where it broke off.
pub(crate) struct ReadAll {
    /// Rows below the heading.
    pub(crate) read: u64,
    /// Of them, refused.
    pub(crate) rejected: u64,
    /// What looks odd.
    pub(crate) oddities: Oddities,
    /// Where the refused rows are.
    pub(crate) refused: Refused,
    /// Why it broke off, where it did.
    pub(crate) broke_off: Option<anyhow::Error>,
}

/// A file that is being read.
pub(crate) struct Reading {
    /// Batches, in the order of the file.
    pub(crate) batches: Receiver<Vec<ImportedTicket>>,
    /// Bytes of the file that were read.
    pub(crate) progress: Arc<AtomicU64>,
    thread: std::thread::JoinHandle<ReadAll>,
}

impl Reading {
    /// Begins to read.
    pub(crate) fn begin(data: Data, reader: RowReader, refused: Refused) -> anyhow::Result<Self> {
        let (sender, batches) = channel(WAITING);
        let progress = data.progress();
        let read = move || read_all(data, reader, refused, &sender);
        let thread = std::thread::Builder::new().name("import".to_owned()).spawn(read)?;
        Ok(Self { batches, progress, thread })
    }

    /// Waits for the end of the reading: nobody takes batches any more.
    pub(crate) fn end(self) -> anyhow::Result<ReadAll> {
        drop(self.batches);
        self.thread.join().map_err(|_| anyhow::anyhow!("the file's reader died; this is a defect of the program"))
    }
}

fn read_all(mut data: Data, mut reader: RowReader, refused: Refused, batches: &Sender<Vec<ImportedTicket>>) -> ReadAll {
    let mut all = ReadAll { read: 0, rejected: 0, oddities: Oddities::default(), refused, broke_off: None };
    all.broke_off = read_on(&mut data, &mut reader, &mut all, batches).err();
    all.oddities = reader.oddities();
    all
}

fn read_on(
    data: &mut Data,
    reader: &mut RowReader,
    all: &mut ReadAll,
    batches: &Sender<Vec<ImportedTicket>>,
) -> anyhow::Result<()> {
    let mut record = Record::default();
    let mut batch = Vec::with_capacity(BATCH);
    while data.next(&mut record)? {
        all.read += 1;
        let fields = &record.fields;
        match reader.read(record.line, fields.len(), |at| fields.get(at)) {
            Ok(ticket) => batch.push(ticket),
            Err(rejection) => {
                all.rejected += 1;
                all.refused.add(rejection.line, &rejection.reason, fields)?;
            }
        }
        if batch.len() == BATCH {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
            if batches.blocking_send(full).is_err() {
                // The database has told why it takes no more.
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        let _ = batches.blocking_send(batch);
    }
    Ok(())
}
