//! Signing in and out: by password, or by a link that works once.

use foh_domain::{
    identity::EmailAddress,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError,
    tokens::{self, StoredToken},
    users,
};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::password;
use crate::{House, entropy};

/// A session ends this long after it began, whatever happens in it.
const SESSION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A sign-in link works this long.
const LINK_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// A session that has begun.
#[derive(Debug)]
pub struct SignedIn {
    /// Its token, for the cookie.
    pub session: SecretString,
    /// How long the cookie may live.
    pub life: SignedDuration,
}

/// Why nobody was signed in. It never says whether the account exists.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Address and password do not belong together, or the link does not work (any more).
    #[error("the credentials are not valid")]
    Invalid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A fresh session of an account: never one the browser brought along (session fixation).
fn session(user_id: Uuid, now: Timestamp) -> (StoredToken, SignedIn) {
    let token = Token::new(entropy::new_id(now), entropy::bytes());
    let stored = StoredToken::new(&token, Purpose::Session, user_id, (now, now + SESSION_LIFE));
    let signed_in = SignedIn {
        session: token.reveal(),
        life: SESSION_LIFE,
    };
    (stored, signed_in)
}

impl House {
    /// Signs in by password.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in(
        &self,
        email: &str,
        password: SecretString,
    ) -> Result<SignedIn, SignInError> {
        let lookup = EmailAddress::parse(email)
            .ok()
            .map(|address| self.keyring.lookup("email", &address.folded()));
        let user = match lookup {
            Some(lookup) => self.db.read(move |tx| users::by_email(tx, &lookup)).await?,
            None => None,
        };
        let too_long = password.expose_secret().len() > password::MOST_CHARACTERS * 4;
        let hash = user
            .as_ref()
            .filter(|user| user.active && !too_long)
            .and_then(|user| user.password_hash.clone());
        let verified = password::verify(
            if too_long {
                SecretString::from("")
            } else {
                password
            },
            hash,
        )
        .await;
        let user = user.filter(|_| verified).ok_or(SignInError::Invalid)?;
        let (stored, signed_in) = session(user.id, self.now());
        self.db
            .write(stored.id, move |tx| tokens::insert(tx, [&stored]))
            .await?;
        Ok(signed_in)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn sign_out(&self, session: &str) -> Result<(), StoreError> {
        let Some(token) = Token::parse(session) else {
            return Ok(());
        };
        self.db
            .write(token.selector(), move |tx| {
                let id = token.selector();
                let stored = tokens::load(tx, &[id])?;
                if stored.get(&id).is_some_and(|stored| {
                    stored.purpose == Purpose::Session && token.matches(&stored.hash)
                }) {
                    tokens::delete(tx, id)?;
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

    /// Signs in by a link, which then works no more.
    ///
    /// # Errors
    /// See [`SignInError`].
    pub async fn sign_in_by_link(&self, token: Token) -> Result<SignedIn, SignInError> {
        let now = self.now();
        self.db
            .write(token.selector(), move |tx| {
                let id = token.selector();
                let stored = tokens::load(tx, &[id])?;
                let stored = stored
                    .get(&id)
                    .filter(|stored| stored.admits(&token, Purpose::SignInLink, now))
                    .ok_or(SignInError::Invalid)?;
                let users = users::load(tx, &[stored.subject_id])?;
                let user = users
                    .first()
                    .filter(|user| user.active)
                    .ok_or(SignInError::Invalid)?;
                if !tokens::use_once(tx, id, now)? {
                    return Err(SignInError::Invalid);
                }
                let (session, signed_in) = session(user.id, now);
                tokens::insert(tx, [&session])?;
                Ok(signed_in)
            })
            .await
    }
}
