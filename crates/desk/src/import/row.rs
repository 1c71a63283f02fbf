//! Rows → tickets, by a mapping and the data's own heading.

use std::borrow::Cow;
use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use watchroom_domain::{
    ImportEncoding, ImportField, ImportFrom, ImportMapping, Normalise, Severity, TicketStatus, WardId,
};

use super::moment::Moments;
use super::text::{number_in, without_controls};
use super::{ImportedTicket, Oddities, Rejection, decode, limits};

/// How far ahead of our clock a past moment may lie: other clocks, other zones.
const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Reads the rows of one file. It remembers every tracking number: a second row of the same is refused.
#[derive(Debug)]
pub struct RowReader {
    encoding: ImportEncoding,
    moments: Moments,
    width: usize,
    /// By field, in the order of [`ImportField::ALL`].
    sources: Vec<Option<Source>>,
    dropped: Vec<String>,
    latest: Timestamp,
    /// The line of each tracking number that was taken.
    taken: HashMap<Box<str>, u64>,
    oddities: Oddities,
}

/// Where a field comes from.
#[derive(Debug)]
enum Source {
    Value(String),
    Column { at: usize, name: String, map: Option<HashMap<String, String>>, normalise: Option<Normalise> },
}

/// A row's bytes by column.
struct Row<'r, F> {
    field: &'r F,
    reader: &'r RowReader,
}

impl RowReader {
    /// Puts a mapping and a heading together. A column that the heading does not have counts as empty in every row:
    /// compare the two first. Moments that should be past may lie a day after `now`.
    #[must_use]
    pub fn new(mapping: &ImportMapping, heading: &[String], now: Timestamp) -> Self {
        let source = |field: &ImportField| {
            Some(match &mapping.rule(*field)?.from {
                ImportFrom::Value(value) => Source::Value(value.clone()),
                ImportFrom::Column { column, map, normalise } => Source::Column {
                    at: heading.iter().position(|name| name == column).unwrap_or(usize::MAX),
                    name: column.clone(),
                    map: map.as_ref().map(|map| map.clone().into_iter().collect()),
                    normalise: *normalise,
                },
            })
        };
        let sources: Vec<Option<Source>> = ImportField::ALL.iter().map(source).collect();
        let used = |name: &String| {
            let names = |source: &Source| matches!(source, Source::Column { name: used, .. } if used == name);
            sources.iter().flatten().any(names)
        };
        let dropped = heading.iter().filter(|name| !used(name)).cloned().collect();
        Self {
            encoding: mapping.source.encoding,
            moments: Moments::new(&mapping.source),
            width: heading.len(),
            sources,
            dropped,
            latest: now + AHEAD,
            taken: HashMap::new(),
            oddities: Oddities::default(),
        }
    }

    /// The columns that no rule uses.
    #[must_use]
    pub fn dropped(&self) -> &[String] {
        &self.dropped
    }

    /// What was taken though it looks odd, so far.
    #[must_use]
    pub const fn oddities(&self) -> Oddities {
        self.oddities
    }

    /// Reads the row that begins on a line: `width` fields, each as its bytes.
    ///
    /// # Errors
    /// Why it is no ticket.
    pub fn read<'b>(
        &mut self,
        line: u64,
        width: usize,
        field: impl Fn(usize) -> Option<&'b [u8]>,
    ) -> Result<ImportedTicket, Rejection> {
        let mut oddities = self.oddities;
        let read = match width == self.width {
            true => Row { field: &field, reader: self }.ticket(&mut oddities),
            false => Err(format!(
                "the row has {width} fields and the heading {}; a delimiter or a quote is missing or too many",
                self.width
            )),
        };
        let ticket = read.map_err(|reason| Rejection { line, reason })?;
        if let Some(first) = self.taken.get(ticket.tracking_number.as_str()) {
            let reason = format!("the tracking number `{}` stands on line {first} already", ticket.tracking_number);
            return Err(Rejection { line, reason });
        }
        self.taken.insert(ticket.tracking_number.as_str().into(), line);
        self.oddities = oddities;
        Ok(ticket)
    }
}

