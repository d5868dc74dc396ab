//! Making accounts.

use foh_domain::{
    audit::Action,
    field::{Faults, FieldError},
    identity::{EmailAddress, PersonName, Profile, Role},
    privacy::SealError,
};
use foh_store::{
    StoreError,
    users::{self, User},
};
use secrecy::SecretString;
use uuid::Uuid;

pub(super) use foh_domain::identity::API_TOKEN_PREFIX;

use super::password::{self, Owner, PasswordFault};
use crate::{House, entropy};

/// An account to be made.
pub struct NewAccount<'a> {
    /// The address that signs in.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// Its password; without one it signs in by links and API tokens only.
    pub password: Option<SecretString>,
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// The address has an account already.
    #[error("an account with this address exists already")]
    Taken,
    /// No active account has this address.
    #[error("no active account has this address")]
    Unknown,
    /// Hashing or sealing failed.
    #[error("the account could not be protected")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        if error.is_constraint("users_email_lookup_key") {
            Self::Taken
        } else {
            Self::Store(error)
        }
    }
}

impl From<SealError> for AccountError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

/// Hashing failed: the password is not stored, and nothing was done.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotHashed;

impl From<NotHashed> for AccountError {
    fn from(_: NotHashed) -> Self {
        Self::Protection
    }
}

/// The hash of a new password, or `None` with its fault noted under `field`.
pub(super) async fn new_hash(
    faults: &mut Faults,
    field: &'static str,
    password: SecretString,
    owner: Owner<'_>,
) -> Result<Option<String>, NotHashed> {
    match password::accept(password, owner).await {
        Ok(hash) => Ok(Some(hash)),
        Err(PasswordFault::Refused(message)) => {
            faults.add(field, message);
            Ok(None)
        }
        Err(PasswordFault::Failed) => Err(NotHashed),
    }
}

impl House {
    /// Makes an account.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn create_user(&self, new: NewAccount<'_>) -> Result<Uuid, AccountError> {
        let mut faults = Faults::default();
        let email = faults.take("email", EmailAddress::parse(new.email));
        let name = faults.take("name", PersonName::parse(new.name));
        let password_hash = match new.password {
            Some(password) => {
                let owner = Owner {
                    role: new.role,
                    name: new.name,
                    email: new.email,
                };
                new_hash(&mut faults, "password", password, owner).await?
            }
            None => None,
        };
        faults.finish().map_err(AccountError::Faults)?;
        let (Some(email), Some(name)) = (email, name) else {
            return Err(AccountError::Faults(Vec::new()));
        };
        let lookups = self.keyring.lookups("email", &email.folded());
        let current = self.keyring.lookup("email", &email.folded());
        let profile = Profile {
            name,
            email: Some(email),
        };
        let witness = self.witness().await?;
        let now = self.now();
        let id = entropy::new_id(now);
        let user = User {
            id,
            role: new.role,
            active: true,
            password_hash,
            profile: self.keyring.seal(id, entropy::bytes(), &profile)?,
        };
        self.db
            .write(id, move |tx| {
                // A former key's hash is compared here, the current one's by the constraint.
                if users::by_email(tx, &lookups)?.is_some() {
                    return Err(AccountError::Taken);
                }
                users::insert(tx, &user, &current, now)?;
                let role = user.role.as_str();
                witness.note(tx, Action::AccountMade, Some(id), &[("role", role.into())])?;
                Ok::<_, AccountError>(())
            })
            .await?;
        Ok(id)
    }
}
