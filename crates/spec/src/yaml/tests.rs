use std::sync::Arc;

use super::segments::source_text;
use super::*;
use crate::source::SourceFile;

/// The decoded value of `key` at the top of `yaml`, and where in the file each of `needles` is said to stand: as
/// (line, column, the file's text from there on, up to 8 characters).
fn located(yaml: &str, needles: &[&str]) -> Vec<(u32, u32, String)> {
    let file = Arc::new(SourceFile::new("f.yaml", yaml));
    let mut findings = Vec::new();
    let root = parse(&file, &mut findings).expect("a document");
    assert!(findings.is_empty(), "{findings:?}");
    let Value::Mapping(entries) = root.value else { panic!("a map") };
    let node = &entries[0].value;
    let Value::Scalar(scalar) = &node.value else { panic!("a scalar") };
    let source = source_text(&file, &node.span, scalar);
    needles
        .iter()
        .map(|needle| {
            let offset = scalar.text.find(needle).unwrap_or_else(|| panic!("{needle} in {:?}", scalar.text));
            let place = source.locate(offset);
            let rest: String = file.text[file.byte(place)..].chars().take(8).collect();
            (place.line, place.column, rest)
        })
        .collect()
}

fn at(line: u32, column: u32, rest: &str) -> (u32, u32, String) {
    (line, column, rest.to_owned())
}

#[test]
fn plain_values_on_one_line_and_folded() {
    assert_eq!(located("a: b = c", &["b", "c"]), [at(1, 4, "b = c"), at(1, 8, "c")]);
    let folded = located("a: b = c\n   and d\n\n   or e", &["and", "d\nor", "or", "e"]);
    assert_eq!(folded, [at(2, 4, "and d\n\n "), at(2, 8, "d\n\n   or"), at(4, 4, "or e"), at(4, 7, "e")]);
}

#[test]
fn single_quotes_with_doubled_quotes() {
    let places = located("a: 'x = ''cpu'' and y'\n", &["x", "'cpu", "cpu", "' and", "y"]);
    let expected =
        [at(1, 5, "x = ''cp"), at(1, 9, "''cpu'' "), at(1, 11, "cpu'' an"), at(1, 14, "'' and y"), at(1, 21, "y'\n")];
    assert_eq!(places, expected);
    assert_eq!(located("a: 'x\n\n  y ''z'''", &["y", "z"]), [at(3, 3, "y ''z'''"), at(3, 7, "z'''")]);
}

#[test]
fn double_quotes_with_escapes_and_breaks() {
    let places = located(r#"a: "\u00e9 = \"q\" \x41 Ω z""#, &["é", "=", "\"q", "q", "A", "Ω", "z"]);
    let expected = [
        at(1, 5, r"\u00e9 ="),
        at(1, 12, r#"= \"q\" "#),
        at(1, 14, r#"\"q\" \x"#),
        at(1, 16, r#"q\" \x41"#),
        at(1, 20, r"\x41 Ω z"),
        at(1, 25, "Ω z\""),
        at(1, 27, "z\""),
    ];
    assert_eq!(places, expected);
    let broken = located("a: \"x \\\n    y\n    z\n\n    w\"", &["y", "z", "w"]);
    assert_eq!(broken, [at(2, 5, "y\n    z\n"), at(3, 5, "z\n\n    w"), at(5, 5, "w\"")]);
}

#[test]
fn literal_blocks() {
    let yaml = "a: |\n  one = 1\n    and two\n\n  or three\nb: 1\n";
    assert_eq!(
        located(yaml, &["one", "and", "three"]),
        [at(2, 3, "one = 1\n"), at(3, 5, "and two\n"), at(5, 6, "three\nb:")]
    );
    let with_indicator = located("a: |2-\n    deep\n  less é\n  x", &["deep", "less", "x"]);
    assert_eq!(with_indicator, [at(2, 5, "deep\n  l"), at(3, 3, "less é\n "), at(4, 3, "x")]);
    let blank_first = located("a: |\n\n\n   x = 1\n   y\n", &["x", "y"]);
    assert_eq!(blank_first, [at(4, 4, "x = 1\n  "), at(5, 4, "y\n")]);
}

#[test]
fn folded_blocks() {
    let yaml = "a: >-\n   one\n   two\n\n   three\n     deeper\n   end\n";
    let expected = [
        at(2, 4, "one\n   t"),
        at(3, 4, "two\n\n   "),
        at(5, 4, "three\n  "),
        at(6, 6, "deeper\n "),
        at(7, 4, "end\n"),
    ];
    assert_eq!(located(yaml, &["one", "two", "three", "deeper", "end"]), expected);
    assert_eq!(located(&yaml.replace('\n', "\r\n"), &["two", "end"])[1], at(7, 4, "end\r\n"));
}

#[test]
fn past_the_end_is_the_end_before_the_closing_quote() {
    let file = Arc::new(SourceFile::new("f.yaml", "a: 'xy'"));
    let root = parse(&file, &mut Vec::new()).expect("a document");
    let Value::Mapping(entries) = root.value else { panic!("a map") };
    let Value::Scalar(scalar) = &entries[0].value.value else { panic!("a scalar") };
    let source = source_text(&file, &entries[0].value.span, scalar);
    assert_eq!(source.locate(2).column, 7);
    assert_eq!(source.locate(99).column, 7);
}

#[test]
fn what_a_plain_value_means() {
    let plain = |text: &str| Scalar { text: text.to_owned(), style: saphyr_parser::ScalarStyle::Plain }.plain();
    for null in ["", "~", "null"] {
        assert_eq!(plain(null), Plain::Null);
    }
    assert_eq!(plain("true"), Plain::Bool(true));
    assert_eq!(plain("-12"), Plain::Integer(-12));
    assert_eq!(plain("0x1f"), Plain::Integer(31));
    assert_eq!(plain("1.5e3"), Plain::Float(1500.0));
    for text in ["yes", ".inf", ".nan", "1.2.3", "12px", "1e999", "2026-01-01", "-"] {
        assert_eq!(plain(text), Plain::Text, "{text}");
    }
}

#[test]
fn hostile_depth_and_size_are_refused_quickly() {
    let codes = |text: &str| {
        let mut findings = Vec::new();
        let root = parse(&SourceFile::new("f", text), &mut findings);
        assert!(root.is_none());
        findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let hostile = ["[".repeat(500_000), "a: {".repeat(200_000), "- - - - ".repeat(10_000), "- x\n".repeat(200_000)];
    for text in hostile {
        let codes = codes(&text);
        assert!(matches!(codes[..], ["yaml-budget" | "yaml-syntax"]), "{codes:?} for {:?}", &text[..8]);
    }
    assert_eq!(codes("a: &a [x]\nb: *nothing\n").len(), 2);
}
