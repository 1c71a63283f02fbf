//! The least that a fan-out can do: a process that writes the same bytes to every connection, one after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, Command, Stdio};

use anyhow::{Context, Result};

const HELLO: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nretry: 3000\n\n";
const EVENT: &[u8] = b"id: 5f00c2a1.90a3c9d8e6f01b22.p1c9e77aa-120\nevent: ticket_updated\n\
    data: {\"type\":\"ticket_updated\",\"ticket_id\":\"00000000-0000-0000-0000-00000000000f\"}\n\n";

/// The process, a second one of this program; it ends with the value.
pub(super) struct Floor {
    child: Child,
    orders: ChildStdin,
    /// Where it listens, as `host:port`.
    pub(super) host: String,
}

impl Floor {
    /// Starts it for so many listeners.
    pub(super) fn start(listeners: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["bench-floor", &listeners.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let orders = child.stdin.take().context("the floor takes no orders")?;
        let mut host = String::new();
        BufReader::new(child.stdout.take().context("the floor says nothing")?).read_line(&mut host)?;
        Ok(Self { child, orders, host: host.trim().to_owned() })
    }

    /// One event, to all.
    pub(super) fn tell(&mut self) -> Result<()> {
        self.orders.write_all(b"\n")?;
        Ok(self.orders.flush()?)
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the second process does: takes so many listeners, then writes an event to all of them at each line of its input.
pub fn serve(listeners: usize) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    crate::steps::print(&listener.local_addr()?.to_string());
    let mut streams: Vec<TcpStream> = Vec::with_capacity(listeners);
    while streams.len() < listeners {
        let (mut stream, _) = listener.accept()?;
        stream.set_nodelay(true)?;
        stream.write_all(HELLO)?;
        streams.push(stream);
    }
    for order in std::io::stdin().lock().lines() {
        order?;
        for stream in &mut streams {
            stream.write_all(EVENT)?;
        }
    }
    Ok(())
}
