//! What the provider's claims make of a person here.

use serde_json::{Map, Value};
use watchroom_domain::TenantId;
use watchroom_store::Place;

use super::settings::{ClaimIs, MembershipRule, OidcSettings};

/// What a person is by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapped {
    /// Whether an administrator; `None` where no rule says what makes one.
    pub(super) is_admin: Option<bool>,
    /// For each tenant that a rule names, once: the membership, or none.
    pub(super) tenants: Vec<(TenantId, Option<Place>)>,
}

/// The claims that the rules look at, by the name at the top.
pub(super) fn claims_needed(settings: &OidcSettings) -> Vec<&str> {
    let conditions = settings.memberships.iter().map(|rule| &rule.when).chain(&settings.admins);
    conditions.map(|when| when.claim.as_str()).collect()
}

/// Applies the rules.
pub(super) fn apply(settings: &OidcSettings, claims: &Map<String, Value>) -> Mapped {
    let is_admin = settings.admins.as_ref().map(|when| holds(when, claims));
    let mut tenants: Vec<(TenantId, Option<Place>)> = Vec::new();
    for MembershipRule { when, tenant, role, ward, team } in &settings.memberships {
        let known = match tenants.iter().position(|(known, _)| known == tenant) {
            Some(known) => known,
            None => {
                tenants.push((tenant.clone(), None));
                tenants.len() - 1
            }
        };
        if tenants[known].1.is_none() && holds(when, claims) {
            tenants[known].1 = Some(Place { role: *role, ward: ward.clone(), team: team.clone() });
        }
    }
    Mapped { is_admin, tenants }
}

/// The value of a claim: by its whole name, which may have dots (`https://example.com/groups`), or as a way through
/// objects.
pub(super) fn find<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    name.match_indices('.').find_map(|(dot, _)| match claims.get(&name[..dot]) {
        Some(Value::Object(inner)) => find(inner, &name[dot + 1..]),
        _ => None,
    })
}

fn holds(when: &ClaimIs, claims: &Map<String, Value>) -> bool {
    let is = |value: &Value| match value {
        Value::String(text) => *text == when.value,
        Value::Bool(_) | Value::Number(_) => {
            let text = value.to_string();
            text == when.value
        }
        _ => false,
    };
    match find(claims, &when.claim) {
        Some(Value::Array(values)) => values.iter().any(is),
        Some(value) => is(value),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use watchroom_domain::Role;

    fn rule(claim: &str, value: &str, tenant: &str, role: Role) -> MembershipRule {
        MembershipRule {
            when: ClaimIs { claim: claim.to_owned(), value: value.to_owned() },
            tenant: tenant.parse().expect("a slug"),
            role,
            ward: None,
            team: None,
        }
    }

    fn settings() -> OidcSettings {
        OidcSettings {
            admins: Some(ClaimIs { claim: "realm_access.roles".to_owned(), value: "platform".to_owned() }),
            memberships: vec![
                rule("groups", "/alpha/managers", "alpha", Role::Manager),
                rule("groups", "/alpha", "alpha", Role::Viewer),
                rule("https://example.com/ward.roles", "3", "beta", Role::Viewer),
            ],
            ..super::super::settings::tests::settings()
        }
    }

    fn of(claims: Value) -> Mapped {
        apply(&settings(), claims.as_object().expect("claims"))
    }

    #[test]
    fn the_first_rule_that_fits_decides_for_its_tenant() {
        let mapped = of(json!({"groups": ["/alpha", "/alpha/managers"]}));
        let roles: Vec<_> = mapped.tenants.iter().map(|(t, p)| (t.as_str(), p.as_ref().map(|p| p.role))).collect();
        assert_eq!(roles, [("alpha", Some(Role::Manager)), ("beta", None)]);
        assert_eq!(mapped.is_admin, Some(false));
        assert_eq!(of(json!({"groups": "/alpha"})).tenants[0].1.as_ref().map(|p| p.role), Some(Role::Viewer));
        assert_eq!(of(json!({})).tenants.iter().filter(|(_, place)| place.is_some()).count(), 0);
    }

    #[test]
    fn a_claim_is_found_by_its_name_or_its_way_and_compared_whole() {
        assert_eq!(of(json!({"realm_access": {"roles": ["platform"]}})).is_admin, Some(true));
        assert_eq!(of(json!({"realm_access.roles": "platform"})).is_admin, Some(true));
        assert_eq!(
            of(json!({"https://example.com/ward": {"roles": [3]}})).tenants[1].1.as_ref().map(|p| p.role),
            Some(Role::Viewer)
        );
        for other in [
            json!({"realm_access": {"roles": ["platforms", "Platform", "plat"]}}),
            json!({"realm_access": "platform"}),
            json!({"realm_access": {"roles": {"platform": true}}}),
            json!({"realm_access": {"roles": [["platform"]]}}),
        ] {
            assert_eq!(of(other.clone()).is_admin, Some(false), "{other}");
        }
    }

    #[test]
    fn without_rules_nothing_is_touched() {
        let bare = super::super::settings::tests::settings();
        assert_eq!(apply(&bare, &Map::new()), Mapped { is_admin: None, tenants: Vec::new() });
    }
}
