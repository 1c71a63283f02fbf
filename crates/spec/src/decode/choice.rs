//! One of a few words.

use watchroom_domain::{Delimiter, ImportEncoding, Normalise, Role};

use super::{Decode, Reading};
use crate::model::{Aggregate, BarOrder, Format, Interpolation, Orientation, PanelType};
use crate::yaml::{Node, Plain, Value};

/// A type that is one of a few words.
pub(crate) trait Choice: Copy + 'static {
    /// What it is called, for messages.
    const NAME: &'static str;
    /// Every choice.
    const CHOICES: &'static [Self];

    /// The word.
    fn word(self) -> &'static str;
}

macro_rules! choice {
    ($type:ty, $name:literal) => {
        impl Choice for $type {
            const NAME: &'static str = $name;
            const CHOICES: &'static [Self] = &Self::ALL;

            fn word(self) -> &'static str {
                self.as_str()
            }
        }
    };
}

choice!(PanelType, "type");
choice!(Aggregate, "aggregate");
choice!(Interpolation, "interpolation");
choice!(Format, "format");
choice!(BarOrder, "order");
choice!(Orientation, "orientation");
choice!(Role, "role");
choice!(ImportEncoding, "encoding");
choice!(Delimiter, "delimiter");
choice!(Normalise, "way to normalise");

impl<T: Choice> Decode for T {
    fn wanted() -> String {
        format!("one of {}", words::<T>())
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let Value::Scalar(scalar) = &node.value else {
            return reading.wrong_type(node, &Self::wanted());
        };
        let found = T::CHOICES.iter().find(|choice| choice.word() == scalar.text);
        if found.is_none() {
            if scalar.plain() != Plain::Text {
                return reading.wrong_type(node, &Self::wanted());
            }
            let message = format!("`{}` is no {}", crate::yaml::excerpt(&scalar.text), T::NAME);
            let hint = match did_you_mean(&scalar.text, T::CHOICES.iter().map(|choice| choice.word())) {
                Some(near) => format!("did you mean `{near}`? There are {}", words::<T>()),
                None => format!("there are {}", words::<T>()),
            };
            reading.advise(&node.span, "unknown-value", message, hint);
        }
        found.copied()
    }
}

fn words<T: Choice>() -> String {
    T::CHOICES.iter().map(|choice| choice.word()).collect::<Vec<_>>().join(", ")
}

/// The candidate that `written` is most likely a misspelling of; `None` where none is near.
#[must_use]
pub fn did_you_mean<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    if written.len() > 100 {
        return None;
    }
    let lower = written.to_lowercase().replace('-', "_");
    let distance = |candidate: &str| strsim::damerau_levenshtein(&lower, &candidate.to_lowercase().replace('-', "_"));
    let (near, distance) = candidates.into_iter().map(|c| (c, distance(c))).min_by_key(|(_, distance)| *distance)?;
    (distance <= (near.chars().count().max(lower.chars().count()) / 3).max(1) && distance < lower.len()).then_some(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["timestamp", "value", "series_label"];
        assert_eq!(did_you_mean("timestmap", keys), Some("timestamp"));
        assert_eq!(did_you_mean("Series-Label", keys), Some("series_label"));
        assert_eq!(did_you_mean("colour", keys), None);
        assert_eq!(did_you_mean("", keys), None);
        assert_eq!(did_you_mean(&"v".repeat(10_000), keys), None);
    }
}
