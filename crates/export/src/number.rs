//! Numbers as text.

/// Appends a whole number.
pub(crate) fn int(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// Appends the shortest text that reads back as the same double, without a bare `.0`.
pub(crate) fn float(out: &mut Vec<u8>, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let text = buffer.format_finite(value);
    out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
}

/// The word for a double that is no number.
pub(crate) fn word(value: f64) -> &'static str {
    match (value.is_nan(), value > 0.0) {
        (true, _) => "NaN",
        (false, true) => "Infinity",
        (false, false) => "-Infinity",
    }
}

/// How many digits of a number's text count: without the sign, the point and leading zeros.
pub(crate) fn significant_digits(text: &str) -> usize {
    let digits = text.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    let is_whole = !text.contains('.');
    // Zeros at the end of 1500 carry no digit; those of 1.500 neither.
    let zeros = text.bytes().rev().filter(|byte| *byte != b'.').take_while(|byte| *byte == b'0').count();
    if is_whole || digits > zeros { digits.saturating_sub(zeros) } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_short_as_they_can_be_read_back() {
        for (value, text) in
            [(1.0, "1"), (0.1, "0.1"), (-2.5, "-2.5"), (0.0, "0"), (71.30000000000001, "71.30000000000001")]
        {
            let mut out = Vec::new();
            float(&mut out, value);
            assert_eq!(String::from_utf8_lossy(&out), text);
        }
    }

    #[test]
    fn digits_that_count_are_counted() {
        for (text, count) in [
            ("0", 0),
            ("0.00", 0),
            ("1500", 2),
            ("-1.500", 2),
            ("0.00012", 2),
            ("123456789012345", 15),
            ("1234567890123456", 16),
            ("0.1234567890123456", 16),
            ("1000000000000000000000", 1),
            ("10.01", 4),
        ] {
            assert_eq!(significant_digits(text), count, "{text}");
        }
    }
}
