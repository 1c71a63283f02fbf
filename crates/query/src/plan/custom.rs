//! The query of a custom panel: SQL that we wrote in Rust, limited to the caller's rows.

use thiserror::Error;
use watchroom_access::{Permit, Scope, View};
use watchroom_spec::{Panel, PanelKind, TenantSpec};

use super::{Body, Limits, ScopedPlan};
use crate::sql::SqlText;
use crate::{Bind, Statement};

/// What a custom panel's query may cost. The time is a little less than the panel's own, so that the database stops
/// the query, and says so, before the panel is given up.
const LIMITS: Limits = Limits { rows: 100_000, bytes: 16 << 20, time_ms: 9_000, at_once: 8 };

/// SQL of a custom panel: one SELECT, known when the server is compiled, with `$1`, `$2`, … where values go.
///
/// It says how it is limited to a ward, because nobody else can know:
/// - [`CustomSql::limited`] has the marker `{in_scope}` where its rows are chosen. The marker becomes `true` for who
///   sees the whole tenant and `"<column>"::text = <the caller's ward>` for who is limited to one; the column is the
///   one that the panel's YAML names in `data_source.scope.ward`. Where two tables are joined, the marker is
///   repeated for each and names its table or alias: `{in_scope:n}`.
/// - [`CustomSql::whole_tenant`] has no such place: no plan is made of it for who is limited to a ward.
///
/// Keep it in a `const`, and a forgotten marker does not compile:
/// ```
/// # use watchroom_query::CustomSql;
/// const ERRORS: CustomSql = CustomSql::limited("SELECT count(*) AS errors FROM error_logs WHERE {in_scope}");
/// # let _ = ERRORS;
/// ```
/// ```compile_fail
/// # use watchroom_query::CustomSql;
/// const ERRORS: CustomSql = CustomSql::limited("SELECT count(*) AS errors FROM error_logs");
/// # let _ = ERRORS;
/// ```
/// Types that only the database can write down (arrays, ranges, enums, …) arrive as its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CustomSql {
    text: &'static str,
    reach: Reach,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Reach {
    Limited,
    WholeTenant,
}

impl CustomSql {
    /// SQL that reads the rows that the caller sees: with at least one `{in_scope}`.
    ///
    /// # Panics
    /// Without the marker, or with a semicolon; in a `const`, at compile time.
    #[must_use]
    pub const fn limited(text: &'static str) -> Self {
        assert!(next_marker(text, 0).is_some(), "write {{in_scope}} where the rows are chosen, or use whole_tenant");
        Self { text: without_semicolon(text), reach: Reach::Limited }
    }

    /// SQL that reads all rows whoever asks: for what belongs to no ward. Who is limited to a ward gets no answer.
    ///
    /// # Panics
    /// With a marker or a semicolon; in a `const`, at compile time.
    #[must_use]
    pub const fn whole_tenant(text: &'static str) -> Self {
        assert!(next_marker(text, 0).is_none(), "this has a place for the scope: use limited");
        Self { text: without_semicolon(text), reach: Reach::WholeTenant }
    }
}

/// The query of a custom panel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CustomPlan {
    sql: CustomSql,
    binds: Vec<Bind>,
    ward_column: Option<String>,
}

/// Why a custom panel's query makes no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CustomPlanError {
    /// The permit is for a panel of another type.
    #[error("this panel is no custom panel")]
    NotCustom,
    /// The caller is limited to a ward, and the SQL cannot be.
    #[error("the panel declares that it can be limited to a ward, but its SQL reads the whole tenant")]
    CannotBeLimited,
}

