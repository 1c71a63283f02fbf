//! Functions, casts, and what has a grammar of its own.

use std::ops::Range;

use sqlparser::ast::{
    CastKind, CeilFloorKind, DataType, DateTimeField, Expr as Sql, ExtractSyntax, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, Interval, ObjectNamePart, Spanned, TrimWhereField, TypedString, Value,
    ValueWithSpan,
};

use super::{Accept, Accepted, types};
use crate::fragment::functions::{CLOCK_WORDS, FIELDS, FUNCTIONS, function};
use crate::fragment::tokens::shown;
use crate::fragment::tree::Expr;

impl Accept<'_, '_> {
    pub(super) fn form(&mut self, sql: &Sql) -> Accepted {
        match sql {
            Sql::Function(function) => self.function(function),
            Sql::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, format: None } => {
                self.cast(expr, data_type)
            }
            Sql::TypedString(typed) => self.typed(typed),
            Sql::Interval(interval) => self.interval(interval),
            Sql::Extract { field, syntax: ExtractSyntax::From, expr } => self.extract(field, expr),
            Sql::Ceil { expr, field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) } => {
                Ok(Expr::Call("ceil", vec![self.expr(expr)?]))
            }
            Sql::Floor { expr, field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime) } => {
                Ok(Expr::Call("floor", vec![self.expr(expr)?]))
            }
            Sql::Position { expr, r#in } => Ok(Expr::Position(self.boxed(expr)?, self.boxed(r#in)?)),
            Sql::Substring { expr, substring_from: Some(from), substring_for, special: _, shorthand: _ } => {
                let mut arguments = vec![self.expr(expr)?, self.expr(from)?];
                arguments.extend(substring_for.as_ref().map(|length| self.expr(length)).transpose()?);
                Ok(Expr::Call("substring", arguments))
            }
            Sql::Trim { trim_where, trim_what, expr, trim_characters: None } => {
                let name = match trim_where {
                    None | Some(TrimWhereField::Both) => "btrim",
                    Some(TrimWhereField::Leading) => "ltrim",
                    Some(TrimWhereField::Trailing) => "rtrim",
                };
                let mut arguments = vec![self.expr(expr)?];
                arguments.extend(trim_what.as_ref().map(|what| self.expr(what)).transpose()?);
                Ok(Expr::Call(name, arguments))
            }
            Sql::AtTimeZone { timestamp, time_zone } => {
                let zone = self.text(time_zone, "the time zone")?.to_owned();
                Ok(Expr::AtTimeZone(self.boxed(timestamp)?, zone))
            }
            Sql::Case { operand, conditions, else_result, .. } => {
                let operand = operand.as_ref().map(|operand| self.boxed(operand)).transpose()?;
                let whens = conditions
                    .iter()
                    .map(|when| Ok((self.expr(&when.condition)?, self.expr(&when.result)?)))
                    .collect::<Accepted<_>>()?;
                let otherwise = else_result.as_ref().map(|result| self.boxed(result)).transpose()?;
                Ok(Expr::Case { operand, whens, otherwise })
            }
            other => self.refuse_form(other),
        }
    }

    fn refuse_form(&self, sql: &Sql) -> Accepted {
        let (code, what) = match sql {
            Sql::Subquery(_) | Sql::InSubquery { .. } | Sql::Exists { .. } => ("sql-statement", "a subquery"),
            Sql::CompoundIdentifier(_) | Sql::CompoundFieldAccess { .. } => ("sql-qualified", "a name with parts"),
            Sql::Cast { .. } | Sql::Convert { .. } => ("sql-cast", "this kind of cast"),
            Sql::SimilarTo { .. } | Sql::RLike { .. } => ("sql-operator", "a regular expression"),
            Sql::Collate { .. } => ("sql-operator", "COLLATE"),
            Sql::Tuple(_) => ("sql-form", "a row of values"),
            Sql::Array(_) => ("sql-form", "an array outside of ANY"),
            Sql::Wildcard(_) | Sql::QualifiedWildcard(..) => ("sql-form", "`*`"),
            _ => ("sql-form", "this"),
        };
        let hint = "a fragment compares columns with values, and calls a few functions";
        self.refuse(self.range(sql), code, format!("{what} is not allowed in a fragment"), hint)
    }

    fn function(&mut self, sql: &Function) -> Accepted {
        let at = self.source.range(sql.name.span());
        let name = match sql.name.0.as_slice() {
            [ObjectNamePart::Identifier(ident)] if ident.quote_style.is_none() => ident.value.to_ascii_lowercase(),
            [ObjectNamePart::Identifier(ident)] => {
                let message = format!("`{}`: functions are named without quotes", shown(&ident.value));
                return self.refuse(at, "sql-function", message, "take the quotes away");
            }
            _ => return self.refuse(at, "sql-qualified", "functions are named without schema", "take the schema away"),
        };
        let plain = sql.over.is_none()
            && sql.filter.is_none()
            && sql.null_treatment.is_none()
            && sql.within_group.is_empty()
            && !sql.uses_odbc_syntax
            && matches!(sql.parameters, FunctionArguments::None);
        if !plain {
            let hint = "take OVER, FILTER and WITHIN GROUP away; a panel's `aggregate` sums up";
            return self.refuse(at, "sql-function", format!("`{name}` can only be called plainly"), hint);
        }
        let arguments = match &sql.args {
            FunctionArguments::None => {
                let upper = name.to_ascii_uppercase();
                let word = CLOCK_WORDS.iter().find(|word| **word == upper);
                return match word {
                    Some(word) => Ok(Expr::Word(word)),
                    None => self.refuse(at, "sql-name", format!("`{}` is not allowed", shown(&name)), "use a column"),
                };
            }
            FunctionArguments::List(list) if list.duplicate_treatment.is_none() && list.clauses.is_empty() => {
                &list.args
            }
            _ => {
                let hint = "separate the arguments with commas, and nothing else";
                return self.refuse(at, "sql-function", format!("`{name}` can only be called plainly"), hint);
            }
        };
        let Some(known) = function(&name) else {
            let names: Vec<&str> = FUNCTIONS.iter().map(|function| function.name).collect();
            let message = format!("the function `{}` is not allowed", shown(&name));
            return self.refuse(at, "sql-function", message, &format!("the functions are {}", names.join(", ")));
        };
        if !known.arguments.contains(&arguments.len()) {
            let (low, high) = (known.arguments.start(), known.arguments.end());
            let count = if low == high { low.to_string() } else { format!("{low} to {high}") };
            let message = format!("`{name}` takes {count} arguments, found {}", arguments.len());
            return self.refuse(at, "sql-function", message, "give it the arguments that PostgreSQL's manual names");
        }
        let arguments = arguments.iter().map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(sql)) => self.expr(sql),
            _ => self.refuse(at.clone(), "sql-function", "arguments are plain values", "take names and `*` away"),
        });
        Ok(Expr::Call(known.name, arguments.collect::<Accepted<_>>()?))
    }

    fn cast(&mut self, expr: &Sql, data_type: &DataType) -> Accepted {
        let Some(to) = types::allowed(data_type) else {
            let message = format!("a cast to `{}` is not allowed", shown(&data_type.to_string()));
            let hint = "cast to text, integer, bigint, numeric, double precision, boolean, date, time, timestamp, \
                        timestamptz, interval or uuid";
            let at = self.type_range(self.range(expr), &data_type.to_string());
            return self.refuse(at, "sql-cast", message, hint);
        };
        Ok(Expr::Cast(self.boxed(expr)?, to))
    }

    /// The type's name behind the value that is cast: the parser does not say where it stands.
    fn type_range(&self, value: Range<usize>, data_type: &str) -> Range<usize> {
        let behind = &self.source.text[value.end..];
        let lower = behind.to_ascii_lowercase();
        let mut places: Vec<usize> = lower.match_indices("::").map(|(at, _)| at + 2).collect();
        places.extend(lower.match_indices(" as ").map(|(at, _)| at + 4));
        places.sort_unstable();
        let ranges = places.iter().map(|at| {
            let name = behind[*at..].trim_start();
            let start = value.end + at + (behind[*at..].len() - name.len());
            let length = name.find(|c: char| c.is_whitespace() || "(),:=<>+-*/|".contains(c)).unwrap_or(name.len());
            start..start + length
        });
        // Casts may stand in a row, of which only this one is refused.
        let is_it = |range: &Range<usize>| data_type.eq_ignore_ascii_case(&self.source.text[range.clone()]);
        let ranges: Vec<Range<usize>> = ranges.collect();
        ranges.iter().find(|range| is_it(range)).or(ranges.first()).cloned().unwrap_or(value)
    }

    fn typed(&mut self, typed: &TypedString) -> Accepted {
        let at = self.source.range(typed.value.span);
        match (types::before_literal(&typed.data_type), &typed.value.value) {
            (Some(kind), Value::SingleQuotedString(text)) if !typed.uses_odbc_syntax && !text.contains('\0') => {
                Ok(Expr::Typed(kind, text.clone()))
            }
            _ => {
                let message = format!("a literal of type `{}` is not allowed", shown(&typed.data_type.to_string()));
                self.refuse(at, "sql-cast", message, "write DATE '…', TIMESTAMP '…', TIMESTAMPTZ '…' or INTERVAL '…'")
            }
        }
    }

    fn interval(&self, interval: &Interval) -> Accepted {
        let plain = interval.leading_field.is_none()
            && interval.leading_precision.is_none()
            && interval.last_field.is_none()
            && interval.fractional_seconds_precision.is_none();
        match interval.value.as_ref() {
            Sql::Value(ValueWithSpan { value: Value::SingleQuotedString(text), .. })
                if plain && text.chars().all(|c| c.is_ascii_alphanumeric() || " :+-.,".contains(c)) =>
            {
                Ok(Expr::Typed("INTERVAL", text.clone()))
            }
            value => {
                let hint = "write the unit inside the quotes: INTERVAL '15 minutes'";
                self.refuse(self.range(value), "sql-literal", "this interval is not understood", hint)
            }
        }
    }

    fn extract(&mut self, field: &DateTimeField, expr: &Sql) -> Accepted {
        let name = field.to_string().to_ascii_lowercase();
        let Some(field) = FIELDS.iter().find(|known| **known == name) else {
            let message = format!("`{}` cannot be taken out of a time", shown(&name));
            return self.refuse(self.range(expr), "sql-function", message, &format!("there are {}", FIELDS.join(", ")));
        };
        Ok(Expr::Extract(field, self.boxed(expr)?))
    }
}
