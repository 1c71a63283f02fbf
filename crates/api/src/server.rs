//! From the socket to the router: connections, and what a caller may ask of one before any endpoint hears of it.
//!
//! `axum::serve` has neither a time limit for a request's head nor a bound on connections, so this is the same few lines
//! with both. HTTP/1.1 alone: HTTP/2 ends at the proxy, whose TLS it needs anyway.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt;

/// How long to wait when the machine has no place for another connection.
const BREATH: Duration = Duration::from_secs(1);

/// What a caller may ask of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; others wait in the listener's queue.
    pub connections: usize,
    /// How long a request's head may take to come in, and how long a connection may lie idle.
    pub head: Duration,
    /// Bytes that a request's head may have: the line with the address, and all headers. At least 8,192.
    pub head_bytes: usize,
    /// Headers that a request may have.
    pub headers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 16_384, head: Duration::from_secs(20), head_bytes: 64 * 1_024, headers: 100 }
    }
}

/// Serves until `ending`, then lets the answers under way finish.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, ending: impl Future<Output = ()>) {
    let places = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut ending = std::pin::pin!(ending);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut ending => break,
        };
        let (stream, peer) = match accepted {
            Ok(connection) => connection,
            Err(error) => {
                rest_after(&error).await;
                continue;
            }
        };
        if places.available_permits() == 0 {
            tracing::warn!(connections = limits.connections, "every place for a connection is taken; others wait");
        }
        // An answer is written in pieces; none of them waits for the one before to be acknowledged.
        let _ = stream.set_nodelay(true);
        let connection = connection(stream, peer, router.clone(), limits);
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = watched.await {
                tracing::trace!(cause = %error, "a connection ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

/// The connection's service knows whom it serves.
fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    limits: Limits,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + Send {
    let service = hyper::service::service_fn(move |request: http::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(limits.head_bytes)
        .max_headers(limits.headers)
        .serve_connection(TokioIo::new(stream), service)
}

/// A caller who is gone already is nobody's matter. Where the machine has no more files, others have to end first.
async fn rest_after(error: &std::io::Error) {
    if matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
    {
        return;
    }
    tracing::error!(cause = %error, "no connection can be accepted");
    tokio::time::sleep(BREATH).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::sync::oneshot;
    use tokio::task::JoinHandle;

    struct Served {
        at: SocketAddr,
        end: oneshot::Sender<()>,
        task: JoinHandle<()>,
    }

    async fn served(limits: Limits) -> Served {
        let router = Router::new()
            .route("/", get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.ip().to_string() }))
            .route(
                "/slow",
                get(|| async {
                    tokio::time::sleep(Duration::from_millis(400)).await;
                    "done"
                }),
            );
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let (end, ended) = oneshot::channel();
        let task = tokio::spawn(serve(listener, router, limits, async {
            let _ = ended.await;
        }));
        Served { at, end, task }
    }

    /// Sends bytes and reads until the server closes or 5 s have passed.
    async fn say(at: SocketAddr, pieces: &[&[u8]]) -> (String, Duration) {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(at).await.expect("a connection");
        for piece in pieces {
            // The server may have hung up: what it said is still to be read.
            let _ = stream.write_all(piece).await;
        }
        let mut said = Vec::new();
        let mut buffer = [0; 4_096];
        let reading = async {
            while let Ok(count @ 1..) = stream.read(&mut buffer).await {
                said.extend_from_slice(&buffer[..count]);
            }
        };
        let _ = tokio::time::timeout(Duration::from_secs(5), reading).await;
        (String::from_utf8_lossy(&said).into_owned(), begun.elapsed())
    }

    const BRIEF: Limits =
        Limits { connections: 2, head: Duration::from_millis(300), head_bytes: 16 * 1_024, headers: 100 };

    #[tokio::test]
    async fn a_request_is_answered_and_the_peer_is_known() {
        let served = served(Limits::default()).await;
        let (said, _) = say(served.at, &[b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"]).await;
        assert!(said.starts_with("HTTP/1.1 200") && said.ends_with("127.0.0.1"), "{said}");
    }

    #[tokio::test]
    async fn a_head_that_comes_too_slowly_ends_the_connection() {
        let served = served(BRIEF).await;
        for head in ["", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\nx-a: b\r\n"] {
            let (said, took) = say(served.at, &[head.as_bytes()]).await;
            assert!(took < Duration::from_secs(4), "{head:?} was waited for {took:?}");
            assert!(!said.contains("200"), "{said}");
        }
        // Idle after an answer is no different.
        let (said, took) = say(served.at, &[b"GET / HTTP/1.1\r\nhost: x\r\n\r\n"]).await;
        assert!(said.starts_with("HTTP/1.1 200") && took < Duration::from_secs(4), "{took:?} {said}");
        // An answer that takes its time is no slow head.
        let (said, _) = say(served.at, &[b"GET /slow HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"]).await;
        assert!(said.ends_with("done"), "{said}");
    }

    #[tokio::test]
    async fn heads_have_a_size() {
        let served = served(BRIEF).await;
        let with = |headers: &str| format!("GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
        let many = |count: usize| (0..count).map(|n| format!("x-{n}: y\r\n")).collect::<String>();
        let long = |bytes: usize| format!("x-long: {}\r\n", "y".repeat(bytes));
        for (headers, status) in [(many(90), 200), (many(99), 431), (long(8_000), 200), (long(20_000), 431)] {
            let (said, _) = say(served.at, &[with(&headers).as_bytes()]).await;
            assert!(said.starts_with(&format!("HTTP/1.1 {status}")), "{} bytes: {said}", headers.len());
        }
    }

    #[tokio::test]
    async fn connections_past_the_cap_wait_until_one_ends() {
        let limits = Limits { head: Duration::from_secs(2), ..BRIEF };
        let served = served(limits).await;
        let idle = [TcpStream::connect(served.at).await, TcpStream::connect(served.at).await];
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (said, took) = say(served.at, &[b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"]).await;
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
        assert!(took > Duration::from_secs(1), "it was answered beside two others after {took:?}");
        drop(idle);
    }

    #[tokio::test]
    async fn answers_under_way_finish_and_no_more_begin() {
        let served = served(Limits::default()).await;
        let request = tokio::spawn(say(served.at, &[b"GET /slow HTTP/1.1\r\nhost: x\r\n\r\n"]));
        tokio::time::sleep(Duration::from_millis(150)).await;
        served.end.send(()).expect("it listens");
        let (said, took) = request.await.expect("an answer");
        assert!(said.ends_with("done") && took < Duration::from_secs(4), "{took:?} {said}");
        tokio::time::timeout(Duration::from_secs(2), served.task).await.expect("it ends").expect("in order");
        assert!(TcpStream::connect(served.at).await.is_err());
    }
}
