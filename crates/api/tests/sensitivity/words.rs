//! The words that questions are asked with: those of something sensitive, or others that name nothing.

/// What a question names.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    pub id: &'static str,
    pub number: &'static str,
    pub category: &'static str,
    pub code: &'static str,
    pub text: &'static str,
    pub view: &'static str,
}

/// A ticket in a sensitive category, alone in its ward and team.
pub const ALONE: Words = Words {
    id: "00000000-0000-4000-8000-00000005ec01",
    number: "ZQX-0001",
    category: "zqxcateg",
    code: "zqxcodes",
    text: "zqxdescr",
    view: "00000000-0000-4000-8000-00000005ecf1",
};

/// One that an ordinary ticket repeats.
pub const REPEATED: Words =
    Words { id: "00000000-0000-4000-8000-00000005ec03", number: "ZQX-0003", text: "zqxaddre", ..ALONE };

/// The one that is ordinary first.
pub const LATER: Words =
    Words { id: "00000000-0000-4000-8000-0000000fee01", number: "RQX-0001", text: "rqxdescr", ..ALONE };

/// Nothing at all, in words of the same lengths.
pub const NOTHING: Words = Words {
    id: "00000000-0000-4000-8000-00000000dead",
    number: "MQX-0001",
    category: "mqxcateg",
    code: "mqxcodes",
    text: "mqxdescr",
    view: "00000000-0000-4000-8000-00000000deaf",
};

impl Words {
    fn pairs(&self) -> [(&'static str, &'static str); 6] {
        [
            ("<id>", self.id),
            ("<number>", self.number),
            ("<category>", self.category),
            ("<code>", self.code),
            ("<text>", self.text),
            ("<view>", self.view),
        ]
    }

    /// A question with these words in it.
    pub fn put_in(&self, template: &str) -> String {
        let asked = self.pairs().iter().fold(template.to_owned(), |text, (name, word)| text.replace(name, word));
        let ordinary =
            |text: String, n: usize| text.replace(&format!("<t{n}>"), &format!("00000000-0000-4000-8000-{n:012}"));
        let person = |text: String, n: usize| {
            text.replace(&format!("<p{n}>"), &format!("00000000-0000-4000-8000-0000000a{n:04}"))
        };
        let asked = (1..=36).fold(asked, ordinary);
        (1..=13).fold(asked, person)
    }

    /// A text without these words.
    pub fn taken_out(&self, text: &str) -> String {
        self.pairs().iter().fold(text.to_owned(), |text, (name, word)| text.replace(word, name))
    }

    /// Whether a question names anything.
    pub fn are_in(template: &str) -> bool {
        NOTHING.pairs().iter().any(|(name, _)| template.contains(name))
    }
}
