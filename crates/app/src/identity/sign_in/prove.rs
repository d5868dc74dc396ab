//! Proving who one is: what begins with it is done in the transaction that settles it.

use foh_domain::{
    audit::Action,
    identity::{AccountState, EmailAddress, FACTOR_AWAITED, FactorCode},
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx, accounts, second_factors,
    tokens::{self, StoredToken},
    users,
};
use jiff::Timestamp;
use secrecy::SecretString;
use uuid::Uuid;

use super::{HalfSignedIn, SignIn, password_of};
use crate::{
    House, entropy,
    identity::{
        lockout::{GuessError, KnownDevice, Visit},
        password,
    },
};

/// How far a transaction came.
pub(super) enum Came<T> {
    In(T),
    Halfway,
    Nowhere,
    TooLate,
}

impl<T> Came<T> {
    pub(super) fn answer(
        self,
        half: HalfSignedIn,
        device: KnownDevice,
    ) -> SignIn<(T, KnownDevice)> {
        match self {
            Self::In(begun) => SignIn::SignedIn((begun, device)),
            Self::Halfway => SignIn::SecondFactorNeeded(half),
            Self::Nowhere => SignIn::Invalid,
            Self::TooLate => SignIn::Expired,
        }
    }
}

fn codes_of(account: Uuid) -> String {
    format!("codes {account}")
}

impl House {
    /// Proves by password who somebody is, and does `begin` for that account in the transaction that settles it: no
    /// session and no token outlives a change of the password. Where a second factor is needed, `begin` is left to
    /// [`Self::prove_by_code`].
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(crate) async fn prove<T, F>(
        &self,
        email: &str,
        password: SecretString,
        visit: Visit<'_>,
        begin: F,
    ) -> Result<SignIn<(T, KnownDevice)>, StoreError>
    where
        F: Fn(&mut Tx<'_>, Uuid) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let lookup = EmailAddress::parse(email)
            .ok()
            .map(|address| self.keyring.lookups("email", &address.folded()));
        let user = match lookup {
            Some(lookup) => self.db.read(move |tx| users::by_email(tx, &lookup)).await?,
            None => None,
        };
        let account = user.as_ref().map_or_else(
            || format!("nobody {}", email.trim().to_lowercase()),
            |user| password_of(user.id),
        );
        let guess = match self.guess(&account, visit, None).await {
            Ok(guess) => guess,
            Err(GuessError::Wait(retry_after)) => return Ok(SignIn::Locked { retry_after }),
            Err(GuessError::Exhausted) => return Ok(SignIn::Expired),
            Err(GuessError::Store(error)) => return Err(error),
        };
        let hash = user
            .as_ref()
            .filter(|user| user.active)
            .and_then(|user| user.password_hash.clone());
        let verdict = password::verify(password, hash.clone()).await;
        let known = user.as_ref().map(|user| user.id);
        let Some(user) = user.filter(|_| verdict.matches) else {
            self.wrong(guess, Action::SignInFailed, known, "password")
                .await?;
            return Ok(SignIn::Invalid);
        };
        let witness = self.witness().await?.by(user.id);
        let now = self.now();
        let (half, half_text) = half(now);
        let came = self
            .db
            .write(user.id, move |tx| {
                // Whoever changes the password or ends the account now is waited for: no session outlives that.
                let current = accounts::lock(tx, user.id)?.is_some_and(|account| {
                    account.state == AccountState::Active && account.password_hash == hash
                });
                if !current {
                    return Ok(Came::Nowhere);
                }
                if let (Some(former), Some(fresh)) = (&hash, &verdict.rehashed) {
                    accounts::replace_hash(tx, user.id, former, fresh)?;
                }
                if is_enrolled(tx, user.id)? {
                    guess.take_back(tx, now)?;
                    tokens::insert(tx, [&half_session(&half, user.id, now)])?;
                    return Ok(Came::Halfway);
                }
                guess.forgive(tx, now)?;
                let words = [("by", "password".into())];
                witness.note(tx, Action::SignedIn, Some(user.id), &words)?;
                begin(tx, user.id).map(Came::In)
            })
            .await?;
        Ok(came.answer(half_text, self.known_device(guess.device)))
    }

