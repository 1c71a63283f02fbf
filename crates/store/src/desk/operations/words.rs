//! Which tickets of a roll hold the words that were searched for last: the next page, another order, another filter and the total
//! cost no further search.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use memchr::memmem::Finder;

use super::bits::Bits;
use super::texts::Texts;

/// Words that are kept of a roll.
const MOST_WORDS: usize = 100;

/// Where each word is found, of the words that were asked for last.
#[derive(Debug, Default)]
pub(super) struct KnownWords(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    words: HashMap<String, Word>,
    /// Grows with each question.
    questions: u64,
}

#[derive(Debug)]
struct Word {
    /// Found by the first who asks; the others wait for it.
    found: Arc<OnceLock<Found>>,
    /// The last question for it.
    asked: u64,
}

#[derive(Debug)]
struct Found {
    finder: Finder<'static>,
    places: Bits,
}

impl Found {
    fn of(word: &str, texts: &Texts) -> Self {
        let finder = Finder::new(word).into_owned();
        let places = texts.find(&finder);
        Self { finder, places }
    }
}

impl KnownWords {
    /// The places whose texts hold all of some words; none where no words are asked for.
    pub(super) fn places(&self, words: &[String], texts: &Texts) -> Option<Bits> {
        let mut all: Option<Bits> = None;
        for word in words {
            let found = self.of(word);
            let found = found.get_or_init(|| Found::of(word, texts));
            match &mut all {
                Some(all) => all.keep_those_in(&found.places),
                None => all = Some(found.places.clone()),
            }
        }
        all
    }

    fn of(&self, word: &str) -> Arc<OnceLock<Found>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.questions += 1;
        let asked = known.questions;
        if let Some(word) = known.words.get_mut(word) {
            word.asked = asked;
            return Arc::clone(&word.found);
        }
        if known.words.len() >= MOST_WORDS {
            let oldest = known.words.iter().min_by_key(|(_, word)| word.asked).map(|(word, _)| word.clone());
            if let Some(oldest) = oldest {
                known.words.remove(&oldest);
            }
        }
        let found = Arc::default();
        known.words.insert(word.to_owned(), Word { found: Arc::clone(&found), asked });
        found
    }

    /// Looks at a place again, whose text is this now.
    pub(super) fn look_again(&mut self, place: usize, text: &[u8]) {
        self.each(|found| found.places.set(place, found.finder.find(text).is_some()));
    }

    /// A place was taken away; the last one came to where it was.
    pub(super) fn swap_remove(&mut self, place: usize) {
        self.each(|found| found.places.swap_remove(place));
    }

    /// Forgets everything: looking again would take longer than searching.
    pub(super) fn forget(&mut self) {
        self.known().words.clear();
    }

    /// How many words are kept.
    #[cfg(test)]
    pub(super) fn len(&mut self) -> usize {
        self.known().words.len()
    }

    /// Whether a word is kept.
    #[cfg(test)]
    pub(super) fn knows(&mut self, word: &str) -> bool {
        self.known().words.contains_key(word)
    }

    fn known(&mut self) -> &mut Known {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nobody searches while the roll changes, so each is here alone; whichever is not would be out of date.
    fn each(&mut self, mut change: impl FnMut(&mut Found)) {
        self.known().words.retain(|_, word| match Arc::get_mut(&mut word.found).and_then(OnceLock::get_mut) {
            Some(found) => {
                change(found);
                true
            }
            None => false,
        });
    }
}
