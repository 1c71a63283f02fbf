//! `docs/tenants.md`, taken by its word: its blocks are what the test runs.

use std::path::{Path, PathBuf};

/// A fenced block.
struct Block {
    language: String,
    text: String,
}

/// The guide.
pub struct TenantGuide {
    text: String,
    blocks: Vec<Block>,
}

impl TenantGuide {
    pub fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/tenants.md");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut blocks = Vec::new();
        let mut open: Option<Block> = None;
        for line in text.lines() {
            match (line.strip_prefix("```"), &mut open) {
                (Some(language), None) => open = Some(Block { language: language.to_owned(), text: String::new() }),
                (Some(_), Some(_)) => blocks.extend(open.take()),
                (None, Some(block)) => block.text += &format!("{line}\n"),
                (None, None) => {}
            }
        }
        Self { text, blocks }
    }

    fn of<'g>(&'g self, language: &'g str) -> impl Iterator<Item = &'g str> {
        self.blocks.iter().filter(move |block| block.language == language).map(|block| block.text.as_str())
    }

    /// The SQL whose first line ends like this.
    pub fn sql(&self, what: &str) -> &str {
        let mut found = self.of("sql").filter(|sql| sql.lines().next().is_some_and(|line| line.ends_with(what)));
        found.next().unwrap_or_else(|| panic!("the guide has no SQL that begins with a comment `… {what}`"))
    }

    /// Each YAML file: its path, which its first line tells, and its text.
    pub fn files(&self) -> Vec<(PathBuf, &str)> {
        let path = |text: &str| PathBuf::from(text.lines().next().unwrap_or_default().trim_start_matches("# "));
        self.of("yaml").map(|text| (path(text), text)).collect()
    }

    /// The arguments of each `watchroom …`, in order, after some words of the guide were replaced by those of here.
    pub fn commands(&self, here: &[(&str, &str)]) -> Vec<Vec<String>> {
        let lines = self.of("sh").flat_map(str::lines).filter_map(|line| line.strip_prefix("watchroom "));
        lines.map(|line| words(&here.iter().fold(line.to_owned(), |line, (from, to)| line.replace(from, to)))).collect()
    }

    /// The other lines for a shell.
    pub fn says(&self, line: &str) -> bool {
        self.of("sh").flat_map(str::lines).any(|said| said == line)
    }

    /// The range in the page's address.
    pub fn range(&self) -> (String, String) {
        let (_, query) = self.text.split_once("/t/aws-cpu?").expect("the guide has the page's address");
        let query = query.split_whitespace().next().unwrap_or_default();
        let of = |name: &str| {
            let value = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_else(|| panic!("{query} has no {name}")).to_owned()
        };
        (of("from"), of("to"))
    }
}

/// Splits as a shell would, as far as the guide needs it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for character in line.chars() {
        match (character, quote) {
            ('\'' | '"', None) => quote = Some(character),
            (character, Some(open)) if character == open => quote = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().expect("there is a word").push(character),
        }
    }
    words
}
