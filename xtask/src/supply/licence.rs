//! Licence expressions (SPDX): whether one of the ways that they leave open is allowed.

use std::collections::BTreeSet;

/// Whether what the expression asks for is allowed. `MIT/Apache-2.0` is an older way to write `OR`. What cannot be read is
/// not allowed.
pub fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    reader.either() == Some(true) && reader.words.is_empty()
}

struct Reader<'a> {
    words: &'a [&'a str],
    allowed: &'a BTreeSet<String>,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }

    fn takes(&mut self, word: &str) -> bool {
        let there = self.words.first() == Some(&word);
        if there {
            self.next();
        }
        there
    }

    fn either(&mut self) -> Option<bool> {
        let mut result = self.both()?;
        while self.takes("OR") {
            // Not `||`: the other side has to be read in any case.
            result |= self.both()?;
        }
        Some(result)
    }

    fn both(&mut self) -> Option<bool> {
        let mut result = self.one()?;
        while self.takes("AND") {
            result &= self.one()?;
        }
        Some(result)
    }

    fn one(&mut self) -> Option<bool> {
        if self.takes("(") {
            let result = self.either()?;
            return self.takes(")").then_some(result);
        }
        let name = self.next().filter(|name| !matches!(*name, ")" | "OR" | "AND" | "WITH"))?;
        if self.takes("WITH") {
            let exception = self.next()?;
            return Some(self.allowed.contains(&format!("{name} WITH {exception}")));
        }
        Some(self.allowed.contains(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_way_is_enough_and_every_part_of_it_counts() {
        let allowed: BTreeSet<String> =
            ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "ISC"].map(ToOwned::to_owned).into();
        for good in [
            "MIT",
            "MIT OR GPL-3.0-only",
            "GPL-3.0-only/MIT",
            "Apache-2.0 / MIT",
            "(MIT OR GPL-3.0-only) AND ISC",
            "ISC AND (Apache-2.0 OR ISC) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
            "GPL-2.0-only OR MIT AND ISC",
        ] {
            assert!(is_allowed(good, &allowed), "{good}");
        }
        for bad in [
            "",
            "GPL-3.0-only",
            "MIT AND GPL-3.0-only",
            "(MIT OR ISC) AND GPL-3.0-only",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "MIT WITH LLVM-exception",
            "MIT OR",
            "(MIT",
            "MIT)",
            "MIT ISC",
            "SEE LICENSE IN LICENSE",
            "mit",
        ] {
            assert!(!is_allowed(bad, &allowed), "{bad}");
        }
    }
}
