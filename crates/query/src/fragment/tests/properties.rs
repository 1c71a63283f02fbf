use proptest::prelude::*;

use crate::fragment::{parse_condition, parse_kpi, parse_order_by};

/// Reads the text in all three ways; what is accepted renders to what reads the same.
fn survives(text: &str) {
    if let Ok(condition) = parse_condition(text) {
        let sql = condition.to_sql();
        // What was short may render longer than what is read.
        if sql.len() <= 4096 {
            let again = parse_condition(&sql).unwrap_or_else(|error| panic!("{text:?} became {sql:?}: {error}"));
            assert_eq!(again.to_sql(), sql, "{text:?}");
        }
    }
    if let Err(error) = parse_kpi(text) {
        assert!(text.get(error.offset..error.offset + error.length).is_some(), "{text:?}: {error:?}");
    }
    if let Err(error) = parse_order_by(text) {
        assert!(text.get(error.offset..error.offset + error.length).is_some(), "{text:?}: {error:?}");
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "\"C\"",
        "1",
        "2.5",
        "'x'",
        "'it''s'",
        "E'\\\\'",
        "(",
        ")",
        "=",
        "<>",
        "<",
        "+",
        "-",
        "*",
        "/",
        "||",
        ",",
        "AND",
        "OR",
        "NOT",
        "IN",
        "IN (1, 2)",
        "BETWEEN",
        "LIKE",
        "ILIKE",
        "IS NULL",
        "IS NOT TRUE",
        "::int",
        "::text",
        "now()",
        "lower(",
        "coalesce(",
        "extract(hour from",
        "interval '1 day'",
        "date '2026-01-01'",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "END",
        "ANY (ARRAY[1])",
        "trim(",
        "position('x' in",
        "substring(a from 1)",
        "AT TIME ZONE 'UTC'",
        "NULL",
        "TRUE",
        "IS DISTINCT FROM",
        "ORDER BY",
        "LIMIT 1",
        "DESC",
        "--",
        ";",
        "é",
    ]);
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        survives(&text);
    }

    #[test]
    fn any_bytes_as_text_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_mix_of_sql_is_read_or_refused(text in pieces()) {
        survives(&text);
    }
}

#[test]
fn deep_and_long_fragments_are_refused_without_harm() {
    let repeated = [
        ("(", "a = 1", ")"),
        ("NOT ", "a", ""),
        ("- ", "a", " = 1"),
        ("lower(", "a", ")"),
        ("CASE WHEN ", "a", " THEN a END"),
        ("a = 1 OR ", "b", ""),
        ("a + b - ", "c", " = 1"),
        ("a::int", "", "::int"),
        ("ARRAY[", "1", "]"),
        ("a IS NULL ", "", "IS NULL "),
        ("a BETWEEN 1 AND ", "2", ""),
        ("a LIKE ", "b", ""),
        ("a AT TIME ZONE 'UTC' ", "", "AT TIME ZONE 'UTC' "),
    ];
    for (before, middle, after) in repeated {
        for count in [10, 50, 150, 400, 100_000] {
            survives(&format!("{}{middle}{}", before.repeat(count), after.repeat(count)));
        }
    }
    assert_eq!(parse_condition(&"a or ".repeat(100_000)).expect_err("long").code, "sql-length");
}
