//! A lost password: a link to the account's address sets a new one, and ends whatever the old one had opened.

use std::sync::Arc;

use foh_domain::{
    audit::Action,
    identity::{AccountState, EmailAddress, Role},
    token::{Purpose, Token},
};
use foh_store::{
    accounts::{self, Account},
    outbox, reach,
    tokens::{self, StoredToken},
};
use jiff::SignedDuration;
use secrecy::SecretString;

use super::links::{LinkError, LinkRequestError, working};
use crate::{House, entropy, messages::Kind};

/// The link works this long.
pub(crate) const RESET_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// Whether the account is a person's who may set a password: programs have tokens, door links nothing.
pub(super) fn may_reset(account: &Account) -> bool {
    account.state == AccountState::Active && !matches!(account.role, Role::Service | Role::DoorLink)
}

impl House {
    /// Mails the account with this address a link to set a new password. Nobody learns whether there is one: without
    /// an account, the same is written for nobody, and the e-mail is found unwanted when it would leave.
    ///
    /// # Errors
    /// See [`LinkRequestError`].
    pub async fn request_password_reset(&self, email: &str) -> Result<(), LinkRequestError> {
        let email = EmailAddress::parse(email).map_err(LinkRequestError::Address)?;
        let lookups = self.keyring.lookups("email", &email.folded());
        let found = self
            .db
            .read(move |tx| accounts::by_email(tx, &lookups))
            .await?;
        let now = self.now();
        let account = found.filter(may_reset);
        let subject = account
            .as_ref()
            .map_or_else(|| entropy::new_id(now), |account| account.id);
        let known = account.as_ref().map(|account| account.id);
        let witness = self.witness().await?;
        let life = if known.is_some() {
            RESET_LIFE
        } else {
            SignedDuration::ZERO
        };
        let link = Self::new_token(subject, now);
        let mail = self.entry(Kind::PasswordReset, subject, now, &[&link])?;
        let stored = StoredToken::new(&link, Purpose::PasswordReset, subject, (now, now + life));
        self.db
            .write(subject, move |tx| {
                tokens::insert(tx, [&stored])?;
                outbox::insert(tx, [&mail])?;
                witness.note(tx, Action::PasswordResetAsked, known, &[])
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Whether a link to set a new password works; looking changes nothing.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn see_password_reset(&self, token: Token) -> Result<(), LinkError> {
        let now = self.now();
        self.db
            .read(move |tx| working(tx, &token, Purpose::PasswordReset, now).map(|_| ()))
            .await
    }

    /// Sets a new password by a link, which then works no more. Everything that was signed in ends, and the address is
    /// told. Whoever reads the mail of an address has it, so the address is verified as well.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn reset_password(
        &self,
        token: Token,
        password: SecretString,
    ) -> Result<(), LinkError> {
        let now = self.now();
        let token = Arc::new(token);
        let seen = Arc::clone(&token);
        let account = self
            .db
            .read(move |tx| {
                let stored = working(tx, &seen, Purpose::PasswordReset, now)?;
                let account = accounts::get(tx, stored.subject_id)?.filter(may_reset);
                account.ok_or(LinkError::Gone)
            })
            .await?;
        let hash = self.new_password(&account, password).await?;
        let now = self.now();
        let witness = self.witness().await?.by(account.id);
        let notice = self.entry(Kind::PasswordChanged, account.id, now, &[])?;
        self.db
            .write(account.id, move |tx| {
                let stored = working(tx, &token, Purpose::PasswordReset, now)?;
                let account = accounts::lock(tx, stored.subject_id)?.filter(may_reset);
                let account = account.ok_or(LinkError::Gone)?;
                if !tokens::use_once(tx, stored.id, now)? {
                    return Err(LinkError::Gone);
                }
                accounts::set_password(tx, account.id, &hash, now)?;
                accounts::verify_email(tx, account.id, now)?;
                reach::end_sign_ins(tx, account.id, Some(stored.id), now)?;
                outbox::insert(tx, [&notice])?;
                witness.note(tx, Action::PasswordReset, Some(account.id), &[])?;
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}
