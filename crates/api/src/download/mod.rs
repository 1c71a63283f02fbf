//! A file on its way to a browser: made by a task of its own, a piece at a time, no faster than it is read.
//!
//! The last piece is held back until the audit log has the record of the whole: a download that ended well is in the
//! log. Where anything fails, the connection is broken instead of ended, so that no client takes a part for the whole.

mod format;
mod trail;

use std::io;

use aws_lc_rs::digest::{Context, SHA256};
use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc;
use watchroom_export::{Cell, Done, WriteError, Writer};
use watchroom_store::{RowCell, RowsOnTheWay, RunError};

use watchroom_store::desk::export::TicketsOnTheWay;
use watchroom_store::desk::ticket::TicketRow;

use crate::desk::{Names, TicketColumn};
use crate::views::Shown;

pub(crate) use format::{extension, format, media_type};
pub(crate) use trail::{Told, Trail};

/// Bytes of a piece.
const PIECE_BYTES: usize = 64 << 10;
/// Pieces that wait to be read.
const PIECES_AHEAD: usize = 4;
/// Rows between two looks at whether others want the thread.
const ROWS_A_TURN: u32 = 256;

/// Where the rows come from.
pub(crate) enum Rows {
    /// From the database; whether the stream already stands on its first row, or has none, where that is known.
    Streamed(Box<RowsOnTheWay>, Option<bool>),
    /// From a service desk.
    Tickets(Box<TicketRows>),
    /// From what the screen shows.
    Shown(Shown),
    /// The whole file is there already, and how many rows it counts for.
    Whole(Vec<u8>),
}

/// Tickets on their way into a file.
pub(crate) struct TicketRows {
    /// Where they come from.
    pub(crate) rows: TicketsOnTheWay,
    /// The first of them, or that there is none, where that is known.
    pub(crate) first: Option<Option<TicketRow>>,
    /// What is written of each.
    pub(crate) columns: Vec<TicketColumn>,
    /// What people are called.
    pub(crate) names: Names,
    /// The moment that the states of targets are told for.
    pub(crate) now: jiff::Timestamp,
}

