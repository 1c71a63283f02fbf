//! Shares: making them, and opening them by their links.

use aws_lc_rs::digest::{Context, SHA256};
use jiff::SignedDuration;
use thiserror::Error;
use uuid::Uuid;
use watchroom_access::{Permit, Reach, Share};
use watchroom_domain::{Guarded, Role, ShareId, WardId};
use watchroom_store::{ActError, Actor, Budget, ListedShare, NewShare, StoreError};

use crate::{Identity, ShareToken};

/// Days that a share may live.
pub const LONGEST_SHARE_DAYS: u16 = 365;
/// Hours that a share's range may be limited to: ten years.
pub const LONGEST_SHARE_RANGE_HOURS: u32 = 87_600;
/// Characters that a share's name may have.
const LONGEST_NAME: usize = 100;
/// The roles that a share can look with.
pub const SHARED_ROLES: [Role; 3] = [Role::Viewer, Role::WardCouncillor, Role::Manager];

/// Times that a link may be opened at once: each is a record that stays for ever.
const OPENED_AT_ONCE: u32 = 60;
/// How long until one more may.
const OPENED_EVERY: SignedDuration = SignedDuration::from_secs(10);

/// A share that somebody wants, of a thing that the person may share.
#[derive(Debug, Clone)]
pub struct ShareWish {
    /// What its makers call it.
    pub name: String,
    /// What it shows.
    pub reach: Reach,
    /// The role that it looks with.
    pub role: Role,
    /// The ward that it is limited to.
    pub ward: Option<WardId>,
    /// The longest range that may be looked at, and how far back, in hours.
    pub longest_range_hours: Option<u32>,
    /// Days until it ends.
    pub days: u16,
}

/// Why a share was not made.
#[derive(Debug, Error)]
pub enum ShareError {
    /// No name.
    #[error("a share's name has 1 to {LONGEST_NAME} characters, none of them a control character")]
    Name,
    /// No such role for a share.
    #[error("a share looks as viewer, ward_councillor or manager")]
    Role,
    /// A limit of the range that is none.
    #[error("a share's range is limited to 1 to {LONGEST_SHARE_RANGE_HOURS} hours, or not at all")]
    Range,
    /// It would live too long, or not at all.
    #[error("a share lives 1 to {LONGEST_SHARE_DAYS} days")]
    Days,
    /// It cannot be done as things are.
    #[error(transparent)]
    Act(#[from] ActError),
}

/// What became of a link that somebody opened.
#[derive(Debug)]
pub enum Opened {
    /// It shows this.
    Share(Box<ListedShare>),
    /// It is none, or has ended.
    Ended,
    /// It was opened too often: wait as long as this.
    TooOften(SignedDuration),
}

impl Identity {
    /// Makes a share of a thing that its maker may share. Its token is returned this once, and kept as a hash alone.
    ///
    /// # Errors
    /// See [`ShareError`].
    pub async fn make_share<R: Guarded>(
        &self,
        permit: &Permit<'_, Share, R>,
        wish: &ShareWish,
        by: &Actor,
    ) -> Result<(ShareToken, ListedShare), ShareError> {
        let name = wish.name.trim();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(ShareError::Name);
        }
        if !SHARED_ROLES.contains(&wish.role) {
            return Err(ShareError::Role);
        }
        if !(1..=LONGEST_SHARE_DAYS).contains(&wish.days) {
            return Err(ShareError::Days);
        }
        let hours = wish.longest_range_hours;
        if hours.is_some_and(|hours| !(1..=LONGEST_SHARE_RANGE_HOURS).contains(&hours)) {
            return Err(ShareError::Range);
        }
        let token = ShareToken::make();
        let lifetime = SignedDuration::from_hours(i64::from(wish.days) * 24);
        let share = NewShare {
            id: ShareId(Uuid::now_v7()),
            name: name.to_owned(),
            tenant: permit.tenant().clone(),
            reach: wish.reach.clone(),
            role: wish.role,
            ward: wish.ward.clone(),
            longest_range_hours: hours.and_then(|hours| i32::try_from(hours).ok()),
            expires_at: by.at.saturating_add(lifetime).unwrap_or(by.at),
        };
        let listed = self.central.share_create(&share, &token.hash(), by).await?;
        Ok((token, listed))
    }

    /// Opens a share by its token, on record.
    ///
    /// # Errors
    /// Where the central database cannot be asked.
    pub async fn open_share(&self, token: &ShareToken, from: &Actor) -> Result<Opened, StoreError> {
        let Some(live) = self.central.share_find(&token.hash(), from.at).await? else { return Ok(Opened::Ended) };
        let budget = Budget { key: budget_key(live.id), at_once: OPENED_AT_ONCE, every: OPENED_EVERY };
        if let Err(wait) = self.central.budgets_take(&[budget], from.at).await? {
            return Ok(Opened::TooOften(wait));
        }
        match self.central.share_opened(&live, from).await {
            Ok(listed) => Ok(Opened::Share(Box::new(listed))),
            Err(ActError::Store(error)) => Err(error),
            Err(_) => Ok(Opened::Ended),
        }
    }
}

/// What the openings of a share are counted under.
fn budget_key(share: ShareId) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(b"share_opened:");
    context.update(share.0.as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(context.finish().as_ref());
    key
}
