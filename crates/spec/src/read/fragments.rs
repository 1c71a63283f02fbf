//! The three places a filter may stand in, read as one.

use crate::decode::{Decode, MapReader, Spanned, Whole};
use crate::model::Filter;
use crate::yaml::{Node, Value};

/// What `query` and `data_source.query` say together.
#[derive(Default)]
pub(super) struct Fragments {
    pub(super) condition: Option<Filter>,
    pub(super) order_by: Option<Filter>,
    pub(super) limit: Option<Limit>,
}

/// A limit as number and as text.
pub(super) struct Limit {
    pub(super) rows: u64,
    pub(super) text: Filter,
}

/// More rows than a page could ever show.
const ROWS_MOST: u32 = 1_000_000;

/// Gathers one value from several places, and speaks up where a second one comes.
struct Once<T> {
    what: &'static str,
    found: Option<(&'static str, Spanned<T>)>,
}

impl<T> Once<T> {
    fn new(what: &'static str) -> Self {
        Self { what, found: None }
    }

    fn take(&mut self, place: &'static str, value: Option<Spanned<T>>, section: &MapReader<'_, '_>) {
        let Some(value) = value else { return };
        if let Some((first_place, first)) = &self.found {
            let line = section.reading.file.location(first.span.start).line;
            let message = format!("the {} stands both in `{first_place}` (line {line}) and in `{place}`", self.what);
            let hint = format!("keep one of the two; join two conditions with AND in `{first_place}`");
            let at = section.reading.first_line(&value.span);
            section.reading.advise(&at, "filter-twice", message, hint);
            return;
        }
        self.found = Some((place, value));
    }

    fn value(self) -> Option<T> {
        self.found.map(|(_, value)| value.value)
    }
}

/// Reads `query` of the panel and of its data source.
pub(super) fn read_fragments<'r, 'f>(
    panel: &mut MapReader<'r, 'f>,
    mut data_source: Option<&mut MapReader<'r, 'f>>,
) -> Fragments {
    let mut condition = Once::new("filter");
    let mut order_by = Once::new("order");
    let mut limit = Once::new("limit");
    let mut sections = Vec::new();
    if let Some(query) = panel.optional_map("query") {
        sections.push((["query.where", "query.order_by", "query.limit"], query));
    }
    if let Some(data_source) = &mut data_source
        && let Some(node) = data_source.node("query")
    {
        if matches!(node.value, Value::Mapping(_)) {
            let places = ["data_source.query.where", "data_source.query.order_by", "data_source.query.limit"];
            let query = MapReader::of(node, "query", data_source.key_span("query"), data_source.reading);
            sections.extend(query.map(|query| (places, query)));
        } else {
            let text = Spanned::<Filter>::decode(node, data_source.reading);
            condition.take("data_source.query", text, data_source);
        }
    }
    for (places, mut query) in sections {
        let found = query.optional("where");
        condition.take(places[0], found, &query);
        let found = query.optional("order_by");
        order_by.take(places[1], found, &query);
        let found = query.optional("limit");
        limit.take(places[2], found, &query);
        query.finish();
    }
    Fragments { condition: condition.value(), order_by: order_by.value(), limit: limit.value() }
}

impl Decode for Limit {
    fn wanted() -> String {
        Whole::<1, ROWS_MOST>::wanted()
    }

    fn decode(node: &Node, reading: &crate::decode::Reading<'_>) -> Option<Self> {
        let rows = Whole::<1, ROWS_MOST>::decode(node, reading)?;
        let Value::Scalar(scalar) = &node.value else { return None };
        let source = crate::yaml::source_text(reading.file, &node.span, scalar);
        // The number anew: `0x10` is a number to YAML and none to SQL.
        Some(Self { rows: u64::from(rows.0), text: Filter { text: rows.0.to_string(), source } })
    }
}
