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
use secrecy::SecretString;

use super::password::{self, Owner, PasswordFault};
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

impl From<PasswordFault> for LinkError {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Refused(message) => Self::Faults(vec![FieldError {
                field: "password",
                message,
            }]),
            PasswordFault::Failed => Self::Protection,
        }
    }
}

/// Why no link was mailed.
#[derive(Debug, thiserror::Error)]
pub enum LinkRequestError {
    /// The address cannot be one; what to do about it, in words.
    #[error("the address cannot be read")]
    Address(String),
    /// Sealing failed.
    #[error("the e-mail could not be sealed")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for LinkRequestError {
    fn from(_: SealError) -> Self {
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

    /// The hash of a new password for the person of an account, if the password is one that is taken.
    pub(super) async fn new_password(
        &self,
        account: &Account,
        password: SecretString,
    ) -> Result<String, PasswordFault> {
        let profile = self.profile_of(account);
        let (name, email) = words(profile.as_ref());
        let owner = Owner {
            role: account.role,
            name,
            email,
        };
        password::accept(password, owner).await
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
