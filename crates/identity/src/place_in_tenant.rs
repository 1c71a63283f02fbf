//! Places in a tenant, as somebody writes them down for a membership or a token.

use thiserror::Error;
use watchroom_domain::{Role, TeamId, WardId};
use watchroom_store::Place;

/// Characters that the id of a ward or a team may have at most.
const MOST_CHARACTERS: usize = 64;

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

/// Checks what somebody wrote. Empty text names nothing. A field worker may be without a team: they see dashboards then, and
/// no tickets.
///
/// # Errors
/// See [`BadPlace`].
pub fn place_in_tenant(role: Role, ward: Option<&str>, team: Option<&str>) -> Result<Place, BadPlace> {
    let ward = named(ward).map_err(|()| BadPlace::Ward)?.map(WardId::new);
    let team = named(team).map_err(|()| BadPlace::Team)?.map(TeamId::new);
    if role == Role::WardCouncillor && ward.is_none() {
        return Err(BadPlace::WardNeeded);
    }
    Ok(Place { role, ward, team })
}

fn named(text: Option<&str>) -> Result<Option<&str>, ()> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        Some(text) if text.chars().count() > MOST_CHARACTERS || text.chars().any(char::is_control) => Err(()),
        other => Ok(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_councillor_has_a_ward_and_ids_are_short() {
        let place = place_in_tenant;
        let worker = place(Role::FieldWorker, Some("  "), Some(" water ")).expect("a place");
        assert_eq!((worker.ward, worker.team), (None, Some(TeamId::new("water"))));
        assert!(place(Role::FieldWorker, None, None).is_ok());
        assert_eq!(place(Role::WardCouncillor, None, None), Err(BadPlace::WardNeeded));
        assert_eq!(place(Role::WardCouncillor, Some(" "), None), Err(BadPlace::WardNeeded));
        assert!(place(Role::WardCouncillor, Some(&"ü".repeat(64)), None).is_ok());
        assert_eq!(place(Role::Viewer, Some(&"3".repeat(65)), None), Err(BadPlace::Ward));
        assert_eq!(place(Role::Viewer, Some("3\n4"), None), Err(BadPlace::Ward));
        assert_eq!(place(Role::Viewer, None, Some("a\0b")), Err(BadPlace::Team));
    }
}
