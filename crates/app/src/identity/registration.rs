//! Guests make themselves an account, and show that its address is theirs.

use foh_domain::{
    audit::Action,
    field::{Faults, FieldError},
    identity::{AccountState, EmailAddress, PersonName, Profile, Role},
    privacy::SealError,
    studio::{Facilitator, FacilitatorState},
    token::{Purpose, Token},
};
use foh_store::{
    StoreError,
    accounts::{self, NewAccount},
    outbox, reach,
    tokens::{self, StoredToken},
};
use jiff::SignedDuration;
use secrecy::SecretString;
use uuid::Uuid;

use super::{
    accounts::{NotHashed, new_hash},
    links::{LinkError, working},
    password::Owner,
};
use crate::{House, entropy, messages::Kind, studio::apply_as_facilitator};

/// The link that verifies an address works this long.
pub(crate) const VERIFICATION_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// What a guest gives to have an account.
pub struct Registration<'a> {
    /// The address that will sign in.
    pub email: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// The password.
    pub password: SecretString,
}

/// What a guest who wants to hold sessions says about themselves, as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Application<'a> {
    /// The text on their page.
    pub bio: &'a str,
    /// In a few words.
    pub specialization: &'a str,
}

/// A new account.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// Its id.
    pub id: Uuid,
    /// Where the application to hold sessions stands, if there was one.
    pub application: Option<FacilitatorState>,
}

/// Why nobody was registered. It never says whether the address has an account.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The house registers nobody.
    #[error("registration is closed")]
    Closed,
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

impl From<SealError> for RegisterError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

impl From<NotHashed> for RegisterError {
    fn from(_: NotHashed) -> Self {
        Self::Protection
    }
}

/// Why no link was sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendVerificationError {
    /// There is nothing to verify: the account is not active, or its address is verified.
    #[error("there is nothing to verify")]
    NothingToVerify,
    /// Sealing failed.
    #[error("the e-mail could not be sealed")]
    Protection,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealError> for ResendVerificationError {
    fn from(_: SealError) -> Self {
        Self::Protection
    }
}

impl House {
    /// Registers a member: makes the account and mails the link that verifies its address. `Some` with the new
    /// account's id; `None` when the address has an account already, whose owner is then told by e-mail. Whoever asks
    /// without an account must not learn which it was: for both, the same statements run and one e-mail is written.
    ///
    /// # Errors
    /// See [`RegisterError`].
    pub async fn register(&self, new: Registration<'_>) -> Result<Option<Uuid>, RegisterError> {
        let registered = self.register_with(new, None).await?;
        Ok(registered.map(|registered| registered.id))
    }

