//! A connection of one's own that hears what a database notifies of.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use futures_util::stream::poll_fn;
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, Config, Error};
use tokio_postgres_rustls::MakeRustlsConnect;

/// A connection that hears. What it listens to is said by a `LISTEN` over its client.
#[derive(Debug)]
pub(crate) struct Listening {
    pub(crate) client: Client,
    heard: mpsc::Receiver<String>,
    missed: Arc<AtomicBool>,
}

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notified {
    /// A notification's payload.
    Payload(String),
    /// More came than was waited for: nobody can say what.
    More,
}

impl Listening {
    /// Connects. Of notifications that nobody takes, `room` wait, and further ones are dropped.
    pub(crate) async fn open(config: &Config, connector: MakeRustlsConnect, room: usize) -> Result<Self, Error> {
        let (client, mut connection) = config.connect(connector).await?;
        let (hand_on, heard) = mpsc::channel(room);
        let missed = Arc::new(AtomicBool::new(false));
        let full = Arc::clone(&missed);
        // The connection is driven here; it ends with the client, or when nobody takes what it hears.
        tokio::spawn(async move {
            let mut messages = poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                let AsyncMessage::Notification(notification) = message else { continue };
                match hand_on.try_send(notification.payload().to_owned()) {
                    Ok(()) => {}
                    Err(mpsc::error::TrySendError::Full(_)) => full.store(true, Ordering::Release),
                    Err(mpsc::error::TrySendError::Closed(_)) => break,
                }
            }
        });
        Ok(Self { client, heard, missed })
    }

    /// The next that is heard; `None` where the connection is lost. Nothing is lost where the future is dropped.
    pub(crate) async fn heard(&mut self) -> Option<Notified> {
        let payload = self.heard.recv().await?;
        Some(if self.missed.swap(false, Ordering::AcqRel) { Notified::More } else { Notified::Payload(payload) })
    }
}
