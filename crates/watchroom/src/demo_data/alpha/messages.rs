//! The words of log lines.

use std::fmt::Write as _;

use crate::demo_data::noise::Draw;

/// How grave a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// For developers.
    Debug,
    /// As it should be.
    Info,
    /// Worth a look.
    Warning,
    /// Something failed.
    Error,
    /// Somebody should get up.
    Critical,
}

impl Severity {
    /// As it stands in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        }
    }
}

/// Templates by severity. `{ms}`, `{slow}`, `{id}`, `{number}`, `{percent}`, `{count}`, `{address}` are drawn,
/// `{host}` and `{release}` are told.
#[derive(Debug, Clone, Copy)]
pub struct Templates {
    /// For developers.
    pub debug: &'static [&'static str],
    /// As it should be.
    pub info: &'static [&'static str],
    /// Worth a look.
    pub warning: &'static [&'static str],
    /// Something failed.
    pub error: &'static [&'static str],
    /// Somebody should get up.
    pub critical: &'static [&'static str],
}

impl Templates {
    /// Those of a severity.
    #[must_use]
    pub const fn of(self, severity: Severity) -> &'static [&'static str] {
        match severity {
            Severity::Debug => self.debug,
            Severity::Info => self.info,
            Severity::Warning => self.warning,
            Severity::Error => self.error,
            Severity::Critical => self.critical,
        }
    }
}

/// Writes one of the templates, filled in, over what `text` holds.
pub fn write(templates: &[&str], host: &str, release: i64, draw: &mut Draw, text: &mut String) {
    text.clear();
    let mut rest = *draw.pick(templates);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        fill_in(name, host, release, draw, text);
        rest = after;
    }
    text.push_str(rest);
}

fn fill_in(name: &str, host: &str, release: i64, draw: &mut Draw, text: &mut String) {
    let written = match name {
        "host" => write!(text, "{host}"),
        "release" => write!(text, "2.{release}"),
        "ms" => write!(text, "{}", draw.lognormal(38.0, 0.7).ceil()),
        "slow" => write!(text, "{}", draw.lognormal(2_600.0, 0.5).ceil()),
        "id" => write!(text, "{:08x}", draw.bits() >> 32),
        "number" => write!(text, "{}", draw.between(1_000, 98_999)),
        "percent" => write!(text, "{}", draw.between(81, 99)),
        "count" => write!(text, "{}", draw.between(4, 75)),
        "address" => write!(
            text,
            "{}.{}.{}.{}",
            draw.pick(&[41, 102, 105, 154, 196, 197]),
            draw.between(1, 254),
            draw.between(0, 255),
            draw.between(1, 254)
        ),
        unknown => panic!("a template asks for {{{unknown}}}"),
    };
    written.unwrap_or_else(|_| unreachable!("a String takes all that is written"));
}
