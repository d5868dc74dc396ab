//! Links that were mailed to an account: each works once, for one purpose, for a while.

use foh_domain::{
    field::FieldError,
    identity::{EmailAddress, PersonName, Profile},
    privacy::SealError,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx,
    accounts::Account,
    tokens::{self, StoredToken},
};
use jiff::Timestamp;

use super::accounts::NotHashed;
use crate::House;

/// Why a link did nothing.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// It is none of ours.
    #[error("the link is unknown")]
    Unknown,
    /// It was used, is too old, or its account has moved on.
    #[error("the link works no more")]
    Gone,
    /// It works, but fields are at fault; it can be used again.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// Hashing or sealing failed.
    #[error("the account could not be protected")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for LinkError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

impl From<NotHashed> for LinkError {
    fn from(_: NotHashed) -> Self {
        Self::Protection
    }
}

/// What is stored of a link that works at `now`.
pub(crate) fn working(
    tx: &mut Tx<'_>,
    token: &Token,
    purpose: Purpose,
    now: Timestamp,
) -> Result<StoredToken, LinkError> {
    let stored = tokens::load(tx, &[token.selector()])?
        .remove(&token.selector())
        .filter(|stored| stored.purpose == purpose && token.matches(&stored.hash))
        .ok_or(LinkError::Unknown)?;
    if stored.used_at.is_none() && stored.admits(token, purpose, now) {
        Ok(stored)
    } else {
        Err(LinkError::Gone)
    }
}

impl House {
    /// Who an account belongs to; `None` when it cannot be opened, which is logged.
    pub(crate) fn profile_of(&self, account: &Account) -> Option<Profile> {
        match self.keyring.open(account.id, &account.profile) {
            Ok(profile) => Some(profile),
            Err(error) => {
                tracing::error!(account = %account.id, %error, "an account cannot be opened");
                None
            }
        }
    }
}

/// Name and address in clear, as far as they are known, for the rules of passwords.
pub(super) fn words(profile: Option<&Profile>) -> (&str, &str) {
    let name = profile.map_or("", |profile| PersonName::expose(&profile.name));
    let email = profile
        .and_then(|profile| profile.email.as_ref())
        .map_or("", EmailAddress::expose);
    (name, email)
}
