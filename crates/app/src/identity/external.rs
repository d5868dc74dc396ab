//! Signing in by an identity provider: which account a person has whom somebody else has identified.

mod attempt;
mod credential;

use std::sync::Arc;

use foh_domain::{
    audit::Action,
    identity::{AccountState, PersonName, Profile, Role},
    privacy::{Personal, SealError},
};
use foh_gateways::oidc::{OidcError, Provider, Verified};
use foh_store::{
    StoreError, Tx,
    accounts::{self, NewAccount},
    external_identities::{self, NewIdentity},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::RefreshError;
use crate::{House, audit::Witness, entropy};

pub use attempt::Begun;

/// The name of the provider that the API knows by a path of its own.
pub const GOOGLE: &str = "google";

/// Why nobody is signed in by a provider.
#[derive(Debug, thiserror::Error)]
pub enum ExternalError {
    /// No provider of this name is set up.
    #[error("no such identity provider")]
    UnknownProvider,
    /// The answer belongs to no attempt of this browser, or came too late.
    #[error("the attempt is not known or too old")]
    UnknownAttempt,
    /// The provider identifies nobody.
    #[error(transparent)]
    Provider(#[from] OidcError),
    /// A posted credential was used before, is too old, or was made for another page.
    #[error("the credential is not fresh")]
    Stale,
    /// The provider has not verified the person's address, and they have no account here by this identity.
    #[error("the provider has not verified the address")]
    AddressNotVerified,
    /// An account has this address but never showed that it is its own: it might be somebody else's.
    #[error("the account with this address has not verified it")]
    AccountNotVerified,
    /// The account is not active.
    #[error("the account is not active")]
    Inactive,
    /// There is no account, and the house registers nobody.
    #[error("registration is closed")]
    Closed,
    /// Sealing failed.
    #[error("the account could not be protected")]
    Protection,
    /// The tokens of a program could not be signed.
    #[error(transparent)]
    Tokens(#[from] RefreshError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExternalError {
    /// Why the person was refused; `None` when it is not theirs.
    fn refusal(&self) -> Option<&'static str> {
        match self {
            Self::UnknownAttempt => Some("unknown attempt"),
            Self::Provider(OidcError::Refused(check)) => Some(check),
            Self::Stale => Some("not fresh"),
            Self::AddressNotVerified => Some("address not verified"),
            Self::AccountNotVerified => Some("account not verified"),
            Self::Inactive => Some("inactive"),
            Self::Closed => Some("registration closed"),
            _ => None,
        }
    }
}

impl From<SealError> for ExternalError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

/// Who a person is at a provider, whatever happens to their address.
#[derive(Serialize, Deserialize)]
pub(crate) struct ExternalIdentity {
    issuer: String,
    subject: String,
}

impl Personal for ExternalIdentity {
    const COLUMN: &'static str = "external_identities.identity";
}

impl ExternalIdentity {
    /// What its keyed hash is made of; an issuer is an address and holds no blank.
    pub(crate) fn lookup_value(&self) -> String {
        format!("{} {}", self.issuer, self.subject)
    }
}

/// The kind of its keyed hash.
pub(crate) const LOOKUP: &str = "external identity";

/// A verified person with everything that may have to be stored of them, made outside the transaction.
struct Candidate {
    lookups: Vec<[u8; 32]>,
    email_lookups: Option<Vec<[u8; 32]>>,
    identity: NewIdentity<ExternalIdentity>,
    account: Option<NewAccount>,
}

impl House {
    /// The names of the identity providers that are set up.
    pub fn identity_providers(&self) -> impl Iterator<Item = &str> {
        self.settings
            .identity_providers
            .iter()
            .map(|provider| provider.name())
    }

    fn provider(&self, name: &str) -> Result<&Arc<Provider>, ExternalError> {
        let mut all = self.settings.identity_providers.iter();
        all.find(|provider| provider.name() == name)
            .ok_or(ExternalError::UnknownProvider)
    }

    /// The account of a verified person: the one this identity belongs to; otherwise the one with their address, if both
    /// sides have verified it; otherwise a new member's.
    async fn account_of(&self, verified: &Verified) -> Result<Uuid, ExternalError> {
        let now = self.now();
        let candidate = self.candidate(verified, now)?;
        let open = self.settings.registration_open;
        let witness = self.witness().await?;
        self.db
            .write(candidate.identity.id, move |tx| {
                settle(tx, &candidate, open, &witness, now)
            })
            .await
    }

    /// What came of a sign-in; a refusal is witnessed.
    async fn unless_refused<T>(
        &self,
        provider: &str,
        came: Result<T, ExternalError>,
    ) -> Result<T, ExternalError> {
        if let Some(reason) = came.as_ref().err().and_then(ExternalError::refusal) {
            let words = [("by", provider.into()), ("reason", reason.into())];
            self.witnessed(Action::SignInFailed, None, &words).await?;
        }
        came
    }

    fn candidate(&self, verified: &Verified, now: Timestamp) -> Result<Candidate, ExternalError> {
        let who = ExternalIdentity {
            issuer: verified.issuer.clone(),
            subject: verified.subject.clone(),
        };
        let id = entropy::new_id(now);
        let identity = NewIdentity {
            id,
            subject_lookup: self.keyring.lookup(LOOKUP, &who.lookup_value()),
            provider: verified.provider.clone(),
            identity: self.keyring.seal(id, entropy::bytes(), &who)?,
        };
        let account = match &verified.verified_email {
            Some(email) => {
                let user_id = entropy::new_id(now);
                let profile = Profile {
                    name: verified
                        .name
                        .clone()
                        .or_else(|| PersonName::parse(email.expose()).ok())
                        .ok_or(ExternalError::AddressNotVerified)?,
                    email: Some(email.clone()),
                };
                Some(NewAccount {
                    id: user_id,
                    email_lookups: self.keyring.lookups("email", &email.folded()),
                    profile: self.keyring.seal(user_id, entropy::bytes(), &profile)?,
                    role: Role::Member,
                    password_hash: None,
                    state: AccountState::Active,
                })
            }
            None => None,
        };
        Ok(Candidate {
            lookups: self.keyring.lookups(LOOKUP, &who.lookup_value()),
            email_lookups: verified
                .verified_email
                .as_ref()
                .map(|email| self.keyring.lookups("email", &email.folded())),
            identity,
            account,
        })
    }
}

fn settle(
    tx: &mut Tx<'_>,
    candidate: &Candidate,
    open: bool,
    witness: &Witness,
    now: Timestamp,
) -> Result<Uuid, ExternalError> {
    if let Some(owner) = owner(tx, &candidate.lookups)? {
        return active(tx, owner);
    }
    let (Some(new), Some(lookups)) = (&candidate.account, &candidate.email_lookups) else {
        return Err(ExternalError::AddressNotVerified);
    };
    let user_id = if let Some(known) = accounts::by_email(tx, lookups)? {
        let id = active(tx, known.id)?;
        if known.email_verified_at.is_none() {
            return Err(ExternalError::AccountNotVerified);
        }
        id
    } else if !open {
        return Err(ExternalError::Closed);
    } else if accounts::insert_if_free(tx, new, now)? {
        accounts::verify_email(tx, new.id, now)?;
        let witness = witness.clone().by(new.id);
        witness.note(tx, Action::AccountRegistered, Some(new.id), &[])?;
        new.id
    } else {
        // Somebody registered the address in this moment; they cannot have verified it yet.
        return Err(ExternalError::AccountNotVerified);
    };
    if external_identities::insert_if_free(tx, &candidate.identity, user_id, now)? {
        let words = [("provider", candidate.identity.provider.as_str().into())];
        let witness = witness.clone().by(user_id);
        witness.note(tx, Action::ExternalIdentityLinked, Some(user_id), &words)?;
        return Ok(user_id);
    }
    // The same person came twice at once, and the other one was first.
    match owner(tx, &candidate.lookups)? {
        Some(first) => active(tx, first),
        None => Err(ExternalError::UnknownAttempt),
    }
}

fn owner(tx: &mut Tx<'_>, lookups: &[[u8; 32]]) -> Result<Option<Uuid>, StoreError> {
    // From the oldest on, the way that rows go while keys are changed.
    for lookup in lookups.iter().rev() {
        if let Some(owner) = external_identities::owner(tx, lookup)? {
            return Ok(Some(owner));
        }
    }
    Ok(None)
}

fn active(tx: &mut Tx<'_>, id: Uuid) -> Result<Uuid, ExternalError> {
    let account = accounts::lock(tx, id)?;
    account
        .filter(|account| account.state == AccountState::Active)
        .map(|account| account.id)
        .ok_or(ExternalError::Inactive)
}
