//! An answer, written so that two of them can be compared: what differs between any two requests is taken out, and what was
//! asked for is put back as the name of the word that stood there.

use std::fmt::Write;
use std::io::Read;

use reqwest::header::HeaderMap;

use crate::words::Words;

/// Headers that differ between any two answers.
const OWN_HEADERS: [&str; 4] = ["date", "x-request-id", "set-cookie", "etag"];

/// An answer as it is compared.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub text: String,
    /// What is not compared, and may hold no marker either: records of the audit log that say, on purpose, that somebody read
    /// something sensitive.
    pub aside: String,
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        self.status == other.status && self.text == other.text
    }
}

/// Records of the audit log that are compared: those of sensitive reads push others off the page.
const RECORDS: usize = 150;

impl Answer {
    /// Reads one. `url` is the server's own address.
    pub fn read(status: u16, headers: &HeaderMap, body: &[u8], url: &str, words: &Words) -> Self {
        let mut text = String::new();
        for (name, value) in headers.iter().filter(|(name, _)| !OWN_HEADERS.contains(&name.as_str())) {
            writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes())).expect("a string");
        }
        let is = |kind: &str| {
            headers.get("content-type").is_some_and(|value| value.to_str().is_ok_and(|value| value.contains(kind)))
        };
        let mut aside = String::new();
        if let Some((records, of_reads)) = audit_records(body) {
            text = text.lines().filter(|line| !line.starts_with("content-length")).collect();
            text.push_str(&records);
            aside = of_reads;
        } else if is("spreadsheetml") {
            // Packed times and lengths say nothing that the parts do not say.
            text = text.lines().filter(|line| !line.starts_with("content-length")).collect();
            text.push_str(&unpacked(body));
        } else {
            text.push_str(&String::from_utf8_lossy(body));
        }
        Self { status, aside, text: neutral(&words.taken_out(&without_chances(&text).replace(url, "<url>"))) }
    }

    /// Where two answers begin to differ, with what stands around it.
    pub fn difference(&self, other: &Self) -> String {
        let same = self.text.bytes().zip(other.text.bytes()).take_while(|(one, two)| one == two).count();
        let around = |text: &str| {
            let (from, to) = (same.saturating_sub(120), (same + 200).min(text.len()));
            String::from_utf8_lossy(&text.as_bytes()[from.min(to)..to]).into_owned()
        };
        format!("{} …{}…\n  and {} …{}…", self.status, around(&self.text), other.status, around(&other.text))
    }
}

/// The records of a page of the audit log without their numbers, and beside them those of sensitive reads.
fn audit_records(body: &[u8]) -> Option<(String, String)> {
    let mut page: serde_json::Value = serde_json::from_slice(body).ok()?;
    let records = page.get_mut("records")?.as_array_mut()?;
    let (of_reads, mut others): (Vec<_>, Vec<_>) =
        records.drain(..).partition(|record| record["action"] == "sensitive_read");
    for record in &mut others {
        record.as_object_mut()?.remove("seq");
        // The number of an export's first record.
        if let Some(detail) = record["detail"].as_object_mut() {
            detail.remove("begun");
        }
    }
    others.truncate(RECORDS);
    Some((serde_json::to_string(&others).ok()?, serde_json::to_string(&of_reads).ok()?))
}

/// What differs between any two answers: how long a panel's query took, whether somebody had asked just before, and how
/// long a packed file with random ids is. They make the answer longer or shorter.
fn without_chances(text: &str) -> String {
    const SAID: [(&str, &str); 4] = [
        ("\"query_ms\":", ""),
        ("\"bytes\":", ",\"format\":\"xlsx\""),
        ("\"cache\":\"hit", "\""),
        ("\"cache\":\"miss", "\""),
    ];
    let mut text = text.to_owned();
    for (before, after) in SAID {
        let mut parts = text.split(before);
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            kept.push_str(before);
            kept.push_str(if rest.starts_with(after) { rest } else { part });
        }
        if kept != text {
            let lines = kept.lines().filter(|line| !line.starts_with("content-length"));
            text = lines.collect::<Vec<_>>().join("\n");
        }
    }
    text
}

/// The parts of a zip file, one after the other.
pub fn unpacked(zip: &[u8]) -> String {
    let number = |at: usize, bytes: usize| -> usize {
        zip[at..at + bytes].iter().rev().fold(0, |number, byte| number << 8 | usize::from(*byte))
    };
    let mut text = String::new();
    let mut at = 0;
    // The directory at the end: its entries say where each part begins and how long it is.
    while let Some(found) = zip[at..].windows(4).position(|window| window == b"PK\x01\x02") {
        let entry = at + found;
        let (method, packed, name) = (number(entry + 10, 2), number(entry + 20, 4), number(entry + 28, 2));
        let start = number(entry + 42, 4);
        let data = start + 30 + number(start + 26, 2) + number(start + 28, 2);
        writeln!(text, "\n== {}", String::from_utf8_lossy(&zip[entry + 46..entry + 46 + name])).expect("a string");
        let bytes = &zip[data..data + packed];
        if method == 0 {
            text.push_str(&String::from_utf8_lossy(bytes));
        } else {
            flate2::read::DeflateDecoder::new(bytes).read_to_string(&mut text).expect("a part");
        }
        at = entry + 46 + name;
    }
    assert!(text.contains("== xl/workbook.xml"), "a workbook: {text}");
    text
}

/// A text without what is random: ids that are none of the tests' own, numbers of tickets, tokens, hashes.
fn neutral(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < letters.len() {
        let rest = &letters[at..];
        let fresh = at == 0 || !letters[at - 1].is_ascii_alphanumeric();
        if fresh && let Some((name, length)) = random(rest) {
            out.push_str(name);
            at += length;
        } else {
            out.push(letters[at]);
            at += 1;
        }
    }
    out
}

fn random(rest: &[char]) -> Option<(&'static str, usize)> {
    let id = |c: &char, place: usize| {
        matches!(place, 8 | 13 | 18 | 23) == (*c == '-') && (*c == '-' || c.is_ascii_hexdigit())
    };
    if rest.len() >= 36 && rest[..36].iter().enumerate().all(|(place, c)| id(c, place)) {
        let own = rest.starts_with(&['0', '0', '0', '0', '0', '0', '0', '0', '-']);
        return (!own).then_some(("<uuid>", 36));
    }
    if rest.len() >= 12 && rest[..3] == ['W', 'R', '-'] && rest[7] == '-' {
        return Some(("<number>", 12));
    }
    // Tokens and hashes: long runs with digits in them.
    let run = rest.iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).count();
    (run >= 40 && rest[..run].iter().any(char::is_ascii_digit)).then_some(("<random>", run))
}
