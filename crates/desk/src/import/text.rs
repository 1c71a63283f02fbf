//! Bytes → text, and text → what may be kept.

use std::borrow::Cow;

use thiserror::Error;
use watchroom_domain::ImportEncoding;

/// The bytes are not of the encoding that the mapping names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadEncoding {
    /// No UTF-8 from this byte of the value on.
    #[error(
        "it is no UTF-8 at its byte {0}; if the file is of an old spreadsheet, say `encoding: windows-1252` in the mapping's `source`"
    )]
    Utf8(usize),
    /// A byte that windows-1252 does not know.
    #[error("its byte {at} (0x{byte:02X}) does not exist in windows-1252")]
    Windows1252 {
        /// Where in the value, from 1.
        at: usize,
        /// The byte.
        byte: u8,
    },
}

/// The bytes 0x80 to 0x9F of windows-1252; NUL where it knows none.
/// From the WHATWG's Encoding Standard, without the five controls that it maps to themselves.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Bytes as text.
///
/// # Errors
/// Where the bytes are not of the encoding.
pub fn decode(bytes: &[u8], encoding: ImportEncoding) -> Result<Cow<'_, str>, BadEncoding> {
    if encoding == ImportEncoding::Utf8 {
        return std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| BadEncoding::Utf8(error.valid_up_to() + 1));
    }
    if bytes.is_ascii() {
        return std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| BadEncoding::Utf8(error.valid_up_to() + 1));
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for (at, byte) in bytes.iter().copied().enumerate() {
        text.push(match byte {
            0x80..=0x9F => match WINDOWS_1252[usize::from(byte) - 0x80] {
                '\0' => return Err(BadEncoding::Windows1252 { at: at + 1, byte }),
                known => known,
            },
            // Latin-1 is the beginning of Unicode.
            other => char::from(other),
        });
    }
    Ok(Cow::Owned(text))
}

/// The whole number in a text, without zeros before it: `Ward 3`, `03` and `3.0` are `3`. `None` where there is none,
/// or more than one.
pub(super) fn number_in(text: &str) -> Option<String> {
    let whole = match text.rsplit_once('.') {
        // As programs write that kept it as a number with a fraction.
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => whole,
        _ => text,
    };
    let mut runs = whole.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let run = runs.next()?;
    if runs.next().is_some() {
        return None;
    }
    let number = run.trim_start_matches('0');
    Some(if number.is_empty() { "0".to_owned() } else { number.to_owned() })
}

/// A text with every control character as a space, line breaks and tabs too where it is of `one_line`. Counts what was
/// replaced, line breaks not.
pub(super) fn without_controls(text: &str, one_line: bool, replaced: &mut u64) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let keep = |c: char| match c {
        '\n' | '\r' | '\t' if one_line => ' ',
        '\r' => '\n',
        '\n' | '\t' => c,
        c if c.is_control() => {
            *replaced += 1;
            ' '
        }
        c => c,
    };
    text.chars().map(keep).collect::<String>().trim().to_owned()
}
