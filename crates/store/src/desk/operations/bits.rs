//! A bit for each place of a roll.

/// How many bits a word of memory holds.
const BITS: usize = u64::BITS as usize;

/// A set of places.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// How many places there are, in the set or not.
    len: usize,
}

impl Bits {
    /// The empty set among so many places.
    pub(super) fn none_of(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(BITS)], len }
    }

    /// Puts a place into the set, or takes it out; a place past the last one is new.
    pub(super) fn set(&mut self, place: usize, is_in: bool) {
        self.len = self.len.max(place + 1);
        if self.words.len() < self.len.div_ceil(BITS) {
            self.words.resize(self.len.div_ceil(BITS), 0);
        }
        if let Some(word) = self.words.get_mut(place / BITS) {
            let bit = 1 << (place % BITS);
            if is_in { *word |= bit } else { *word &= !bit }
        }
    }

    /// Whether a place is in the set.
    pub(super) fn has(&self, place: usize) -> bool {
        self.words.get(place / BITS).is_some_and(|word| word >> (place % BITS) & 1 == 1)
    }

    /// Takes a place away; the last one comes to where it was.
    pub(super) fn swap_remove(&mut self, place: usize) {
        if place >= self.len {
            return;
        }
        let last = self.len - 1;
        self.set(place, self.has(last));
        self.set(last, false);
        self.len = last;
        self.words.truncate(last.div_ceil(BITS));
    }

    /// Leaves those that are in the other one, too.
    pub(super) fn keep_those_in(&mut self, other: &Self) {
        for (place, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(place).copied().unwrap_or(0);
        }
    }

    /// The places in the set, in order.
    pub(super) fn places(&self) -> impl Iterator<Item = usize> {
        self.words.iter().enumerate().flat_map(|(at, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(at * BITS + bit)
            })
        })
    }
}
