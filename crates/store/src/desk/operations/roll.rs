//! The tickets that a scope opens, as far as figures go by them, in memory.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

use tokio_postgres::Row;
use uuid::Uuid;

use super::entry::{Entry, Named, read};
use super::texts::Texts;
use super::words::KnownWords;

/// Changes at once from which on it is quicker to search for the known words anew than to look at each change for each of them.
const MANY_CHANGES: usize = 1_000;

/// No ward, no team, nobody.
const NOBODY: u32 = 0;

/// Names as numbers; 0 is none.
#[derive(Debug)]
pub(super) struct Names<N> {
    numbers: HashMap<N, u32>,
    names: Vec<N>,
}

impl<N> Default for Names<N> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), names: Vec::new() }
    }
}

impl<N: Clone + Eq + Hash> Names<N> {
    fn number<Q: ToOwned<Owned = N> + Eq + Hash + ?Sized>(&mut self, name: Option<&Q>) -> u32
    where
        N: Borrow<Q>,
    {
        let Some(name) = name else { return NOBODY };
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.names.push(name.to_owned());
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The name of a number.
    pub(super) fn name(&self, number: usize) -> Option<&N> {
        number.checked_sub(1).and_then(|place| self.names.get(place))
    }

    /// The names, from number 1 on.
    pub(super) fn all(&self) -> &[N] {
        &self.names
    }

    /// How many numbers there are, with the one for none.
    pub(super) fn len(&self) -> usize {
        self.names.len() + 1
    }

    /// For each number whether its name, or the lack of one, is among these; nothing asked for means any.
    pub(super) fn wanted<'q, Q: Eq + Hash + ?Sized + 'q>(
        &self,
        names: impl IntoIterator<Item = Option<&'q Q>>,
    ) -> Vec<bool>
    where
        N: Borrow<Q>,
    {
        let mut names = names.into_iter().peekable();
        let mut wanted = vec![names.peek().is_none(); self.len()];
        for name in names {
            let number = match name {
                None => Some(NOBODY),
                Some(name) => self.numbers.get(name).copied(),
            };
            if let Some(place) = number.and_then(|number| wanted.get_mut(number as usize)) {
                *place = true;
            }
        }
        wanted
    }
}

/// The tickets of one scope, as one snapshot of the database shows them.
#[derive(Debug, Default)]
pub(super) struct Roll {
    pub(super) entries: Vec<Entry>,
    /// Of the entries, place by place.
    pub(super) ids: Vec<Uuid>,
    places: HashMap<Uuid, u32>,
    pub(super) categories: Names<String>,
    pub(super) wards: Names<String>,
    pub(super) teams: Names<String>,
    pub(super) users: Names<Uuid>,
    /// What searches look through, place by place.
    pub(super) texts: Texts,
    pub(super) words: KnownWords,
}

/// What the database says of a ticket that changed.
pub(super) struct Change {
    id: Uuid,
    /// How it stands now; none where it is out of sight.
    row: Option<Row>,
}

/// How many columns stand before the ticket's in a row of a change.
const BEFORE: usize = 1;

impl Change {
    /// Reads a row of [`super::read::changes`]; `None` where it names no ticket.
    pub(super) fn read(row: Row) -> Result<Option<Self>, tokio_postgres::Error> {
        let Some(id) = row.try_get::<_, Option<Uuid>>(0)? else { return Ok(None) };
        let is_seen = row.try_get::<_, Option<Uuid>>(BEFORE)?.is_some();
        Ok(Some(Self { id, row: is_seen.then_some(row) }))
    }
}

impl Roll {
    /// Adds a ticket of a row with its columns from `first` on, or puts it in the place of what was known of it.
    pub(super) fn put(&mut self, row: &Row, first: usize) -> Result<(), tokio_postgres::Error> {
        if let Some((id, entry, named)) = read(row, first)? {
            let entry = self.numbered(entry, &named);
            let place = self.insert(id, entry);
            if self.texts.put(place, named.text) {
                self.words.look_again(place, self.texts.text(place));
            }
        }
        Ok(())
    }

    /// Gives the ticket's place.
    fn insert(&mut self, id: Uuid, entry: Entry) -> usize {
        let known = self.places.get(&id).map(|place| *place as usize);
        if let Some((place, known)) = known.and_then(|place| Some((place, self.entries.get_mut(place)?))) {
            *known = entry;
            return place;
        }
        let place = self.entries.len();
        self.places.insert(id, u32::try_from(place).unwrap_or(u32::MAX));
        self.ids.push(id);
        self.entries.push(entry);
        place
    }

    /// Gives back the memory that was taken in advance, once all tickets are there.
    pub(super) fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.ids.shrink_to_fit();
        self.texts.shrink();
    }

    fn numbered(&mut self, mut entry: Entry, named: &Named<'_>) -> Entry {
        entry.category = self.categories.number(Some(named.category));
        entry.ward = self.wards.number(named.ward);
        entry.team = self.teams.number(named.team);
        entry.user = self.users.number(named.user.as_ref());
        entry
    }

    /// Takes changes over; says whether any of them was of a ticket of this scope.
    pub(super) fn take_over(&mut self, changes: &[Change]) -> Result<bool, tokio_postgres::Error> {
        let mut any = false;
        if changes.len() > MANY_CHANGES {
            self.words.forget();
        }
        for change in changes {
            match &change.row {
                Some(row) => {
                    self.put(row, BEFORE)?;
                    any = true;
                }
                None => any |= self.remove(change.id),
            }
        }
        Ok(any)
    }

    fn remove(&mut self, id: Uuid) -> bool {
        let Some(place) = self.places.remove(&id) else { return false };
        self.entries.swap_remove(place as usize);
        self.ids.swap_remove(place as usize);
        self.texts.swap_remove(place as usize);
        self.words.swap_remove(place as usize);
        // The last one has its place now.
        if let Some(moved) = self.ids.get(place as usize) {
            self.places.insert(*moved, place);
        }
        true
    }
}
