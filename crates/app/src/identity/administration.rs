//! Looking after accounts: roles, scopes, switching off and on, ending what is signed in.

use std::collections::BTreeSet;

use foh_domain::{
    audit::Action,
    field::{Faults, FieldError},
    identity::{AccountState, Role},
    privacy::SealError,
    token::Purpose,
};
use foh_store::{
    StoreError, Tx,
    accounts::{self, Account},
    outbox, reach, scopes,
    tokens::{self, StoredToken},
};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::reset::{RESET_LIFE, may_reset};
use crate::{House, bar::claim, messages::Kind};

/// The most routes, locations or performances in the scope of an account.
pub(crate) const MOST_SCOPES: usize = 200;

/// What somebody does, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The role.
    pub role: Role,
    /// What a scoped role reaches: ids of routes or locations. Empty for all other roles.
    pub scopes: Vec<Uuid>,
}

impl Duty {
    /// Notes what is wrong with it.
    pub(super) fn check(&self, faults: &mut Faults) {
        if self.role == Role::DoorLink {
            faults.add("role", "Door links are made at their performance.");
        }
        if !self.scopes.is_empty() && !self.role.is_scoped() {
            faults.add("scopes", "This role has no scope: please leave it empty.");
        }
        if self.scopes.len() > MOST_SCOPES {
            faults.add("scopes", format!("At most {MOST_SCOPES} can be named."));
        }
    }
}

/// Why an account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AdministerError {
    /// There is no such account.
    #[error("there is no such account")]
    Unknown,
    /// Without it nobody could look after accounts any more.
    #[error("it is the last active administrator")]
    LastAdministrator,
    /// It stands otherwise than this asks for.
    #[error("the account is {}", .0.as_str())]
    State(AccountState),
    /// It has no address to write to, or is a program's.
    #[error("the account has no password to reset")]
    NoPassword,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// Sealing failed.
    #[error("the e-mail could not be sealed")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for AdministerError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

/// The account, locked. Those that open a door are looked after where they were made.
pub(crate) fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<Account, AdministerError> {
    accounts::lock(tx, id)?
        .filter(|account| account.role != Role::DoorLink && account.erased_at.is_none())
        .ok_or(AdministerError::Unknown)
}

/// The account, locked together with every active administrator, and refused when it is the last of them.
pub(crate) fn locked_unless_last(tx: &mut Tx<'_>, id: Uuid) -> Result<Account, AdministerError> {
    let administrators = accounts::lock_administrators(tx)?;
    if administrators == [id] {
        return Err(AdministerError::LastAdministrator);
    }
    locked(tx, id)
}

/// Whether both name the same, in whatever order.
fn same(some: &[Uuid], others: &[Uuid]) -> bool {
    let set = |ids: &[Uuid]| ids.iter().copied().collect::<BTreeSet<_>>();
    set(some) == set(others)
}