/// Plans a query of a permitted custom panel.
///
/// # Errors
/// See [`CustomPlanError`]; both are ours to mend.
pub fn custom_plan(
    permit: &Permit<'_, View, Panel>,
    tenant: &TenantSpec,
    sql: CustomSql,
    binds: Vec<Bind>,
) -> Result<ScopedPlan, CustomPlanError> {
    let kind = &permit.resource().kind;
    if !matches!(kind, PanelKind::CustomImage(_) | PanelKind::CustomTemplate(_)) {
        return Err(CustomPlanError::NotCustom);
    }
    if matches!((sql.reach, permit.scope()), (Reach::WholeTenant, Scope::Ward(_))) {
        return Err(CustomPlanError::CannotBeLimited);
    }
    let ward_column = kind.ward_column().map(ToOwned::to_owned);
    Ok(ScopedPlan {
        tenant: permit.tenant().clone(),
        scope: permit.scope().clone(),
        own_rows: permit.own_rows().clone(),
        zone_without_zone: tenant.timestamps_without_zone.clone(),
        body: Body::Custom(CustomPlan { sql, binds, ward_column }),
        limits: Limits::of(&tenant.limits).at_most(LIMITS),
    })
}

impl CustomPlan {
    /// The columns that the SQL names. Those in `as_text` are turned into text by the database and come first, so
    /// that a look-up by name finds the text.
    pub(super) fn statement(&self, scope: &Scope, as_text: &[String], most_rows: u64) -> Statement {
        let mut text = SqlText::after(self.binds.clone());
        text.words("SELECT ");
        for column in as_text {
            text.words("custom.").name(column).words("::text AS ").name(column).words(", ");
        }
        text.words("custom.* FROM (\n");
        let mut from = 0;
        while let Some(marker) = next_marker(self.sql.text, from) {
            text.words(&self.sql.text[from..marker.start]);
            self.write_scope(&mut text, scope, &self.sql.text[marker.table_start..marker.table_end]);
            from = marker.end;
        }
        // One row more than allowed tells that the limit cut.
        text.words(&self.sql.text[from..]).words("\n) AS custom LIMIT ").number(most_rows + 1);
        text.done()
    }

    fn write_scope(&self, text: &mut SqlText, scope: &Scope, table: &'static str) {
        match (scope, &self.ward_column) {
            (Scope::Whole, _) => text.words("true"),
            (Scope::Ward(ward), Some(column)) => {
                text.words(table).words(if table.is_empty() { "" } else { "." }).name(column).words("::text = ");
                text.bind(Bind::Text(ward.as_str().to_owned()))
            }
            // No permit is given for that pair; if one ever were, the answer is empty rather than everybody's.
            (Scope::Ward(_), None) => text.words("false"),
        };
    }
}

const MARKER: &[u8] = b"{in_scope";

/// A marker's place, and that of the table it names (empty where it names none).
#[derive(Clone, Copy)]
struct Marker {
    start: usize,
    end: usize,
    table_start: usize,
    table_end: usize,
}

/// The first `{in_scope}` or `{in_scope:table}` from a place on.
const fn next_marker(text: &str, from: usize) -> Option<Marker> {
    let bytes = text.as_bytes();
    let mut start = from;
    while start + MARKER.len() < bytes.len() {
        let mut known = 0;
        while known < MARKER.len() && bytes[start + known] == MARKER[known] {
            known += 1;
        }
        if known == MARKER.len() {
            let after = start + known;
            let names_table = bytes[after] == b':';
            let table_start = if names_table { after + 1 } else { after };
            let mut table_end = table_start;
            while names_table && table_end < bytes.len() && is_name(bytes[table_end]) {
                table_end += 1;
            }
            let closed = table_end < bytes.len() && bytes[table_end] == b'}';
            if closed && names_table == (table_end > table_start) {
                return Some(Marker { start, end: table_end + 1, table_start, table_end });
            }
        }
        start += 1;
    }
    None
}

const fn is_name(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// One statement, and nothing behind it.
const fn without_semicolon(text: &'static str) -> &'static str {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        assert!(bytes[at] != b';', "one SELECT, without a semicolon");
        at += 1;
    }
    text
}

#[cfg(test)]
mod tests;
