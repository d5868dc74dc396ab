//! Making accounts and their API tokens.

use foh_domain::{
    field::{Faults, FieldError},
    identity::{EmailAddress, PersonName, Profile, Role},
    privacy::SealError,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError,
    tokens::{self, StoredToken},
    users::{self, User},
};
use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::password;
use crate::{House, entropy};

/// API tokens work for a year.
const API_TOKEN_LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// What an API token begins with, so that it is recognised where it does not belong.
pub(crate) const API_TOKEN_PREFIX: &str = "foh_";

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

/// Why no account or API token was made.
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

impl House {
    /// Makes an account.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn create_user(&self, new: NewAccount<'_>) -> Result<Uuid, AccountError> {
        let mut faults = Faults::default();
        let email = faults.take("email", EmailAddress::parse(new.email));
        let name = faults.take("name", PersonName::parse(new.name));
        if let Some(password) = &new.password {
            faults.take("password", password::check(password));
        }
        faults.finish().map_err(AccountError::Faults)?;
        let (Some(email), Some(name)) = (email, name) else {
            return Err(AccountError::Faults(Vec::new()));
        };
        let lookup = self.keyring.lookup("email", &email.folded());
        let profile = Profile {
            name,
            email: Some(email),
        };
        let password_hash = match new.password {
            Some(password) => Some(
                password::hash(password)
                    .await
                    .ok_or(AccountError::Protection)?,
            ),
            None => None,
        };
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
                users::insert(tx, &user, &lookup, now).map_err(AccountError::from)
            })
            .await?;
        Ok(id)
    }

    /// Makes an API token of an account; its text is shown this once.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn create_api_token(&self, email: &str) -> Result<SecretString, AccountError> {
        let email = EmailAddress::parse(email).map_err(|_| AccountError::Unknown)?;
        let lookup = self.keyring.lookup("email", &email.folded());
        let now = self.now();
        let token = Token::new(entropy::new_id(now), entropy::bytes());
        let text = format!("{API_TOKEN_PREFIX}{}", token.reveal().expose_secret());
        self.db
            .write(token.selector(), move |tx| {
                let user = users::by_email(tx, &lookup)?
                    .filter(|user| user.active)
                    .ok_or(AccountError::Unknown)?;
                let stored =
                    StoredToken::new(&token, Purpose::Api, user.id, (now, now + API_TOKEN_LIFE));
                tokens::insert(tx, [&stored])?;
                Ok::<_, AccountError>(())
            })
            .await?;
        Ok(text.into())
    }
}
