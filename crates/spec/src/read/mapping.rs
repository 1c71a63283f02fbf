//! A mapping file: which column fills which field of a ticket.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::TimeZone;
use watchroom_domain::{
    Delimiter, ImportEncoding, ImportField, ImportFrom, ImportMapping, ImportRule, ImportSource, Normalise, Severity,
    TicketStatus,
};

use super::tenant::Zone;
use crate::decode::{Choice, Decode, MapReader, Reading, Written, did_you_mean};
use crate::source::SourceText;
use crate::yaml::{Node, Span, Value};

/// Longest text that a constant or a map's value may have, in characters.
const VALUE_MOST: usize = 10_000;

/// The one format there is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Csv;

impl Choice for Csv {
    const NAME: &'static str = "format";
    const CHOICES: &'static [Self] = &[Csv];

    fn word(self) -> &'static str {
        "csv"
    }
}

/// Reads a mapping, and which columns it names where. There is none where it has errors.
pub(crate) fn read_mapping(node: &Node, reading: &Reading<'_>) -> (Option<ImportMapping>, Vec<(String, SourceText)>) {
    let mut columns = Vec::new();
    let Some(mut file) = MapReader::of(node, "the file", reading.first_line(&node.span), reading) else {
        return (None, columns);
    };
    let source = file.required_map("source").and_then(read_source);
    let rules = file.required_map("columns").map(|section| read_rules(section, &mut columns));
    file.finish();
    let mapping = source.zip(rules).map(|(source, rules)| ImportMapping { source, rules });
    (mapping, columns)
}

fn read_source(mut source: MapReader<'_, '_>) -> Option<ImportSource> {
    let format: Option<Csv> = source.required("format");
    let timezone: Option<Zone> = source.required("timezone");
    let datetime_format = source.optional::<Written<String>>("datetime_format");
    let encoding: Option<ImportEncoding> = source.optional("encoding");
    let delimiter: Option<Delimiter> = source.optional("delimiter");
    if let Some(format) = &datetime_format {
        check_datetime_format(format, &source.key_span("datetime_format"), source.reading);
    }
    source.finish();
    format?;
    Some(ImportSource {
        encoding: encoding.unwrap_or(ImportEncoding::Utf8),
        delimiter: delimiter.unwrap_or(Delimiter::Comma),
        timezone: timezone?.zone,
        datetime_format: datetime_format.map(|format| format.value),
    })
}

/// Writes a moment with the format and reads it back: what does not come back whole would be lost of every date.
fn check_datetime_format(format: &Written<String>, at: &Span, reading: &Reading<'_>) {
    let moment = DateTime::constant(2015, 11, 23, 21, 43, 0, 0);
    let Ok(zoned) = moment.to_zoned(TimeZone::UTC) else { return };
    let back = strtime::format(&format.value, &zoned)
        .and_then(|text| strtime::parse(&format.value, &text))
        .and_then(|parsed| parsed.to_datetime());
    let message = match back {
        Ok(back) if back.date() == moment.date() && (back.time() == moment.time() || back.time().hour() == 0) => return,
        Ok(back) if back.date() == moment.date() => "the hour is not told fully: write %I with %p, or %H".to_owned(),
        Ok(_) => "the format does not tell the whole date".to_owned(),
        Err(error) => format!("the format cannot be read: {error}"),
    };
    let hint = "the letters are those of strptime, like \"%Y-%m-%d %H:%M:%S\" or \"%m/%d/%Y %I:%M:%S %p\"; \
                leave the format out where moments are ISO 8601";
    reading.advise(at, "bad-datetime-format", message, hint);
}

fn read_rules(mut section: MapReader<'_, '_>, columns: &mut Vec<(String, SourceText)>) -> Vec<ImportRule> {
    let mut rules = Vec::new();
    for field in ImportField::ALL.iter().copied() {
        let key = field.as_str();
        let node = if field.is_required() { section.required_node(key) } else { section.node(key) };
        let at = section.key_span(key);
        let from = node.and_then(|node| read_from(field, node, at, section.reading, columns));
        rules.extend(from.map(|from| ImportRule { field, from }));
    }
    for (one, other) in [("latitude", "longitude"), ("longitude", "latitude")] {
        if section.node(one).is_some() && section.node(other).is_none() {
            let message = format!("`{one}` without `{other}` is no place");
            section.reading.advise(
                &section.key_span(one),
                "missing-field",
                message,
                format!("add `{other}`, or leave both out"),
            );
        }
    }
    section.finish();
    rules
}

