mod attacks;
mod check;
mod good;
mod properties;

use super::{parse_condition, parse_kpi, parse_order_by};

#[test]
fn columns_are_named_as_the_database_spells_them() {
    let condition = parse_condition(r#"Host = 'a' AND "Load" > 1 OR lower(host) LIKE region || '%'"#).expect("good");
    assert_eq!(condition.columns().into_iter().collect::<Vec<_>>(), ["Load", "host", "region"]);
    let order = parse_order_by("recorded_at DESC NULLS LAST, abs(cpu)").expect("good");
    assert_eq!(order[0].as_column(), Some("recorded_at"));
    assert!(order[0].is_descending());
    assert_eq!(order[1].as_column(), None);
    assert_eq!(order[1].columns().into_iter().collect::<Vec<_>>(), ["cpu"]);
}

#[test]
fn a_kpi_has_any_of_its_three_parts() {
    let whole = parse_kpi("metric_type = 'memory' ORDER BY recorded_at DESC LIMIT 1").expect("good");
    assert_eq!(whole.to_sql(), r#"("metric_type" = 'memory') ORDER BY "recorded_at" DESC LIMIT 1"#);
    assert_eq!(whole.limit, Some(1));
    let behind = parse_kpi("ORDER BY recorded_at LIMIT 10000").expect("good");
    assert!(behind.condition.is_none());
    assert_eq!(behind.to_sql(), r#"ORDER BY "recorded_at" ASC LIMIT 10000"#);
    assert_eq!(parse_kpi("limit 5").expect("good").limit, Some(5));
    assert_eq!(parse_kpi("a = 1").expect("good").limit, None);
    for bad in
        ["LIMIT 0", "LIMIT 10001", "LIMIT -1", "LIMIT 1.5", "LIMIT ALL", "LIMIT 1 OFFSET 2", "a = 1 LIMIT 1 ORDER BY a"]
    {
        assert!(parse_kpi(bad).is_err(), "{bad}");
    }
}

#[test]
fn orders_are_rendered_and_fixed_values_refused() {
    let sql = |text| parse_order_by(text).map(|terms| terms.iter().map(super::OrderTerm::to_sql).collect::<Vec<_>>());
    assert_eq!(sql("a, B desc, c NULLS FIRST").expect("good"), [r#""a" ASC"#, r#""b" DESC"#, r#""c" ASC NULLS FIRST"#]);
    for bad in ["1", "'a'", "a USING <", "a, ", "a LIMIT 1", "ORDER BY a", "a DESC; drop table t", "random()", "NULL"] {
        assert!(sql(bad).is_err(), "{bad}");
    }
}

#[test]
fn errors_point_into_the_text() {
    let error = parse_condition("metric_type = 'é' AND pg_sleep(10)").expect_err("bad");
    assert_eq!(&"metric_type = 'é' AND pg_sleep(10)"[error.offset..error.offset + error.length], "pg_sleep");
    assert_eq!(error.code, "sql-function");
    let error = parse_condition("a = 1\n  AND\n  b ==").expect_err("bad");
    assert_eq!(error.offset, "a = 1\n  AND\n  b ".len());
}
