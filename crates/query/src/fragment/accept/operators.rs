//! Operators between values.

use sqlparser::ast::{BinaryOperator, Expr as Sql};

use super::{Accept, Accepted};
use crate::fragment::tree::Expr;

/// Our word for the operator; `None` where it is not allowed.
fn word(operator: &BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::And => "AND",
        BinaryOperator::Or => "OR",
        BinaryOperator::Plus => "+",
        BinaryOperator::Minus => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Modulo => "%",
        BinaryOperator::StringConcat => "||",
        _ => return comparison(operator),
    })
}

fn comparison(operator: &BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::Eq => "=",
        BinaryOperator::NotEq => "<>",
        BinaryOperator::Lt => "<",
        BinaryOperator::LtEq => "<=",
        BinaryOperator::Gt => ">",
        BinaryOperator::GtEq => ">=",
        _ => return None,
    })
}

impl Accept<'_, '_> {
    pub(super) fn binary(&mut self, left: &Sql, operator: &BinaryOperator, right: &Sql) -> Accepted {
        let Some(word) = word(operator) else {
            let at = self.range(left).end..self.range(right).start.max(self.range(left).end);
            let message = format!("the operator `{operator}` is not allowed");
            let hint = "the operators are = <> < <= > >= + - * / % ||, AND, OR, NOT, IN, BETWEEN, LIKE, ILIKE, IS";
            return self.refuse(at, "sql-operator", message, hint);
        };
        if comparison(operator).is_some() {
            // `a = b = c` is an error to PostgreSQL: here, too, rather than another meaning.
            if let Sql::BinaryOp { op, .. } = left
                && comparison(op).is_some()
            {
                let hint = "put one of the two comparisons in parentheses";
                return self.refuse(self.range(right), "sql-operator", "comparisons cannot be chained", hint);
            }
            return self.pair(word, left, right);
        }
        self.chain(word, operator, left, right)
    }

    /// `a op b op c …` with one operator: as long as it likes, without depth.
    fn chain(&mut self, word: &'static str, operator: &BinaryOperator, left: &Sql, right: &Sql) -> Accepted {
        let mut parts = vec![right];
        let mut first = left;
        while let Sql::BinaryOp { left, op, right } = first
            && op == operator
        {
            parts.push(right);
            first = left;
        }
        parts.push(first);
        parts.reverse();
        let mut chain = Vec::with_capacity(parts.len());
        for part in parts {
            let expr = self.expr(part)?;
            if matches!(word, "AND" | "OR") && !expr.may_be_boolean() {
                return self.not_boolean(part);
            }
            chain.push(expr);
        }
        Ok(Expr::Chain(word, chain))
    }

    pub(super) fn pair(&mut self, word: &'static str, left: &Sql, right: &Sql) -> Accepted {
        Ok(Expr::Chain(word, vec![self.expr(left)?, self.expr(right)?]))
    }

    pub(super) fn like(&mut self, operator: &'static str, expr: &Sql, pattern: &Sql, escape: Option<&Sql>) -> Accepted {
        let escape = match escape {
            None => None,
            Some(sql) => {
                let text = self.text(sql, "the escape character")?;
                if text.chars().count() > 1 {
                    let message = "the escape character is one character, or none";
                    return self.refuse(self.range(sql), "sql-literal", message, "write it like '!'");
                }
                Some(text.to_owned())
            }
        };
        Ok(Expr::Like { operator, expr: self.boxed(expr)?, pattern: self.boxed(pattern)?, escape })
    }

    /// `a = ANY (ARRAY[…])`, with the values written out.
    pub(super) fn quantified(
        &mut self,
        left: &Sql,
        operator: &BinaryOperator,
        quantifier: &'static str,
        right: &Sql,
    ) -> Accepted {
        let mut array = right;
        while let Sql::Nested(inner) = array {
            array = inner;
        }
        let (Some(word), Sql::Array(array)) = (comparison(operator), array) else {
            let hint = "write IN (1, 2), or = ANY (ARRAY[1, 2])";
            let message = format!("{quantifier} takes an array that is written out");
            return self.refuse(self.range(right), "sql-quantifier", message, hint);
        };
        if !array.named || array.elem.is_empty() {
            let hint = "write ARRAY[1, 2]";
            return self.refuse(self.range(right), "sql-quantifier", "this array has no values", hint);
        }
        let (expr, list) = (self.boxed(left)?, self.list(&array.elem)?);
        Ok(Expr::Quantified { operator: word, quantifier, expr, list })
    }
}
