//! A way to a Redis that may swallow what comes along it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Hands on whatever goes between a program and the Redis behind it.
pub struct Way {
    port: u16,
    /// How often those who listened were muted.
    muted: Arc<AtomicUsize>,
}

impl Way {
    pub async fn to(redis: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let muted = Arc::new(AtomicUsize::new(0));
        let way = Self { port, muted: Arc::clone(&muted) };
        tokio::spawn(async move {
            while let Ok((from, _)) = listener.accept().await {
                let to = TcpStream::connect(("127.0.0.1", redis)).await.expect("Redis");
                hand_on(from, to, Arc::clone(&muted));
            }
        });
        way
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// What Redis says is swallowed from now on, on those connections there are now that listen to something.
    pub fn mute_those_who_listen(&self) {
        self.muted.fetch_add(1, Ordering::SeqCst);
    }
}

fn hand_on(from: TcpStream, to: TcpStream, muted: Arc<AtomicUsize>) {
    let (begun, listens) = (muted.load(Ordering::SeqCst), Arc::new(AtomicBool::new(false)));
    let (mut asks, mut hears) = from.into_split();
    let (mut says, mut is_asked) = to.into_split();
    let subscribes = Arc::clone(&listens);
    tokio::spawn(async move {
        let mut piece = [0; 4_096];
        while let Ok(length @ 1..) = asks.read(&mut piece).await {
            if piece[..length].windows(9).any(|word| word.eq_ignore_ascii_case(b"SUBSCRIBE")) {
                subscribes.store(true, Ordering::SeqCst);
            }
            if is_asked.write_all(&piece[..length]).await.is_err() {
                break;
            }
        }
    });
    tokio::spawn(async move {
        let mut piece = [0; 4_096];
        while let Ok(length @ 1..) = says.read(&mut piece).await {
            let swallowed = listens.load(Ordering::SeqCst) && muted.load(Ordering::SeqCst) != begun;
            if !swallowed && hears.write_all(&piece[..length]).await.is_err() {
                break;
            }
        }
    });
}
