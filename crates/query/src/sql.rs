//! SQL text from trusted parts: words of our own, quoted names, bound values.

use jiff::Timestamp;
use watchroom_spec::TableName;

/// A value that travels beside the SQL text, never in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bind {
    /// `timestamptz`.
    Time(Timestamp),
    /// `timestamptz[]`.
    Times(Vec<Timestamp>),
    /// `text`.
    Text(String),
    /// `text[]`.
    Texts(Vec<String>),
    /// `boolean`.
    Bool(bool),
    /// `bigint`.
    Int(i64),
}

/// One SQL statement with its values.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Statement {
    sql: String,
    binds: Vec<Bind>,
}

impl Statement {
    /// The text, with `$1`, `$2`, … where the values go.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// The values, in order.
    #[must_use]
    pub fn binds(&self) -> &[Bind] {
        &self.binds
    }
}

/// Builds a statement. Raw text must be `'static`, so nothing that came from a person or a file can be it.
#[derive(Debug, Default)]
pub(crate) struct SqlText {
    sql: String,
    binds: Vec<Bind>,
}

impl SqlText {
    /// Begins with values whose places (`$1`, `$2`, …) the text already names.
    pub(crate) fn after(binds: Vec<Bind>) -> Self {
        Self { sql: String::new(), binds }
    }

    pub(crate) fn words(&mut self, words: &'static str) -> &mut Self {
        self.sql.push_str(words);
        self
    }

    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.sql.push_str(&number.to_string());
        self
    }

    /// A name, quoted so that it can be nothing else.
    pub(crate) fn name(&mut self, name: &str) -> &mut Self {
        self.sql.push('"');
        self.sql.push_str(&name.replace('"', "\"\""));
        self.sql.push('"');
        self
    }

    pub(crate) fn table(&mut self, table: &TableName) -> &mut Self {
        if let Some(schema) = &table.schema {
            self.name(schema).words(".");
        }
        self.name(&table.name)
    }

    /// SQL that the fragment parser rendered from its own tree.
    pub(crate) fn rendered(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    /// A value; one that was bound before keeps its place.
    pub(crate) fn bind(&mut self, bind: Bind) -> &mut Self {
        let place = self.binds.iter().position(|known| *known == bind).unwrap_or_else(|| {
            self.binds.push(bind);
            self.binds.len() - 1
        });
        self.sql.push('$');
        self.sql.push_str(&(place + 1).to_string());
        self
    }

    pub(crate) fn done(self) -> Statement {
        Statement { sql: self.sql, binds: self.binds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_values_are_bound_once() {
        let mut text = SqlText::default();
        let hostile = TableName { schema: Some("a\"; drop".to_owned()), name: "t".to_owned() };
        text.words("select ").name("x\"y").words(" from ").table(&hostile).words(" where a = ");
        text.bind(Bind::Text("1".to_owned())).words(" or b = ").bind(Bind::Text("1".to_owned()));
        let statement = text.done();
        assert_eq!(statement.sql(), r#"select "x""y" from "a""; drop"."t" where a = $1 or b = $1"#);
        assert_eq!(statement.binds().len(), 1);
    }
}
