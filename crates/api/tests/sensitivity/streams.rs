//! What is heard on open streams of events.

use std::time::Duration;

use reqwest::{Client, Response};
use watchroom_domain::TenantId;

use crate::callers::{Caller, Kind, OTHERS};
use crate::world::Place;

/// The streams of everybody who is no liaison, by name; `None` where there is none for that caller.
pub struct Streams(Vec<(&'static str, Option<Stream>)>);

/// An open stream.
pub struct Stream {
    response: Response,
    text: String,
}

impl Stream {
    pub async fn open(client: &Client, place: &Place, caller: &Caller) -> Option<Self> {
        let request = client.get(format!("{}/api/v1/events", place.app.url));
        let request = caller.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let response = request.send().await.expect("an answer");
        if response.status().as_u16() != 200 {
            return None;
        }
        let mut stream = Self { response, text: String::new() };
        stream.until("retry: ", 1).await;
        Some(stream)
    }

    /// Reads on until `word` has come so many times, and takes what came.
    pub async fn until(&mut self, word: &str, times: usize) -> String {
        let reading = async {
            while self.text.matches(word).count() < times {
                let chunk = self.response.chunk().await.expect("the stream goes on").expect("the stream has no end");
                self.text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(20), reading).await;
        assert!(heard.is_ok(), "{times} times {word} did not come; there was: {}", self.text);
        std::mem::take(&mut self.text)
    }

    /// Puts back what was taken.
    pub fn again(&mut self, text: String) {
        self.text.insert_str(0, &text);
    }
}

impl Streams {
    pub async fn open(client: &Client, place: &Place) -> Self {
        let mut streams = Vec::new();
        for kind in OTHERS {
            streams.push((kind.name, Stream::open(client, place, &kind.caller(place).await).await));
        }
        Self(streams)
    }

    /// The stream of one of them.
    pub fn of(&mut self, kind: &Kind) -> &mut Stream {
        let (_, stream) = self.0.iter_mut().find(|(name, _)| *name == kind.name).expect("one of the others");
        stream.as_mut().expect("a stream")
    }

    /// All that each of them heard until now: the numbers of the events, their names and their data, ids left out.
    pub async fn heard(&mut self, place: &Place) -> Vec<(&'static str, String)> {
        let tenant: TenantId = "alpha".parse().expect("a slug");
        place.app.app.live.publish(&tenant, watchroom_live::Kind::ConfigChanged { revision: 99, fingerprint: 99 });
        let mut heard = Vec::new();
        for (name, stream) in &mut self.0 {
            let text = match stream {
                Some(stream) => stream.until("\"revision\":99", 1).await,
                None => "no stream".to_owned(),
            };
            // How many changes panels are told of as one, and when a stream beats, is a matter of moments.
            let by_chance = |block: &&str| block.contains("event: panel_changed") || block.contains("event: alive");
            let blocks = text.split("\n\n").filter(|block| !by_chance(block));
            heard.push((
                *name,
                blocks.flat_map(str::lines).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n"),
            ));
        }
        heard
    }
}
