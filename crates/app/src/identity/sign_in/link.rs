//! Links that sign somebody in, once.

use foh_domain::{
    audit::Action,
    identity::AccountState,
    limits::Limit,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, accounts,
    tokens::{self, StoredToken},
    users,
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{
    SignIn, password_of,
    prove::{Came, half, half_session, is_enrolled},
};
use crate::{House, entropy, identity::lockout::Visit, limits::LimitError};

impl House {
    /// A link that signs the first administrator in, once; `None` when there is no administrator.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn administrator_link(&self) -> Result<Option<SecretString>, StoreError> {
        let now = self.now();
        let token = Token::new(entropy::new_id(now), entropy::bytes());
        let url = self.sign_in_link_url(&token);
        let expires_at = now + self.settings.sign_in.link_life;
        let made = self
            .db
            .write(token.selector(), move |tx| {
                let Some(user) = users::first_administrator(tx)? else {
                    return Ok(false);
                };
                let stored =
                    StoredToken::new(&token, Purpose::SignInLink, user.id, (now, expires_at));
                tokens::insert(tx, [&stored])?;
                Ok::<_, StoreError>(true)
            })
            .await?;
        Ok(made.then_some(url))
    }

    /// Where a sign-in link leads.
    pub(crate) fn sign_in_link_url(&self, token: &Token) -> SecretString {
        let (base, token) = (&self.settings.site_base_url, token.reveal());
        format!("{base}/sign-in/link?token={}", token.expose_secret()).into()
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
        let (came, whose) = self
            .db
            .write(token.selector(), move |tx| {
                let id = token.selector();
                let stored = tokens::load(tx, &[id])?;
                let genuine = stored.get(&id).filter(|stored| {
                    stored.purpose == Purpose::SignInLink && token.matches(&stored.hash)
                });
                let Some(stored) = genuine else {
                    return Ok((Came::Nowhere, None));
                };
                let (user_id, whose) = (stored.subject_id, Some(stored.subject_id));
                if now >= stored.expires_at {
                    return Ok((Came::Nowhere, whose));
                }
                let active = accounts::lock(tx, user_id)?
                    .is_some_and(|account| account.state == AccountState::Active);
                if !active || !tokens::use_once(tx, id, now)? {
                    return Ok((Came::Nowhere, whose));
                }
                if is_enrolled(tx, user_id)? {
                    tokens::insert(tx, [&half_session(&half, user_id, now)])?;
                    return Ok((Came::Halfway, whose));
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
                Ok::<_, StoreError>((Came::In(begin(tx, user_id)?), whose))
            })
            .await?;
        if let Came::Nowhere = came {
            let words = [("by", "link".into())];
            self.witnessed(Action::SignInFailed, whose, &words).await?;
        }
        Ok(came
            .answer(half_text, self.known_device(device))
            .map(|((), device)| session.known_by(device)))
    }
}
