//! Text in an SVG picture.

use std::fmt;

/// Text from the database as it may stand in an SVG, between tags or in an attribute.
pub(crate) fn escaped(text: &str) -> impl fmt::Display + '_ {
    fmt::from_fn(move |f| {
        for character in text.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                // XML has no place for them, escaped or not: one would break the whole picture.
                '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                    f.write_str("\u{fffd}")?;
                }
                other => fmt::Write::write_char(f, other)?,
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text_and_what_xml_cannot_hold_is_replaced() {
        let hostile = "</text><script>alert('1\" & \u{0}\u{1b}é')";
        let safe = "&lt;/text&gt;&lt;script&gt;alert(&#39;1&quot; &amp; \u{fffd}\u{fffd}é&#39;)";
        assert_eq!(escaped(hostile).to_string(), safe);
    }
}
