//! Texts of cells. They are inline: a table of shared texts would have to be kept.

/// UTF-16 units that a spreadsheet's cell holds.
pub(super) const MOST_UNITS: usize = 32_767;

/// Appends a cell with text that needs no escaping.
pub(super) fn plain(xml: &mut Vec<u8>, text: &str) {
    xml.extend_from_slice(b"<c t=\"inlineStr\"><is><t>");
    xml.extend_from_slice(text.as_bytes());
    xml.extend_from_slice(b"</t></is></c>");
}

/// Appends a heading's cell.
pub(super) fn heading(xml: &mut Vec<u8>, text: &str) {
    xml.extend_from_slice(b"<c s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    escape(xml, text);
    xml.extend_from_slice(b"</t></is></c>");
}

/// Appends a cell with any text; true where it had to be cut, which the cell then says itself.
pub(super) fn inline(xml: &mut Vec<u8>, text: &str) -> bool {
    xml.extend_from_slice(b"<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
    // No text has more units than bytes.
    let whole = text.len() <= MOST_UNITS || text.encode_utf16().count() <= MOST_UNITS;
    if whole {
        escape(xml, text);
    } else {
        let mark = format!("… [cut: the whole text has {} characters]", text.chars().count());
        let mut room = MOST_UNITS - mark.encode_utf16().count();
        let mut end = 0;
        for (place, character) in text.char_indices() {
            if character.len_utf16() > room {
                break;
            }
            room -= character.len_utf16();
            end = place + character.len_utf8();
        }
        escape(xml, &text[..end]);
        escape(xml, &mark);
    }
    xml.extend_from_slice(b"</t></is></c>");
    !whole
}

/// Appends text of an element. What XML cannot hold is written as Office does: `_x0007_`; a text that looks like that
/// already has its underscore escaped in the same way.
pub(super) fn escape(xml: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (place, byte) in bytes.iter().enumerate() {
        let (escaped, length): (&[u8], usize) = match byte {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'_' if is_escape(&bytes[place..]) => (b"_x005F_", 1),
            b'\t' | b'\n' => continue,
            0x00..0x20 => (control(*byte), 1),
            0xef if bytes[place..].starts_with("\u{fffe}".as_bytes()) => (b"_xFFFE_", 3),
            0xef if bytes[place..].starts_with("\u{ffff}".as_bytes()) => (b"_xFFFF_", 3),
            _ => continue,
        };
        xml.extend_from_slice(&bytes[written..place]);
        xml.extend_from_slice(escaped);
        written = place + length;
    }
    xml.extend_from_slice(&bytes[written..]);
}

fn is_escape(bytes: &[u8]) -> bool {
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
}

const fn control(byte: u8) -> &'static [u8] {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    const TABLE: [[u8; 7]; 32] = {
        let mut table = [*b"_x0000_"; 32];
        let mut code = 0;
        while code < 32 {
            table[code][4] = HEX[code >> 4];
            table[code][5] = HEX[code & 15];
            code += 1;
        }
        table
    };
    &TABLE[byte as usize & 31]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut xml = Vec::new();
        escape(&mut xml, text);
        String::from_utf8(xml).expect("UTF-8")
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped_as_office_does() {
        assert_eq!(escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;\"c\"");
        assert_eq!(escaped("bell\u{7} null\0 return\r"), "bell_x0007_ null_x0000_ return_x000D_");
        assert_eq!(escaped("_x0041_ _x41_ é\u{ffff}!"), "_x005F_x0041_ _x41_ é_xFFFF_!");
        assert_eq!(escaped("line\nline\ttab"), "line\nline\ttab");
    }

    #[test]
    fn a_text_that_is_too_long_says_so_and_fits() {
        for text in ["x".repeat(40_000), "😀".repeat(20_000)] {
            let mut xml = Vec::new();
            assert!(inline(&mut xml, &text));
            let xml = String::from_utf8(xml).expect("UTF-8");
            let shown = xml.split("preserve\">").nth(1).and_then(|rest| rest.split("</t>").next()).expect("text");
            assert!((MOST_UNITS - 1..=MOST_UNITS).contains(&shown.encode_utf16().count()));
            assert!(shown.ends_with(&format!("has {} characters]", text.chars().count())), "{}", &shown[32_700..]);
        }
        assert!(!inline(&mut Vec::new(), &"é".repeat(MOST_UNITS)));
    }
}
