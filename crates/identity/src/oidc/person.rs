//! A person as the provider describes them.

use serde_json::{Map, Value};

/// Characters that a shown name or address may have; the database takes no more.
const LONGEST_NAME: usize = 200;
const LONGEST_EMAIL: usize = 254;

/// What is shown of a person. None of it says who the person is: the issuer and the subject alone do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) email: String,
    pub(super) full_name: String,
}

/// The name and the address to show, from what there is.
pub(super) fn shown(claims: &Map<String, Value>, subject: &str) -> Shown {
    let text = |name: &str, longest: usize| {
        let text = claims.get(name)?.as_str()?;
        let text: String = text.trim().chars().filter(|c| !c.is_control()).take(longest).collect();
        (!text.is_empty()).then_some(text)
    };
    let login = || text("preferred_username", LONGEST_EMAIL);
    let email =
        text("email", LONGEST_EMAIL).or_else(login).unwrap_or_else(|| subject.chars().take(LONGEST_EMAIL).collect());
    let both = || {
        let parts: Vec<String> = ["given_name", "family_name"].iter().filter_map(|name| text(name, 99)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let full_name = text("name", LONGEST_NAME)
        .or_else(both)
        .or_else(|| text("preferred_username", LONGEST_NAME))
        .unwrap_or_else(|| email.chars().take(LONGEST_NAME).collect());
    Shown { email, full_name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(claims: Value) -> (String, String) {
        let Shown { email, full_name } = shown(claims.as_object().expect("claims"), "f3a1");
        (email, full_name)
    }

    #[test]
    fn there_is_always_something_to_show() {
        let pair = |email: &str, name: &str| (email.to_owned(), name.to_owned());
        assert_eq!(of(json!({"email": "a@b.c", "name": "Ada"})), pair("a@b.c", "Ada"));
        assert_eq!(of(json!({"given_name": "Ada", "family_name": "L"})), pair("f3a1", "Ada L"));
        assert_eq!(of(json!({"preferred_username": "ada"})), pair("ada", "ada"));
        assert_eq!(of(json!({"email": 7, "name": " \u{7} "})), pair("f3a1", "f3a1"));
        let (email, name) = of(json!({"email": "ä".repeat(400), "name": "x".repeat(400)}));
        assert_eq!((email.chars().count(), name.chars().count()), (254, 200));
    }
}