/// Why a download did not end well. Its text is for the log and for the audit record.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the client went away")]
    ClientGone,
    #[error(transparent)]
    Database(#[from] RunError),
    #[error(transparent)]
    File(#[from] WriteError),
    #[error("the audit record could not be written: {0}")]
    Audit(#[from] watchroom_store::StoreError),
}

impl Stopped {
    /// In words that hold no SQL.
    const fn reason(&self) -> &'static str {
        match self {
            Stopped::ClientGone => "the client went away",
            Stopped::Database(RunError::TimedOut(_)) => "the query took too long",
            Stopped::Database(_) => "the tenant's database failed",
            Stopped::File(_) => "the file could not be made",
            Stopped::Audit(_) => "the audit log could not be written",
        }
    }
}

/// Starts the task and returns the body that it fills. `writer` is left out where the rows are a whole file.
pub(crate) fn start(rows: Rows, writer: Option<Writer>, trail: Trail) -> Body {
    let (pieces, coming) = mpsc::channel::<io::Result<Bytes>>(PIECES_AHEAD);
    tokio::spawn(async move {
        let mut sending = Sending { pieces, hash: Context::new(&SHA256), bytes: 0, rows: 0 };
        let made = make(rows, writer, &mut sending).await;
        let ended = match made {
            Ok((last, done)) => sending.end(last, done, &trail).await,
            Err(stopped) => Err(stopped),
        };
        if let Err(stopped) = ended {
            let (rows, bytes) = match trail.told() {
                Told::Figures => (Some(sending.rows), Some(sending.bytes)),
                Told::HashAlone => (None, None),
            };
            tracing::warn!(cause = %stopped, rows, bytes, "an export did not end well");
            // First the client: it must not wait for the log.
            let _ = sending.pieces.try_send(Err(io::Error::other(stopped.reason())));
            if let Err(error) = trail.failed(stopped.reason(), sending.rows, sending.bytes).await {
                tracing::error!(cause = %error, "the end of a failed export could not be written to the audit log");
            }
            let _ = sending.pieces.send(Err(io::Error::other(stopped.reason()))).await;
        }
    });
    let pieces = stream::unfold(coming, |mut coming| async move { coming.recv().await.map(|piece| (piece, coming)) });
    // Whoever compresses the body asks once more after its end.
    Body::from_stream(pieces.fuse())
}

async fn make(rows: Rows, writer: Option<Writer>, sending: &mut Sending) -> Result<(Vec<u8>, Done), Stopped> {
    match (rows, writer) {
        (Rows::Whole(bytes), _) => Ok((bytes, Done { rows: 1, ..Done::default() })),
        (Rows::Shown(shown), Some(mut writer)) => {
            for row in shown.rows() {
                row.for_each(|cell| writer.cell(cell));
                writer.end_row()?;
                sending.rows = writer.rows();
                if writer.ready_bytes() >= PIECE_BYTES {
                    sending.send(writer.take()).await?;
                }
            }
            Ok(writer.finish()?)
        }
        (Rows::Streamed(mut rows, mut known), Some(mut writer)) => {
            let mut turn = 0;
            loop {
                let is_there = match known.take() {
                    Some(is_there) => is_there,
                    None => tokio::select! {
                        biased;
                        is_there = rows.advance() => is_there?,
                        () = sending.pieces.closed() => return Err(Stopped::ClientGone),
                    },
                };
                if !is_there {
                    return Ok(writer.finish()?);
                }
                rows.each_cell(|cell| writer.cell(exported(&cell)));
                writer.end_row()?;
                sending.rows = writer.rows();
                if writer.ready_bytes() >= PIECE_BYTES {
                    sending.send(writer.take()).await?;
                }
                turn += 1;
                if turn >= ROWS_A_TURN {
                    turn = 0;
                    tokio::task::consume_budget().await;
                }
            }
        }
        (Rows::Tickets(tickets), Some(writer)) => made_of_tickets(*tickets, writer, sending).await,
        (_, None) => Err(WriteError::from("there are rows and nothing to write them").into()),
    }
}

async fn made_of_tickets(
    tickets: TicketRows,
    mut writer: Writer,
    sending: &mut Sending,
) -> Result<(Vec<u8>, Done), Stopped> {
    let TicketRows { mut rows, mut first, columns, names, now } = tickets;
    let mut turn = 0;
    loop {
        let next = match first.take() {
            Some(first) => first,
            None => tokio::select! {
                biased;
                next = rows.advance() => next?,
                () = sending.pieces.closed() => return Err(Stopped::ClientGone),
            },
        };
        let Some(row) = next else { return Ok(writer.finish()?) };
        for column in &columns {
            column.write(&mut writer, &row, &names, now);
        }
        writer.end_row()?;
        sending.rows = writer.rows();
        if writer.ready_bytes() >= PIECE_BYTES {
            sending.send(writer.take()).await?;
        }
        turn += 1;
        if turn >= ROWS_A_TURN {
            turn = 0;
            tokio::task::consume_budget().await;
        }
    }
}

/// The receiving side, and what it was sent.
struct Sending {
    pieces: mpsc::Sender<io::Result<Bytes>>,
    hash: Context,
    bytes: u64,
    rows: u64,
}

impl Sending {
    async fn send(&mut self, piece: Vec<u8>) -> Result<(), Stopped> {
        self.count(&piece);
        self.pieces.send(Ok(Bytes::from(piece))).await.map_err(|_| Stopped::ClientGone)
    }

    fn count(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// Writes the record, then sends the last piece.
    async fn end(&mut self, last: Vec<u8>, done: Done, trail: &Trail) -> Result<(), Stopped> {
        if self.pieces.is_closed() {
            return Err(Stopped::ClientGone);
        }
        self.rows = done.rows;
        self.count(&last);
        let sha256: String = self.hash.clone().finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        trail.finished(&done, self.bytes, &sha256).await?;
        // The file is made and recorded: a client that leaves now is none of the log's business.
        let _ = self.pieces.send(Ok(Bytes::from(last))).await;
        Ok(())
    }
}

fn exported<'c>(cell: &'c RowCell<'_>) -> Cell<'c> {
    match cell {
        RowCell::Null => Cell::Null,
        RowCell::Bool(value) => Cell::Bool(*value),
        RowCell::Int(value) => Cell::Int(*value),
        RowCell::Float(value) => Cell::Float(*value),
        RowCell::Numeric(digits) => Cell::Numeric(digits),
        RowCell::Time(moment) => Cell::Time(*moment),
        RowCell::Date(date) => Cell::Date(*date),
        RowCell::Text(text) => Cell::Text(text),
        RowCell::Odd(word) => Cell::Odd(word),
    }
}
