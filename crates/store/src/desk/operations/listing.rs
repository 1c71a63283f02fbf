//! A part of a list, and how many tickets the whole list has, out of a roll.

use std::cmp::{Ordering, Reverse};

use uuid::Uuid;

use super::entry::Entry;
use super::matching::Wanted;
use super::roll::Roll;
use crate::desk::filter::{Sort, SortBy};
use crate::desk::list::Part;

/// Tickets that are kept at least while the first ones are looked for: sorting them out one by one would take long.
const LEAST_KEPT: usize = 500;

/// Which part of a list, in which order.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::desk) struct Page {
    pub(in crate::desk) sort: Sort,
    pub(in crate::desk) part: Part,
}

/// A part of a list.
#[derive(Debug, Clone, Default)]
pub(in crate::desk) struct Listed {
    /// Its tickets; in the list's order as long as they do not change.
    pub(in crate::desk) ids: Vec<Uuid>,
    /// How many the whole list has.
    pub(in crate::desk) total: i64,
}

impl Listed {
    /// Looks up the part of a list; none where only the total is asked. `ranks` are those of the categories in the order of their
    /// names, by number, where the list goes by them.
    pub(super) fn of(roll: &Roll, wanted: &Wanted, page: Option<&Page>, ranks: &[usize], now: i64) -> Self {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let Some(Page { sort, part }) = page else {
            return Self { ids: Vec::new(), total: number(wanted.entries(roll, now).count()) };
        };
        let order = |one: &Ticket<'_>, other: &Ticket<'_>| compare(*sort, ranks, one, other);
        let place = |count: i64| usize::try_from(count).unwrap_or(0);
        let end = place(part.offset.saturating_add(part.limit));
        let all = wanted.places(roll, now).filter_map(|(place, entry)| Some((entry, *roll.ids.get(place)?)));
        let (mut first, total) = first_ones(all, end, order);
        // What lies before the part needs no order.
        let (before, end) = (place(part.offset).min(first.len()), end.min(first.len()));
        if before > 0 && before < first.len() {
            first.select_nth_unstable_by(before, order);
        }
        let rest = first.get_mut(before..).unwrap_or_default();
        if end > before && end < before + rest.len() {
            rest.select_nth_unstable_by(end - before - 1, order);
        }
        let shown = rest.get_mut(..end - before).unwrap_or_default();
        shown.sort_unstable_by(order);
        Self { ids: shown.iter().map(|(_, id)| *id).collect(), total: number(total) }
    }
}

/// A ticket that a list may show.
type Ticket<'r> = (&'r Entry, Uuid);

/// The first `wanted` ones in an order, and perhaps others, in no order; and how many there are. Whatever comes behind those that
/// are there already is passed over, so that a page out of half a million tickets takes little memory.
fn first_ones<T: Copy>(
    all: impl Iterator<Item = T>,
    wanted: usize,
    order: impl Fn(&T, &T) -> Ordering + Copy,
) -> (Vec<T>, usize) {
    let wanted = wanted.max(LEAST_KEPT);
    let (mut first, mut last, mut total) = (Vec::new(), None, 0);
    for one in all {
        total += 1;
        if last.as_ref().is_some_and(|last| order(last, &one).is_lt()) {
            continue;
        }
        first.push(one);
        if first.len() / 2 >= wanted {
            let (_, nth, _) = first.select_nth_unstable_by(wanted - 1, order);
            last = Some(*nth);
            first.truncate(wanted);
        }
    }
    (first, total)
}

/// The order of [`Sort::sql`].
fn compare(sort: Sort, ranks: &[usize], one: &Ticket<'_>, other: &Ticket<'_>) -> Ordering {
    let newest_first = |(entry, id): &Ticket<'_>| (Reverse(entry.created), *id);
    let by_newest = newest_first(one).cmp(&newest_first(other));
    let rank = |entry: &Entry| ranks.get(entry.category as usize).copied();
    let deadline = |entry: &Entry| (entry.deadline().is_none(), entry.deadline());
    let turned = |order: Ordering, is_turned: bool| if is_turned { order.reverse() } else { order };
    match sort.by {
        SortBy::CreatedAt => turned(by_newest, !sort.descending),
        SortBy::Status => turned(other.0.status_rank().cmp(&one.0.status_rank()).then(by_newest), !sort.descending),
        SortBy::Severity => {
            turned(other.0.severity_rank().cmp(&one.0.severity_rank()).then(by_newest), !sort.descending)
        }
        SortBy::Category => turned(rank(one.0).cmp(&rank(other.0)).then(by_newest), sort.descending),
        // Without one comes last in both directions, and ids ascend.
        SortBy::ResolutionDeadline => {
            let ((none, at), (other_none, other_at)) = (deadline(one.0), deadline(other.0));
            none.cmp(&other_none).then(turned(at.cmp(&other_at), sort.descending)).then(one.1.cmp(&other.1))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::first_ones;

    proptest! {
        #[test]
        fn the_first_ones_are_among_those_that_are_kept(mut all in vec(any::<u16>(), 0..5_000), wanted in 0..2_000usize) {
            let (mut first, total) = first_ones(all.iter().copied(), wanted, u16::cmp);
            prop_assert_eq!(total, all.len());
            prop_assert!(first.len() < 2 * wanted.max(500), "{} are kept", first.len());
            first.sort_unstable();
            all.sort_unstable();
            let wanted = wanted.min(all.len());
            prop_assert_eq!(&first[..wanted], &all[..wanted]);
        }
    }
}
