//! An answer in the form in which it goes out.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use watchroom_spec::TenantSpec;

use crate::views::CacheState;

/// What an answer's `meta` ends with, and with it the whole JSON text: the part that changes while the rest is kept.
const TAIL: &str = r#""cache":"miss","stale_because":null}}"#;

/// Answers shorter than this gain nothing from compression.
const WORTH_COMPRESSING: usize = 1_024;

/// An answer that is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    content: Content,
    tag: String,
    loaded_at: Timestamp,
    /// The dashboards that it was made by: with others, it is somebody else's answer.
    spec: Arc<TenantSpec>,
    /// How often the data was known to have changed when it began to be read.
    generation: u64,
    /// Why no newer answer could be had, and when that was.
    failed: Mutex<Option<(Timestamp, String)>>,
}

#[derive(Debug)]
enum Content {
    /// JSON whose `meta` says where it comes from.
    Data {
        /// As it goes out of the cache: it says `hit`.
        hit: Bytes,
        /// The length of the part before the tail.
        head: usize,
        /// The same, compressed once and for all the viewers that take it so.
        gzipped: OnceLock<Option<Bytes>>,
    },
    /// A picture or other bytes, with their type.
    Plain { kind: &'static str, bytes: Bytes },
}

/// What goes out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Served {
    /// The type of the bytes.
    pub(crate) kind: &'static str,
    /// The bytes.
    pub(crate) bytes: Bytes,
    /// Whether they are compressed by gzip.
    pub(crate) gzipped: bool,
}

impl Kept {
    /// Keeps the JSON text of a panel's data. `None` where it does not end as [`TAIL`]: a mistake of ours.
    pub(crate) fn data(json: Vec<u8>, loaded_at: Timestamp, spec: Arc<TenantSpec>) -> Option<Self> {
        let mut text = json;
        let head = text.len().checked_sub(TAIL.len())?;
        if &text[head..] != TAIL.as_bytes() {
            return None;
        }
        text.truncate(head);
        text.extend_from_slice(tail(CacheState::Hit, None).as_bytes());
        let content = Content::Data { hit: Bytes::from(text), head, gzipped: OnceLock::new() };
        Some(Self::new(content, loaded_at, spec))
    }

    /// Keeps bytes as they are.
    pub(crate) fn plain(kind: &'static str, bytes: Vec<u8>, loaded_at: Timestamp, spec: Arc<TenantSpec>) -> Self {
        Self::new(Content::Plain { kind, bytes: Bytes::from(bytes) }, loaded_at, spec)
    }

    fn new(content: Content, loaded_at: Timestamp, spec: Arc<TenantSpec>) -> Self {
        Self { content, tag: next_tag(), loaded_at, spec, generation: 0, failed: Mutex::new(None) }
    }

    /// Whether it was made by these very dashboards.
    pub(super) fn is_of(&self, spec: &Arc<TenantSpec>) -> bool {
        Arc::ptr_eq(&self.spec, spec)
    }

    /// Notes how often the data was known to have changed when it began to be read.
    pub(super) fn read_at(self, generation: u64) -> Self {
        Self { generation, ..self }
    }

    /// How often the data was known to have changed when it began to be read.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether it was made by the same dashboards as another one, after a later change of the data.
    pub(super) fn is_newer(&self, other: &Self) -> bool {
        self.is_of(&other.spec) && self.generation > other.generation
    }

    /// How old it is; zero where the clock was set back.
    pub(super) fn age(&self, now: Timestamp) -> Duration {
        Duration::try_from(now.duration_since(self.loaded_at)).unwrap_or_default()
    }

