//! Signing in and out: by password, by a link that works once, and by a second factor where there is one.
//!
//! A guess is counted before it is looked at ([`lockout`](super::lockout)). What an account that does not exist is answered,
//! and what that costs, is the same as for one that does.

use foh_domain::{
    audit::Action,
    identity::{AccountState, EmailAddress, FACTOR_AWAITED, FactorCode, device_in_words},
    limits::Limit,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx, accounts, second_factors,
    sessions::{self, NewSession},
    tokens::{self, StoredToken},
    users,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::{
    lockout::{GuessError, KnownDevice, Visit},
    password,
};
use crate::{House, entropy, limits::LimitError};

/// A sign-in link works this long.
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// A session that has begun.
#[derive(Debug)]
pub struct SignedIn {
    /// Its token, for the cookie.
    pub session: SecretString,
    /// How long the cookie may live.
    pub life: SignedDuration,
    /// What the browser is to be known by from now on.
    pub device: Option<KnownDevice>,
}

/// A sign-in that waits for its second factor.
#[derive(Debug)]
pub struct HalfSignedIn {
    /// Its token, good for nothing else.
    pub token: SecretString,
    /// How long it works.
    pub life: SignedDuration,
}

/// What a sign-in came to. It never says whether the account exists.
#[derive(Debug)]
pub enum SignIn<T = SignedIn> {
    /// Somebody is signed in.
    SignedIn(T),
    /// All is right so far; a code is needed as well: [`House::give_second_factor`].
    SecondFactorNeeded(HalfSignedIn),
    /// It was not looked at: too many were wrong before.
    Locked {
        /// When it may be tried again.
        retry_after: SignedDuration,
    },
    /// Address and password do not belong together, the code is wrong, or the link does not work (any more).
    Invalid,
    /// The half-done sign-in has ended: it begins anew, with the password.
    Expired,
}

impl<T> SignIn<T> {
    fn map<U>(self, then: impl FnOnce(T) -> U) -> SignIn<U> {
        match self {
            Self::SignedIn(begun) => SignIn::SignedIn(then(begun)),
            Self::SecondFactorNeeded(half) => SignIn::SecondFactorNeeded(half),
            Self::Locked { retry_after } => SignIn::Locked { retry_after },
            Self::Invalid => SignIn::Invalid,
            Self::Expired => SignIn::Expired,
        }
    }
}

/// How far a transaction came.
enum Came<T> {
    In(T),
    Halfway,
    Nowhere,
    TooLate,
}

impl<T> Came<T> {
    fn answer(self, half: HalfSignedIn, device: KnownDevice) -> SignIn<(T, KnownDevice)> {
        match self {
            Self::In(begun) => SignIn::SignedIn((begun, device)),
            Self::Halfway => SignIn::SecondFactorNeeded(half),
            Self::Nowhere => SignIn::Invalid,
            Self::TooLate => SignIn::Expired,
        }
    }
}

/// What the guesses at an account's password and at its codes are counted under.
pub(super) fn password_of(account: Uuid) -> String {
    format!("password {account}")
}

fn codes_of(account: Uuid) -> String {
    format!("codes {account}")
}

impl House {
    /// Signs in by password.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sign_in(
        &self,
        email: &str,
        password: SecretString,
        visit: Visit<'_>,
    ) -> Result<SignIn, StoreError> {
        let (begin, session) = self.session(visit);
        let came = self.prove(email, password, visit, begin).await?;
        Ok(came.map(|((), device)| session.known_by(device)))
    }

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

    /// Gives the code that a half-done sign-in waits for: of the app, or a recovery code.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn give_second_factor(
        &self,
        half: &str,
        code: &str,
        visit: Visit<'_>,
    ) -> Result<SignIn, StoreError> {
        let (begin, session) = self.session(visit);
        let came = self.prove_by_code(half, code, visit, begin).await?;
        Ok(came.map(|((), device)| session.known_by(device)))
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

    /// Ends a session.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sign_out(&self, session: &str) -> Result<(), StoreError> {
        let Some(token) = Token::parse(session) else {
            return Ok(());
        };
        let witness = self.witness().await?;
        self.db
            .write(token.selector(), move |tx| {
                let id = token.selector();
                let stored = tokens::load(tx, &[id])?;
                if let Some(stored) = stored.get(&id).filter(|stored| {
                    stored.purpose == Purpose::Session && token.matches(&stored.hash)
                }) {
                    let user_id = stored.subject_id;
                    sessions::end(tx, user_id, id)?;
                    let witness = witness.clone().by(user_id);
                    witness.note(tx, Action::SignedOut, Some(user_id), &[])?;
                }
                Ok(())
            })
            .await
    }

    /// A link that signs the first administrator in, once; `None` when there is no administrator.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn administrator_link(&self) -> Result<Option<SecretString>, StoreError> {
        let now = self.now();
        let token = Token::new(entropy::new_id(now), entropy::bytes());
        let url = format!(
            "{}/sign-in/link?token={}",
            self.settings.site_base_url,
            token.reveal().expose_secret()
        );
        let made = self
            .db
            .write(token.selector(), move |tx| {
                let Some(user) = users::first_administrator(tx)? else {
                    return Ok(false);
                };
                let stored =
                    StoredToken::new(&token, Purpose::SignInLink, user.id, (now, now + LINK_LIFE));
                tokens::insert(tx, [&stored])?;
                Ok::<_, StoreError>(true)
            })
            .await?;
        Ok(made.then(|| url.into()))
    }

    /// Until when a sign-in link works; `None` when it does not. Looking does not use it up.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sign_in_link_until(&self, token: &Token) -> Result<Option<Timestamp>, StoreError> {
        let (id, now) = (token.selector(), self.now());
        let stored = self.db.read(move |tx| tokens::load(tx, &[id])).await?;
        let works = stored.get(&id).filter(|stored| {
            stored.used_at.is_none() && stored.admits(token, Purpose::SignInLink, now)
        });
        Ok(works.map(|stored| stored.expires_at))
    }

    /// Signs in by a link, which then works no more; a second factor is asked for where there is one.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sign_in_by_link(
        &self,
        token: Token,
        visit: Visit<'_>,
    ) -> Result<SignIn, StoreError> {
        match self.admit(Limit::SignIn, visit.address).await {
            Ok(()) => {}
            Err(LimitError::Exceeded(retry_after)) => return Ok(SignIn::Locked { retry_after }),
            Err(LimitError::Store(error)) => return Err(error),
        }
        let now = self.now();
        let (half, half_text) = half(now);
        let (begin, session) = self.session(visit);
        let device = self.device_of(visit).unwrap_or_else(|| self.new_device());
        let (house, owned) = (self.clone(), visit.address.to_owned());
        let witness = self.witness().await?;
        let came = self
            .db
            .write(token.selector(), move |tx| {
                let id = token.selector();
                let stored = tokens::load(tx, &[id])?;
                let Some(stored) = stored
                    .get(&id)
                    .filter(|stored| stored.admits(&token, Purpose::SignInLink, now))
                else {
                    return Ok(Came::Nowhere);
                };
                let user_id = stored.subject_id;
                let active = accounts::lock(tx, user_id)?
                    .is_some_and(|account| account.state == AccountState::Active);
                if !active || !tokens::use_once(tx, id, now)? {
                    return Ok(Came::Nowhere);
                }
                if is_enrolled(tx, user_id)? {
                    tokens::insert(tx, [&half_session(&half, user_id, now)])?;
                    return Ok(Came::Halfway);
                }
                let visit = Visit {
                    address: &owned,
                    ..Visit::default()
                };
                house
                    .whereabouts(&password_of(user_id), device, visit)
                    .know(tx, now)?;
                let witness = witness.clone().by(user_id);
                let words = [("by", "link".into())];
                witness.note(tx, Action::SignedIn, Some(user_id), &words)?;
                begin(tx, user_id).map(Came::In)
            })
            .await?;
        if let Came::Nowhere = came {
            let words = [("by", "link".into())];
            self.witnessed(Action::SignInFailed, None, &words).await?;
        }
        Ok(came
            .answer(half_text, self.known_device(device))
            .map(|((), device)| session.known_by(device)))
    }

    /// As [`Self::prove`], for an account whose person an identity provider has identified.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) async fn prove_elsewhere<T, F>(
        &self,
        user_id: Uuid,
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
                begin(tx, user_id).map(Came::In)
            })
            .await?;
        Ok(came.answer(half_text, self.known_device(device)))
    }

    /// Begins a session for an account whose person an identity provider has identified.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) async fn sign_in_elsewhere(
        &self,
        user_id: Uuid,
        visit: Visit<'_>,
    ) -> Result<SignIn, StoreError> {
        let (begin, session) = self.session(visit);
        let came = self.prove_elsewhere(user_id, visit, begin).await?;
        Ok(came.map(|((), device)| session.known_by(device)))
    }

    /// A fresh session, and what stores it for an account: never one the browser brought along (session fixation).
    fn session(
        &self,
        visit: Visit<'_>,
    ) -> (
        impl Fn(&mut Tx<'_>, Uuid) -> Result<(), StoreError> + Send + 'static,
        SignedIn,
    ) {
        let (now, life) = (self.now(), self.settings.sign_in.sessions.lifetime());
        let token = Token::new(entropy::new_id(now), entropy::bytes());
        let device = device_in_words(visit.user_agent);
        let signed_in = SignedIn {
            session: token.reveal(),
            life,
            device: None,
        };
        let begin = move |tx: &mut Tx<'_>, user_id: Uuid| {
            let stored = StoredToken::new(&token, Purpose::Session, user_id, (now, now + life));
            tokens::insert(tx, [&stored])?;
            sessions::insert(
                tx,
                &NewSession {
                    id: token.selector(),
                    user_id,
                    device: device.clone(),
                    created_at: now,
                    confirmed_at: now,
                },
            )
        };
        (begin, signed_in)
    }
}

impl SignedIn {
    fn known_by(self, device: KnownDevice) -> Self {
        Self {
            device: Some(device),
            ..self
        }
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

fn half(now: Timestamp) -> (Token, HalfSignedIn) {
    let token = Token::new(entropy::new_id(now), entropy::bytes());
    let half = HalfSignedIn {
        token: token.reveal(),
        life: FACTOR_AWAITED,
    };
    (token, half)
}

fn half_session(token: &Token, user_id: Uuid, now: Timestamp) -> StoredToken {
    let times = (now, now + FACTOR_AWAITED);
    StoredToken::new(token, Purpose::SecondFactor, user_id, times)
}

fn is_enrolled(tx: &mut Tx<'_>, user_id: Uuid) -> Result<bool, StoreError> {
    let factor = second_factors::get(tx, user_id)?;
    Ok(factor.is_some_and(|factor| factor.confirmed_at.is_some()))
}
