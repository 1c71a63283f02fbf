//! `watchroom schema`: prints the JSON Schema of dashboards' files.

use std::io::Write;
use std::process::ExitCode;

use watchroom_spec::SchemaOf;

use crate::cli::SchemaFiles;

pub(super) fn run(of: Option<SchemaFiles>) -> anyhow::Result<ExitCode> {
    let of = match of {
        Some(SchemaFiles::Tenant) => SchemaOf::Tenant,
        Some(SchemaFiles::Dashboard) => SchemaOf::Dashboard,
        Some(SchemaFiles::Panel) => SchemaOf::Panel,
        Some(SchemaFiles::ServiceDesk) => SchemaOf::ServiceDesk,
        None => SchemaOf::AnyFile,
    };
    std::io::stdout().lock().write_all(watchroom_spec::schema(of).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
