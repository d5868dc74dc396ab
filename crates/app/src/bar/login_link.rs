//! Login links: whoever manages the bar gives the user of a location a link that signs them in, once, and leads them there.

use foh_domain::{
    audit::Action,
    identity::AccountState,
    token::{Purpose, Token},
};
use foh_store::{
    StoreError, accounts, bar_locations, reach,
    tokens::{self, StoredToken},
};
use jiff::Timestamp;
use secrecy::SecretString;
use uuid::Uuid;

use super::location_user::user_of;
use crate::{House, entropy};

/// A link that was made, with the only copy of its address.
#[derive(Debug)]
pub struct MadeLoginLink {
    /// What to open, or to scan.
    pub url: SecretString,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// Whose it is.
    pub user_id: Uuid,
}

/// Why no link was made.
#[derive(Debug, thiserror::Error)]
pub enum LoginLinkError {
    /// There is no such location.
    #[error("there is no such location")]
    Unknown,
    /// The location is switched off.
    #[error("the location is switched off")]
    Inactive,
    /// Nobody works there.
    #[error("nobody works at this location")]
    Nobody,
    /// Whoever works there has an account that is not active.
    #[error("the account is {}", .0.as_str())]
    State(AccountState),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// Makes a link for the user of a location. Links that were made for them before work no more.
    ///
    /// # Errors
    /// See [`LoginLinkError`]; those made before work on.
    pub async fn make_login_link(
        &self,
        location_id: Uuid,
    ) -> Result<MadeLoginLink, LoginLinkError> {
        let now = self.now();
        let expires_at = now + self.settings.sign_in.link_life;
        let token = Token::new(entropy::new_id(now), entropy::bytes());
        let url = self.sign_in_link_url(&token);
        let witness = self.witness().await?;
        let user_id = self
            .db
            .write(location_id, move |tx| {
                let location =
                    bar_locations::lock(tx, location_id)?.ok_or(LoginLinkError::Unknown)?;
                if !location.active {
                    return Err(LoginLinkError::Inactive);
                }
                let user_id = user_of(tx, location_id)?.ok_or(LoginLinkError::Nobody)?;
                // Whoever switches the account off, or changes its password, is waited for, and ends what was made before.
                let account = accounts::lock(tx, user_id)?.ok_or(LoginLinkError::Nobody)?;
                if account.state != AccountState::Active {
                    return Err(LoginLinkError::State(account.state));
                }
                reach::end_links(tx, user_id, Purpose::SignInLink)?;
                let times = (now, expires_at);
                let stored = StoredToken::new(&token, Purpose::SignInLink, user_id, times);
                tokens::insert(tx, [&stored])?;
                let words = [("location", location.name.as_str().into())];
                witness.note(tx, Action::SignInLinkMade, Some(user_id), &words)?;
                Ok(user_id)
            })
            .await?;
        Ok(MadeLoginLink {
            url,
            expires_at,
            user_id,
        })
    }
}