    /// Notes that no newer answer could be had.
    pub(super) fn note_failure(&self, now: Timestamp, why: String) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, why));
    }

    /// Why no newer answer could be had, where that was less than `within` ago.
    pub(super) fn failure(&self, now: Timestamp, within: Duration) -> Option<String> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, why) = failed.as_ref()?;
        let ago = Duration::try_from(now.duration_since(*at)).unwrap_or_default();
        (ago < within).then(|| why.clone())
    }

    /// The validator of what goes out: another one for an answer that comes with a reason for its age.
    pub(crate) fn etag(&self, because: Option<&str>) -> String {
        format!("W/\"{}{}\"", self.tag, if because.is_some() { "-old" } else { "" })
    }

    /// What goes out. Compressed where that is at hand or worth it, and the caller takes it.
    pub(crate) fn serve(&self, state: CacheState, because: Option<&str>, takes_gzip: bool) -> Served {
        match &self.content {
            Content::Plain { kind, bytes } => Served { kind, bytes: bytes.clone(), gzipped: false },
            Content::Data { hit, gzipped, .. } if state == CacheState::Hit && because.is_none() => {
                let compressed = takes_gzip.then(|| gzipped.get_or_init(|| gzip(hit)).clone()).flatten();
                let gzipped = compressed.is_some();
                Served { kind: JSON, bytes: compressed.unwrap_or_else(|| hit.clone()), gzipped }
            }
            Content::Data { hit, head, .. } => {
                let mut text = Vec::with_capacity(head + 256);
                text.extend_from_slice(&hit[..*head]);
                text.extend_from_slice(tail(state, because).as_bytes());
                Served { kind: JSON, bytes: Bytes::from(text), gzipped: false }
            }
        }
    }

    /// Bytes that it takes, with what its compressed form may take.
    pub(super) fn weight(&self) -> usize {
        match &self.content {
            Content::Data { hit, .. } => hit.len() + hit.len() / 3 + 512,
            Content::Plain { bytes, .. } => bytes.len() + 512,
        }
    }
}

const JSON: &str = "application/json";

fn tail(state: CacheState, because: Option<&str>) -> String {
    let because = serde_json::Value::from(because);
    format!(r#""cache":"{}","stale_because":{because}}}}}"#, state.as_str())
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    if bytes.len() < WORTH_COMPRESSING {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(5));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// A word that no other answer has, of this process or another.
fn next_tag() -> String {
    static PROCESS: OnceLock<u32> = OnceLock::new();
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let process = PROCESS.get_or_init(|| uuid::Uuid::new_v4().as_fields().0);
    format!("{process:08x}{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::super::tests::spec;
    use super::*;
    use std::io::Read;

    fn kept(values: usize) -> Kept {
        let values: Vec<usize> = (0..values).collect();
        let json = serde_json::json!({"type": "x", "values": values, "meta": {"rows": 1, "cache": "miss", "stale_because": null}});
        Kept::data(json.to_string().into_bytes(), Timestamp::UNIX_EPOCH, spec()).expect("an answer")
    }

    fn meta(served: &Served) -> serde_json::Value {
        let value: serde_json::Value = serde_json::from_slice(&served.bytes).expect("JSON");
        value["meta"].clone()
    }

    #[test]
    fn each_state_is_said_and_the_rest_stays() {
        let kept = kept(3);
        for (state, because) in [
            (CacheState::Miss, None),
            (CacheState::Hit, None),
            (CacheState::Stale, None),
            (CacheState::Stale, Some("a \"quoted\" reason")),
        ] {
            let meta = meta(&kept.serve(state, because, false));
            assert_eq!(meta, serde_json::json!({"rows": 1, "cache": state.as_str(), "stale_because": because}));
        }
        assert_ne!(kept.etag(None), kept.etag(Some("reason")));
    }

    #[test]
    fn a_hit_is_compressed_once_and_says_the_same() {
        let kept = kept(5_000);
        let plain = kept.serve(CacheState::Hit, None, false);
        let first = kept.serve(CacheState::Hit, None, true);
        let second = kept.serve(CacheState::Hit, None, true);
        assert!(first.gzipped && !plain.gzipped);
        assert_eq!(first.bytes.as_ptr(), second.bytes.as_ptr(), "the very same bytes");
        let mut unpacked = Vec::new();
        flate2::read::GzDecoder::new(&first.bytes[..]).read_to_end(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, plain.bytes);
        assert!(first.bytes.len() * 2 < plain.bytes.len());
    }

    #[test]
    fn text_that_does_not_end_as_it_should_is_not_kept() {
        assert!(Kept::data(b"{}".to_vec(), Timestamp::UNIX_EPOCH, spec()).is_none());
    }
}
