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
    pub(super) source: Source,
    columns: Vec<String>,
    /// The engineer's order, rendered from its parsed tree.
    pub(super) order_by: Vec<String>,
    /// The engineer's limit: the table is these rows and no others, however it is sorted.
    pub(super) limit: Option<u64>,
    /// A column and the values that it may have.
    pub(super) only: Option<(String, Vec<String>)>,
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
            only: None,
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
        let mut text = self.select(scope, as_text);
        let terms = self.write_order(&mut text);
        // Rows that tie must not swap between two pages.
        self.break_ties(&mut text, terms);
        let skipped = u64::from(self.page) * u64::from(self.page_size);
        text.words(" LIMIT ").number(u64::from(self.page_size)).words(" OFFSET ").number(skipped);
        text.done()
    }

    /// The rows of all pages. With `ties_broken` in the very order of the pages.
    pub(super) fn every_row(&self, scope: &Scope, as_text: &[String], ties_broken: bool) -> Statement {
        let mut text = self.select(scope, as_text);
        let terms = self.write_order(&mut text);
        if ties_broken {
            self.break_ties(&mut text, terms);
        }
        text.done()
    }

    /// How many rows there are on all pages, counted up to `most`.
    pub(super) fn counted(&self, scope: &Scope, most: u64) -> Statement {
        let mut text = SqlText::default();
        text.words("SELECT count(*) AS total FROM (SELECT 1");
        self.write_from(&mut text, scope);
        text.words(" LIMIT ").number(most).words(") AS counted");
        text.done()
    }

    fn select(&self, scope: &Scope, as_text: &[String]) -> SqlText {
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
        text
    }

    /// Writes the viewer's order or the engineer's, and returns how many terms it has.
    fn write_order(&self, text: &mut SqlText) -> usize {
        match (&self.sort, self.limit) {
            (Some((column, order)), _) => {
                text.words(" ORDER BY ").name(column);
                // What is missing goes last either way: an empty cell is never the top of a list.
                text.words(match order {
                    SortOrder::Ascending => " ASC NULLS LAST",
                    SortOrder::Descending => " DESC NULLS LAST",
                });
                1
            }
            (None, Some(_)) => {
                text.words(" ORDER BY ").name(PLACE);
                1
            }
            (None, None) => {
                write_order(text, &self.order_by);
                self.order_by.len()
            }
        }
    }

    /// Writes an order after `terms` others that leaves no two different rows equal.
    fn break_ties(&self, text: &mut SqlText, terms: usize) {
        for (place, column) in self.columns.iter().enumerate() {
            text.words(if place == 0 && terms == 0 { " ORDER BY " } else { ", " }).name(column).words("::text");
        }
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
            None => {
                self.source.write(text, scope);
                self.write_only(text);
            }
            Some(limit) => {
                text.words(" FROM (SELECT ");
                self.write_columns(text);
                text.words(", row_number() OVER (");
                write_order(text, &self.order_by);
                text.words(") AS ").name(PLACE);
                self.source.write(text, scope);
                self.write_only(text);
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

    fn write_only(&self, text: &mut SqlText) {
        if let Some((column, values)) = &self.only {
            text.words(" AND ").name(column).words("::text = ANY (").bind(Bind::Texts(values.clone())).words(")");
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
