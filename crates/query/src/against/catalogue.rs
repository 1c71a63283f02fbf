//! What a tenant's database has, as far as its role can learn of it.

use watchroom_spec::TableName;

/// A tenant's tables and views with their columns.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// The role that Watchroom reads under.
    pub role: String,
    /// The schemas in which a table without a schema is looked for, in order.
    pub search_path: Vec<String>,
    /// Tables and views, PostgreSQL's own among them.
    pub relations: Vec<Relation>,
}

/// A table, view or what else can be read from.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: RelationKind,
    /// Rows, as PostgreSQL estimated them last; `None` where it never did.
    pub rows: Option<u64>,
    /// Whether the role may use the schema.
    pub schema_open: bool,
    /// Whether the role may read all of its columns.
    pub readable: bool,
    /// Its columns, in order.
    pub columns: Vec<CatalogueColumn>,
    /// Columns that lead a valid, whole b-tree or BRIN index.
    pub indexed: Vec<String>,
}

/// What a relation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// Rows of its own: a table, a partitioned table, a materialised view. It can have indexes.
    Stored,
    /// A view, or a table on another server: what is behind it is not known here.
    Elsewhere,
}

/// A column.
#[derive(Debug, Clone)]
pub struct CatalogueColumn {
    /// Its name.
    pub name: String,
    /// Its type in PostgreSQL's words, without length; of a domain, the type below it.
    pub type_name: String,
    /// Whether the role may read it.
    pub readable: bool,
}

impl Catalogue {
    /// The relation that a name means to the role.
    pub(super) fn find(&self, table: &TableName) -> Option<&Relation> {
        let within = |schema: &str| {
            self.relations.iter().find(|relation| relation.schema == schema && relation.name == table.name)
        };
        match &table.schema {
            Some(schema) => within(schema),
            None => self.search_path.iter().find_map(|schema| within(schema)),
        }
    }
}

impl Relation {
    /// The name as one writes it in a panel.
    pub(super) fn written(&self, search_path: &[String]) -> String {
        if search_path.contains(&self.schema) { self.name.clone() } else { format!("{}.{}", self.schema, self.name) }
    }

    /// The name as one writes it in SQL.
    pub(super) fn quoted(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }

    /// Whether it belongs to PostgreSQL itself.
    pub(super) fn is_system(&self) -> bool {
        matches!(self.schema.as_str(), "pg_catalog" | "information_schema")
    }

    pub(super) fn column(&self, name: &str) -> Option<&CatalogueColumn> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl CatalogueColumn {
    pub(super) fn is_time(&self) -> bool {
        matches!(self.type_name.as_str(), "timestamp with time zone" | "timestamp without time zone" | "date")
    }

    pub(super) fn is_number(&self) -> bool {
        let numbers = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];
        numbers.contains(&self.type_name.as_str())
    }
}

/// A name for SQL that somebody will run by hand.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
