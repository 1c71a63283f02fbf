use std::path::Path;

use tempfile::TempDir;
use watchroom_spec::Finding;

use super::{Catalogue, CatalogueColumn, Refusal, Relation, RelationKind};
use crate::{CheckedRoot, load};

const DASHBOARD: &str =
    "dashboard:\n  name: D\n  panels:\n    - { id: p, config_file: panels/p.yaml, position: { row: 1, col: 1 } }\n";

/// A tenant `t` with one panel.
fn root(panel: &str) -> (TempDir, CheckedRoot) {
    let folder = TempDir::new().expect("a folder");
    let files =
        [("tenant.yaml", "tenant: { name: T }\n"), ("dashboards/default.yaml", DASHBOARD), ("panels/p.yaml", panel)];
    for (name, text) in files {
        let path = folder.path().join("t").join(name);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let root = load(folder.path()).expect("a folder");
    (folder, root)
}

fn series(query: &str) -> String {
    format!(
        "panel:\n  type: timeseries\n  title: T\n  data_source:\n    table: m\n    columns: {{ timestamp: at, value: v }}\n{query}"
    )
}

fn relation(schema: &str, name: &str, columns: &[(&str, &str)]) -> Relation {
    let column = |(name, type_name): &(&str, &str)| CatalogueColumn {
        name: (*name).to_owned(),
        type_name: (*type_name).to_owned(),
        readable: true,
    };
    Relation {
        schema: schema.to_owned(),
        name: name.to_owned(),
        kind: RelationKind::Stored,
        rows: Some(1_000_000),
        schema_open: true,
        readable: true,
        columns: columns.iter().map(column).collect(),
        indexed: Vec::new(),
    }
}

const M: [(&str, &str); 3] = [("at", "timestamp with time zone"), ("v", "double precision"), ("ward", "integer")];

fn catalogue(relations: Vec<Relation>) -> Catalogue {
    Catalogue { role: "reader".to_owned(), search_path: vec!["pg_catalog".to_owned(), "public".to_owned()], relations }
}

fn compared(panel: &str, relations: Vec<Relation>) -> Vec<Finding> {
    let (_folder, mut root) = root(panel);
    assert_eq!(root.findings().count(), 0, "{}", root.to_text(false));
    root.compare(&"t".parse().expect("an id"), &catalogue(relations));
    root.findings().cloned().collect()
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn an_index_is_missed_only_where_rows_are_many_and_its_own() {
    let with = |change: fn(&mut Relation)| {
        let mut m = relation("public", "m", &M);
        change(&mut m);
        compared(&series(""), vec![m])
    };
    let missed = with(|_| {});
    assert_eq!(codes(&missed), ["no-index"]);
    assert!(!missed[0].is_error());
    assert_eq!(
        missed[0].hint.as_deref(),
        Some("as the table's owner, run: CREATE INDEX CONCURRENTLY ON \"public\".\"m\" (\"at\");")
    );
    for change in [
        (|m| m.indexed = vec!["ward".to_owned(), "at".to_owned()]) as fn(&mut Relation),
        |m| m.rows = Some(10_000),
        |m| m.rows = None,
        |m| m.kind = RelationKind::Elsewhere,
    ] {
        assert_eq!(codes(&with(change)), Vec::<&str>::new());
    }
    assert_eq!(codes(&with(|m| m.rows = Some(10_001))), ["no-index"]);
}

#[test]
fn a_table_is_looked_for_where_the_role_looks() {
    let m = |schema| relation(schema, "m", &M);
    let hint = |findings: &[Finding]| findings[0].hint.clone().unwrap_or_default();
    assert_eq!(hint(&compared(&series(""), vec![m("archive")])), "did you mean `archive.m`?");
    let closed = Relation { schema_open: false, readable: false, ..m("public") };
    let mut unseen = catalogue(vec![closed]);
    // PostgreSQL leaves schemas that a role may not use out of its path.
    unseen.search_path = vec!["pg_catalog".to_owned()];
    let (_folder, mut root) = root(&series(""));
    root.compare(&"t".parse().expect("an id"), &unseen);
    let findings: Vec<Finding> = root.findings().cloned().collect();
    assert_eq!(codes(&findings), ["no-right"]);
    assert!(hint(&findings).ends_with(
        "run: GRANT USAGE ON SCHEMA \"public\" TO \"reader\"; GRANT SELECT ON \"public\".\"m\" TO \"reader\";"
    ));
    let none = compared(&series(""), Vec::new());
    assert_eq!(hint(&none), "the role `reader` can read no table at all");
}

#[test]
fn rights_to_the_named_columns_are_enough() {
    let mut m = relation("public", "m", &M);
    (m.readable, m.rows) = (false, None);
    assert_eq!(codes(&compared(&series(""), vec![m.clone()])), Vec::<&str>::new());
    m.columns[2].readable = false;
    assert_eq!(codes(&compared(&series(""), vec![m.clone()])), Vec::<&str>::new());
    assert_eq!(codes(&compared(&series("  query: { where: ward = 3 }\n"), vec![m])), ["no-right"]);
}

#[test]
fn columns_in_folded_and_quoted_fragments_have_their_places() {
    let m = || Relation { rows: None, ..relation("public", "m", &M) };
    let query =
        "  query:\n    where: >-\n      v > 1\n      AND lower(nmae) = 'x'\n    order_by: \"v, \\\"W\\\" DESC\"\n";
    let found = compared(&series(query), vec![m()]);
    let places: Vec<(u32, u32)> = found.iter().map(|finding| (finding.line, finding.column)).collect();
    assert_eq!(places, [(10, 17), (11, 19)]);
    assert_eq!(codes(&found), ["missing-column"; 2]);
}

#[test]
fn counting_takes_any_column() {
    let text = [("at", "date"), ("v", "text")];
    let m = || Relation { rows: None, ..relation("public", "m", &text) };
    assert_eq!(codes(&compared(&series(""), vec![m()])), ["type-mismatch"]);
    assert_eq!(codes(&compared(&series("  aggregate: count\n"), vec![m()])), Vec::<&str>::new());
}

fn refused(query: &str, sqlstate: &str, sql: &str, at: &str) -> Finding {
    let (_folder, mut root) = root(&series(query));
    let before = sql.find(at).map(|at| sql[..at].chars().count() + 1);
    let refusal = Refusal {
        sql: sql.to_owned(),
        sqlstate: sqlstate.to_owned(),
        message: "no".to_owned(),
        hint: None,
        position: before.and_then(|before| u32::try_from(before).ok()),
    };
    root.add_refusal(&"t".parse().expect("an id"), "t/panels/p.yaml", &refusal);
    root.findings().next().expect("a finding").clone()
}

#[test]
fn a_refusal_stands_at_its_token_its_column_or_its_table() {
    let query = "  query: { where: \"v > 'é' AND ward LIKE 'x'\" }\n";
    let sql = r#"SELECT avg("v") FROM "m" WHERE true AND ((("v" > 'é') AND ("ward" LIKE 'x')))"#;
    let place = |finding: Finding| (finding.line, finding.column, finding.code);
    assert_eq!(place(refused(query, "42883", sql, "LIKE")), (7, 37, "type-mismatch"));
    assert_eq!(place(refused(query, "42883", sql, "avg")), (6, 38, "type-mismatch"));
    assert_eq!(place(refused(query, "42501", sql, "nowhere")), (5, 12, "no-right"));
    assert_eq!(place(refused(query, "54001", sql, "nowhere")), (5, 12, "refused"));
}

#[test]
fn plans_are_made_of_what_has_no_error_for_every_scope_and_range() {
    let tenant = "t".parse().expect("an id");
    let now = "2026-03-03T00:00:00Z".parse().expect("a moment");
    let with_ward = series("").replace("value: v }\n", "value: v }\n    scope: { ward: ward }\n");
    let (_folder, mut root) = root(&with_ward);
    let plans = root.plans(&tenant, now);
    assert_eq!(plans.len(), 1);
    let sql: Vec<String> =
        plans[0].plans.iter().flat_map(|plan| plan.statements()).map(|statement| statement.sql().to_owned()).collect();
    assert!(sql.iter().any(|sql| sql.contains("\"ward\"::text = ")) && sql.iter().any(|sql| !sql.contains("ward")));
    assert!(sql.iter().any(|sql| sql.contains("GROUP BY")) && sql.iter().any(|sql| !sql.contains("GROUP BY")));
    root.compare(&tenant, &catalogue(Vec::new()));
    assert!(root.plans(&tenant, now).is_empty(), "PostgreSQL need not repeat what was found");
}
