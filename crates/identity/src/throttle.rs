//! Throttled sign-in: who guesses passwords runs out of tries, and whoever the account belongs to does not.
//!
//! Failures are counted in budgets that fill up again with time, in the central database, for all processes:
//!
//! | the try comes from | counted for |
//! |---|---|
//! | a device that this person signed in on before (its cookie says so) | the account on this device, and nothing else |
//! | an address that this person signed in from before | the account at this address; the address |
//! | elsewhere | the account at this address; the address; the account, over all strangers |
//!
//! So somebody who hammers an account from many addresses uses up what strangers may try, and its owner, at a known
//! device or address, is not held up by that. A try is taken out of its budgets before the password is looked at, and put
//! back where it was the right one. An account that does not exist is counted like one that does.

use std::net::IpAddr;

use jiff::SignedDuration;
use watchroom_domain::UserId;
use watchroom_store::{Budget, StoreError};

use crate::Identity;
use crate::device::{DeviceToken, hash_of};
use crate::session::ago;

/// How long a place is known after the last sign-in from it.
pub(crate) const PLACE_KNOWN_FOR: SignedDuration = SignedDuration::from_hours(90 * 24);

/// Failures of one account on a known device: its owner, who forgot the password.
const ON_A_DEVICE: Rate = Rate { at_once: 10, every: SignedDuration::from_secs(60) };
/// Failures of one account at one address.
const OF_ACCOUNT_AT_ADDRESS: Rate = Rate { at_once: 5, every: SignedDuration::from_secs(60) };
/// Failures of one address, whatever the account: many people may stand behind one.
const OF_ADDRESS: Rate = Rate { at_once: 30, every: SignedDuration::from_secs(20) };
/// Failures of one account over all strangers: some 500 a day.
const OF_ACCOUNT: Rate = Rate { at_once: 20, every: SignedDuration::from_secs(180) };
/// Wrong answers of a person who is signed in and asked for the password again.
const OF_PERSON: Rate = Rate { at_once: 5, every: SignedDuration::from_secs(60) };

struct Rate {
    at_once: u32,
    every: SignedDuration,
}

impl Rate {
    fn budget(&self, of: &[&[u8]]) -> Budget {
        Budget { key: hash_of(of), at_once: self.at_once, every: self.every }
    }
}

/// What an address is counted as: itself, or, of IPv6, the network that a household or a machine has as its own. Callers
/// without an address are counted as one.
fn network(address: Option<&str>) -> Vec<u8> {
    match address.and_then(|text| text.parse::<IpAddr>().ok()).map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.octets().to_vec(),
        Some(IpAddr::V6(address)) => address.octets()[..8].to_vec(),
        None => Vec::new(),
    }
}

/// What somebody tries to sign in to.
pub(crate) enum Account<'a> {
    /// An account that is there, however its address was written.
    Known(UserId),
    /// An address that nobody has.
    Unknown(&'a str),
}

impl Account<'_> {
    fn key(&self) -> [u8; 32] {
        match self {
            Account::Known(user) => hash_of(&[b"user", user.0.as_bytes()]),
            Account::Unknown(email) => hash_of(&[b"email", email.to_lowercase().as_bytes()]),
        }
    }
}

/// A try that has been let through to the password.
pub(crate) struct Admitted {
    budgets: Vec<Budget>,
    /// The budget that is the owner's own, to be forgotten when the password was right.
    own: [u8; 32],
    /// Whether the person signed in on this device, or from this address, before.
    pub(crate) from_known_place: bool,
    device_is_known: bool,
    places: Vec<[u8; 32]>,
}

impl Identity {
    /// Lets a try through to the password, or says how long to wait. The same is asked of the database for an account
    /// that is there and one that is not.
    pub(crate) async fn admit(
        &self,
        account: &Account<'_>,
        address: Option<&str>,
        device: Option<&DeviceToken>,
    ) -> Result<Result<Admitted, SignedDuration>, StoreError> {
        let now = self.clock.now();
        let network = network(address);
        let address_place = hash_of(&[b"address", &network]);
        let device_place = device.map(DeviceToken::place);
        let places: Vec<[u8; 32]> = device_place.into_iter().chain([address_place]).collect();
        let user = match account {
            Account::Known(user) => *user,
            Account::Unknown(_) => UserId(uuid::Uuid::nil()),
        };
        let since = ago(now, PLACE_KNOWN_FOR);
        let known = self.central.places_known(user, &places, since).await?;
        let known_device = device_place.filter(|device| known.contains(device));
        let key = account.key();
        let own = match known_device {
            Some(device) => ON_A_DEVICE.budget(&[b"device", &key, &device]),
            None => OF_ACCOUNT_AT_ADDRESS.budget(&[b"at", &key, &network]),
        };
        let mut budgets = vec![own];
        if known_device.is_none() {
            budgets.push(OF_ADDRESS.budget(&[b"address", &network]));
            if !known.contains(&address_place) {
                budgets.push(OF_ACCOUNT.budget(&[b"account", &key]));
            }
        }
        let taken = self.central.budgets_take(&budgets, now).await?;
        Ok(taken.map(|()| Admitted {
            budgets,
            own: own.key,
            from_known_place: !known.is_empty(),
            device_is_known: known_device.is_some(),
            places,
        }))
    }

    /// The password was the right one: its try costs nothing, and the place is known from now on. Returns the device's
    /// token, a new one where the browser showed none that this person was given.
    pub(crate) async fn went_well(
        &self,
        admitted: &Admitted,
        user: UserId,
        device: Option<&DeviceToken>,
    ) -> Result<DeviceToken, StoreError> {
        self.central.budgets_give_back(&admitted.budgets, &admitted.own).await?;
        let shown = device.filter(|_| admitted.device_is_known).cloned();
        // A cookie that somebody else put there must not become this person's.
        let device = shown.unwrap_or_else(DeviceToken::make);
        let address = admitted.places.last().copied();
        let places: Vec<[u8; 32]> = [device.place()].into_iter().chain(address).collect();
        self.central.places_note(user, &places, self.clock.now()).await?;
        Ok(device)
    }

    /// Lets a person who is signed in try the own password again, before something that asks for it; or says how long to
    /// wait. Whoever found an open session must not be able to guess.
    pub(crate) async fn admit_again(&self, user: UserId) -> Result<Result<Again, SignedDuration>, StoreError> {
        let budget = OF_PERSON.budget(&[b"again", user.0.as_bytes()]);
        Ok(self.central.budgets_take(&[budget], self.clock.now()).await?.map(|()| Again(budget)))
    }

    /// The person knew the password.
    pub(crate) async fn knew_again(&self, again: &Again) -> Result<(), StoreError> {
        self.central.budgets_give_back(&[], &again.0.key).await
    }
}

/// A try of a person who is signed in.
pub(crate) struct Again(Budget);
