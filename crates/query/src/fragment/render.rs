//! Our tree → SQL text: names quoted, literals escaped, parentheses around everything that has parts.

use super::tree::Expr;

/// The condition in parentheses.
pub(super) fn condition(expr: &Expr) -> String {
    let mut sql = String::new();
    write(&mut sql, expr);
    if sql.starts_with('(') { sql } else { format!("({sql})") }
}

/// The term with its direction.
pub(super) fn order_term(expr: &Expr, descending: bool, nulls_first: Option<bool>) -> String {
    let mut sql = String::new();
    write(&mut sql, expr);
    sql.push_str(if descending { " DESC" } else { " ASC" });
    match nulls_first {
        Some(true) => sql.push_str(" NULLS FIRST"),
        Some(false) => sql.push_str(" NULLS LAST"),
        None => {}
    }
    sql
}

fn write(sql: &mut String, expr: &Expr) {
    match expr {
        Expr::Column(name) => {
            sql.push('"');
            sql.push_str(&name.replace('"', "\"\""));
            sql.push('"');
        }
        Expr::Number(digits) => sql.push_str(digits),
        Expr::Text(text) => literal(sql, text),
        Expr::Word(word) => sql.push_str(word),
        Expr::Typed(kind, text) => {
            sql.push_str(kind);
            sql.push(' ');
            literal(sql, text);
        }
        _ => compound(sql, expr),
    }
}

fn compound(sql: &mut String, expr: &Expr) {
    match expr {
        Expr::Call(name, arguments) => {
            sql.push_str(name);
            list(sql, "(", arguments, ", ", ")");
        }
        Expr::Extract(field, expr) => of(sql, &["EXTRACT(", field, " FROM "], expr, ")"),
        Expr::Cast(expr, to) => {
            of(sql, &["CAST("], expr, " AS ");
            sql.push_str(to.name);
            if !to.precision.is_empty() {
                let precision: Vec<String> = to.precision.iter().map(ToString::to_string).collect();
                sql.push_str(&format!("({})", precision.join(", ")));
            }
            sql.push(')');
        }
        Expr::Position(part, whole) => {
            of(sql, &["POSITION("], part, " IN ");
            of(sql, &[], whole, ")");
        }
        Expr::Case { operand, whens, otherwise } => {
            sql.push_str("(CASE");
            operand.iter().for_each(|operand| of(sql, &[" "], operand, ""));
            for (when, then) in whens {
                of(sql, &[" WHEN "], when, "");
                of(sql, &[" THEN "], then, "");
            }
            otherwise.iter().for_each(|otherwise| of(sql, &[" ELSE "], otherwise, ""));
            sql.push_str(" END)");
        }
        _ => operators(sql, expr),
    }
}

fn operators(sql: &mut String, expr: &Expr) {
    sql.push('(');
    match expr {
        Expr::Unary(operator, expr) => of(sql, &[operator, " "], expr, ""),
        Expr::Chain(operator, parts) => list(sql, "", parts, &format!(" {operator} "), ""),
        Expr::Is(expr, what) => of(sql, &[], expr, &format!(" {what}")),
        Expr::In { expr, list: items, negated } => {
            of(sql, &[], expr, if *negated { " NOT IN " } else { " IN " });
            list(sql, "(", items, ", ", ")");
        }
        Expr::Between { expr, low, high, negated } => {
            of(sql, &[], expr, if *negated { " NOT BETWEEN " } else { " BETWEEN " });
            of(sql, &[], low, " AND ");
            write(sql, high);
        }
        Expr::Like { operator, expr, pattern, escape } => {
            of(sql, &[], expr, &format!(" {operator} "));
            write(sql, pattern);
            if let Some(escape) = escape {
                sql.push_str(" ESCAPE ");
                literal(sql, escape);
            }
        }
        Expr::Quantified { operator, quantifier, expr, list: items } => {
            of(sql, &[], expr, &format!(" {operator} {quantifier} (ARRAY["));
            list(sql, "", items, ", ", "])");
        }
        Expr::AtTimeZone(expr, zone) => {
            of(sql, &[], expr, " AT TIME ZONE ");
            literal(sql, zone);
        }
        // The others were written before they came here.
        _ => sql.push_str("NULL"),
    }
    sql.push(')');
}

fn of(sql: &mut String, before: &[&str], expr: &Expr, after: &str) {
    before.iter().for_each(|words| sql.push_str(words));
    write(sql, expr);
    sql.push_str(after);
}

fn list(sql: &mut String, open: &str, items: &[Expr], between: &str, close: &str) {
    sql.push_str(open);
    for (number, item) in items.iter().enumerate() {
        if number > 0 {
            sql.push_str(between);
        }
        write(sql, item);
    }
    sql.push_str(close);
}

/// A text that means the same whatever `standard_conforming_strings` is set to.
fn literal(sql: &mut String, text: &str) {
    if text.contains('\\') {
        sql.push('E');
    }
    sql.push('\'');
    sql.push_str(&text.replace('\\', "\\\\").replace('\'', "''"));
    sql.push('\'');
}
