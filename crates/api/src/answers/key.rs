//! What an answer is kept under.

use watchroom_access::{OwnRows, Permit, Scope, View};
use watchroom_domain::{PanelId, TenantId};
use watchroom_query::Ask;
use watchroom_spec::Panel;

/// What an answer is kept under. The scope is part of it by construction: a key comes from a permit and from nothing
/// else, so one ward's answer can never serve another's. So is what the database was told of the caller's own rows.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    tenant: TenantId,
    scope: Scope,
    own_rows: OwnRows,
    panel: PanelId,
    asked: Asked,
    /// How often the tenant's answers were forgotten before; [`super::Answers::get`] says it.
    turn: u64,
}

/// What is asked of the panel.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Asked {
    /// Its data.
    Data(Ask),
    /// What its own code makes of these parameters.
    Custom(String),
}

impl Key {
    /// Of a panel's data.
    pub(crate) fn of_data(permit: &Permit<'_, View, Panel>, ask: &Ask) -> Self {
        Self::new(permit, Asked::Data(ask.clone()))
    }

    /// Of what a custom panel makes; `parameters` in one settled form.
    pub(crate) fn of_custom(permit: &Permit<'_, View, Panel>, parameters: String) -> Self {
        Self::new(permit, Asked::Custom(parameters))
    }

    fn new(permit: &Permit<'_, View, Panel>, asked: Asked) -> Self {
        Self {
            tenant: permit.tenant().clone(),
            scope: permit.scope().clone(),
            own_rows: permit.own_rows().clone(),
            panel: permit.resource().id.clone(),
            asked,
            turn: 0,
        }
    }

    /// Whose answer it is.
    pub(super) fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    /// The same, of a turn.
    pub(super) fn of_turn(self, turn: u64) -> Self {
        Self { turn, ..self }
    }

    /// Bytes of it, roughly.
    pub(super) fn weight(&self) -> usize {
        let asked = match &self.asked {
            Asked::Data(ask) => ask.series_filter.iter().map(String::len).sum::<usize>(),
            Asked::Custom(parameters) => parameters.len(),
        };
        256 + asked
    }
}

#[cfg(test)]
impl Key {
    /// For tests of the cache itself.
    pub(super) fn of_a_test(panel: &str) -> Self {
        Self {
            tenant: "alpha".parse().unwrap_or_else(|error| panic!("{error}")),
            scope: Scope::Whole,
            own_rows: OwnRows::Whole,
            panel: panel.parse().unwrap_or_else(|error| panic!("{error}")),
            asked: Asked::Custom(String::new()),
            turn: 0,
        }
    }
}
