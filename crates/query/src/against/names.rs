//! Tables, columns, their types, the right to read them, and indexes.

use watchroom_spec::{ColumnPurpose, Finding, NamedColumn, NamedSource, NamedTable, PanelType, did_you_mean};

use super::catalogue::{Catalogue, CatalogueColumn, Relation, RelationKind, quoted};
use crate::fragment::column_places;

/// Below this many rows PostgreSQL reads a table faster than one sees, with an index or without.
const ROWS_WORTH_AN_INDEX: u64 = 10_000;

/// All that is wrong with the names of one source.
pub(super) fn judge(source: &NamedSource, catalogue: &Catalogue, needs_numbers: bool) -> Vec<Finding> {
    let Some(table) = &source.table else { return Vec::new() };
    let relation = match resolve(table, catalogue) {
        Ok(relation) => relation,
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    findings.extend(unreadable(source, table, relation, catalogue));
    for column in &source.columns {
        match relation.column(&column.name) {
            Some(found) => findings.extend(wrong_type(source, column, found, needs_numbers)),
            None => findings.push(missing_column(
                column.finding("missing-column", no_such_column(relation, &column.name)),
                near_column(relation, &column.name).map(|near| format!("`{near}`")),
                relation,
            )),
        }
    }
    for fragment in &source.fragments {
        for (name, range) in column_places(fragment.kind, &fragment.filter.text) {
            if relation.column(&name).is_none() {
                let message = no_such_column(relation, &name);
                let near = near_column(relation, &name).map(as_in_sql);
                let finding = fragment.filter.source.finding(range, "missing-column", message);
                findings.push(missing_column(finding, near, relation));
            }
        }
    }
    findings.extend(without_index(source, relation));
    findings
}

/// The relation, or what is wrong with the table's name.
fn resolve<'c>(table: &NamedTable, catalogue: &'c Catalogue) -> Result<&'c Relation, Finding> {
    if let Some(relation) = catalogue.find(&table.name) {
        return Ok(relation);
    }
    let name = &table.name.name;
    let written = table.name.schema.as_ref().map_or_else(|| name.clone(), |schema| format!("{schema}.{name}"));
    let elsewhere: Vec<&Relation> = catalogue.relations.iter().filter(|relation| relation.name == *name).collect();
    // A schema that the role may not use is not on its search path either.
    if let (None, Some(relation)) = (&table.name.schema, elsewhere.iter().find(|relation| !relation.schema_open)) {
        return Err(not_allowed(table, relation, catalogue));
    }
    let finding = table.finding("missing-table", format!("the database has no table `{written}`"));
    let readable: Vec<&Relation> = catalogue
        .relations
        .iter()
        .filter(|relation| relation.schema_open && relation.readable && !relation.is_system())
        .collect();
    let names: Vec<String> = readable.iter().map(|relation| relation.written(&catalogue.search_path)).collect();
    let in_another_schema = elsewhere.iter().find(|relation| relation.schema_open && relation.readable);
    let near = match in_another_schema {
        Some(relation) => Some(relation.written(&catalogue.search_path)),
        // Somebody who wrote the schema may have written the wrong one, or one too many.
        None => did_you_mean(&written, names.iter().map(String::as_str))
            .or_else(|| did_you_mean(name, names.iter().map(String::as_str)))
            .map(ToOwned::to_owned),
    };
    Err(finding.with_hint(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("the role `{}` can read no table at all", catalogue.role),
        None => format!("the tables that `{}` can read are {}", catalogue.role, listed(&names)),
    }))
}

fn unreadable(source: &NamedSource, table: &NamedTable, relation: &Relation, catalogue: &Catalogue) -> Option<Finding> {
    // Rights may be given column by column.
    let places = source.fragments.iter().flat_map(|fragment| column_places(fragment.kind, &fragment.filter.text));
    let in_fragments: Vec<String> = places.map(|(name, _)| name).collect();
    let mut named = source.columns.iter().map(|column| &column.name).chain(&in_fragments);
    let all_readable = named.all(|name| relation.column(name).is_none_or(|column| column.readable));
    let some_readable = relation.columns.iter().any(|column| column.readable);
    let open = relation.schema_open && (relation.readable || all_readable && some_readable);
    (!open).then(|| not_allowed(table, relation, catalogue))
}