    /// The same for whoever applies to hold sessions with it: both or nothing. Where the house lets everybody, the new account
    /// is a facilitator's at once.
    ///
    /// # Errors
    /// See [`RegisterError`].
    pub async fn register_with(
        &self,
        new: Registration<'_>,
        application: Option<Application<'_>>,
    ) -> Result<Option<Registered>, RegisterError> {
        if !self.settings.registration_open {
            return Err(RegisterError::Closed);
        }
        let open = self.settings.facilitators_open;
        let mut faults = Faults::default();
        let email = faults.take("email", EmailAddress::parse(new.email));
        let name = faults.take("name", PersonName::parse(new.name));
        let presented = application.and_then(|given| presented(&mut faults, given));
        let owner = Owner {
            // Whoever will hold sessions is staff, and has a password for it.
            role: if open && application.is_some() {
                Role::Facilitator
            } else {
                Role::Member
            },
            name: new.name,
            email: new.email,
        };
        let password_hash = new_hash(&mut faults, "password", new.password, owner).await?;
        faults.finish().map_err(RegisterError::Faults)?;
        let (Some(email), Some(name)) = (email, name) else {
            return Err(RegisterError::Faults(Vec::new()));
        };
        let now = self.now();
        let id = entropy::new_id(now);
        let email_lookups = self.keyring.lookups("email", &email.folded());
        let profile = Profile {
            name,
            email: Some(email),
        };
        let account = NewAccount {
            id,
            email_lookups: email_lookups.clone(),
            profile: self.keyring.seal(id, entropy::bytes(), &profile)?,
            role: Role::Member,
            password_hash,
            state: AccountState::Active,
        };
        let presented = presented
            .map(|facilitator| self.keyring.seal(id, entropy::bytes(), &facilitator))
            .transpose()?;
        let link = Self::new_token(id, now);
        let welcome = self.entry(Kind::Verification, id, now, &[&link])?;
        let witness = self.witness().await?;
        let registered = self
            .db
            .write(id, move |tx| {
                let added = accounts::insert_if_free(tx, &account, now)?;
                let owner = accounts::by_email(tx, &email_lookups)?.map_or(id, |owner| owner.id);
                let expires_at = if added { now + VERIFICATION_LIFE } else { now };
                let purpose = Purpose::EmailVerification;
                let stored = StoredToken::new(&link, purpose, owner, (now, expires_at));
                tokens::insert(tx, [&stored])?;
                let mut mail = welcome.clone();
                if !added {
                    mail.subject_id = owner;
                    Kind::AlreadyRegistered.as_str().clone_into(&mut mail.kind);
                }
                outbox::insert(tx, [&mail])?;
                let (action, witness) = if added {
                    (Action::AccountRegistered, witness.clone().by(id))
                } else {
                    (Action::RegistrationRefused, witness.clone())
                };
                witness.note(tx, action, Some(owner), &[])?;
                if !added {
                    return Ok(None);
                }
                let applied = presented
                    .as_ref()
                    .map(|profile| apply_as_facilitator(tx, (id, profile), open, &witness, now));
                let application = applied.transpose()?;
                Ok::<_, StoreError>(Some(Registered { id, application }))
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(registered)
    }

    /// Whether a link to verify an address works; looking changes nothing.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn see_verification(&self, token: Token) -> Result<(), LinkError> {
        let now = self.now();
        self.db
            .read(move |tx| working(tx, &token, Purpose::EmailVerification, now).map(|_| ()))
            .await
    }

    /// Verifies the address of an account by its link, which then works no more.
    ///
    /// # Errors
    /// See [`LinkError`].
    pub async fn verify_email(&self, token: Token) -> Result<(), LinkError> {
        let witness = self.witness().await?;
        let now = self.now();
        self.db
            .write(token.selector(), move |tx| {
                let stored = working(tx, &token, Purpose::EmailVerification, now)?;
                let account = accounts::lock(tx, stored.subject_id)?;
                let active = account.filter(|account| account.state == AccountState::Active);
                let account = active.ok_or(LinkError::Gone)?;
                if !tokens::use_once(tx, stored.id, now)? {
                    return Err(LinkError::Gone);
                }
                accounts::verify_email(tx, account.id, now)?;
                let witness = witness.clone().by(account.id);
                witness.note(tx, Action::AddressVerified, Some(account.id), &[])?;
                Ok(())
            })
            .await
    }

    /// Mails an account a new link to verify its address; those that were mailed before work no more.
    ///
    /// # Errors
    /// See [`ResendVerificationError`].
    pub async fn resend_verification(&self, id: Uuid) -> Result<(), ResendVerificationError> {
        let now = self.now();
        let link = Self::new_token(id, now);
        let mail = self.entry(Kind::Verification, id, now, &[&link])?;
        self.db
            .write(id, move |tx| {
                accounts::lock(tx, id)?
                    .filter(|account| {
                        account.state == AccountState::Active && account.email_verified_at.is_none()
                    })
                    .ok_or(ResendVerificationError::NothingToVerify)?;
                reach::end_links(tx, id, Purpose::EmailVerification)?;
                let life = (now, now + VERIFICATION_LIFE);
                let stored = StoredToken::new(&link, Purpose::EmailVerification, id, life);
                tokens::insert(tx, [&stored])?;
                outbox::insert(tx, [&mail])?;
                Ok::<_, ResendVerificationError>(())
            })
            .await?;
        self.mail_waits.notify_one();
        Ok(())
    }
}

/// What was said, or `None` with its faults noted.
fn presented(faults: &mut Faults, given: Application<'_>) -> Option<Facilitator> {
    match Facilitator::parse(given.bio, given.specialization) {
        Ok(facilitator) => Some(facilitator),
        Err(found) => {
            for fault in found {
                faults.add(fault.field, fault.message);
            }
            None
        }
    }
}
