//! Signing in and out: by password, by a link that works once, and by a second factor where there is one.
//!
//! A guess is counted before it is looked at ([`lockout`](super::lockout)). What an account that does not exist is answered,
//! and what that costs, is the same as for one that does.

mod link;
mod prove;

use foh_domain::{
    audit::Action,
    identity::device_in_words,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, Tx,
    sessions::{self, NewSession},
    tokens::{self, StoredToken},
};
use jiff::SignedDuration;
use secrecy::SecretString;
use uuid::Uuid;

use super::lockout::{KnownDevice, Visit};
use crate::{House, entropy};

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

/// What the guesses at an account's password and at its codes are counted under.
pub(super) fn password_of(account: Uuid) -> String {
    format!("password {account}")
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

    /// Begins a session for an account whose person an identity provider has identified.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub(super) async fn sign_in_elsewhere(
        &self,
        user_id: Uuid,
        provider: &str,
        visit: Visit<'_>,
    ) -> Result<SignIn, StoreError> {
        let (begin, session) = self.session(visit);
        let came = self
            .prove_elsewhere(user_id, provider, visit, begin)
            .await?;
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