fn not_allowed(table: &NamedTable, relation: &Relation, catalogue: &Catalogue) -> Finding {
    let role = quoted(&catalogue.role);
    let mut grants = Vec::new();
    if !relation.schema_open {
        grants.push(format!("GRANT USAGE ON SCHEMA {} TO {role};", quoted(&relation.schema)));
    }
    if !relation.readable {
        grants.push(format!("GRANT SELECT ON {} TO {role};", relation.quoted()));
    }
    let message = format!("the role `{}` may not read the table `{}`", catalogue.role, relation.name);
    table.finding("no-right", message).with_hint(format!("as the table's owner, run: {}", grants.join(" ")))
}

fn no_such_column(relation: &Relation, name: &str) -> String {
    format!("the table `{}` has no column `{name}`", relation.name)
}

fn near_column<'r>(relation: &'r Relation, name: &str) -> Option<&'r str> {
    did_you_mean(name, relation.columns.iter().map(|column| column.name.as_str()))
}

/// A column in a fragment: PostgreSQL turns what stands without quotes into small letters.
fn as_in_sql(name: &str) -> String {
    if name.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '_') {
        format!("`{name}`")
    } else {
        format!("`\"{name}\"`, in double quotes")
    }
}

fn missing_column(finding: Finding, near: Option<String>, relation: &Relation) -> Finding {
    finding.with_hint(match near {
        Some(near) => format!("did you mean {near}?"),
        None => {
            let names: Vec<String> = relation.columns.iter().map(|column| column.name.clone()).collect();
            format!("its columns are {}", listed(&names))
        }
    })
}

/// The first of them: a hint is no inventory.
fn listed(names: &[String]) -> String {
    const MOST: usize = 12;
    let shown = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST { format!("{shown} and {} more", names.len() - MOST) } else { shown }
}

fn wrong_type(
    source: &NamedSource,
    column: &NamedColumn,
    found: &CatalogueColumn,
    needs_numbers: bool,
) -> Option<Finding> {
    let (fits, needed, hint) = match column.purpose {
        ColumnPurpose::Key("timestamp") => (
            found.is_time(),
            "a time",
            "name a column of type timestamptz, timestamp or date; a view can convert what is there",
        ),
        ColumnPurpose::Key("value") if needs_numbers && source.panel_type == PanelType::Timeseries => (
            found.is_number(),
            "a number",
            "name a column of a numeric type, or count the rows with `aggregate: count`",
        ),
        _ => return None,
    };
    let message = format!("the column `{}` is of type `{}`, and {needed} is needed", column.name, found.type_name);
    (!fits).then(|| column.finding("type-mismatch", message).with_hint(hint))
}

/// A warning where rows are chosen by time and PostgreSQL has to read all of them for it.
fn without_index(source: &NamedSource, relation: &Relation) -> Option<Finding> {
    let by_time = |column: &&NamedColumn| match source.panel_type {
        // It shows what is so now, of whatever age.
        PanelType::HealthStatus => false,
        _ => matches!(column.purpose, ColumnPurpose::Key("timestamp") | ColumnPurpose::ShownTime),
    };
    let column = source.columns.iter().find(by_time)?;
    let rows = relation.rows.filter(|rows| *rows > ROWS_WORTH_AN_INDEX)?;
    let known = relation.column(&column.name)?.is_time();
    if relation.kind != RelationKind::Stored || !known || relation.indexed.contains(&column.name) {
        return None;
    }
    let message = format!(
        "no index of `{}` begins with `{}`: each look reads all of its {rows} rows or so",
        relation.name, column.name
    );
    let sql = format!("CREATE INDEX CONCURRENTLY ON {} ({});", relation.quoted(), quoted(&column.name));
    let finding = column.finding("no-index", message).as_warning();
    Some(finding.with_hint(format!("as the table's owner, run: {sql}")))
}
