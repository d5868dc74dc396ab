//! Changing one's own password.

use foh_domain::{
    audit::Action, field::FieldError, identity::AccountState, privacy::SealError, token::Token,
};
use foh_store::{StoreError, accounts, outbox, reach};
use secrecy::SecretString;
use uuid::Uuid;

use super::password::{self, PasswordFault};
use crate::{House, messages::Kind};

/// Why the password stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The present password is not the account's (any more).
    #[error("the present password is another")]
    WrongPassword,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// Hashing or sealing failed.
    #[error("the account could not be protected")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for ChangePasswordError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

impl From<PasswordFault> for ChangePasswordError {
    fn from(fault: PasswordFault) -> Self {
        match fault {
            PasswordFault::Refused(message) => Self::Faults(vec![FieldError {
                field: "new_password",
                message,
            }]),
            PasswordFault::Failed => Self::Protection,
        }
    }
}

impl House {
    /// Changes the password of an account whose present one is given. Everything else that is signed in ends; the
    /// session that asks stays. The address is told.
    ///
    /// # Errors
    /// See [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        id: Uuid,
        session: Option<&str>,
        present: SecretString,
        new: SecretString,
    ) -> Result<(), ChangePasswordError> {
        let found = self.db.read(move |tx| accounts::get(tx, id)).await?;
        let account = found.filter(|account| account.state == AccountState::Active);
        let former = account
            .as_ref()
            .and_then(|account| account.password_hash.clone());
        let verdict = password::verify(present, former.clone()).await;
        let Some(account) = account.filter(|_| verdict.matches) else {
            self.witnessed(Action::PasswordRefused, Some(id), &[])
                .await?;
            return Err(ChangePasswordError::WrongPassword);
        };
        let hash = self.new_password(&account, new).await?;
        let kept = session.and_then(Token::parse).map(|token| token.selector());
        let now = self.now();
        let witness = self.witness().await?;
        let notice = self.entry(Kind::PasswordChanged, id, now, &[])?;
        self.db
            .write(id, move |tx| {
                // Of two changes at once the second has another present password by now.
                accounts::lock(tx, id)?
                    .filter(|account| {
                        account.state == AccountState::Active && account.password_hash == former
                    })
                    .ok_or(ChangePasswordError::WrongPassword)?;
                accounts::set_password(tx, id, &hash, now)?;
                reach::end_sign_ins(tx, id, kept, now)?;
                outbox::insert(tx, [&notice])?;
                witness.note(tx, Action::PasswordChanged, Some(id), &[])?;
                Ok::<_, ChangePasswordError>(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}
