//! What a viewer asks of a panel: typed, and bound rather than pasted.

use watchroom_domain::TimeRange;

/// A viewer's question about one panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Ask {
    /// The range asked for; `None` leaves it to the panel.
    pub range: Option<TimeRange>,
    /// Every row instead of buckets.
    pub disable_aggregation: bool,
    /// The series to show; empty is all of them.
    pub series_filter: Vec<String>,
    /// How many points a series may have before ranges past 100 days get wider buckets.
    pub max_points: Option<u32>,
    /// What is asked of a table.
    pub table: TableAsk,
}

/// What a viewer asks of a table panel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TableAsk {
    /// The column to sort by, by its name in the database.
    pub sort_by: Option<String>,
    /// The direction; ascending where only a column is named.
    pub sort_order: Option<SortOrder>,
    /// The page, from 0.
    pub page: u32,
    /// Rows a page, 1 to 500; `None` is the panel's own.
    pub page_size: Option<u32>,
    /// Text that some shown column must hold, whatever the case.
    pub search: Option<String>,
}

/// A direction of sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortOrder {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}
