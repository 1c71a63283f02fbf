//! `type: table`.

use super::source::{keep_fragments, read_source};
use crate::decode::{Choice, Decode, Identifier, MapReader, Reading, Spanned, Title, Whole, Written, did_you_mean};
use crate::model::{ColumnPurpose, Descending, Format, Table, TableColumn};
use crate::yaml::Node;

/// Rows a page where the file names none.
const PAGE_SIZE: u32 = 25;

pub(super) fn read(panel: &mut MapReader<'_, '_>, display: Option<&mut MapReader<'_, '_>>) -> Option<Table> {
    let source = read_source(panel, read_columns);
    keep_fragments(&source.fragments, panel);
    let columns = source.columns;
    let looks = display.map_or_else(Looks::default, |display| read_looks(display, columns.as_deref()));
    Some(Table {
        table: source.table?,
        columns: columns?,
        filter: source.fragments.condition,
        order_by: source.fragments.order_by,
        limit: source.fragments.limit.map(|limit| limit.rows),
        sortable: looks.sortable,
        default_sort: looks.default_sort,
        page_size: looks.page_size,
        ward_column: source.ward_column,
    })
}

fn read_columns(data_source: &mut MapReader<'_, '_>) -> Option<Vec<TableColumn>> {
    let columns: Vec<Spanned<TableColumn>> = data_source.required("columns")?;
    if columns.is_empty() {
        data_source.reading.say(&data_source.key_span("columns"), "empty-list", "a table shows at least one column");
        return None;
    }
    for (number, column) in columns.iter().enumerate() {
        if columns[..number].iter().any(|earlier| earlier.value.name == column.value.name) {
            let message = format!("the column `{}` is listed twice", column.value.name);
            data_source.reading.say(&data_source.reading.first_line(&column.span), "duplicate-column", message);
        }
    }
    Some(columns.into_iter().map(|column| column.value).collect())
}

struct Looks {
    sortable: bool,
    default_sort: Option<(String, Descending)>,
    page_size: u32,
}

impl Default for Looks {
    fn default() -> Self {
        Self { sortable: true, default_sort: None, page_size: PAGE_SIZE }
    }
}

fn read_looks(display: &mut MapReader<'_, '_>, columns: Option<&[TableColumn]>) -> Looks {
    let sortable = display.optional("sortable").unwrap_or(true);
    let sort: Option<Spanned<String>> = display.optional("default_sort");
    let order: Option<Direction> = display.optional("default_sort_order");
    let page_size: Option<Whole<1, 500>> = display.optional("pagination");
    if let (Some(sort), Some(columns)) = (&sort, columns)
        && !columns.iter().any(|column| column.name == sort.value)
    {
        let message = format!("`{}` is none of the columns shown", crate::yaml::excerpt(&sort.value));
        let names = || columns.iter().map(|column| column.name.as_str());
        let hint = match did_you_mean(&sort.value, names()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the columns are {}", names().collect::<Vec<_>>().join(", ")),
        };
        display.reading.advise(&sort.span, "unknown-column", message, hint);
    }
    let descending = Descending(matches!(order, Some(Direction::Desc)));
    Looks {
        sortable,
        default_sort: sort.map(|sort| (sort.value, descending)),
        page_size: page_size.map_or(PAGE_SIZE, |size| size.0),
    }
}

#[derive(Debug, Clone, Copy)]
enum Direction {
    Asc,
    Desc,
}

impl Choice for Direction {
    const NAME: &'static str = "direction";
    const CHOICES: &'static [Self] = &[Direction::Asc, Direction::Desc];

    fn word(self) -> &'static str {
        match self {
            Direction::Asc => "asc",
            Direction::Desc => "desc",
        }
    }
}

impl Decode for TableColumn {
    fn wanted() -> String {
        "a column with `name`".to_owned()
    }

    fn decode(node: &Node, reading: &Reading<'_>) -> Option<Self> {
        let mut column = MapReader::of(node, "columns", reading.first_line(&node.span), reading)?;
        let name: Option<Written<Identifier>> = column.required("name");
        let display: Option<Title> = column.optional("display");
        let format = column.optional("format");
        column.finish();
        let purpose = if format == Some(Format::Datetime) { ColumnPurpose::ShownTime } else { ColumnPurpose::Shown };
        let name = reading.keep_column(purpose, name?);
        Some(Self { display: display.map_or_else(|| name.clone(), |title| title.0), name, format })
    }
}
