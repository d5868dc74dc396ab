//! The second factor of an account: enrolling, using, renewing and removing it.

use foh_domain::{
    audit::Action,
    identity::{
        AccountState, EmailAddress, FactorCode, RECOVERY_CODES, RecoveryCode, Role, TotpSecret,
    },
    privacy::SealError,
};
use foh_store::{
    StoreError, Tx, accounts,
    second_factors::{self, SecondFactor},
    users::User,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    links::words,
    lockout::{GuessError, Visit},
    password::HOUSE,
    sessions::again,
};
use crate::{House, entropy};

/// Why a second factor stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum SecondFactorError {
    /// The code, or the password with it, is not right.
    #[error("the code or the password is not right")]
    Wrong,
    /// There is one already, or none, or none was begun.
    #[error("the second factor does not stand so")]
    State,
    /// It was not looked at: too many were wrong before.
    #[error("too many guesses; the next is looked at in {0}")]
    Locked(SignedDuration),
    /// Sealing failed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How it stands with the second factor of an account.
#[derive(Debug)]
pub struct SecondFactorStatus {
    /// Whether its role needs one.
    pub required: bool,
    /// Whether the account has a password, which is asked for before it is removed.
    pub has_password: bool,
    /// The factor itself.
    pub state: SecondFactorState,
}

impl SecondFactorStatus {
    /// Whether it counts.
    #[must_use]
    pub fn is_enrolled(&self) -> bool {
        matches!(self.state, SecondFactorState::Enrolled { .. })
    }
}

/// Where a second factor stands.
#[derive(Debug)]
pub enum SecondFactorState {
    /// There is none.
    None,
    /// An app was shown the secret, and no code of it was given yet.
    Begun(Enrolment),
    /// It counts.
    Enrolled {
        /// Since when.
        since: Timestamp,
        /// How many recovery codes are left.
        recovery_codes: u32,
    },
}

/// What an authenticator app is given.
#[derive(Debug)]
pub struct Enrolment {
    /// The secret, to be typed.
    pub text: SecretString,
    /// The same as an address, for a picture.
    pub url: SecretString,
}

/// Fresh recovery codes; this is the only time they are shown.
fn fresh_codes(user_id: Uuid) -> (Vec<SecretString>, Vec<[u8; 32]>) {
    (0..RECOVERY_CODES)
        .map(|_| RecoveryCode::new(entropy::bytes()))
        .map(|code| (code.reveal(), code.hash(user_id)))
        .unzip()
}

impl House {
    /// Whether accounts of this role need a second factor.
    #[must_use]
    pub fn needs_second_factor(&self, role: Role) -> bool {
        self.settings.sign_in.second_factor_roles.contains(&role)
    }

    /// Whether an account needs a second factor and has none.
    pub(super) async fn must_enrol(&self, user: &User) -> Result<bool, StoreError> {
        if !self.needs_second_factor(user.role) {
            return Ok(false);
        }
        let id = user.id;
        let enrolled = move |tx: &mut Tx<'_>| second_factors::enrolled(tx, &[id]);
        Ok(self.db.read(enrolled).await?.is_empty())
    }

