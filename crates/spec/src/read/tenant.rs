//! `tenant.yaml`.

use jiff::tz::TimeZone;

use super::section_of;
use crate::decode::{Decode, MapReader, Reading, Title, Whole, did_you_mean};
use crate::model::{Open311, QueryLimits};
use crate::yaml::Node;

/// What `tenant.yaml` says.
pub(crate) struct TenantFile {
    pub(crate) name: String,
    pub(crate) timezone: Zone,
    pub(crate) timestamps_without_zone: Zone,
    pub(crate) service_desk: bool,
    pub(crate) open311: Option<Open311>,
    pub(crate) limits: QueryLimits,
}

/// A zone of the IANA database.
#[derive(Debug, Clone)]
pub(crate) struct Zone {
    pub(crate) zone: TimeZone,
    pub(crate) name: String,
}

impl Default for Zone {
    fn default() -> Self {
        Self { zone: TimeZone::UTC, name: "UTC".to_owned() }
    }
}

impl Decode for Zone {
    fn wanted() -> String {
        "a time zone like \"Africa/Johannesburg\"".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let text = String::decode(node, reading)?;
        if let Ok(zone) = TimeZone::get(&text)
            && let Some(name) = zone.iana_name()
        {
            return Some(Self { name: name.to_owned(), zone });
        }
        let message = format!("`{}` is no time zone", crate::yaml::excerpt(&text));
        let names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
        let city =
            names.iter().find(|name| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(&text)));
        let near = city.map(String::as_str).or_else(|| did_you_mean(&text, names.iter().map(String::as_str)));
        let hint = near.map_or_else(
            || "write a name of the IANA database, like \"Africa/Johannesburg\" or \"UTC\"".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        reading.advise(&reading.first_line(&node.span), "unknown-timezone", message, hint);
        None
    }
}

/// Reads `tenant.yaml`.
pub(crate) fn read_tenant(node: &Node, reading: &Reading<'_>) -> Option<TenantFile> {
    let mut tenant = section_of(node, reading, "tenant")?;
    let name: Option<Title> = tenant.required("name");
    let timezone = tenant.optional("timezone");
    let timestamps_without_zone = tenant.optional("timestamps_without_zone");
    let (service_desk, open311) = tenant.optional_map("service_desk").map(read_desk).unwrap_or_default();
    let limits = tenant.optional_map("limits").map(read_limits).unwrap_or_default();
    tenant.finish();
    Some(TenantFile {
        name: name?.0,
        timezone: timezone.unwrap_or_default(),
        timestamps_without_zone: timestamps_without_zone.unwrap_or_default(),
        service_desk,
        open311,
        limits,
    })
}

/// Whether there is a desk, and what of it is public.
fn read_desk(mut desk: MapReader<'_, '_>) -> (bool, Option<Open311>) {
    let enabled = desk.required("enabled").unwrap_or(false);
    let open311 = desk.optional("open311").unwrap_or(false);
    let descriptions = desk.optional("open311_descriptions").unwrap_or(false);
    desk.finish();
    (enabled, (enabled && open311).then_some(Open311 { descriptions }))
}

fn read_limits(mut limits: MapReader<'_, '_>) -> QueryLimits {
    let concurrent_queries: Option<Whole<1, 8>> = limits.optional("concurrent_queries");
    let query_seconds: Option<Whole<1, 25>> = limits.optional("query_seconds");
    let rows: Option<Whole<1, 5_000_000>> = limits.optional("rows");
    let megabytes: Option<Whole<1, 512>> = limits.optional("megabytes");
    limits.finish();
    QueryLimits {
        concurrent_queries: concurrent_queries.map(Whole::small),
        query_seconds: query_seconds.map(Whole::small),
        rows: rows.map(|rows| rows.0),
        megabytes: megabytes.map(Whole::small),
    }
}
