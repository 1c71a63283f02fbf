//! The texts of a roll's tickets, one behind the other in one piece of memory: a search is a single walk through it.

use memchr::memmem::Finder;

use super::bits::Bits;

/// Stands behind each text. No text in PostgreSQL holds it.
const END: u8 = 0;
/// Whose a text is that was replaced or removed.
const NOBODY: u32 = u32::MAX;

fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(NOBODY)
}

/// Texts by place. Each lies in a slot; slots ascend as they lie in memory.
#[derive(Debug, Default)]
pub(super) struct Texts {
    bytes: Vec<u8>,
    /// Where each slot begins. It ends where the next one begins.
    starts: Vec<usize>,
    /// The place whose text lies in each slot.
    owners: Vec<u32>,
    /// The slot of each place.
    slots: Vec<u32>,
    /// How many bytes belong to nobody.
    dead: usize,
}

impl Texts {
    /// The text of a place; a place behind the last one is new. Says whether it is another text than it was.
    pub(super) fn put(&mut self, place: usize, text: &str) -> bool {
        if self.slots.get(place).is_some() {
            if self.text(place) == text.as_bytes() {
                return false;
            }
            self.let_go(place);
        }
        let slot = number(self.starts.len());
        self.starts.push(self.bytes.len());
        self.owners.push(number(place));
        self.bytes.extend_from_slice(text.as_bytes());
        self.bytes.push(END);
        match self.slots.get_mut(place) {
            Some(known) => *known = slot,
            None => self.slots.push(slot),
        }
        self.close_gaps();
        true
    }

    /// The text of a place, in bytes of UTF-8; empty where there is no such place.
    pub(super) fn text(&self, place: usize) -> &[u8] {
        let slot = self.slots.get(place).map_or(usize::MAX, |slot| *slot as usize);
        let start = self.starts.get(slot).copied().unwrap_or(self.bytes.len());
        self.bytes.get(start..self.end(slot).saturating_sub(1)).unwrap_or_default()
    }

    /// Takes a place away; the last one comes to where it was.
    pub(super) fn swap_remove(&mut self, place: usize) {
        if place >= self.slots.len() {
            return;
        }
        self.let_go(place);
        self.slots.swap_remove(place);
        if let Some(owner) = self.slots.get(place).and_then(|moved| self.owners.get_mut(*moved as usize)) {
            *owner = number(place);
        }
        self.close_gaps();
    }

    /// The places whose texts hold what is looked for.
    pub(super) fn find(&self, finder: &Finder<'_>) -> Bits {
        let mut found = Bits::none_of(self.slots.len());
        let (mut at, mut slot) = (0, 0);
        while at < self.bytes.len() {
            let Some(hit) = self.bytes.get(at..).and_then(|rest| finder.find(rest)) else { break };
            // Hits ascend as slots do.
            slot += self.starts.get(slot + 1..).map_or(0, |rest| passed(rest, at + hit));
            if let Some(owner) = self.owners.get(slot).filter(|owner| **owner != NOBODY) {
                found.set(*owner as usize, true);
            }
            at = self.end(slot);
        }
        found
    }

    /// Gives back the memory that was taken in advance.
    pub(super) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.starts.shrink_to_fit();
        self.owners.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    /// How many bytes lie there, nobody's among them.
    #[cfg(test)]
    pub(super) fn bytes_held(&self) -> usize {
        self.bytes.len()
    }

    fn end(&self, slot: usize) -> usize {
        self.starts.get(slot.saturating_add(1)).copied().unwrap_or(self.bytes.len())
    }

    fn let_go(&mut self, place: usize) {
        self.dead += self.text(place).len() + 1;
        if let Some(owner) = self.slots.get(place).and_then(|slot| self.owners.get_mut(*slot as usize)) {
            *owner = NOBODY;
        }
    }

    /// Moves the texts together once more than half of the memory is nobody's.
    fn close_gaps(&mut self) {
        if self.dead * 2 <= self.bytes.len() {
            return;
        }
        let mut whole = Self::default();
        whole.bytes.reserve_exact(self.bytes.len() - self.dead);
        for place in 0..self.slots.len() {
            whole.starts.push(whole.bytes.len());
            whole.owners.push(number(place));
            whole.slots.push(number(place));
            whole.bytes.extend_from_slice(self.text(place));
            whole.bytes.push(END);
        }
        *self = whole;
    }
}

/// How many slots of these begin at `hit` or before it.
fn passed(starts: &[usize], hit: usize) -> usize {
    starts.iter().take_while(|start| **start <= hit).count()
}