impl<'r, 'b: 'r, F: Fn(usize) -> Option<&'b [u8]>> Row<'r, F> {
    fn ticket(&self, oddities: &mut Oddities) -> Result<ImportedTicket, String> {
        use ImportField as Field;
        let status: TicketStatus = self.word(Field::Status)?;
        let created_at = self.past(Field::CreatedAt, oddities)?.ok_or_else(|| self.empty(Field::CreatedAt))?;
        let resolved_at = self.past(Field::ResolvedAt, oddities)?;
        let closed_at = over(status, resolved_at, self.past(Field::ClosedAt, oddities)?)?;
        if resolved_at.or(closed_at).is_some_and(|over| over < created_at) {
            oddities.over_before_created += 1;
        }
        Ok(ImportedTicket {
            tracking_number: self.required_name(Field::TrackingNumber, limits::TRACKING_NUMBER)?,
            category: self.required_name(Field::Category, limits::CATEGORY)?,
            severity: self.word::<Severity>(Field::Severity)?,
            status,
            description: self.prose(Field::Description, limits::DESCRIPTION, false, oddities)?.unwrap_or_default(),
            address: self.prose(Field::Address, limits::ADDRESS, true, oddities)?,
            place: self.place()?,
            ward: self.name(Field::WardId, limits::WARD)?.map(WardId::new),
            team: self.name(Field::Team, limits::TEAM)?,
            is_sensitive: self.is_sensitive()?,
            created_at,
            first_responded_at: self.past(Field::FirstRespondedAt, oddities)?,
            resolved_at,
            closed_at,
            sla_response_deadline: self.moment(Field::SlaResponseDeadline, oddities)?,
            sla_resolution_deadline: self.moment(Field::SlaResolutionDeadline, oddities)?,
        })
    }

    /// A field's value, translated; `None` where it is empty.
    fn value(&self, field: ImportField) -> Result<Option<Cow<'r, str>>, String> {
        let (at, name, map, normalise) = match self.reader.sources[field as usize].as_ref() {
            None => return Ok(None),
            Some(Source::Value(value)) => {
                return Ok(Some(Cow::Borrowed(value.as_str())).filter(|text| !text.is_empty()));
            }
            Some(Source::Column { at, name, map, normalise }) => (*at, name, map, normalise),
        };
        let bytes = (self.field)(at).unwrap_or_default();
        let text = decode(bytes, self.reader.encoding).map_err(|error| format!("column `{name}`: {error}"))?;
        let mut text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        if normalise.is_some() && !text.is_empty() {
            let number = number_in(&text);
            text = Cow::Owned(
                number.ok_or_else(|| format!("column `{name}`: `{}` holds no single number", shown(&text)))?,
            );
        }
        if let Some(map) = map {
            return match map.get(text.as_ref()) {
                Some(ours) => Ok((!ours.is_empty()).then(|| Cow::Owned(ours.clone()))),
                None if text.is_empty() => Ok(None),
                None => Err(format!("column `{name}`: the mapping's `{field}` has no word for `{}`", shown(&text))),
            };
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    /// "column `X`", or the field where it has none.
    fn named(&self, field: ImportField) -> String {
        match self.reader.sources[field as usize].as_ref() {
            Some(Source::Column { name, .. }) => format!("column `{name}`"),
            _ => format!("`{field}`"),
        }
    }

    fn empty(&self, field: ImportField) -> String {
        format!("{} is empty, and a ticket needs its {field}", self.named(field))
    }

    fn word<T: std::str::FromStr<Err = watchroom_domain::UnknownWord>>(&self, field: ImportField) -> Result<T, String> {
        let text = self.value(field)?.ok_or_else(|| self.empty(field))?;
        text.parse().map_err(|error| format!("{}: {error}; translate it with `map`", self.named(field)))
    }

    fn is_sensitive(&self) -> Result<bool, String> {
        let field = ImportField::IsSensitive;
        let Some(text) = self.value(field)? else { return Ok(false) };
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "1" => Ok(true),
            "false" | "no" | "n" | "0" => Ok(false),
            // Whether somebody may see it is not guessed at.
            _ => Err(format!(
                "{}: `{}` is neither true nor false; translate it with `map`",
                self.named(field),
                shown(&text)
            )),
        }
    }

    /// A name: one line, without control characters.
    fn name(&self, field: ImportField, most: usize) -> Result<Option<String>, String> {
        let Some(text) = self.value(field)? else { return Ok(None) };
        if text.contains(char::is_control) {
            return Err(format!("{} has a control character or a line break in it", self.named(field)));
        }
        self.within(field, text.into_owned(), most).map(Some)
    }

    fn required_name(&self, field: ImportField, most: usize) -> Result<String, String> {
        self.name(field, most)?.ok_or_else(|| self.empty(field))
    }

    fn prose(
        &self,
        field: ImportField,
        most: usize,
        one_line: bool,
        oddities: &mut Oddities,
    ) -> Result<Option<String>, String> {
        let Some(text) = self.value(field)? else { return Ok(None) };
        let text = without_controls(&text, one_line, &mut oddities.control_characters);
        self.within(field, text, most).map(|text| Some(text).filter(|text| !text.is_empty()))
    }

    fn within(&self, field: ImportField, text: String, most: usize) -> Result<String, String> {
        // Bytes are counted faster, and are never fewer.
        if text.len() <= most || text.chars().count() <= most {
            return Ok(text);
        }
        Err(format!("{} has {} characters, and at most {most} are kept", self.named(field), text.chars().count()))
    }

    fn moment(&self, field: ImportField, oddities: &mut Oddities) -> Result<Option<Timestamp>, String> {
        let Some(text) = self.value(field)? else { return Ok(None) };
        let at = self.reader.moments.read(&text, oddities);
        at.map(Some).map_err(|error| format!("{}: {error}", self.named(field)))
    }

    fn past(&self, field: ImportField, oddities: &mut Oddities) -> Result<Option<Timestamp>, String> {
        let at = self.moment(field, oddities)?;
        if at.is_some_and(|at| at > self.reader.latest) {
            let text = self.value(field)?.unwrap_or_default();
            return Err(format!("{}: `{text}` lies in the future", self.named(field)));
        }
        Ok(at)
    }

    fn place(&self) -> Result<Option<(f64, f64)>, String> {
        let latitude = self.degrees(ImportField::Latitude, 90.0)?;
        let longitude = self.degrees(ImportField::Longitude, 180.0)?;
        match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => Ok(Some((latitude, longitude))),
            (None, None) => Ok(None),
            (Some(_), None) => Err(format!("{} is empty, and the latitude is not", self.named(ImportField::Longitude))),
            (None, Some(_)) => Err(format!("{} is empty, and the longitude is not", self.named(ImportField::Latitude))),
        }
    }

    fn degrees(&self, field: ImportField, most: f64) -> Result<Option<f64>, String> {
        let Some(text) = self.value(field)? else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(degrees) if degrees.abs() <= most => Ok(Some(degrees)),
            Ok(_) => Err(format!("{}: `{}` is not from -{most} to {most}", self.named(field), shown(&text))),
            Err(_) => Err(format!("{}: `{}` is no number of degrees, like -26.2041", self.named(field), shown(&text))),
        }
    }
}

/// A status and its dates say the same, or the row is refused. Gives when it was closed: a closed ticket that was
/// resolved at a known moment, and closed at none that is known, was closed then.
fn over(
    status: TicketStatus,
    resolved_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
) -> Result<Option<Timestamp>, String> {
    let undated = || {
        Err(format!(
            "the status is {status}, and no date says since when (map `resolved_at`{})",
            if status == TicketStatus::Closed { " or `closed_at`" } else { "" }
        ))
    };
    let dated = |date: &str| Err(format!("the status is {status}, and yet it has a `{date}`; one of them is wrong"));
    match status {
        TicketStatus::Closed if resolved_at.is_none() && closed_at.is_none() => undated(),
        TicketStatus::Closed => Ok(closed_at.or(resolved_at)),
        TicketStatus::Resolved if resolved_at.is_none() => undated(),
        TicketStatus::Resolved if closed_at.is_some() => dated("closed_at"),
        TicketStatus::Resolved => Ok(None),
        _ if resolved_at.is_some() => dated("resolved_at"),
        _ if closed_at.is_some() => dated("closed_at"),
        _ => Ok(None),
    }
}

/// The beginning of a value, for a reason.
fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > MOST {
        short.push('…');
    }
    short
}
