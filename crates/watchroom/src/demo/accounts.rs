//! The demo's people.

use anyhow::Context;
use watchroom_access::Membership;
use watchroom_api::DemoAccount;
use watchroom_domain::{Clock, Role, TeamId, TenantId, UserId, WardId};
use watchroom_identity::{AccountChange, Identity, NewAccount};

use super::Manifest;
use crate::settings::CentralSettings;

/// Somebody of the demo, and the places they hold.
struct Person {
    email: &'static str,
    full_name: &'static str,
    is_admin: bool,
    places: &'static [Place],
}

struct Place {
    tenant: &'static str,
    role: Role,
    ward: Option<&'static str>,
    team: Option<&'static str>,
}

const fn place(tenant: &'static str, role: Role) -> Place {
    Place { tenant, role, ward: None, team: None }
}

const PEOPLE: &[Person] = &[
    Person {
        email: "admin@demo.example",
        full_name: "Ayanda Admin",
        is_admin: true,
        places: &[place("tenant-alpha", Role::Admin), place("tenant-beta", Role::Admin)],
    },
    Person {
        email: "manager@demo.example",
        full_name: "Mandla Manager",
        is_admin: false,
        places: &[place("tenant-alpha", Role::Manager), place("tenant-beta", Role::Manager)],
    },
    Person {
        email: "councillor@demo.example",
        full_name: "Cebisa Councillor",
        is_admin: false,
        places: &[Place { tenant: "tenant-beta", role: Role::WardCouncillor, ward: Some("3"), team: None }],
    },
    Person {
        email: "liaison@demo.example",
        full_name: "Lindiwe Liaison",
        is_admin: false,
        places: &[place("tenant-beta", Role::SapsLiaison)],
    },
    Person {
        email: "fieldworker@demo.example",
        full_name: "Faith Fieldworker",
        is_admin: false,
        places: &[Place { tenant: "tenant-beta", role: Role::FieldWorker, ward: None, team: Some("water") }],
    },
    Person {
        email: "viewer@demo.example",
        full_name: "Vusi Viewer",
        is_admin: false,
        places: &[place("tenant-alpha", Role::Viewer), place("tenant-beta", Role::Viewer)],
    },
];

/// Makes the accounts and memberships that are not there yet. Passwords are those of an earlier start, or new.
pub(super) async fn prepare(
    settings: &CentralSettings,
    earlier: Option<&Manifest>,
) -> anyhow::Result<Vec<DemoAccount>> {
    let identity = Identity::new(settings.central.clone(), Clock::machine());
    let mut accounts = Vec::new();
    for person in PEOPLE {
        let known = earlier.and_then(|manifest| manifest.accounts.iter().find(|account| account.email == person.email));
        let password = known.map_or_else(passphrase, |account| account.password.clone());
        let id = match settings.central.user_by_email(person.email).await? {
            Some(user) => {
                if known.is_none() {
                    let change = AccountChange { password: Some(password.clone()), ..AccountChange::default() };
                    identity.change_account(user.id, &change, &super::by()).await?;
                }
                user.id
            }
            None => {
                let account = NewAccount {
                    email: person.email.to_owned(),
                    full_name: person.full_name.to_owned(),
                    password: password.clone(),
                    is_admin: person.is_admin,
                };
                identity.add_account(&account, &super::by()).await?
            }
        };
        for place in person.places {
            settings.central.membership_put(&membership(id, place)?, &super::by()).await?;
        }
        let first = person.places.first().context("everybody has a place")?;
        accounts.push(DemoAccount {
            email: person.email.to_owned(),
            password,
            role: first.role.to_string(),
            tenant: first.tenant.to_owned(),
        });
    }
    Ok(accounts)
}

fn membership(user: UserId, place: &Place) -> anyhow::Result<Membership> {
    let tenant: TenantId = place.tenant.parse()?;
    Ok(Membership {
        tenant,
        user,
        role: place.role,
        ward: place.ward.map(WardId::new),
        team: place.team.map(TeamId::new),
    })
}

/// Four syllable-words and a number, some 50 bits: for a demo on one's own machine, and to be read aloud.
fn passphrase() -> String {
    const FIRST: &[u8] = b"bdfghjklmnprstvz";
    const VOWELS: &[u8] = b"aeiou";
    let pick = |letters: &[u8]| char::from(letters[rand::random_range(0..letters.len())]);
    let word = || -> String { [pick(FIRST), pick(VOWELS), pick(FIRST), pick(VOWELS)].iter().collect() };
    format!("{}-{}-{}-{}-{:02}", word(), word(), word(), word(), rand::random_range(10..100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passphrases_are_long_enough_and_differ() {
        let (one, two) = (passphrase(), passphrase());
        assert!(one.len() >= watchroom_identity::LEAST_CHARACTERS, "{one}");
        assert_ne!(one, two);
    }

    #[test]
    fn the_people_are_the_designs() {
        let emails: Vec<&str> = PEOPLE.iter().map(|person| person.email).collect();
        for name in ["admin", "manager", "councillor", "liaison", "fieldworker", "viewer"] {
            assert!(emails.contains(&format!("{name}@demo.example").as_str()), "{name}");
        }
        assert_eq!(PEOPLE.iter().filter(|person| person.is_admin).count(), 1);
    }
}
