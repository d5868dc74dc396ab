//! Inviting people to the staff by e-mail: the account waits, able to do nothing, until its person sets a password.

use std::sync::Arc;

use foh_domain::{
    audit::Action,
    field::Faults,
    identity::{AccountState, EmailAddress, PersonName, Profile, Role},
    token::{Purpose, Token},
};
use foh_store::{
    accounts::{self, NewAccount as Invited},
    outbox, reach, scopes,
    tokens::{self, StoredToken},
};
use jiff::SignedDuration;
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    accounts::AccountError,
    administration::{AdministerError, Duty},
    links::{LinkError, working},
};
use crate::{House, bar::claim, entropy, messages::Kind};

/// The link works this long.
pub(crate) const INVITATION_LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Somebody to be invited.
pub struct Invitation<'a> {
    /// The address the link goes to, which will sign in.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// What they will do, and where.
    pub duty: Duty,
}

/// Who was invited, for the page behind the link.
#[derive(Debug, Clone)]
pub struct InvitedPerson {
    /// The person's name.
    pub name: PersonName,
    /// What they will do.
    pub role: Role,
}

impl House {
    /// Makes an account that waits for its person, and mails them the link to it. A service waits for nobody: it has no
    /// password, and asks with API tokens.
    ///
    /// # Errors
    /// See [`AccountError`].
    pub async fn invite(&self, new: Invitation<'_>) -> Result<Uuid, AccountError> {
        let mut faults = Faults::default();
        let email = faults.take("email", EmailAddress::parse(new.email));
        let name = faults.take("name", PersonName::parse(new.name));
        new.duty.check(&mut faults);
        faults.finish().map_err(AccountError::Faults)?;
        let (Some(email), Some(name)) = (email, name) else {
            return Err(AccountError::Faults(Vec::new()));
        };
        let now = self.now();
        let id = entropy::new_id(now);
        let email_lookups = self.keyring.lookups("email", &email.folded());
        let profile = Profile {
            name,
            email: Some(email),
        };
        let program = new.duty.role == Role::Service;
        let account = Invited {
            id,
            email_lookups,
            profile: self.keyring.seal(id, entropy::bytes(), &profile)?,
            role: new.duty.role,
            password_hash: None,
            state: if program {
                AccountState::Active
            } else {
                AccountState::Invited
            },
        };
        let link = (!program).then(|| Self::new_token(id, now));
        let mail = link
            .as_ref()
            .map(|link| self.entry(Kind::Invitation, id, now, &[link]))
            .transpose()?;
        let life = (now, now + INVITATION_LIFE);
        let stored = link
            .as_ref()
            .map(|link| StoredToken::new(link, Purpose::Invitation, id, life));
        let action = if program {
            Action::AccountMade
        } else {
            Action::AccountInvited
        };
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                claim(tx, id, (new.duty.role, &new.duty.scopes))?
                    .map_err(|fault| AccountError::Faults(vec![fault]))?;
                if !accounts::insert_if_free(tx, &account, now)? {
                    return Err(AccountError::Taken);
                }
                scopes::replace(tx, id, &new.duty.scopes)?;
                tokens::insert(tx, &stored)?;
                outbox::insert(tx, &mail)?;
                let role = [("role", new.duty.role.as_str().into())];
                witness.note(tx, action, Some(id), &role)?;
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(id)
    }

    /// Mails an invited person a new link; those that were mailed before work no more.
    ///
    /// # Errors
    /// See [`AdministerError`]; [`AdministerError::State`] when the account waits for nobody.
    pub async fn resend_invitation(&self, id: Uuid) -> Result<(), AdministerError> {
        let now = self.now();
        let link = Self::new_token(id, now);
        let mail = self.entry(Kind::Invitation, id, now, &[&link])?;
        let life = (now, now + INVITATION_LIFE);
        let stored = StoredToken::new(&link, Purpose::Invitation, id, life);
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let account = accounts::lock(tx, id)?.ok_or(AdministerError::Unknown)?;
                if account.state != AccountState::Invited {
                    return Err(AdministerError::State(account.state));
                }
                reach::end_links(tx, id, Purpose::Invitation)?;
                tokens::insert(tx, [&stored])?;
                outbox::insert(tx, [&mail])?;
                let role = [("role", account.role.as_str().into())];
                witness.note(tx, Action::AccountInvited, Some(id), &role)?;
                Ok(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// Takes an invitation back: its link works no more, and the account is gone.
    ///
    /// # Errors
    /// See [`AdministerError`]; [`AdministerError::State`] when it was accepted meanwhile.
    pub async fn withdraw_invitation(&self, id: Uuid) -> Result<(), AdministerError> {
        let witness = self.witness().await?;
        let now = self.now();
        self.db
            .write(id, move |tx| {
                let account = accounts::lock(tx, id)?.ok_or(AdministerError::Unknown)?;
                if account.state != AccountState::Invited {
                    return Err(AdministerError::State(account.state));
                }
                reach::end_everything(tx, id, now)?;
                accounts::delete_invited(tx, id)?;
                witness.note(tx, Action::InvitationWithdrawn, Some(id), &[])?;
                Ok(())
            })
            .await
    }

    /// Who was invited by a link that works; looking changes nothing.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn see_invitation(&self, token: Arc<Token>) -> Result<InvitedPerson, LinkError> {
        let now = self.now();
        let account = self
            .db
            .read(move |tx| {
                let stored = working(tx, &token, Purpose::Invitation, now)?;
                accounts::get(tx, stored.subject_id)?
                    .filter(|account| account.state == AccountState::Invited)
                    .ok_or(LinkError::Gone)
            })
            .await?;
        let profile = self.profile_of(&account).ok_or(LinkError::Protection)?;
        Ok(InvitedPerson {
            name: profile.name,
            role: account.role,
        })
    }

    /// Accepts an invitation: sets the password, and the account is active. The link works no more.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn accept_invitation(
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
                let stored = working(tx, &seen, Purpose::Invitation, now)?;
                accounts::get(tx, stored.subject_id)?.ok_or(LinkError::Gone)
            })
            .await?;
        let hash = self.new_password(&account, password).await?;
        let witness = self.witness().await?.by(account.id);
        let now = self.now();
        self.db
            .write(account.id, move |tx| {
                let stored = working(tx, &token, Purpose::Invitation, now)?;
                let id = accounts::lock(tx, stored.subject_id)?
                    .filter(|account| account.state == AccountState::Invited)
                    .ok_or(LinkError::Gone)?
                    .id;
                if !tokens::use_once(tx, stored.id, now)? {
                    return Err(LinkError::Gone);
                }
                accounts::set_active(tx, id, true)?;
                accounts::set_password(tx, id, &hash, now)?;
                accounts::verify_email(tx, id, now)?;
                witness.note(tx, Action::InvitationAccepted, Some(id), &[])?;
                Ok(())
            })
            .await
    }
}
