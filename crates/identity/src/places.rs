//! Places: what a membership or a token gives within a tenant.

use thiserror::Error;
use watchroom_domain::{Role, TeamId, WardId};

/// Characters that the id of a ward or a team may have at most.
const MOST_CHARACTERS: usize = 64;

/// A role within a tenant, and what it is limited to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The role.
    pub role: Role,
    /// The one ward that may be seen.
    pub ward: Option<WardId>,
    /// The team whose tickets may be seen. A field worker without one sees no tickets.
    pub team: Option<TeamId>,
}

/// Why something is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum BadPlace {
    /// A councillor without a ward would see nothing.
    #[error("a ward councillor sees one ward, and none is named")]
    WardNeeded,
    /// No ward's id.
    #[error("a ward's id has 1 to {MOST_CHARACTERS} characters, none of them a control character")]
    Ward,
    /// No team's id.
    #[error("a team's id has 1 to {MOST_CHARACTERS} characters, none of them a control character")]
    Team,
}

impl Place {
    /// Checks what somebody wrote. Empty text names nothing.
    ///
    /// # Errors
    /// See [`BadPlace`].
    pub fn new(role: Role, ward: Option<&str>, team: Option<&str>) -> Result<Self, BadPlace> {
        let ward = named(ward).map_err(|()| BadPlace::Ward)?.map(WardId::new);
        let team = named(team).map_err(|()| BadPlace::Team)?.map(TeamId::new);
        if role == Role::WardCouncillor && ward.is_none() {
            return Err(BadPlace::WardNeeded);
        }
        Ok(Self { role, ward, team })
    }
}

fn named(text: Option<&str>) -> Result<Option<String>, ()> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    match text {
        Some(text) if text.chars().count() > MOST_CHARACTERS || text.chars().any(char::is_control) => Err(()),
        other => Ok(other.map(ToOwned::to_owned)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_councillor_has_a_ward_and_ids_are_short() {
        let place = Place::new(Role::FieldWorker, Some("  "), Some(" water ")).expect("a place");
        assert_eq!((place.ward, place.team), (None, Some(TeamId::new("water"))));
        assert!(Place::new(Role::FieldWorker, None, None).is_ok(), "without a team: no tickets, but dashboards");
        assert_eq!(Place::new(Role::WardCouncillor, None, None), Err(BadPlace::WardNeeded));
        assert_eq!(Place::new(Role::WardCouncillor, Some(" "), None), Err(BadPlace::WardNeeded));
        assert!(Place::new(Role::WardCouncillor, Some(&"ü".repeat(64)), None).is_ok());
        assert_eq!(Place::new(Role::Viewer, Some(&"3".repeat(65)), None), Err(BadPlace::Ward));
        assert_eq!(Place::new(Role::Viewer, Some("3\n4"), None), Err(BadPlace::Ward));
        assert_eq!(Place::new(Role::Viewer, None, Some("a\0b")), Err(BadPlace::Team));
    }
}