fn read_from(
    field: ImportField,
    node: &Node,
    at: Span,
    reading: &Reading<'_>,
    columns: &mut Vec<(String, SourceText)>,
) -> Option<ImportFrom> {
    if !matches!(node.value, Value::Mapping(_)) {
        let column = named(node, reading, columns)?;
        return Some(ImportFrom::Column { column, map: None, normalise: None });
    }
    let mut rule = MapReader::of(node, field.as_str(), at.clone(), reading)?;
    let value_node = rule.node("value");
    let column_node = rule.node("column");
    let map_node = rule.node("map");
    let normalise: Option<Normalise> = rule.optional("normalise");
    let (map_at, normalise_at, value_at) = (rule.key_span("map"), rule.key_span("normalise"), rule.key_span("value"));
    rule.finish();
    let takes = Takes::of(field);
    let refused = [
        (value_node.is_some() && !takes.value, value_at, "value", "it is different for every ticket"),
        (map_node.is_some() && !takes.words, map_at.clone(), "map", "its values are no words"),
        (normalise.is_some() && !takes.number, normalise_at, "normalise", "it holds more than a number"),
    ];
    for (is, at, key, why) in refused {
        if is {
            reading.say(&at, "not-for-field", format!("`{key}` is not for `{field}`: {why}"));
        }
    }
    match (value_node, column_node) {
        (Some(node), None) => {
            if map_node.is_some() || normalise.is_some() {
                reading.say(
                    &at,
                    "value-and-column",
                    "a fixed `value` is taken as it is: `map` and `normalise` are for columns",
                );
            }
            let value = word(node, reading)?;
            check_word(field, &value, &node.span, reading);
            Some(ImportFrom::Value(value))
        }
        (None, Some(node)) => {
            let column = named(node, reading, columns);
            let map = map_node.map(|node| read_map(field, node, map_at, reading));
            Some(ImportFrom::Column { column: column?, map, normalise })
        }
        (Some(_), Some(_)) => {
            reading.say(
                &at,
                "value-and-column",
                format!("`{field}` has both a `column` and a fixed `value`; keep one"),
            );
            None
        }
        (None, None) => {
            let hint = "write the column's name, or { column: NAME }, or { value: TEXT }";
            reading.advise(&at, "missing-field", format!("`{field}` names no column and no value"), hint);
            None
        }
    }
}

/// What a field's rule may have besides a column.
struct Takes {
    value: bool,
    words: bool,
    number: bool,
}

impl Takes {
    const fn of(field: ImportField) -> Self {
        use ImportField as F;
        let number = matches!(field, F::TrackingNumber | F::Category | F::WardId | F::Team);
        let words = matches!(
            field,
            F::Category | F::Status | F::Severity | F::WardId | F::Team | F::IsSensitive | F::Description | F::Address
        );
        Self { value: words, words, number }
    }
}

/// The name of a column, kept for the comparison with the data.
fn named(node: &Node, reading: &Reading<'_>, columns: &mut Vec<(String, SourceText)>) -> Option<String> {
    let written = Written::<String>::decode(node, reading)?;
    columns.push((written.value.clone(), written.source));
    Some(written.value)
}

fn read_map(field: ImportField, node: &Node, at: Span, reading: &Reading<'_>) -> BTreeMap<String, String> {
    let Value::Mapping(entries) = &node.value else {
        let found: Option<()> = reading.wrong_type(node, "a map from the data's words to ours");
        return found.map(|()| BTreeMap::new()).unwrap_or_default();
    };
    if entries.is_empty() {
        reading.say(&at, "out-of-range", "the map is empty: no row could be read with it");
    }
    let mut map = BTreeMap::new();
    for entry in entries {
        let Some(value) = word(&entry.value, reading) else { continue };
        check_word(field, &value, &entry.value.span, reading);
        map.insert(entry.key.trim().to_owned(), value);
    }
    map
}

/// Any single value as it is written: `true`, `3` and `closed` alike.
fn word(node: &Node, reading: &Reading<'_>) -> Option<String> {
    match &node.value {
        Value::Scalar(scalar) if scalar.text.chars().count() > VALUE_MOST => {
            let message = format!("a value has at most {VALUE_MOST} characters");
            reading.say(&reading.first_line(&node.span), "text-length", message);
            None
        }
        Value::Scalar(scalar) => Some(scalar.text.trim().to_owned()),
        _ => reading.wrong_type(node, "a single value"),
    }
}

/// Fields that know only a few words say so at once, not with the first row.
fn check_word(field: ImportField, text: &str, at: &Span, reading: &Reading<'_>) {
    let known: Vec<&str> = match field {
        ImportField::Status => TicketStatus::ALL.iter().map(|one| one.as_str()).collect(),
        ImportField::Severity => Severity::ALL.iter().map(|one| one.as_str()).collect(),
        ImportField::IsSensitive => vec!["true", "false"],
        ImportField::Category if text.is_empty() => {
            reading.say(at, "text-length", "a ticket has a category; this one is empty");
            return;
        }
        _ => return,
    };
    if known.contains(&text) {
        return;
    }
    let message = format!("`{}` is no {field}", crate::yaml::excerpt(text));
    let all = known.join(", ");
    let hint = match did_you_mean(text, known) {
        Some(near) => format!("did you mean `{near}`? There are {all}"),
        None => format!("there are {all}"),
    };
    reading.advise(at, "unknown-value", message, hint);
}
