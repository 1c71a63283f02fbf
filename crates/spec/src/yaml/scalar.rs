//! Single values: their text, and what a plain one means.

use saphyr_parser::ScalarStyle;

/// A single value as written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar {
    /// Decoded.
    pub(crate) text: String,
    pub(crate) style: ScalarStyle,
}

/// What a value means by YAML's core schema. Quoted and block values are text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Plain {
    Null,
    Bool(bool),
    Integer(i64),
    /// Finite.
    Float(f64),
    Text,
}

impl Scalar {
    pub(crate) fn plain(&self) -> Plain {
        if self.style != ScalarStyle::Plain {
            return Plain::Text;
        }
        match self.text.as_str() {
            "" | "~" | "null" | "Null" | "NULL" => Plain::Null,
            "true" | "True" | "TRUE" => Plain::Bool(true),
            "false" | "False" | "FALSE" => Plain::Bool(false),
            text => number(text),
        }
    }
}

fn number(text: &str) -> Plain {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'+' | b'-'));
    if numeric {
        if let Ok(integer) = text.parse() {
            return Plain::Integer(integer);
        }
        if let Ok(float) = text.parse::<f64>()
            && float.is_finite()
        {
            return Plain::Float(float);
        }
    }
    let radix = |prefix, radix| text.strip_prefix(prefix).and_then(|rest| i64::from_str_radix(rest, radix).ok());
    radix("0x", 16).or_else(|| radix("0o", 8)).map_or(Plain::Text, Plain::Integer)
}
