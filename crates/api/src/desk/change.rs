//! Changes of tickets, as endpoints ask for them: each a transaction of its own.

use http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use watchroom_access::{Act, DeskPermit};
use watchroom_desk::sla::Policies;
use watchroom_domain::{TeamId, TicketId, UserId};
use watchroom_identity::Who;
use watchroom_store::desk::DeskTx;
use watchroom_store::desk::change::{
    Assignee, Assignment, ChangeError, Changed, ChangedBy, Changing, NewNote, NewTicket, StatusChange, TicketEdit,
    WrittenNote,
};
use watchroom_store::desk::ticket::ticket_get;
use watchroom_store::{Actor, RunError};

use super::{Noted, Read, no_such_ticket};
use crate::App;
use crate::extract::InTenant;
use crate::problem::Problem;
use crate::views::{ActorView, TicketView};

/// A change of one ticket.
#[derive(Debug)]
pub(crate) enum TicketChange {
    /// Another status.
    Status(StatusChange),
    /// Another team or person.
    Assign(Assignment),
    /// Other fields.
    Edit(TicketEdit),
    /// Another ticket that it repeats.
    Parent(Option<TicketId>),
}

/// The ticket as it is now; or, where the caller sees it no more, its number alone.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ChangedTicket {
    /// It is still seen.
    Seen(Box<TicketView>),
    /// It is not.
    Gone(GoneTicket),
}

/// A ticket that the caller does not see.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GoneTicket {
    /// Its number, to quote.
    #[schema(example = "WR-7K3F-92QD")]
    tracking_number: String,
    /// Always false.
    visible: bool,
}

/// Who may change what: a permit, with what every change needs.
pub(crate) struct Changer<'a, A: Act> {
    app: &'a App,
    permit: DeskPermit<'a, A>,
    policies: std::sync::Arc<Policies>,
    by: ChangedBy,
    /// The same, as the audit log names it.
    reader: Actor,
}

impl<'a, A: Act> Changer<'a, A> {
    /// Asks for the permit, and for the desk's policies as they are now.
    pub(crate) async fn of(app: &'a App, tenant: &'a InTenant, act: A) -> Result<Self, Problem> {
        let permit = tenant.desk(app, act)?;
        let policies = app.tenants.desk_policies(permit.tenant()).await.map_err(failed)?;
        let name = match &tenant.who {
            Who::Person(person) => person.full_name.clone(),
            other => other.name(),
        };
        let reader = tenant.actor(app);
        let by = ChangedBy { at: reader.at, user: reader.user, name: Some(name) };
        Ok(Self { app, permit, policies, by, reader })
    }

    async fn begin(&self) -> Result<DeskTx, Problem> {
        self.app.tenants.desk(&self.permit).await.map_err(failed)
    }

    fn changing<'b>(&'b self, tx: &'b DeskTx) -> Changing<'b> {
        Changing { tx, scope: self.permit.scope(), policies: &self.policies, by: &self.by }
    }

    /// Makes a change, wholly or not at all.
    pub(crate) async fn make(
        &self,
        id: TicketId,
        change: &TicketChange,
        version: Option<i64>,
    ) -> Result<ChangedTicket, Problem> {
        let tx = self.begin().await?;
        let changing = self.changing(&tx);
        let made = match change {
            TicketChange::Status(change) => changing.change_status(id, change, version).await,
            TicketChange::Assign(to) => changing.assign(id, to, version).await,
            TicketChange::Edit(edit) => changing.edit(id, edit, version).await,
            TicketChange::Parent(parent) => changing.set_parent(id, *parent, version).await,
        };
        let changed = self.end(tx, made, id).await?;
        if let ChangedTicket::Gone(_) = changed {
            // Other processes do so when they hear of it; here it holds before the answer goes out.
            self.app.answers.forget(self.permit.tenant());
        }
        Ok(changed)
    }

    /// Whoever changes a ticket learns how it stands, from a refusal too. Before the transaction's end: what the audit log
    /// does not know does not happen.
    async fn note(&self, id: TicketId) -> Result<Noted, Problem> {
        Ok(self.app.reads.note(&self.app.central, &self.permit, &self.reader, Read::Change(id)).await?)
    }

    /// Ends a transaction, and shows what it made of a ticket.
    async fn end(
        &self,
        tx: DeskTx,
        made: Result<Changed, ChangeError>,
        id: TicketId,
    ) -> Result<ChangedTicket, Problem> {
        match made {
            Ok(changed) if changed.visible => {
                let seen = self.seen(&tx, id).await?;
                tx.commit().await.map_err(failed)?;
                Ok(ChangedTicket::Seen(Box::new(seen)))
            }
            Ok(Changed { tracking_number, .. }) => {
                self.note(id).await?;
                tx.commit().await.map_err(failed)?;
                Ok(ChangedTicket::Gone(GoneTicket { tracking_number, visible: false }))
            }
            Err(ChangeError::Stale) => {
                let current = self.seen(&tx, id).await?;
                tx.give_up().await;
                let current = serde_json::to_value(current).map_err(Problem::internal)?;
                Err(Problem { current: Some(Box::new(current)), ..ChangeError::Stale.into() })
            }
            Err(error) => {
                tx.give_up().await;
                if matches!(error, ChangeError::Status(_)) {
                    self.note(id).await?;
                }
                Err(error.into())
            }
        }
    }

