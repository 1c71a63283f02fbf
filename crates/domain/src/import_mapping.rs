//! What a mapping file says: which column of somebody else's data fills which field of a ticket, and how.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::ticket::{UnknownWord, words};

words! {
    /// A field of a ticket that an import can fill.
    ImportField, "field of a ticket" {
        /// What the ticket is called where it comes from; no two have the same.
        TrackingNumber = "tracking_number",
        /// When it was reported.
        CreatedAt = "created_at",
        /// What it is about.
        Category = "category",
        /// What was reported.
        Description = "description",
        /// How far it is.
        Status = "status",
        /// How urgent it is.
        Severity = "severity",
        /// Where it is, for people.
        Address = "address",
        /// Degrees north.
        Latitude = "latitude",
        /// Degrees east.
        Longitude = "longitude",
        /// The ward that it lies in.
        WardId = "ward_id",
        /// Who works on it, by name.
        Team = "team",
        /// Whether the police liaison alone may see it.
        IsSensitive = "is_sensitive",
        /// When somebody first answered.
        FirstRespondedAt = "first_responded_at",
        /// When the work was done.
        ResolvedAt = "resolved_at",
        /// When it was closed for good.
        ClosedAt = "closed_at",
        /// Until when somebody had to answer.
        SlaResponseDeadline = "sla_response_deadline",
        /// Until when the work had to be done.
        SlaResolutionDeadline = "sla_resolution_deadline",
    }
}

/// How the bytes of the data are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportEncoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// What old spreadsheets of western languages write.
    Windows1252,
}

impl ImportEncoding {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Utf8, Self::Windows1252];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
        }
    }
}

/// What stands between two fields of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`, as spreadsheets write where the comma is in numbers.
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Bar,
}

words! {
    /// What is made of a value before it is used.
    Normalise, "way to normalise" {
        /// `Ward 3`, `03` and `3` become `3`: the one whole number in it, without zeros before it.
        Number = "number",
    }
}

impl Delimiter {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Bar];

    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comma => ",",
            Self::Semicolon => ";",
            Self::Tab => "tab",
            Self::Bar => "|",
        }
    }

    /// The byte itself.
    #[must_use]
    pub const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }
}

impl ImportField {
    /// Whether it is a moment.
    #[must_use]
    pub const fn is_moment(self) -> bool {
        matches!(
            self,
            Self::CreatedAt
                | Self::FirstRespondedAt
                | Self::ResolvedAt
                | Self::ClosedAt
                | Self::SlaResponseDeadline
                | Self::SlaResolutionDeadline
        )
    }

    /// Whether a ticket cannot be without it, so that every mapping has to say where it comes from.
    #[must_use]
    pub const fn is_required(self) -> bool {
        matches!(
            self,
            Self::TrackingNumber | Self::CreatedAt | Self::Category | Self::Description | Self::Status | Self::Severity
        )
    }
}

/// A mapping file, checked by itself; not yet compared with any data.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportMapping {
    /// How the data is written.
    pub source: ImportSource,
    /// What fills each field: at most one rule for a field, and one for each that is required.
    pub rules: Vec<ImportRule>,
}

/// How the data is written.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSource {
    /// How bytes are read.
    pub encoding: ImportEncoding,
    /// What stands between two fields.
    pub delimiter: Delimiter,
    /// The zone of moments that name none.
    pub timezone: TimeZone,
    /// How moments are written, in the letters of `strptime`; ISO 8601 where there is none.
    pub datetime_format: Option<String>,
}

/// What fills a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRule {
    /// The field.
    pub field: ImportField,
    /// Where its value comes from.
    pub from: ImportFrom,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportFrom {
    /// The same for every row.
    Value(String),
    /// A column of the data.
    Column {
        /// Its name, as the data's first row has it.
        column: String,
        /// What each value becomes. Without it a value is taken as it is.
        map: Option<BTreeMap<String, String>>,
        /// What is made of it first.
        normalise: Option<Normalise>,
    },
}

impl ImportMapping {
    /// What fills a field, where anything does.
    #[must_use]
    pub fn rule(&self, field: ImportField) -> Option<&ImportRule> {
        self.rules.iter().find(|rule| rule.field == field)
    }
}
