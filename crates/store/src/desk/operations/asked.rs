//! Which tickets figures are of.

use jiff::Timestamp;
use watchroom_access::TicketScope;
use watchroom_domain::WardId;

use crate::desk::conditions::Conditions;
use crate::desk::filter::{Search, TicketFilter};

/// The tickets that are asked about, of those that the permit opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct FiguresAsked {
    /// Created at this moment or later.
    pub from: Option<Timestamp>,
    /// Created before this moment.
    pub to: Option<Timestamp>,
    /// In one of these wards, `None` being in none; all where it is empty.
    pub wards: Vec<Option<WardId>>,
}

impl FiguresAsked {
    /// The filter of a list of the same tickets.
    #[must_use]
    pub fn filter(&self) -> TicketFilter {
        TicketFilter {
            created_from: self.from,
            created_to: self.to,
            ward: self.wards.clone(),
            ..TicketFilter::default()
        }
    }

    /// The conditions under which the list shows them.
    pub(super) fn conditions(&self, scope: &TicketScope, now: Timestamp) -> Conditions {
        let mut conditions = Conditions::of(scope);
        self.filter().add_to(&mut conditions, now, Search::ByIndex);
        conditions
    }
}