    async fn seen(&self, tx: &DeskTx, id: TicketId) -> Result<TicketView, Problem> {
        let row = ticket_get(tx, self.permit.scope(), id).await.map_err(failed)?.ok_or_else(no_such_ticket)?;
        let noted = self.note(id).await?;
        let names = self.app.members.of(&self.app.central, self.permit.tenant()).await?;
        Ok(TicketView::of(row, &names, self.app.clock.now(), noted))
    }

    /// Makes a ticket.
    pub(crate) async fn create(&self, new: &NewTicket) -> Result<ChangedTicket, Problem> {
        let tx = self.begin().await?;
        let made = self.changing(&tx).create(new).await;
        // Where it was not made there is none to look at.
        let id = made.as_ref().map_or(TicketId(uuid::Uuid::nil()), |made| made.id);
        self.end(tx, made, id).await
    }

    /// Writes a note.
    pub(crate) async fn write_note(&self, id: TicketId, note: &NewNote) -> Result<WrittenNote, Problem> {
        let tx = self.begin().await?;
        match self.changing(&tx).add_note(id, note).await {
            Ok(written) => {
                self.note(id).await?;
                tx.commit().await.map_err(failed)?;
                Ok(written)
            }
            Err(error) => {
                tx.give_up().await;
                Err(error.into())
            }
        }
    }

    /// Who changes, as notes name it.
    pub(crate) fn actor(&self) -> Option<ActorView> {
        Some(ActorView { id: self.by.user.map(|user| user.0), name: self.by.name.clone()? })
    }

    /// The member whom a ticket is to be handed to.
    async fn assignee(&self, user: UserId) -> Result<Assignee, Problem> {
        let found = self.app.central.assignee(self.permit.tenant(), user).await?;
        found.ok_or_else(|| {
            bad_field(
                "unknown_person",
                "user_id",
                "there is no such member",
                "Choose one of the people that /service-desk lists.",
            )
        })
    }
}

/// Whom a ticket is to be handed to, as a request says it.
#[derive(Debug)]
pub(crate) struct AssignAsked {
    /// The team; `None`: it stays.
    pub(crate) team: Option<Option<TeamId>>,
    /// The person; `None`: whoever it is stays where the team does.
    pub(crate) user: Option<Option<UserId>>,
}

impl AssignAsked {
    /// Looks the person up.
    pub(crate) async fn read<A: Act>(self, changer: &Changer<'_, A>) -> Result<Assignment, Problem> {
        if self.team.is_none() && self.user.is_none() {
            let remedy = "Name a team, a person, or null for none.";
            return Err(bad_field("nothing_asked", "team_id", "neither a team nor a person is named", remedy));
        }
        let person = match self.user {
            None => None,
            Some(None) => Some(None),
            Some(Some(user)) => Some(Some(changer.assignee(user).await?)),
        };
        Ok(Assignment { team: self.team, person })
    }
}

/// What a failure of the desk's database means to a caller. The statements are our own, so none of it is a panel's fault.
fn failed(error: RunError) -> Problem {
    match error {
        RunError::Missing(_) | RunError::NotAllowed(_) | RunError::Refused(_) => Problem::internal(error),
        other => other.into(),
    }
}

/// A field of a body that is not as it should be.
pub(crate) fn bad_field(code: &'static str, field: &str, what: impl std::fmt::Display, remedy: &str) -> Problem {
    Problem::bad_request(code, "A field is not as it should be", format!("{field}: {what}."), remedy)
}

/// Reads one of the known words of a field.
pub(crate) fn word<T: std::str::FromStr<Err: std::fmt::Display>>(field: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|error: T::Err| bad_field("unknown_word", field, error, "Write one of the known words."))
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Missing => no_such_ticket(),
            ChangeError::Stale => Problem::new(
                StatusCode::CONFLICT,
                "ticket_changed",
                "Somebody else was faster",
                "version: the ticket was changed after you looked at it; nothing of yours was kept.",
                "Look at `current`, and send the change again with its version.",
            ),
            ChangeError::Status(refused) => Problem::conflict(
                "status_not_allowed",
                "This status cannot follow",
                format!("status: {refused}."),
                "Choose one of the statuses that the ticket's `may.change_status` lists.",
            ),
            ChangeError::Field { code, field, what, remedy } => bad_field(code, field, what, remedy),
            ChangeError::Run(error) => failed(error),
        }
    }
}

/// For fields that may be left out (`None`: it stays) and may be null (`Some(None)`: it is emptied).
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}
