//! How long files may be.

use super::Finding;
use super::tree::Tree;

const LONGEST_FILE: usize = 600;
const LONGEST_MAIN: usize = 80;

/// No file of production code is longer than 600 lines; unit tests at its end do not count.
pub fn no_long_files(tree: &Tree) -> Vec<Finding> {
    let code = tree.with_extension(&["rs", "ts", "tsx"]).filter(|file| !file.is_test() && !file.is_generated());
    code.filter_map(|file| {
        let lines = file.production_lines();
        let (first_too_many, _) = lines.get(LONGEST_FILE)?;
        let message =
            format!("{} lines of production code, more than {LONGEST_FILE}; split it by what it does", lines.len());
        Some(Finding::new(&file.path, *first_too_many, message))
    })
    .collect()
}

/// `main.rs` only hands on.
pub fn short_main(tree: &Tree) -> Vec<Finding> {
    let mains = tree.files.iter().filter(|file| file.path.ends_with("src/main.rs"));
    mains
        .filter(|file| file.lines().count() > LONGEST_MAIN)
        .map(|file| {
            let message =
                format!("main.rs is longer than {LONGEST_MAIN} lines; move each command to a file of its own");
            Finding::new(&file.path, LONGEST_MAIN + 1, message)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn long_files_are_found_and_long_tests_are_not() {
        let (fits, long) = ("x\n".repeat(600), "x\n".repeat(601));
        let with_tests = format!("{fits}#[cfg(test)]\nmod tests {{\n{long}}}\n");
        let rule = no_long_files;
        assert_eq!(found(rule, &[("crates/api/src/a.rs", &fits), ("crates/api/src/b.rs", &with_tests)]), [""; 0]);
        assert_eq!(found(rule, &[("crates/api/src/a.rs", &long)]), ["crates/api/src/a.rs:601"]);
        assert_eq!(found(rule, &[("web/src/app/a.tsx", &long)]), ["web/src/app/a.tsx:601"]);
        for path in ["crates/api/tests/a.rs", "web/e2e/a.spec.ts", "web/src/api/schema.d.ts", "docs/a.md"] {
            assert_eq!(found(rule, &[(path, &long)]), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_long_main_is_found() {
        let rule = short_main;
        assert_eq!(found(rule, &[("crates/watchroom/src/main.rs", &"x\n".repeat(80))]), [""; 0]);
        let long = "x\n".repeat(81);
        assert_eq!(found(rule, &[("crates/watchroom/src/main.rs", &long)]), ["crates/watchroom/src/main.rs:81"]);
    }
}
