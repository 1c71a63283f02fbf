//! `numeric` from its binary form to the text that PostgreSQL itself would write, digit for digit.
//!
//! The form (PostgreSQL `src/backend/utils/adt/numeric.c`, `numeric_send`): four 16-bit words (digit count, weight, sign,
//! display scale), then digits to the base 10,000, the first standing for 10,000^weight.

use std::fmt::Write;

const NEGATIVE: u16 = 0x4000;
const POSITIVE: u16 = 0x0000;

/// The text; `None` for NaN and the infinities.
pub(super) fn to_text(bytes: &[u8]) -> Option<String> {
    let mut words = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
    let count = usize::from(words.next()?);
    let weight = i32::from(words.next()?.cast_signed());
    let sign = words.next()?;
    let scale = usize::from(words.next()?);
    if sign != NEGATIVE && sign != POSITIVE {
        return None;
    }
    let digits: Vec<u16> = words.take(count).collect();
    // The group that stands for 10,000^power; groups that are not stored are zero.
    let group = |power: i32| usize::try_from(weight - power).ok().and_then(|at| digits.get(at)).copied().unwrap_or(0);

    let mut text = String::with_capacity(count * 4 + scale + 3);
    if sign == NEGATIVE {
        text.push('-');
    }
    let first = weight.max(0);
    let _ = write!(text, "{}", group(first));
    for power in (0..first).rev() {
        let _ = write!(text, "{:04}", group(power));
    }
    if scale > 0 {
        text.push('.');
        let end = text.len() + scale;
        let mut power = -1;
        while text.len() < end {
            let _ = write!(text, "{:04}", group(power));
            power -= 1;
        }
        text.truncate(end);
    }
    Some(text)
}
