//! The permit to do something at the desk, or why not. That there are acts, and who may do them, is no secret; which tickets
//! there are, is.

use http::StatusCode;
use watchroom_access::{Act, DeskPermit, Refusal};
use watchroom_domain::{Action, Role};

use crate::App;
use crate::extract::InTenant;
use crate::problem::Problem;

impl InTenant {
    /// The permit to do something at the tenant's desk. 404 `no_service_desk` where there is none; 403 for a share, for who
    /// looks through another's eyes and would change something, and `not_allowed` where the role may not.
    pub(crate) fn desk<A: Act>(&self, app: &App, act: A) -> Result<DeskPermit<'_, A>, Problem> {
        let verdict = self.ctx.desk_verdict(act);
        match &verdict {
            Err(Refusal::OutOfReach) => return Err(Problem::shares_only_show()),
            Err(Refusal::OnlyLooking) => return Err(Problem::viewing_as()),
            _ => {}
        }
        if !app.tenants.has_desk(self.ctx.tenant()) {
            return Err(Problem::no_service_desk());
        }
        let refused = |why| Problem::not_allowed(&Refused { action: A::ACTION, role: self.ctx.role(), why });
        verdict.map_err(refused)?;
        self.ctx.desk(act).map_err(|_| Problem::internal("the desk's verdict and its permit differ"))
    }

    /// Why the caller may not do something at the desk; `None` where they may.
    pub(crate) fn desk_reason<A: Act>(&self, act: A) -> Option<String> {
        let why = self.ctx.desk_verdict(act).err()?;
        Some(Refused { action: A::ACTION, role: self.ctx.role(), why }.to_string())
    }
}

/// An act that a caller may not do, and why. Shown as a sentence for the person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused {
    /// What was to be done.
    pub(crate) action: Action,
    /// The caller's role.
    pub(crate) role: Role,
    /// Why not.
    pub(crate) why: Refusal,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.why {
            Refusal::NoWard => {
                return f.write_str("A ward councillor sees one ward's tickets, and your membership names no ward.");
            }
            Refusal::NoTeam => {
                return f.write_str("A field worker sees one team's tickets, and your membership names no team.");
            }
            Refusal::OnlyLooking => {
                return f.write_str("You are looking through a member's eyes, which changes nothing.");
            }
            Refusal::OutOfReach => return f.write_str("A share only shows."),
            _ => {}
        }
        let (who, what) = match self.action {
            Action::SeeTickets => ("field workers, ward councillors, managers, liaisons and admins", "see tickets"),
            Action::ChangeStatus => {
                ("field workers, managers, liaisons and admins", "change a ticket's status or write notes")
            }
            Action::EditTickets => ("managers, liaisons and admins", "make or correct tickets"),
            Action::AssignTickets => ("managers and admins", "assign tickets"),
            Action::SeeOperations => ("ward councillors, managers and admins", "see the desk's figures"),
            Action::ExportTickets => ("ward councillors, managers, liaisons and admins", "export tickets"),
            _ => ("other roles", "do this"),
        };
        write!(f, "Only {who} {what}; you are here as {}.", a_role(self.role))
    }
}

const fn a_role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "a viewer",
        Role::FieldWorker => "a field worker",
        Role::WardCouncillor => "a ward councillor",
        Role::Manager => "a manager",
        Role::SapsLiaison => "a police liaison",
        Role::Admin => "an admin",
    }
}

impl Problem {
    /// The tenant has no service desk.
    pub(crate) fn no_service_desk() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_service_desk",
            "There is no service desk here",
            "This organisation has no service desk.",
            "Whoever runs this server gives it one with `watchroom tenant`; see the guide to the service desk.",
        )
    }

    /// The role may not do it, whatever the ticket.
    pub(crate) fn not_allowed(refused: &Refused) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "not_allowed",
            "This is not for your role",
            refused.to_string(),
            "Ask somebody who may, or an administrator for another role.",
        )
    }
}

/// A ticket that is not there, or not for this person: the two must look the same.
pub(crate) fn no_such_ticket() -> Problem {
    Problem::not_found("ticket")
}