    /// How it stands with the second factor of an account.
    ///
    /// # Errors
    /// [`SecondFactorError::Store`], [`SecondFactorError::Seal`].
    pub async fn second_factor(
        &self,
        user_id: Uuid,
    ) -> Result<SecondFactorStatus, SecondFactorError> {
        let read = move |tx: &mut Tx<'_>| {
            let factor = second_factors::get(tx, user_id)?;
            let left = second_factors::recovery_codes_left(tx, user_id)?;
            Ok::<_, StoreError>((accounts::get(tx, user_id)?, factor, left))
        };
        let (account, factor, recovery_codes) = self.db.read(read).await?;
        let account = account.ok_or(SecondFactorError::State)?;
        let state = match factor {
            None => SecondFactorState::None,
            Some(SecondFactor {
                confirmed_at: Some(since),
                ..
            }) => SecondFactorState::Enrolled {
                since,
                recovery_codes,
            },
            Some(begun) => {
                let secret = self.keyring.open(user_id, &begun.secret)?;
                let profile = self.profile_of(&account);
                let (name, email) = words(profile.as_ref());
                let label = if email.is_empty() { name } else { email };
                SecondFactorState::Begun(Enrolment {
                    text: secret.text(),
                    url: secret.url(HOUSE, label),
                })
            }
        };
        Ok(SecondFactorStatus {
            required: self.needs_second_factor(account.role),
            has_password: account.password_hash.is_some(),
            state,
        })
    }

    /// Begins an enrolment with a new secret, which counts only after a code of it was given.
    ///
    /// # Errors
    /// [`SecondFactorError::State`] when there is a second factor already.
    pub async fn begin_second_factor(&self, user_id: Uuid) -> Result<(), SecondFactorError> {
        let secret = TotpSecret::new(entropy::bytes());
        let sealed = self.keyring.seal(user_id, entropy::bytes(), &secret)?;
        let now = self.now();
        let begun = self
            .db
            .write(user_id, move |tx| {
                accounts::lock(tx, user_id)?;
                second_factors::begin(tx, user_id, &sealed, now)
            })
            .await?;
        begun.then_some(()).ok_or(SecondFactorError::State)
    }

    /// Ends an enrolment by a code of the app, and answers the recovery codes.
    ///
    /// # Errors
    /// See [`SecondFactorError`].
    pub async fn enrol_second_factor(
        &self,
        user_id: Uuid,
        code: &str,
    ) -> Result<Vec<SecretString>, SecondFactorError> {
        let Some(FactorCode::App(code)) = FactorCode::parse(code) else {
            return Err(SecondFactorError::Wrong);
        };
        let now = self.now();
        let (codes, hashes) = fresh_codes(user_id);
        let (house, witness) = (self.clone(), self.witness().await?);
        self.db
            .write(user_id, move |tx| {
                accounts::lock(tx, user_id)?;
                let factor = second_factors::get(tx, user_id)?
                    .filter(|factor| factor.confirmed_at.is_none())
                    .ok_or(SecondFactorError::State)?;
                let step = house
                    .keyring
                    .open(user_id, &factor.secret)?
                    .step_of(code.expose_secret(), now)
                    .ok_or(SecondFactorError::Wrong)?;
                if !second_factors::confirm(tx, user_id, step, now)? {
                    return Err(SecondFactorError::State);
                }
                second_factors::replace_recovery_codes(tx, user_id, &hashes)?;
                witness.note(tx, Action::SecondFactorAdded, Some(user_id), &[])?;
                Ok(())
            })
            .await?;
        Ok(codes)
    }

    /// Gives an account new recovery codes in the place of the ones it has.
    ///
    /// # Errors
    /// [`SecondFactorError::State`] when there is no second factor.
    pub async fn renew_recovery_codes(
        &self,
        user_id: Uuid,
    ) -> Result<Vec<SecretString>, SecondFactorError> {
        let (codes, hashes) = fresh_codes(user_id);
        let witness = self.witness().await?;
        self.db
            .write(user_id, move |tx| {
                accounts::lock(tx, user_id)?;
                second_factors::get(tx, user_id)?
                    .filter(|factor| factor.confirmed_at.is_some())
                    .ok_or(SecondFactorError::State)?;
                second_factors::replace_recovery_codes(tx, user_id, &hashes)?;
                witness.note(tx, Action::RecoveryCodesMade, Some(user_id), &[])?;
                Ok::<_, SecondFactorError>(())
            })
            .await?;
        Ok(codes)
    }

    /// Removes the second factor of an account that gives its password, if it has one, and a code.
    ///
    /// # Errors
    /// See [`SecondFactorError`].
    pub async fn remove_second_factor(
        &self,
        user_id: Uuid,
        password: SecretString,
        code: &str,
        visit: Visit<'_>,
    ) -> Result<(), SecondFactorError> {
        let guess = match self.guess(&again(user_id), visit, None).await {
            Ok(guess) => guess,
            Err(GuessError::Wait(wait)) => return Err(SecondFactorError::Locked(wait)),
            Err(GuessError::Exhausted) => return Err(SecondFactorError::Wrong),
            Err(GuessError::Store(error)) => return Err(error.into()),
        };
        let hash = self.matching(user_id, password).await?;
        let code = FactorCode::parse(code);
        let now = self.now();
        let (house, witness) = (self.clone(), self.witness().await?);
        let removed = self
            .db
            .write(user_id, move |tx| {
                let right = accounts::lock(tx, user_id)?.is_some_and(|account| {
                    account.state == AccountState::Active && account.password_hash == hash
                });
                let Some(code) = code.as_ref().filter(|_| right) else {
                    return Ok(false);
                };
                if !house.use_code(tx, user_id, code, now)? {
                    return Ok(false);
                }
                second_factors::remove(tx, user_id)?;
                guess.forgive(tx, now)?;
                witness.note(tx, Action::SecondFactorRemoved, Some(user_id), &[])?;
                Ok::<_, StoreError>(true)
            })
            .await?;
        if removed {
            return Ok(());
        }
        self.wrong(guess, Action::SecondFactorFailed, Some(user_id), "removal")
            .await?;
        Err(SecondFactorError::Wrong)
    }

    /// Removes the second factor of the account with this address, for whoever lost app and codes: `false` when there is
    /// no such account, or it has none. Whoever runs this has the machine.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn lose_second_factor(&self, email: &str) -> Result<bool, StoreError> {
        let Ok(email) = EmailAddress::parse(email) else {
            return Ok(false);
        };
        let lookups = self.keyring.lookups("email", &email.folded());
        let witness = self.witness().await?;
        self.db
            .write(Uuid::nil(), move |tx| {
                let Some(account) = accounts::by_email(tx, &lookups)? else {
                    return Ok(false);
                };
                accounts::lock(tx, account.id)?;
                let removed = second_factors::remove(tx, account.id)?;
                if removed {
                    witness.note(tx, Action::SecondFactorRemoved, Some(account.id), &[])?;
                }
                Ok(removed)
            })
            .await
    }

    /// Uses a code of an account's second factor up: `true` for exactly one caller. The account must be locked.
    pub(super) fn use_code(
        &self,
        tx: &mut Tx<'_>,
        user_id: Uuid,
        code: &FactorCode,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let factor = second_factors::get(tx, user_id)?;
        let Some(factor) = factor.filter(|factor| factor.confirmed_at.is_some()) else {
            return Ok(false);
        };
        match code {
            FactorCode::Recovery(code) => {
                second_factors::use_recovery_code(tx, user_id, &code.hash(user_id), now)
            }
            FactorCode::App(code) => {
                let secret = match self.keyring.open(user_id, &factor.secret) {
                    Ok(secret) => secret,
                    Err(error) => {
                        tracing::error!(user = %user_id, %error, "a second factor cannot be opened");
                        return Ok(false);
                    }
                };
                match secret.step_of(code.expose_secret(), now) {
                    Some(step) => second_factors::use_step(tx, user_id, step),
                    None => Ok(false),
                }
            }
        }
    }
}
