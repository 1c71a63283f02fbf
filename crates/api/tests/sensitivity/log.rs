//! What the server writes into its log.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listening;

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string");
    }
}

/// All that the server's own parts say, from `debug` on.
impl Subscriber for Listening {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("watchroom") && *metadata.level() <= Level::DEBUG
    }
    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        keep(line);
        Id::from_u64(1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        keep(line);
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        keep(line);
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

fn keep(line: Line) {
    LINES.lock().unwrap_or_else(PoisonError::into_inner).push(line.0);
}

/// From now on.
pub fn listen() {
    tracing::subscriber::set_global_default(Listening).expect("nobody listens yet");
}

/// The log holds none of these words, and it holds something.
pub fn holds_none(words: &[&str]) {
    let lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(lines.iter().any(|line| line.contains("/api/v1/tickets/{id}")), "{} lines", lines.len());
    for line in lines.iter() {
        assert!(!words.iter().any(|word| line.contains(word)), "{line}");
    }
}
