//! `numeric` from its binary form to the text that PostgreSQL itself would write, digit for digit.
//!
//! The form (PostgreSQL `src/backend/utils/adt/numeric.c`, `numeric_send`): four 16-bit words (digit count, weight, sign,
//! display scale), then digits to the base 10,000, the first standing for 10,000^weight.

use std::fmt::Write;

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0x0000;

/// The text; `None` for NaN and the infinities.
pub(super) fn to_text(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() * 2 + 8);
    append(bytes, &mut text).then_some(text)
}

/// Appends the text; false, and nothing appended, for NaN and the infinities.
pub(super) fn append(bytes: &[u8], text: &mut String) -> bool {
    let word = |at: usize| bytes.get(at * 2..at * 2 + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let (Some(count), Some(weight), Some(sign), Some(scale)) = (word(0), word(1), word(2), word(3)) else {
        return false;
    };
    let (count, weight, scale) = (usize::from(count), i32::from(weight.cast_signed()), usize::from(scale));
    if sign != NEGATIVE && sign != POSITIVE {
        return false;
    }
    // The group that stands for 10,000^power; groups that are not stored are zero.
    let group = |power: i32| {
        let at = usize::try_from(weight - power).ok().filter(|at| *at < count);
        at.and_then(|at| word(4 + at)).unwrap_or(0)
    };

    if sign == NEGATIVE {
        text.push('-');
    }
    let first = weight.max(0);
    let _ = write!(text, "{}", group(first));
    for power in (0..first).rev() {
        four(text, group(power));
    }
    if scale > 0 {
        text.push('.');
        let end = text.len() + scale;
        let mut power = -1;
        while text.len() < end {
            four(text, group(power));
            power -= 1;
        }
        text.truncate(end);
    }
    true
}

/// A group with its leading zeros.
fn four(text: &mut String, group: u16) {
    for unit in [1_000, 100, 10, 1] {
        text.push(char::from(b'0' + u8::try_from(group / unit % 10).unwrap_or(0)));
    }
}

/// The word for NaN and the infinities.
pub(super) fn word(bytes: &[u8]) -> &'static str {
    match bytes.get(4..6) {
        Some([0xd0, _]) => "Infinity",
        Some([0xf0, _]) => "-Infinity",
        _ => "NaN",
    }
}
