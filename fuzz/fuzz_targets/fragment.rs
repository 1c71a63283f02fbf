//! Any text as each kind of SQL fragment: it is refused with a place inside of it, or what is rendered from it reads
//! the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use watchroom_query::fragment::{FragmentError, OrderTerm, parse_condition, parse_kpi, parse_order_by};

/// What was short may render longer than what is read.
const READ_MOST: usize = 4096;

fn has_a_place(text: &str, error: &FragmentError) {
    assert!(text.get(error.offset..error.offset + error.length).is_some(), "{error:?}");
}

/// Whether the rendered text may be read again. Parentheses that rendering adds may nest deeper than is read.
fn again<T>(sql: &str, read: Result<T, FragmentError>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) if sql.len() > READ_MOST || error.code == "sql-depth" => None,
        Err(error) => panic!("{sql:?}: {error:?}"),
    }
}

fuzz_target!(|text: &str| {
    match parse_condition(text) {
        Ok(condition) => {
            let sql = condition.to_sql();
            if let Some(read) = again(&sql, parse_condition(&sql)) {
                assert_eq!(read, condition, "{sql:?}");
            }
        }
        Err(error) => has_a_place(text, &error),
    }
    match parse_order_by(text) {
        Ok(terms) => {
            let sql = terms.iter().map(OrderTerm::to_sql).collect::<Vec<_>>().join(", ");
            if let Some(read) = again(&sql, parse_order_by(&sql)) {
                assert_eq!(read, terms, "{sql:?}");
            }
        }
        Err(error) => has_a_place(text, &error),
    }
    match parse_kpi(text) {
        Ok(kpi) => {
            let sql = kpi.to_sql();
            if let Some(read) = again(&sql, parse_kpi(&sql)) {
                assert_eq!(read, kpi, "{sql:?}");
            }
        }
        Err(error) => has_a_place(text, &error),
    }
});
