//! What a table is made of.

use jiff::Timestamp;
use jiff::civil::Date;

/// One value. Borrowed: it is written at once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// No value.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A double.
    Float(f64),
    /// A number of any length, as text: a sign, digits, a point.
    Numeric(&'a str),
    /// A moment; written in the export's zone.
    Time(Timestamp),
    /// A day.
    Date(Date),
    /// Text.
    Text(&'a str),
    /// `NaN`, `Infinity`, `-Infinity`: what a number, a moment or a day can be in PostgreSQL and not elsewhere.
    /// CSV and XLSX have the word, JSON null, and [`Done::odd`] the count.
    Odd(&'static str),
}

/// What a column mostly holds: it decides how wide a spreadsheet shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// True or false.
    Bool,
    /// Numbers.
    Number,
    /// Moments.
    Time,
    /// Days.
    Date,
    /// Text, or anything else.
    Text,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs.
    pub name: String,
    /// Its heading.
    pub display: String,
    /// PostgreSQL's name of its type.
    pub data_type: String,
    /// What it mostly holds.
    pub kind: ColumnKind,
}
