//! Counting tests from what the test runners themselves report.

use std::process::ExitStatus;
use std::time::Duration;

use anyhow::Result;
use serde_json::Value;

/// How one suite went.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// Its name in the summary.
    pub name: &'static str,
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, and one more where the suite itself ended badly.
    pub failed: u64,
    /// Tests that were left out on purpose.
    pub skipped: u64,
    /// How long it took.
    pub took: Duration,
    /// What else is to be said.
    pub note: Option<String>,
}

impl Suite {
    /// Runs a suite; one that could not run, or whose programs could not be built, has failed.
    pub fn or_failed(name: &'static str, built: &bool, run: impl FnOnce() -> Result<Self>) -> Self {
        let failed = |note: &str| Self { name, failed: 1, note: Some(note.to_owned()), ..Self::default() };
        if !built {
            return failed("not run, because the server does not build; see above");
        }
        run().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            failed("could not run; see above")
        })
    }

    /// Adds a failure if the runner ended badly although it reported none, or reported no test at all.
    pub fn judged_by(mut self, status: ExitStatus, took: Duration) -> Self {
        self.took = took;
        if !status.success() && self.failed == 0 {
            self.failed = 1;
            self.note = Some(format!("ended badly ({status}); see above"));
        } else if self.passed + self.failed == 0 {
            self.failed = 1;
            self.note = Some("no test ran".to_owned());
        }
        self
    }
}

impl Suite {
    /// The two as one, under the first one's name.
    pub fn and(self, other: Self) -> Self {
        Self {
            name: self.name,
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
            took: self.took + other.took,
            note: self.note.or(other.note),
        }
    }
}

/// Passed and failed of all suites together.
pub fn total(suites: &[Suite]) -> (u64, u64) {
    suites.iter().fold((0, 0), |(passed, failed), suite| (passed + suite.passed, failed + suite.failed))
}

/// Adds up the lines `test result: ok. 12 passed; 0 failed; 1 ignored; …` of `cargo test`.
pub fn of_cargo(output: &str) -> Suite {
    let mut suite = Suite { name: "rust", ..Suite::default() };
    for line in output.lines().map(without_colour) {
        let Some((_, counts)) = line.split_once("test result: ") else { continue };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let (number, what) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next());
            match (number, what) {
                (Some(number), Some("passed")) => suite.passed += number,
                (Some(number), Some("failed")) => suite.failed += number,
                (Some(number), Some("ignored")) => suite.skipped += number,
                _ => {}
            }
        }
    }
    suite
}

/// The report of Vitest's json reporter.
pub fn of_vitest(report: &Value) -> Suite {
    let count = |name: &str| report[name].as_u64().unwrap_or_default();
    Suite {
        name: "page",
        passed: count("numPassedTests"),
        failed: count("numFailedTests"),
        skipped: count("numPendingTests") + count("numTodoTests"),
        ..Suite::default()
    }
}

/// The report of Playwright's json reporter. A test that passed on a second try passed, and is named.
pub fn of_playwright(report: &Value) -> Suite {
    let count = |name: &str| report["stats"][name].as_u64().unwrap_or_default();
    let flaky = count("flaky");
    Suite {
        name: "browser",
        passed: count("expected") + flaky,
        failed: count("unexpected"),
        skipped: count("skipped"),
        note: (flaky > 0).then(|| format!("{flaky} passed only when tried again")),
        ..Suite::default()
    }
}

fn without_colour(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use serde_json::json;

    use super::*;

    fn counts(suite: &Suite) -> (u64, u64, u64) {
        (suite.passed, suite.failed, suite.skipped)
    }

    #[test]
    fn cargo_s_results_add_up_with_and_without_colour() {
        let output = "running 2 tests\ntest a ... ok\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 4 filtered out; finished in 0.10s\n\
            test result: \u{1b}[31mFAILED\u{1b}[0m. 30 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n";
        assert_eq!(counts(&of_cargo(output)), (32, 2, 1));
        assert_eq!(counts(&of_cargo("error: could not compile")), (0, 0, 0));
    }

    #[test]
    fn reports_of_the_page_s_runners_are_read() {
        let vitest = json!({"numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 0});
        assert_eq!(counts(&of_vitest(&vitest)), (7, 1, 2));
        let playwright = json!({"stats": {"expected": 3, "unexpected": 1, "flaky": 1, "skipped": 2}});
        let suite = of_playwright(&playwright);
        assert_eq!(counts(&suite), (4, 1, 2));
        assert!(suite.note.is_some());
        assert_eq!(counts(&of_vitest(&Value::Null)), (0, 0, 0));
    }

    #[test]
    fn a_bad_end_or_an_empty_run_is_a_failure() {
        let (good, bad) = (ExitStatus::from_raw(0), ExitStatus::from_raw(0x100));
        let suite = |passed, failed| Suite { passed, failed, ..Suite::default() };
        let judged = |suite: Suite, status| {
            let suite = suite.judged_by(status, Duration::ZERO);
            (suite.passed, suite.failed)
        };
        assert_eq!(judged(suite(3, 0), good), (3, 0));
        assert_eq!(judged(suite(3, 0), bad), (3, 1));
        assert_eq!(judged(suite(3, 2), bad), (3, 2));
        assert_eq!(judged(suite(0, 0), good), (0, 1));
        assert_eq!(total(&[suite(3, 1), suite(4, 0)]), (7, 1));
    }
}
