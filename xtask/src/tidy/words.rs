//! Words that must not stand in this repository. They are taken apart here so that this file may.

use super::Finding;
use super::tree::{Tree, word_starts};

const TEXTS: &[&str] =
    &["rs", "ts", "tsx", "js", "mjs", "css", "html", "md", "yaml", "yml", "toml", "sh", "sql", "conf", "jinja"];

/// What says that something was left undone, and whether its case matters.
const UNDONE: &[(&str, bool)] = &[
    (concat!("TO", "DO"), true),
    (concat!("FIX", "ME"), true),
    (concat!("to", "do!"), true),
    (concat!("unimple", "mented!"), true),
    (concat!("not imple", "mented"), false),
    (concat!("db", "g!"), true),
];

const SILENCERS: &[&str] = &[concat!("#[al", "low("), concat!("#![al", "low(")];

const MACHINE_PATHS: &[&str] = &[concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/ho", "me/")];

/// Nothing is left undone and marked as such: it is done, or it is an issue.
pub fn nothing_left_undone(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension(TEXTS).filter(|file| !file.is_generated()) {
        for (number, line) in file.lines() {
            let lower = line.to_lowercase();
            for (word, case_matters) in UNDONE {
                let line = if *case_matters { line } else { &lower };
                if word_starts(line, word).any(|start| ends_there(line, start, word)) {
                    let message = format!("`{word}`: do it now, or open an issue and take this out");
                    findings.push(Finding::new(&file.path, number, message));
                }
            }
        }
    }
    findings
}

/// Lints are expected with a reason, never allowed in silence.
pub fn no_silenced_lints(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with_extension(&["rs"]) {
        for (number, line) in file.lines() {
            if SILENCERS.iter().any(|silencer| line.contains(silencer)) {
                let message =
                    "a lint is silenced; write `#[expect(lint, reason = \"…\")]`, which ends when its cause does";
                findings.push(Finding::new(&file.path, number, message));
            }
        }
    }
    findings
}

/// No path that exists on one machine only.
pub fn no_paths_of_one_machine(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (number, line) in file.lines() {
            for path in MACHINE_PATHS {
                if line.match_indices(path).any(|(index, _)| starts_a_path(&line[..index])) {
                    let message =
                        format!("`{path}…` is a path of one machine; take it from a setting, or make it relative");
                    findings.push(Finding::new(&file.path, number, message));
                }
            }
        }
    }
    findings
}

/// Whether the word ends where it ends, and is not the beginning of a longer one.
fn ends_there(line: &str, start: usize, word: &str) -> bool {
    let after = line[start + word.len()..].chars().next();
    word.ends_with('!') || !after.is_some_and(|character| character.is_alphanumeric() || character == '_')
}

/// Whether what follows is the beginning of a path and not its middle (`web/home/` is none of ours).
fn starts_a_path(before: &str) -> bool {
    match before.chars().next_back() {
        None => true,
        Some(character) => {
            character.is_whitespace() || "\"'`=:(<[,{|".contains(character) || before.ends_with("file://")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::found;
    use super::*;

    #[test]
    fn marks_of_unfinished_work_are_found_in_code_and_documents() {
        for (word, _) in UNDONE {
            for path in ["crates/api/src/a.rs", "crates/api/tests/a.rs", "web/src/app/a.tsx", "docs/a.md"] {
                let text = format!("fine\n// {word} later\n");
                assert_eq!(found(nothing_left_undone, &[(path, &text)]), [format!("{path}:2")], "{word}");
            }
        }
        let shouted = UNDONE[4].0.to_uppercase();
        assert_eq!(found(nothing_left_undone, &[("docs/a.md", &shouted)]), ["docs/a.md:1"]);
        let fine = "numTodoTests; todo = \"deny\"; dbg_macro; MASTODON; unimplemented";
        assert_eq!(found(nothing_left_undone, &[("Cargo.toml", fine)]), [""; 0]);
        let lock = format!("{} in a package's name", UNDONE[0].0);
        assert_eq!(found(nothing_left_undone, &[("web/package-lock.json", &lock)]), [""; 0]);
    }

    #[test]
    fn silenced_lints_are_found() {
        for silencer in SILENCERS {
            let text = format!("{silencer}dead_code)]\nfn x() {{}}\n");
            assert_eq!(found(no_silenced_lints, &[("crates/api/src/a.rs", &text)]), ["crates/api/src/a.rs:1"]);
        }
        let fine = "#[expect(dead_code, reason = \"soon\")]\nallow(x);\n";
        assert_eq!(found(no_silenced_lints, &[("crates/api/src/a.rs", fine)]), [""; 0]);
    }

    #[test]
    fn paths_of_one_machine_are_found_in_any_file() {
        for path in MACHINE_PATHS {
            for text in
                [format!("{path}x"), format!("a = \"{path}x\""), format!("see `{path}x`"), format!("file://{path}")]
            {
                assert_eq!(found(no_paths_of_one_machine, &[("deploy/a.conf", &text)]), ["deploy/a.conf:1"], "{text}");
            }
            for text in [format!("web{path}x"), format!("https://host{path}x"), format!("..{path}x")] {
                assert_eq!(found(no_paths_of_one_machine, &[("deploy/a.conf", &text)]), [""; 0], "{text}");
            }
        }
    }
}
