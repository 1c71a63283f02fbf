//! The form of a file: how it is asked for and what it is called.

use watchroom_export::Format;

use crate::extract::Parameters;
use crate::problem::Problem;

/// Reads `format`, and `bom` where it is CSV.
pub(crate) fn format(parameters: &Parameters) -> Result<Format, Problem> {
    match parameters.text("format") {
        Some("csv") => Ok(Format::Csv { bom: parameters.flag("bom")? }),
        Some("json") => Ok(Format::Json),
        Some("xlsx") => Ok(Format::Xlsx),
        _ => Err(Problem::bad_request(
            "bad_format",
            "There is no such format",
            "format is none of `csv`, `json`, `xlsx`.",
            "Write format=csv, format=json or format=xlsx.",
        )),
    }
}

/// The ending of the file's name.
pub(crate) const fn extension(format: Format) -> &'static str {
    match format {
        Format::Csv { .. } => "csv",
        Format::Json => "json",
        Format::Xlsx => "xlsx",
    }
}

/// The file's media type.
pub(crate) const fn media_type(format: Format) -> &'static str {
    match format {
        Format::Csv { .. } => "text/csv; charset=utf-8; header=present",
        Format::Json => "application/json",
        Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}
