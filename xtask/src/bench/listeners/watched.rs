//! Many connections, read by one thread as their answers come.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use nix::sys::epoll::{Epoll, EpollCreateFlags, EpollEvent, EpollFlags, EpollTimeout};

use super::lost;

/// What of an answer is kept, to find what is waited for across two pieces.
const KEPT: usize = 64;

/// Open connections that are listened to.
pub(super) struct Watched {
    epoll: Epoll,
    streams: Vec<TcpStream>,
    tails: Vec<Vec<u8>>,
}

impl Watched {
    /// Opens them one after the other, sends each its request, and waits until `begun` has come on all.
    pub(super) fn open(host: &str, requests: &[String], begun: &[u8]) -> Result<Self> {
        let epoll = Epoll::new(EpollCreateFlags::empty())?;
        let mut watched = Self { epoll, streams: Vec::new(), tails: Vec::new() };
        for request in requests {
            let mut stream =
                TcpStream::connect(host).with_context(|| format!("connection {}", watched.streams.len()))?;
            stream.write_all(request.as_bytes())?;
            // Waits for the beginning, so that the listener's queue of the server does not overflow.
            let mut piece = [0; 2_048];
            let mut text = Vec::new();
            stream.set_read_timeout(Some(Duration::from_secs(30)))?;
            while !holds(&text, begun) {
                let length = stream.read(&mut piece)?;
                ensure!(length > 0, "the server closed connection {}", watched.streams.len());
                text.extend(piece.iter().take(length));
                ensure!(
                    !text.starts_with(b"HTTP/1.1 4") && !text.starts_with(b"HTTP/1.1 5"),
                    "connection {} was refused: {}",
                    watched.streams.len(),
                    String::from_utf8_lossy(&text)
                );
            }
            stream.set_nonblocking(true)?;
            let place = u64::try_from(watched.streams.len())?;
            watched.epoll.add(&stream, EpollEvent::new(EpollFlags::EPOLLIN, place))?;
            watched.streams.push(stream);
            watched.tails.push(Vec::new());
        }
        Ok(watched)
    }

    /// Reads what comes for so long, and forgets it.
    pub(super) fn read_for(&mut self, time: Duration) -> Result<()> {
        let since = Instant::now();
        while since.elapsed() < time {
            self.read_some(|_, _| ())?;
        }
        self.tails.iter_mut().for_each(Vec::clear);
        Ok(())
    }

    /// How long after `since` each heard `what`.
    pub(super) fn until_all(&mut self, what: &[u8], since: Instant, patience: Duration) -> Result<Vec<Duration>> {
        let mut took: Vec<Option<Duration>> = vec![None; self.streams.len()];
        let mut left = took.len();
        while left > 0 {
            ensure!(since.elapsed() < patience, "{left} listeners have not heard it after {} s", patience.as_secs());
            self.read_some(|place, text| {
                if let Some(entry @ None) = took.get_mut(place)
                    && holds(text, what)
                {
                    *entry = Some(since.elapsed());
                    left -= 1;
                }
            })?;
        }
        self.tails.iter_mut().for_each(Vec::clear);
        took.into_iter().map(lost).collect()
    }

    /// Reads what is there, waiting a little for the first; hands on each piece behind the end of the one before.
    fn read_some(&mut self, mut heard: impl FnMut(usize, &[u8])) -> Result<()> {
        let mut ready = [EpollEvent::empty(); 512];
        let count = self.epoll.wait(&mut ready, EpollTimeout::from(100_u8))?;
        let mut piece = [0; 4_096];
        for event in ready.iter().take(count) {
            let place = usize::try_from(event.data())?;
            let stream = lost(self.streams.get_mut(place))?;
            let tail = lost(self.tails.get_mut(place))?;
            loop {
                match stream.read(&mut piece) {
                    Ok(0) => bail!("the server closed connection {place}"),
                    Ok(length) => {
                        tail.extend(piece.iter().take(length));
                        heard(place, tail);
                        let forgotten = tail.len().saturating_sub(KEPT);
                        tail.drain(..forgotten);
                    }
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(())
    }
}

fn holds(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}
