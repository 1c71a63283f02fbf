//! The latest state of each service.

use watchroom_access::Scope;
use watchroom_spec::HealthStatus;

use super::source::{Source, condition};
use crate::Statement;
use crate::fragment::FragmentError;
use crate::sql::SqlText;

/// The latest state of each service, whether the table keeps one row for it or its whole history.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct HealthPlan {
    source: Source,
    service_name: String,
    status_value: String,
    timestamp: Option<String>,
    error_message: Option<String>,
}

impl HealthPlan {
    pub(super) fn new(spec: &HealthStatus) -> Result<Self, FragmentError> {
        Ok(Self {
            source: Source {
                table: spec.table.clone(),
                condition: condition(spec.filter.as_ref())?,
                within: None,
                ward_column: spec.ward_column.clone(),
            },
            service_name: spec.service_name.clone(),
            status_value: spec.status_value.clone(),
            timestamp: spec.timestamp.clone(),
            error_message: spec.error_message.clone(),
        })
    }

    /// Columns: the service's name, its status as text, when it was checked, its message.
    pub(super) fn statement(&self, scope: &Scope, most_rows: u64) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT DISTINCT ON (").name(&self.service_name).words("::text) ");
        text.name(&self.service_name).words("::text AS name, ").name(&self.status_value).words("::text AS status, ");
        match &self.timestamp {
            Some(column) => text.name(column).words("::timestamptz AS checked_at, "),
            None => text.words("NULL::timestamptz AS checked_at, "),
        };
        match &self.error_message {
            Some(column) => text.name(column).words("::text AS message"),
            None => text.words("NULL::text AS message"),
        };
        self.source.write(&mut text, scope);
        text.words(" ORDER BY ").name(&self.service_name).words("::text");
        if let Some(column) = &self.timestamp {
            text.words(", ").name(column).words(" DESC NULLS LAST");
        }
        text.words(" LIMIT ").number(most_rows + 1);
        text.done()
    }
}
