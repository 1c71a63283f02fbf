//! A part of a list, and how many tickets the whole list has, out of a roll.

use std::cmp::{Ordering, Reverse};

use uuid::Uuid;

use super::entry::Entry;
use super::matching::Wanted;
use super::roll::Roll;
use crate::desk::filter::{Sort, SortBy};
use crate::desk::list::Part;

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
        let each = wanted.places(roll, now).filter_map(|(place, entry)| Some((entry, *roll.ids.get(place)?)));
        let mut all: Vec<(&Entry, Uuid)> = each.collect();
        let total = all.len();
        let place = |count: i64| usize::try_from(count).unwrap_or(0).min(total);
        let (first, end) = (place(part.offset), place(part.offset.saturating_add(part.limit)));
        let order = |one: &(&Entry, Uuid), other: &(&Entry, Uuid)| compare(*sort, ranks, one, other);
        // What lies before the part and after it needs no order.
        if first > 0 && first < total {
            all.select_nth_unstable_by(first, order);
        }
        let rest = all.get_mut(first..).unwrap_or_default();
        if end - first > 0 && end < total {
            rest.select_nth_unstable_by(end - first - 1, order);
        }
        let shown = rest.get_mut(..end - first).unwrap_or_default();
        shown.sort_unstable_by(order);
        Self { ids: shown.iter().map(|(_, id)| *id).collect(), total: number(total) }
    }
}

/// The order of [`Sort::sql`].
fn compare(sort: Sort, ranks: &[usize], one: &(&Entry, Uuid), other: &(&Entry, Uuid)) -> Ordering {
    let newest_first = |(entry, id): &(&Entry, Uuid)| (Reverse(entry.created), *id);
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
