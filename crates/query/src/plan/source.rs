//! The part that all plans share: which table, and which of its rows.

use watchroom_access::Scope;
use watchroom_domain::TimeRange;
use watchroom_spec::{Filter, TableName};

use crate::Bind;
use crate::fragment::{Condition, FragmentError, parse_condition};
use crate::sql::SqlText;

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Source {
    pub(super) table: TableName,
    /// The engineer's condition, rendered from its parsed tree.
    pub(super) condition: Option<String>,
    /// The time column and the range it must lie in.
    pub(super) within: Option<(String, TimeRange)>,
    pub(super) ward_column: Option<String>,
}

impl Source {
    /// Writes `FROM … WHERE …`.
    ///
    /// A panel without a ward column under a ward's scope matches no row. No permit is given for that pair; if one
    /// ever were, the answer is empty rather than everybody's.
    pub(super) fn write(&self, text: &mut SqlText, scope: &Scope) {
        text.words(" FROM ").table(&self.table).words(" WHERE true");
        if let Some((column, range)) = &self.within {
            // Bare column against bound value, so that an index on the column serves, whether it is of type
            // timestamptz, timestamp (read in the session's zone) or date.
            text.words(" AND ").name(column).words(" >= ").bind(Bind::Time(range.start()));
            text.words(" AND ").name(column).words(" < ").bind(Bind::Time(range.end()));
        }
        if let Some(condition) = &self.condition {
            text.words(" AND (").rendered(condition).words(")");
        }
        match (scope, &self.ward_column) {
            (Scope::Whole, _) => {}
            (Scope::Ward(ward), Some(column)) => {
                text.words(" AND ").name(column).words("::text = ").bind(Bind::Text(ward.as_str().to_owned()));
            }
            (Scope::Ward(_), None) => {
                text.words(" AND false");
            }
        }
    }
}

/// Parses a filter that is a condition alone, and renders it again.
pub(super) fn condition(filter: Option<&Filter>) -> Result<Option<String>, FragmentError> {
    filter
        .map(|filter| parse_condition(&filter.text))
        .transpose()
        .map(|parsed: Option<Condition>| parsed.map(|c| c.to_sql()))
}
