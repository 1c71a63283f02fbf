//! A Redis for one test.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(10);
/// Ports that are tried: another program may take one between our look at it and Redis's.
const PORTS: usize = 10;

/// A running `redis-server` on a port of its own, without a file. It ends with the test.
#[derive(Debug)]
pub struct TestRedis {
    port: u16,
    server: Option<Child>,
}

impl TestRedis {
    /// Starts one.
    ///
    /// # Panics
    /// Where `redis-server` is not installed, or does not answer within 10 s.
    #[must_use]
    pub fn start() -> Self {
        for _ in 0..PORTS {
            let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
            let port = free.unwrap_or_else(|error| panic!("no free port: {error}")).port();
            if let Some(server) = started(port) {
                return Self { port, server: Some(server) };
            }
        }
        panic!("redis-server ended at once on {PORTS} ports that had been free")
    }

    /// Its address for the server's settings.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// Its port on this machine.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            let _ = server.kill();
            let _ = server.wait();
        }
    }

    /// Starts it again on the same port, knowing nothing. Where another program has the port for a moment, it is waited for.
    ///
    /// # Panics
    /// As with [`TestRedis::start`].
    pub fn start_again(&mut self) {
        self.kill();
        let begun = Instant::now();
        while self.server.is_none() {
            assert!(begun.elapsed() < PATIENCE, "redis-server does not get its port {} again", self.port);
            self.server = started(self.port);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

/// One that answers; `None` where it ended, as it does where the port is taken.
fn started(port: u16) -> Option<Child> {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let mut server = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap_or_else(|error| {
        panic!("redis-server cannot be started ({error}); `cargo xtask test` installs it, or: apt-get install -y redis-server")
    });
    let begun = Instant::now();
    loop {
        // Who answers may be another program, which had the port first.
        if answering(port) == Some(server.id()) {
            return Some(server);
        }
        if matches!(server.try_wait(), Ok(Some(_))) {
            return None;
        }
        if begun.elapsed() > PATIENCE {
            let _ = server.kill();
            let _ = server.wait();
            panic!("redis-server does not answer within {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The process that answers as a Redis.
fn answering(port: u16) -> Option<u32> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream.write_all(b"INFO server\r\n").ok()?;
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.find_map(|line| line.strip_prefix("process_id:")?.trim().parse().ok())
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.kill();
    }
}
