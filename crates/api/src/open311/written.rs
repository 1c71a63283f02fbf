//! What is answered, in the two forms of the standard.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use quick_xml::Writer;
use quick_xml::events::BytesText;
use serde_json::{Map, Value};

/// The form that a path's ending asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `.json`.
    Json,
    /// `.xml`.
    Xml,
}

/// Things of one kind, each with its fields in order; texts, numbers, truths and nulls alone.
pub(super) struct Things {
    /// The element around all of them.
    pub(super) all: &'static str,
    /// The element of each.
    pub(super) each: &'static str,
    /// The things.
    pub(super) things: Vec<Map<String, Value>>,
}

impl Things {
    /// The answer: an array in JSON, elements in XML.
    pub(super) fn answer(self, status: StatusCode, form: Form) -> Response {
        let (kind, body) = match form {
            Form::Json => ("application/json; charset=utf-8", Value::from(self.things).to_string().into_bytes()),
            Form::Xml => ("text/xml; charset=utf-8", self.xml()),
        };
        let mut response = (status, body).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response
    }

    fn xml(&self) -> Vec<u8> {
        let mut writer = Writer::new(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec());
        let written = writer.create_element(self.all).write_inner_content(|writer| {
            for thing in &self.things {
                writer.create_element(self.each).write_inner_content(|writer| {
                    for (name, value) in thing {
                        let element = writer.create_element(name.as_str());
                        match value {
                            Value::Null => element.write_empty()?,
                            Value::String(text) => element.write_text_content(BytesText::new(&allowed(text)))?,
                            other => element.write_text_content(BytesText::new(&other.to_string()))?,
                        };
                    }
                    Ok(())
                })?;
            }
            Ok(())
        });
        // A vector takes every byte.
        if let Err(error) = written {
            tracing::error!(cause = %error, "XML could not be written");
        }
        writer.into_inner()
    }
}

/// A text without the characters that no XML document may hold, however they are written (XML 1.0, 2.2).
fn allowed(text: &str) -> String {
    text.chars()
        .filter(|c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_what_xml_cannot_hold_is_left_out() {
        let mut thing = Map::new();
        thing.insert("a".to_owned(), Value::from("<b>&\"'\u{1}\u{fffe} ]]>"));
        thing.insert("none".to_owned(), Value::Null);
        thing.insert("far".to_owned(), Value::from(-26.5));
        let things = Things { all: "things", each: "thing", things: vec![thing] };
        let text = String::from_utf8(things.xml()).expect("text");
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<things><thing><a>&lt;b&gt;&amp;&quot;&apos; ]]&gt;</a><none/><far>-26.5</far></thing></things>"
        );
    }
}