    /// As [`Self::prove`], by the code that was still missing.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(crate) async fn prove_by_code<T, F>(
        &self,
        half_text: &str,
        code: &str,
        visit: Visit<'_>,
        begin: F,
    ) -> Result<SignIn<(T, KnownDevice)>, StoreError>
    where
        F: Fn(&mut Tx<'_>, Uuid) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let Some(token) = Token::parse(half_text) else {
            return Ok(SignIn::Expired);
        };
        let (id, now) = (token.selector(), self.now());
        let stored = self.db.read(move |tx| tokens::load(tx, &[id])).await?;
        let awaited = |stored: &&StoredToken| {
            stored.used_at.is_none() && stored.admits(&token, Purpose::SecondFactor, now)
        };
        let Some(user_id) = stored.get(&id).filter(awaited).map(|one| one.subject_id) else {
            return Ok(SignIn::Expired);
        };
        let guess = match self.guess(&codes_of(user_id), visit, Some(id)).await {
            Ok(guess) => guess,
            Err(GuessError::Wait(retry_after)) => return Ok(SignIn::Locked { retry_after }),
            Err(GuessError::Exhausted) => return Ok(SignIn::Expired),
            Err(GuessError::Store(error)) => return Err(error),
        };
        let Some(code) = FactorCode::parse(code) else {
            self.wrong(guess, Action::SecondFactorFailed, Some(user_id), "code")
                .await?;
            return Ok(SignIn::Invalid);
        };
        let witness = self.witness().await?.by(user_id);
        let home = self.whereabouts(&password_of(user_id), guess.device, visit);
        let house = self.clone();
        let came = self
            .db
            .write(user_id, move |tx| {
                let active = accounts::lock(tx, user_id)?
                    .is_some_and(|account| account.state == AccountState::Active);
                if !active {
                    return Ok(Came::TooLate);
                }
                if !house.use_code(tx, user_id, &code, now)? {
                    return Ok(Came::Nowhere);
                }
                if !tokens::use_once(tx, id, now)? {
                    return Err(Gone::Half);
                }
                guess.forgive(tx, now)?;
                home.know(tx, now)?;
                if let FactorCode::Recovery(_) = code {
                    witness.note(tx, Action::RecoveryCodeUsed, Some(user_id), &[])?;
                }
                let words = [("by", "second factor".into())];
                witness.note(tx, Action::SignedIn, Some(user_id), &words)?;
                Ok(begin(tx, user_id).map(Came::In)?)
            })
            .await;
        let came = match came {
            Ok(came) => came,
            Err(Gone::Half) => Came::TooLate,
            Err(Gone::Store(error)) => return Err(error),
        };
        if let Came::Nowhere = came {
            self.wrong(guess, Action::SecondFactorFailed, Some(user_id), "code")
                .await?;
        }
        let (_, none) = half(now);
        Ok(came.answer(none, self.known_device(guess.device)))
    }

    /// As [`Self::prove`], for an account whose person an identity provider has identified.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(in crate::identity) async fn prove_elsewhere<T, F>(
        &self,
        user_id: Uuid,
        provider: &str,
        visit: Visit<'_>,
        begin: F,
    ) -> Result<SignIn<(T, KnownDevice)>, StoreError>
    where
        F: Fn(&mut Tx<'_>, Uuid) -> Result<T, StoreError> + Send + 'static,
        T: Send + 'static,
    {
        let now = self.now();
        let (half, half_text) = half(now);
        let device = self.device_of(visit).unwrap_or_else(|| self.new_device());
        let home = self.whereabouts(&password_of(user_id), device, visit);
        let witness = self.witness().await?.by(user_id);
        let by = provider.to_owned();
        let came = self
            .db
            .write(user_id, move |tx| {
                let active = accounts::lock(tx, user_id)?
                    .is_some_and(|account| account.state == AccountState::Active);
                if !active {
                    return Ok(Came::Nowhere);
                }
                if is_enrolled(tx, user_id)? {
                    tokens::insert(tx, [&half_session(&half, user_id, now)])?;
                    return Ok(Came::Halfway);
                }
                home.know(tx, now)?;
                let words = [("by", by.as_str().into())];
                witness.note(tx, Action::SignedIn, Some(user_id), &words)?;
                begin(tx, user_id).map(Came::In)
            })
            .await?;
        Ok(came.answer(half_text, self.known_device(device)))
    }
}

/// Why a transaction with a right code is undone, so that the code can be used again.
enum Gone {
    Half,
    Store(StoreError),
}

impl From<StoreError> for Gone {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub(super) fn half(now: Timestamp) -> (Token, HalfSignedIn) {
    let token = Token::new(entropy::new_id(now), entropy::bytes());
    let half = HalfSignedIn {
        token: token.reveal(),
        life: FACTOR_AWAITED,
    };
    (token, half)
}

pub(super) fn half_session(token: &Token, user_id: Uuid, now: Timestamp) -> StoredToken {
    let times = (now, now + FACTOR_AWAITED);
    StoredToken::new(token, Purpose::SecondFactor, user_id, times)
}

pub(super) fn is_enrolled(tx: &mut Tx<'_>, user_id: Uuid) -> Result<bool, StoreError> {
    let factor = second_factors::get(tx, user_id)?;
    Ok(factor.is_some_and(|factor| factor.confirmed_at.is_some()))
}
