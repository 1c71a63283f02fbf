//! Correcting what a ticket says.

use watchroom_domain::{Severity, TicketId, WardId};

use super::error::checked;
use super::held::{Stand, Values};
use super::record::differences;
use super::{ChangeError, Changed, Changing};
use crate::desk::detail::names_sensitive;

/// A category that the caller sees: one whose tickets are sensitive is named to the liaison alone.
const CATEGORY: &str = "SELECT is_sensitive FROM service_desk.categories WHERE name = $1 AND ($2 OR NOT is_sensitive)";
const WARD: &str = "SELECT name FROM service_desk.wards WHERE id = $1";

#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[CATEGORY, WARD];

/// Characters that a description and an address may have.
const MOST_DESCRIPTION: usize = 10_000;
const MOST_ADDRESS: usize = 500;

/// Fields to be changed; those that are `None` stay. Where a field may be empty, `Some(None)` empties it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TicketEdit {
    /// How urgent it is. Its deadlines go by it from the original start on.
    pub severity: Option<Severity>,
    /// What it is about; likewise.
    pub category: Option<String>,
    /// What was reported.
    pub description: Option<String>,
    /// Where, in words.
    pub address: Option<Option<String>>,
    /// Where, in degrees north.
    pub latitude: Option<Option<f64>>,
    /// Where, in degrees east.
    pub longitude: Option<Option<f64>>,
    /// The ward.
    pub ward: Option<Option<WardId>>,
    /// Whether it is for the police liaison alone.
    pub is_sensitive: Option<bool>,
}

impl Changing<'_> {
    /// Corrects a ticket. Where nothing is other than it was, nothing is written. A category whose tickets are sensitive
    /// makes it sensitive; it may vanish from who corrected it.
    ///
    /// # Errors
    /// [`ChangeError::Field`] for a field that is not as it should be; else see [`ChangeError`].
    pub async fn edit(&self, id: TicketId, edit: &TicketEdit, version: Option<i64>) -> Result<Changed, ChangeError> {
        let held = self.hold(id, version).await?;
        let was = &held.was;
        let mut now: Values = was.clone();
        if let Some(severity) = edit.severity {
            now.severity = severity;
        }
        if let Some(description) = &edit.description {
            now.description = checked_description(description)?;
        }
        if let Some(address) = &edit.address {
            now.address = checked_address(address.as_deref())?;
        }
        now.latitude = edit.latitude.unwrap_or(was.latitude);
        now.longitude = edit.longitude.unwrap_or(was.longitude);
        if edit.latitude.is_some() || edit.longitude.is_some() {
            check_place(now.latitude, now.longitude)?;
        }
        if let Some(ward) = &edit.ward {
            now.stand.ward = ward.as_ref().map(|ward| ward.as_str().to_owned());
            self.check_ward(&now.stand).await?;
        }
        if let Some(category) = &edit.category {
            now.category.clone_from(category);
        }
        if let Some(sensitive) = edit.is_sensitive {
            now.stand.is_sensitive = sensitive;
        }
        if edit.category.is_some() || edit.is_sensitive.is_some() {
            let told = edit.is_sensitive == Some(false);
            now.stand.is_sensitive = self.sensitive_by(&now.category, now.stand.is_sensitive, told).await?;
        }
        if now == *was {
            return Ok(self.changed(id, &held.tracking_number, &now.stand));
        }
        let lines = differences(was, &now, None);
        self.finish(&held, &now, lines).await
    }

    /// Whether a ticket of a category is sensitive, where it is to be `wanted`; `told` is whether the caller said that it is
    /// not.
    pub(super) async fn sensitive_by(&self, category: &str, wanted: bool, told: bool) -> Result<bool, ChangeError> {
        let remedy = "Choose one of the categories that /service-desk lists.";
        let unknown = || ChangeError::field("unknown_category", "category", "there is no such category", remedy);
        // The database takes no NUL in a parameter.
        if category.contains('\0') {
            return Err(unknown());
        }
        let row = self.tx.query_opt(CATEGORY, &[&category, &names_sensitive(self.scope)]).await;
        let row = row.map_err(|error| self.tx.sort_out(&error))?;
        let by_category: bool = row.ok_or_else(unknown)?.try_get(0).map_err(|error| self.tx.sort_out(&error))?;
        if by_category && told {
            return Err(ChangeError::field(
                "category_is_sensitive",
                "is_sensitive",
                "tickets of this category are sensitive",
                "Choose another category with it.",
            ));
        }
        Ok(by_category || wanted)
    }

    pub(super) async fn check_ward(&self, stand: &Stand) -> Result<(), ChangeError> {
        let Some(ward) = &stand.ward else { return Ok(()) };
        let known = if ward.contains('\0') {
            None
        } else {
            self.tx.query_opt(WARD, &[ward]).await.map_err(|error| self.tx.sort_out(&error))?
        };
        let remedy = "Choose one of the wards that /service-desk lists.";
        let unknown = || ChangeError::field("unknown_ward", "ward_id", "there is no such ward", remedy);
        known.map(drop).ok_or_else(unknown)
    }
}

pub(super) fn checked_description(text: &str) -> Result<String, ChangeError> {
    checked("description", text, MOST_DESCRIPTION, true)
}

/// An address that is empty is none.
pub(super) fn checked_address(text: Option<&str>) -> Result<Option<String>, ChangeError> {
    let text = text.map(|text| checked("address", text, MOST_ADDRESS, false)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

pub(super) fn check_place(latitude: Option<f64>, longitude: Option<f64>) -> Result<(), ChangeError> {
    let both = "Give latitude and longitude in degrees, or neither.";
    match (latitude, longitude) {
        (Some(north), _) if !(-90.0..=90.0).contains(&north) => {
            Err(ChangeError::field("bad_place", "latitude", "it is not between -90 and 90", both))
        }
        (_, Some(east)) if !(-180.0..=180.0).contains(&east) => {
            Err(ChangeError::field("bad_place", "longitude", "it is not between -180 and 180", both))
        }
        (Some(_), None) => Err(ChangeError::field("bad_place", "longitude", "it is missing beside the latitude", both)),
        (None, Some(_)) => Err(ChangeError::field("bad_place", "latitude", "it is missing beside the longitude", both)),
        _ => Ok(()),
    }
}
