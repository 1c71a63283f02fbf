//! What is wrong with a file, where, and what to do about it.

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::source::Location;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The configuration is not used while this stands.
    Error,
    /// The configuration works; somebody should look.
    Warning,
}

impl Severity {
    /// The word in text, JSON and annotations.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One thing that is wrong, at one place.
///
/// As JSON it is `{file, line, column, severity, code, message, hint}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the folder that holds the tenants' folders, with `/` between the parts.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// Where it ends (exclusive); `None` where only a point is known.
    pub end: Option<Location>,
    /// How bad it is.
    pub severity: Severity,
    /// A stable name of the kind of finding, `unknown-key`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Finding {
    /// An error at the very beginning of `file`: for what concerns a file or folder as a whole.
    pub fn of_file(file: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line: 1,
            column: 1,
            end: None,
            severity: Severity::Error,
            code,
            message: message.into(),
            hint: None,
        }
    }

    /// The same finding with advice.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same finding as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether the configuration cannot be used while this stands.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 7)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("line", &self.line)?;
        object.serialize_field("column", &self.column)?;
        object.serialize_field("severity", self.severity.as_str())?;
        object.serialize_field("code", self.code)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("hint", &self.hint)?;
        object.end()
    }
}
