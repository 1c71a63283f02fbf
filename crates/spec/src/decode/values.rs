//! Numbers, switches, lists, and values that remember their place.

use super::{Decode, Reading};
use crate::source::SourceText;
use crate::yaml::{Node, Plain, Span, Value, source_text};

fn plain(node: &Node) -> Option<Plain> {
    match &node.value {
        Value::Scalar(scalar) => Some(scalar.plain()),
        _ => None,
    }
}

impl Decode for bool {
    fn wanted() -> String {
        "true or false".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        match plain(node) {
            Some(Plain::Bool(value)) => Some(value),
            _ => reading.wrong_type(node, &Self::wanted()),
        }
    }
}

impl Decode for f64 {
    fn wanted() -> String {
        "a number".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        match plain(node) {
            #[expect(clippy::cast_precision_loss, reason = "a threshold past 2^53 may lose its last digits")]
            Some(Plain::Integer(value)) => Some(value as f64),
            Some(Plain::Float(value)) => Some(value),
            _ => reading.wrong_type(node, &Self::wanted()),
        }
    }
}

/// A whole number from `LOW` to `HIGH`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole<const LOW: u32, const HIGH: u32>(pub(crate) u32);

impl<const LOW: u32, const HIGH: u32> Whole<LOW, HIGH> {
    /// As the model's grid numbers; `HIGH` is far below their end.
    pub(crate) fn small(self) -> u16 {
        u16::try_from(self.0).unwrap_or(u16::MAX)
    }
}

impl<const LOW: u32, const HIGH: u32> Decode for Whole<LOW, HIGH> {
    fn wanted() -> String {
        format!("a whole number from {LOW} to {HIGH}")
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let Some(Plain::Integer(value)) = plain(node) else {
            return reading.wrong_type(node, &Self::wanted());
        };
        match u32::try_from(value) {
            Ok(value) if (LOW..=HIGH).contains(&value) => Some(Self(value)),
            _ => {
                reading.say(&node.span, "out-of-range", format!("expected {}, found `{value}`", Self::wanted()));
                None
            }
        }
    }
}

/// A length of time in whole seconds: at least one, at most thirty days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seconds(pub(crate) u64);

/// Thirty days.
const SECONDS_MOST: u32 = 30 * 24 * 60 * 60;

impl Decode for Seconds {
    fn wanted() -> String {
        format!("whole seconds from 1 to {SECONDS_MOST} (30 days)")
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let Some(Plain::Integer(value)) = plain(node) else {
            return reading.wrong_type(node, &Self::wanted());
        };
        match u64::try_from(value) {
            Ok(value) if (1..=u64::from(SECONDS_MOST)).contains(&value) => Some(Self(value)),
            _ => {
                reading.say(&node.span, "out-of-range", format!("expected {}, found `{value}`", Self::wanted()));
                None
            }
        }
    }
}

/// A value that remembers its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T: Decode> Decode for Spanned<T> {
    fn wanted() -> String {
        T::wanted()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        Some(Self { value: T::decode(node, reading)?, span: node.span.clone() })
    }
}

/// A text's value that remembers where each of its bytes was written.
#[derive(Debug, Clone)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) source: SourceText,
}

impl<T: Decode> Decode for Written<T> {
    fn wanted() -> String {
        T::wanted()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let value = T::decode(node, reading)?;
        let Value::Scalar(scalar) = &node.value else { return None };
        Some(Self { value, source: source_text(reading.file, &node.span, scalar) })
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn wanted() -> String {
        format!("a list, each item {}", T::wanted())
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let Value::Sequence(items) = &node.value else {
            return reading.wrong_type(node, &Self::wanted());
        };
        // All of them are read before one that failed fails the list.
        let items: Vec<Option<T>> = items.iter().map(|item| T::decode(item, reading)).collect();
        items.into_iter().collect()
    }
}
