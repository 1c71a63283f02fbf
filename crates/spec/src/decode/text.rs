//! Texts with rules: titles, colours, names in the database, slugs, fragments of another language.

use std::str::FromStr;

use super::{Decode, Reading};
use crate::model::{Filter, TableName};
use crate::yaml::{Node, Plain, Value, source_text};

impl Decode for String {
    fn wanted() -> String {
        "a text".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.plain() == Plain::Text => Some(scalar.text.clone()),
            Value::Scalar(scalar) => {
                let message = format!("expected a text, found {}", node.described());
                reading.advise(&node.span, "wrong-type", message, format!("write it in quotes: \"{}\"", scalar.text));
                None
            }
            _ => reading.wrong_type(node, &Self::wanted()),
        }
    }
}

/// A text of one line that says something: at most 200 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Title(pub(crate) String);

impl Decode for Title {
    fn wanted() -> String {
        "a text of 1 to 200 characters".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let count = text.trim().chars().count();
        if (1..=200).contains(&count) {
            return Some(Self(text.trim().to_owned()));
        }
        let message = format!("expected {}, found {count}", Self::wanted());
        reading.say(&reading.first_line(&node.span), "text-length", message);
        None
    }
}

/// `#RGB` or `#RRGGBB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Colour(pub(crate) String);

impl Decode for Colour {
    fn wanted() -> String {
        "a colour like \"#3B82F6\"".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let digits = text.strip_prefix('#').filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
        if digits.is_some_and(|digits| matches!(digits.len(), 3 | 6)) {
            return Some(Self(text));
        }
        let message = format!("`{}` is no colour", crate::yaml::excerpt(&text));
        reading.advise(&node.span, "bad-color", message, "write #RGB or #RRGGBB, like \"#3B82F6\"");
        None
    }
}

/// A name in the database, exact: 1 to 63 bytes, no NUL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identifier(pub(crate) String);

fn identifier_fault(text: &str) -> Option<&'static str> {
    match text.len() {
        _ if text.contains('\0') => Some("a name in the database cannot hold a NUL byte"),
        0 => Some("a name in the database cannot be empty"),
        64.. => Some("a name in the database has at most 63 bytes"),
        _ => None,
    }
}

impl Decode for Identifier {
    fn wanted() -> String {
        "the name of a column".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        match identifier_fault(&text) {
            None => Some(Self(text)),
            Some(fault) => {
                reading.say(&reading.first_line(&node.span), "bad-identifier", fault);
                None
            }
        }
    }
}

impl Decode for TableName {
    fn wanted() -> String {
        "the name of a table".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let (schema, name) = match text.split_once('.') {
            Some((schema, name)) => (Some(schema), name),
            None => (None, text.as_str()),
        };
        let at = reading.first_line(&node.span);
        if let Some(fault) = schema.and_then(identifier_fault).or_else(|| identifier_fault(name)) {
            reading.say(&at, "bad-identifier", fault);
            return None;
        }
        if name.contains('.') {
            let message = format!("`{}` has more than one dot", crate::yaml::excerpt(&text));
            reading.advise(&at, "bad-identifier", message, "write `table` or `schema.table`");
            return None;
        }
        let owned =
            |schema: Option<&str>, name: &str| Self { schema: schema.map(str::to_owned), name: name.to_owned() };
        Some(owned(schema, name))
    }
}

/// One of the names that people choose: `^[a-z0-9][a-z0-9_-]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slug<T>(pub(crate) T);

impl<T: FromStr<Err = watchroom_domain::BadSlug>> Decode for Slug<T> {
    fn wanted() -> String {
        "a name of a-z, 0-9, `_` and `-`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        match text.parse() {
            Ok(name) => Some(Self(name)),
            Err(fault) => {
                let message = format!("`{}`: {fault}", crate::yaml::excerpt(&text));
                reading.say(&reading.first_line(&node.span), "bad-name", message);
                None
            }
        }
    }
}

impl Decode for Filter {
    fn wanted() -> String {
        "a text".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let Value::Scalar(scalar) = &node.value else { return None };
        Some(Self { text, source: source_text(reading.file, &node.span, scalar) })
    }
}
