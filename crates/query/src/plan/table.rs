//! A page of rows, and how many there are.

use watchroom_access::Scope;
use watchroom_spec::{Descending, Format, Table};

use super::PlanError;
use super::kpi::write_order;
use super::source::{Source, condition};
use crate::fragment::{OrderTerm, parse_order_by};
use crate::sql::SqlText;
use crate::{Ask, Bind, SortOrder, Statement};

/// The name of a row's place in the engineer's order; the space keeps it clear of any column's name.
const PLACE: &str = "watchroom place";

/// A page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TablePlan {
    source: Source,
    columns: Vec<String>,
    /// The engineer's order, rendered from its parsed tree.
    order_by: Vec<String>,
    /// The engineer's limit: the table is these rows and no others, however it is sorted.
    limit: Option<u64>,
    sort: Option<(String, SortOrder)>,
    search: Option<String>,
    /// The page, from 0.
    pub page: u32,
    /// Rows a page.
    pub page_size: u32,
}

impl TablePlan {
    pub(super) fn new(spec: &Table, ask: &Ask) -> Result<Self, PlanError> {
        let columns: Vec<String> = spec.columns.iter().map(|column| column.name.clone()).collect();
        let page_size = ask.table.page_size.unwrap_or(spec.page_size);
        if !(1..=500).contains(&page_size) {
            return Err(PlanError::PageSize(page_size));
        }
        let time_column = spec.columns.iter().find(|column| column.format == Some(Format::Datetime));
        let order_by =
            spec.order_by.as_ref().map(|filter| parse_order_by(&filter.text)).transpose()?.unwrap_or_default();
        Ok(Self {
            source: Source {
                table: spec.table.clone(),
                condition: condition(spec.filter.as_ref())?,
                within: time_column.map(|column| column.name.clone()).zip(ask.range),
                ward_column: spec.ward_column.clone(),
            },
            sort: sort(spec, ask, &columns)?,
            columns,
            order_by: order_by.iter().map(OrderTerm::to_sql).collect(),
            limit: spec.limit,
            search: ask.table.search.clone().filter(|search| !search.trim().is_empty()),
            page: ask.table.page,
            page_size,
        })
    }

    /// First the page's rows, their columns as declared; then one row with the true total.
    /// The columns in `as_text` are turned into text by the database.
    pub(super) fn statements(&self, scope: &Scope, as_text: &[String]) -> Vec<Statement> {
        vec![self.rows(scope, as_text), self.total(scope)]
    }

    fn rows(&self, scope: &Scope, as_text: &[String]) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT ");
        for (place, column) in self.columns.iter().enumerate() {
            text.words(if place == 0 { "" } else { ", " }).name(column);
            if as_text.contains(column) {
                // Under another name, so that ORDER BY still means the column and not its text.
                text.words("::text AS ").name(&format!("{column} as text"));
            }
        }
        self.write_from(&mut text, scope);
        text.words(" ORDER BY ");
        match (&self.sort, self.limit) {
            (Some((column, order)), _) => {
                text.name(column);
                // What is missing goes last either way: an empty cell is never the top of a list.
                text.words(match order {
                    SortOrder::Ascending => " ASC NULLS LAST, ",
                    SortOrder::Descending => " DESC NULLS LAST, ",
                });
            }
            (None, Some(_)) => {
                text.name(PLACE).words(", ");
            }
            (None, None) => {
                for term in &self.order_by {
                    text.rendered(term).words(", ");
                }
            }
        }
        // Rows that tie must not swap between two pages.
        for (place, column) in self.columns.iter().enumerate() {
            text.words(if place == 0 { "" } else { ", " }).name(column).words("::text");
        }
        let skipped = u64::from(self.page) * u64::from(self.page_size);
        text.words(" LIMIT ").number(u64::from(self.page_size)).words(" OFFSET ").number(skipped);
        text.done()
    }

    fn total(&self, scope: &Scope) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT count(*) AS total");
        self.write_from(&mut text, scope);
        text.done()
    }

    /// Writes `FROM … WHERE …` with the rows to search and sort: the source's own, or, under a limit, the first of
    /// them in the engineer's order.
    fn write_from(&self, text: &mut SqlText, scope: &Scope) {
        match self.limit {
            None => self.source.write(text, scope),
            Some(limit) => {
                text.words(" FROM (SELECT ");
                self.write_columns(text);
                text.words(", row_number() OVER (");
                write_order(text, &self.order_by);
                text.words(") AS ").name(PLACE);
                self.source.write(text, scope);
                write_order(text, &self.order_by);
                text.words(" LIMIT ").number(limit).words(") AS picked WHERE true");
            }
        }
        self.write_search(text);
    }

    fn write_columns(&self, text: &mut SqlText) {
        for (place, column) in self.columns.iter().enumerate() {
            text.words(if place == 0 { "" } else { ", " }).name(column);
        }
    }

    fn write_search(&self, text: &mut SqlText) {
        let Some(search) = &self.search else { return };
        let pattern = format!("%{}%", search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        for (place, column) in self.columns.iter().enumerate() {
            text.words(if place == 0 { " AND (" } else { " OR " }).name(column).words("::text ILIKE ");
            text.bind(Bind::Text(pattern.clone()));
        }
        text.words(")");
    }
}

fn sort(spec: &Table, ask: &Ask, columns: &[String]) -> Result<Option<(String, SortOrder)>, PlanError> {
    let Some(asked) = &ask.table.sort_by else {
        return Ok(spec.default_sort.clone().map(|(column, Descending(descending))| {
            (column, if descending { SortOrder::Descending } else { SortOrder::Ascending })
        }));
    };
    if !spec.sortable {
        return Err(PlanError::NotSortable);
    }
    if !columns.contains(asked) {
        let asked = asked.chars().take(64).collect();
        return Err(PlanError::UnknownSortColumn { asked, columns: columns.to_vec() });
    }
    Ok(Some((asked.clone(), ask.table.sort_order.unwrap_or(SortOrder::Ascending))))
}
