//! `service_desk.yaml`: teams, wards, categories, calendars and policies.

mod calendars;
mod policies;

pub(crate) use calendars::DAYS;

use std::collections::BTreeMap;

use watchroom_desk::settings::{CategorySettings, DeskSettings, NamedThing};

use super::section_of;
use crate::decode::{Decode, MapReader, Reading, Spanned, Title};
use crate::yaml::{Node, Span};

/// Reads the settings of a desk; whatever is wrong has its finding.
pub(crate) fn read_service_desk(node: &Node, reading: &Reading<'_>) -> Option<DeskSettings> {
    let mut desk = section_of(node, reading, "service_desk")?;
    let teams = named(&mut desk, "teams", "a team");
    let wards = named(&mut desk, "wards", "a ward");
    let categories = categories(&mut desk);
    let calendars = calendars::read(desk.optional_list("calendars"), reading);
    let known = policies::Known { categories: &categories, calendars: &calendars };
    let policies = policies::read(desk.optional_list("policies"), &known, reading);
    desk.finish();
    let calendars = calendars.into_iter().map(|calendar| calendar.settings).collect();
    Some(DeskSettings { teams, wards, categories, calendars, policies })
}

/// The one of a list that was first, so that a second one of the same name can name its line.
struct Unique<'r, 'f> {
    reading: &'r Reading<'f>,
    what: &'static str,
    first: BTreeMap<String, Span>,
}

impl<'r, 'f> Unique<'r, 'f> {
    fn new(reading: &'r Reading<'f>, what: &'static str) -> Self {
        Self { reading, what, first: BTreeMap::new() }
    }

    fn add(&mut self, value: &str, span: &Span) {
        if let Some(first) = self.first.get(value) {
            let line = self.reading.file.location(first.start).line;
            let message = format!("{} `{}` stands here twice: it is in line {line} already", self.what, excerpt(value));
            self.reading.advise(span, "duplicate-name", message, "take one of them out, or give it another name");
        } else {
            self.first.insert(value.to_owned(), span.clone());
        }
    }
}

fn excerpt(text: &str) -> String {
    crate::yaml::excerpt(text).to_string()
}

fn named(desk: &mut MapReader<'_, '_>, key: &'static str, item: &'static str) -> Vec<NamedThing> {
    let reading = desk.reading;
    let (mut ids, mut names) = (Unique::new(reading, "the id"), Unique::new(reading, "the name"));
    let mut read = |node: &Node| {
        let mut thing = MapReader::of(node, item, reading.first_line(&node.span), reading)?;
        let id: Option<Spanned<ShortId>> = thing.required("id");
        let name: Option<Spanned<Title>> = thing.required("name");
        thing.finish();
        let (id, name) = (id?, name?);
        ids.add(&id.value.0, &id.span);
        // Two wards may be called the same; a team is chosen by its name.
        if key == "teams" {
            names.add(&name.value.0, &name.span);
        }
        Some(NamedThing { id: id.value.0, name: name.value.0 })
    };
    desk.optional_list(key).iter().filter_map(&mut read).collect()
}

fn categories(desk: &mut MapReader<'_, '_>) -> Vec<CategorySettings> {
    let reading = desk.reading;
    let (mut names, mut codes) = (Unique::new(reading, "the category"), Unique::new(reading, "the service code"));
    let mut read = |node: &Node| {
        let mut category = MapReader::of(node, "a category", reading.first_line(&node.span), reading)?;
        let name: Option<Spanned<Title>> = category.required("name");
        let code: Option<Spanned<ServiceCode>> = category.required("service_code");
        let description: Option<About> = category.optional("description");
        let sensitive: Option<bool> = category.optional("sensitive");
        category.finish();
        let (name, code) = (name?, code?);
        names.add(&name.value.0, &name.span);
        codes.add(&code.value.0, &code.span);
        Some(CategorySettings {
            name: name.value.0,
            service_code: code.value.0,
            description: description.map(|about| about.0).unwrap_or_default(),
            sensitive: sensitive.unwrap_or(false),
        })
    };
    desk.optional_list("categories").iter().filter_map(&mut read).collect()
}

/// A team's or a ward's id.
struct ShortId(String);

impl Decode for ShortId {
    fn wanted() -> String {
        "an id of 1 to 64 characters".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let count = text.chars().count();
        if (1..=64).contains(&count) && text.trim() == text && !text.chars().any(char::is_control) {
            return Some(Self(text));
        }
        let message = format!("`{}` is no id", excerpt(&text));
        reading.advise(
            &reading.first_line(&node.span),
            "bad-name",
            message,
            "write 1 to 64 characters, no space at the ends",
        );
        None
    }
}

/// What a category is called in an address.
struct ServiceCode(String);

impl Decode for ServiceCode {
    fn wanted() -> String {
        "a service code".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let first = text.bytes().next().is_some_and(good);
        if first && text.len() <= 63 && text.bytes().all(|byte| good(byte) || matches!(byte, b'-' | b'_')) {
            return Some(Self(text));
        }
        let message = format!("`{}` is no service code", excerpt(&text));
        let hint = "write small letters, digits, `-` and `_`, 63 at most, beginning with a letter or a digit";
        reading.advise(&reading.first_line(&node.span), "bad-name", message, hint);
        None
    }
}

/// A sentence of at most 2,000 characters.
struct About(String);

impl Decode for About {
    fn wanted() -> String {
        "a text of at most 2,000 characters".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        let count = text.chars().count();
        if count > 2_000 {
            let message = format!("expected {}, found {count}", Self::wanted());
            reading.say(&reading.first_line(&node.span), "text-length", message);
            return None;
        }
        Some(Self(text.trim().to_owned()))
    }
}