impl House {
    /// Gives an account another role and scope; what is signed in may do from its next request on what the new role
    /// allows.
    ///
    /// # Errors
    /// See [`AdministerError`].
    pub async fn change_duty(&self, id: Uuid, duty: Duty) -> Result<(), AdministerError> {
        let mut faults = Faults::default();
        duty.check(&mut faults);
        faults.finish().map_err(AdministerError::Faults)?;
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                // The location first and then its user, as whoever assigns one locks them.
                claim(tx, id, (duty.role, &duty.scopes))?
                    .map_err(|fault| AdministerError::Faults(vec![fault]))?;
                let account = if duty.role == Role::Administrator {
                    locked(tx, id)?
                } else {
                    locked_unless_last(tx, id)?
                };
                if account.role != duty.role {
                    accounts::set_role(tx, id, duty.role)?;
                }
                let former = scopes::load(tx, &[id])?.remove(&id).unwrap_or_default();
                scopes::replace(tx, id, &duty.scopes)?;
                if account.role != duty.role {
                    let words = [
                        ("role", duty.role.as_str().into()),
                        ("before", account.role.as_str().into()),
                    ];
                    witness.note(tx, Action::RoleChanged, Some(id), &words)?;
                }
                if !same(&former, &duty.scopes) {
                    witness.note(tx, Action::ScopeChanged, Some(id), &[])?;
                }
                if account.role != duty.role || !same(&former, &duty.scopes) {
                    // Whoever has a link was given it for what the account was.
                    reach::end_links(tx, id, Purpose::SignInLink)?;
                }
                Ok::<_, AdministerError>(())
            })
            .await?;
        // Facilitators have a public page while they may hold sessions.
        self.programme_changed();
        Ok(())
    }

    /// Switches an account off. Sessions, tokens and links end with it, at once.
    ///
    /// # Errors
    /// See [`AdministerError`]; an open invitation is withdrawn instead.
    pub async fn deactivate(&self, id: Uuid) -> Result<(), AdministerError> {
        let now = self.now();
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                let account = locked_unless_last(tx, id)?;
                match account.state {
                    AccountState::Invited => Err(AdministerError::State(account.state)),
                    // Once more ends what a former try may have left.
                    AccountState::Active | AccountState::Inactive => {
                        accounts::set_active(tx, id, false)?;
                        reach::end_everything(tx, id, now)?;
                        if account.state == AccountState::Active {
                            witness.note(tx, Action::AccountDeactivated, Some(id), &[])?;
                        }
                        Ok::<_, AdministerError>(())
                    }
                }
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Switches an account on again; it signs in with the password it had.
    ///
    /// # Errors
    /// See [`AdministerError`]; an open invitation is accepted instead, by its person.
    pub async fn reactivate(&self, id: Uuid) -> Result<(), AdministerError> {
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| match locked(tx, id)?.state {
                AccountState::Active => Ok(()),
                AccountState::Invited => Err(AdministerError::State(AccountState::Invited)),
                AccountState::Inactive => {
                    accounts::set_active(tx, id, true)?;
                    witness.note(tx, Action::AccountActivated, Some(id), &[])?;
                    Ok::<_, AdministerError>(())
                }
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Ends all that an account has signed in, as well as links on their way to it.
    ///
    /// # Errors
    /// See [`AdministerError`].
    pub async fn end_sessions(&self, id: Uuid) -> Result<(), AdministerError> {
        let now = self.now();
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                locked(tx, id)?;
                reach::end_sign_ins(tx, id, None, now)?;
                witness.note(tx, Action::SessionsRevoked, Some(id), &[])?;
                Ok(())
            })
            .await
    }

    /// Mails an account a link to set a new password.
    ///
    /// # Errors
    /// See [`AdministerError`].
    pub async fn send_password_reset(&self, id: Uuid) -> Result<(), AdministerError> {
        let now = self.now();
        let link = Self::new_token(id, now);
        let mail = self.entry(Kind::PasswordReset, id, now, &[&link])?;
        let stored = StoredToken::new(&link, Purpose::PasswordReset, id, (now, now + RESET_LIFE));
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                resettable(tx, id)?;
                tokens::insert(tx, [&stored])?;
                outbox::insert(tx, [&mail])?;
                witness.note(tx, Action::PasswordResetAsked, Some(id), &[])?;
                Ok::<_, AdministerError>(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }

    /// A link to set a new password of an account, to be handed over by whoever runs the program.
    ///
    /// # Errors
    /// See [`AdministerError`].
    pub async fn password_reset_link(&self, id: Uuid) -> Result<SecretString, AdministerError> {
        let now = self.now();
        let link = Self::new_token(id, now);
        let url = format!(
            "{}/password-reset/link?token={}",
            self.settings.site_base_url,
            link.reveal().expose_secret()
        );
        let stored = StoredToken::new(&link, Purpose::PasswordReset, id, (now, now + RESET_LIFE));
        let witness = self.witness().await?;
        self.db
            .write(id, move |tx| {
                resettable(tx, id)?;
                tokens::insert(tx, [&stored])?;
                witness.note(tx, Action::PasswordResetAsked, Some(id), &[])?;
                Ok::<_, AdministerError>(())
            })
            .await?;
        Ok(url.into())
    }
}

fn resettable(tx: &mut Tx<'_>, id: Uuid) -> Result<(), AdministerError> {
    let account = locked(tx, id)?;
    if account.state != AccountState::Active {
        Err(AdministerError::State(account.state))
    } else if may_reset(&account) {
        Ok(())
    } else {
        Err(AdministerError::NoPassword)
    }
}
