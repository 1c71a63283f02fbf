//! Kept lists as the API shows and takes them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use watchroom_access::Principal;
use watchroom_domain::{Role, UserId};
use watchroom_store::desk::kept_views::{MOST_VIEWS, SavedView, ViewError};

use super::asked::query_of;
use crate::desk::Names;
use crate::extract::InTenant;
use crate::problem::Problem;

const LONGEST_NAME: usize = 100;
const LONGEST_QUERY: usize = 4_000;

/// A list of tickets under a name.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SavedView)]
pub(crate) struct KeptView {
    id: Uuid,
    #[schema(example = "Open and late")]
    name: String,
    /// Whether others see it: a liaison's is seen by liaisons alone, and nobody else's by a liaison.
    shared: bool,
    /// Whether it is the caller's own.
    mine: bool,
    owner_name: String,
    /// Filters and order, as `GET /tickets` takes them.
    #[schema(example = "status=open&sla=breached")]
    query: String,
    #[schema(value_type = String, example = "2026-03-09T09:00:00Z")]
    created_at: jiff::Timestamp,
}

impl KeptView {
    /// A kept list as the caller sees it.
    pub(crate) fn of(view: SavedView, caller: Option<UserId>, names: &Names) -> Self {
        // The name of today, where there is one.
        let owner_name = names.get(view.owner).map_or(view.owner_name, |member| member.name.clone());
        Self {
            id: view.id.0,
            name: view.name,
            shared: view.shared,
            mine: caller == Some(view.owner),
            owner_name,
            query: view.query,
            created_at: view.created_at,
        }
    }
}

/// A list to be kept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SavedViewRequest)]
pub(crate) struct ViewRequest {
    /// 1 to 100 characters; the caller's own views have each another name.
    #[schema(example = "Open and late")]
    pub(crate) name: String,
    /// Filters and order, as `GET /tickets` takes them; anything else is left out.
    #[schema(example = "status=open&sla=breached")]
    pub(crate) query: String,
    /// Whether others see it.
    pub(crate) shared: bool,
}

impl ViewRequest {
    /// Name and query, once they are good.
    pub(crate) fn checked(&self) -> Result<(String, String), Problem> {
        let name = self.name.trim();
        let length = name.chars().count();
        if !(1..=LONGEST_NAME).contains(&length) || name.chars().any(char::is_control) {
            return Err(Problem::bad_request(
                "bad_name",
                "This is no name for a view",
                format!("name: a name has 1 to {LONGEST_NAME} characters, none of them a control character."),
                "Say in a few words what the list shows.",
            ));
        }
        let query = query_of(self.query.trim_start_matches('?'))?;
        if query.chars().count() > LONGEST_QUERY {
            return Err(Problem::bad_request(
                "bad_query",
                "The view has too many filters",
                format!("query: it is longer than {LONGEST_QUERY} characters."),
                "Take some filters out.",
            ));
        }
        Ok((name.to_owned(), query))
    }
}

impl InTenant {
    /// The person whose eyes are at the desk: also where an administrator looks through them.
    pub(crate) fn member(&self) -> Option<UserId> {
        match self.ctx.who() {
            Principal::Person(user) => Some(user),
            Principal::ApiToken(_) | Principal::Share(_) => None,
        }
    }

    /// Whether what the caller keeps is a liaison's.
    pub(crate) fn is_liaison(&self) -> bool {
        self.ctx.role() == Role::SapsLiaison
    }
}

/// A view that is not there, or not the caller's: the two look the same.
pub(crate) fn no_such_view() -> Problem {
    Problem::not_found("view")
}

impl From<ViewError> for Problem {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::NameTaken => Problem::conflict(
                "view_name_taken",
                "You have a view of this name",
                "name: each of your views has another name.",
                "Choose another name, or change the view that you have.",
            ),
            ViewError::TooMany => Problem::conflict(
                "too_many_views",
                "You have as many views as may be kept",
                format!("A person keeps at most {MOST_VIEWS} views."),
                "Delete one that you do not need.",
            ),
            ViewError::Run(error) => error.into(),
        }
    }
}
