//! Members apply to hold sessions; administrators decide; facilitators present themselves.

use foh_domain::{
    audit::Action,
    field::FieldError,
    identity::{AccountState, Permission, Role},
    privacy::{SealError, Sealed},
    studio::{Facilitator, FacilitatorState},
};
use foh_store::{
    StoreError, Tx, accounts,
    facilitators::{self, FacilitatorView},
    outbox, studio_sessions,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::Person;
use crate::{House, audit::Witness, entropy, messages::Kind};

/// A facilitator, or somebody who wants to be one.
#[derive(Debug, Clone)]
pub struct FacilitatorItem {
    /// Who they are.
    pub person: Person,
    /// How they present themselves.
    pub profile: Facilitator,
    /// Where they stand.
    pub state: FacilitatorState,
    /// When they applied.
    pub applied_at: Timestamp,
    /// When that was decided.
    pub decided_at: Option<Timestamp>,
    /// Whether they hold sessions now.
    pub holds_sessions: bool,
}

/// Somebody who holds sessions, for everybody.
#[derive(Debug, Clone)]
pub struct PublicFacilitator {
    /// Who they are.
    pub person: Person,
    /// How they present themselves.
    pub profile: Facilitator,
}

/// Why nothing was applied for or decided.
#[derive(Debug, thiserror::Error)]
pub enum FacilitatorError {
    /// There is no such account or application.
    #[error("there is no such application")]
    Unknown,
    /// They hold sessions already, or have another role that a session would not go with.
    #[error("the account has a role already")]
    HasRole(Role),
    /// It was decided before.
    #[error("it was decided before")]
    Decided,
    /// Fields are at fault.
    #[error("fields are at fault")]
    Faults(Vec<FieldError>),
    /// Something could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl House {
    /// A member applies to hold sessions. Where the house lets everybody, they do so at once; otherwise an administrator
    /// decides. Applying again replaces what was said.
    ///
    /// # Errors
    /// See [`FacilitatorError`].
    pub async fn apply_as_facilitator(
        &self,
        account_id: Uuid,
        profile: &Facilitator,
    ) -> Result<FacilitatorState, FacilitatorError> {
        let open = self.settings.facilitators_open;
        let sealed = self.keyring.seal(account_id, entropy::bytes(), profile)?;
        let (now, witness) = (self.now(), self.witness().await?.by(account_id));
        self.db
            .write(account_id, move |tx| {
                let account = accounts::lock(tx, account_id)?
                    .filter(|account| account.state == AccountState::Active)
                    .ok_or(FacilitatorError::Unknown)?;
                if account.role != Role::Member {
                    return Err(FacilitatorError::HasRole(account.role));
                }
                Ok(apply(tx, (account_id, &sealed), open, &witness, now)?)
            })
            .await
    }

    /// Decides an application; the applicant is written to.
    ///
    /// # Errors
    /// See [`FacilitatorError`].
    pub async fn decide_on_facilitator(
        &self,
        account_id: Uuid,
        approved: bool,
    ) -> Result<(), FacilitatorError> {
        let now = self.now();
        let (state, action, kind) = if approved {
            (
                FacilitatorState::Approved,
                Action::FacilitatorApproved,
                Kind::FacilitatorApproved,
            )
        } else {
            (
                FacilitatorState::Refused,
                Action::FacilitatorRefused,
                Kind::FacilitatorRefused,
            )
        };
        let letter = self.entry(kind, account_id, now, &[])?;
        let witness = self.witness().await?;
        self.db
            .write(account_id, move |tx| {
                let account = accounts::lock(tx, account_id)?.ok_or(FacilitatorError::Unknown)?;
                facilitators::get(tx, account_id)?.ok_or(FacilitatorError::Unknown)?;
                if !facilitators::decide(tx, account_id, state, now)? {
                    return Err(FacilitatorError::Decided);
                }
                if approved && account.state != AccountState::Active {
                    return Err(FacilitatorError::Unknown);
                }
                if approved && account.role != Role::Member {
                    return Err(FacilitatorError::HasRole(account.role));
                }
                if approved {
                    accounts::set_role(tx, account_id, Role::Facilitator)?;
                }
                outbox::insert(tx, [&letter])?;
                witness.note(tx, action, Some(account_id), &[])?;
                Ok(())
            })
            .await?;
        self.programme_changed();
        self.mail_waits.notify_one();
        Ok(())
    }

    /// How a facilitator presents themselves from now on.
    ///
    /// # Errors
    /// See [`FacilitatorError`].
    pub async fn present_facilitator(
        &self,
        account_id: Uuid,
        profile: &Facilitator,
    ) -> Result<(), FacilitatorError> {
        let sealed = self.keyring.seal(account_id, entropy::bytes(), profile)?;
        let (now, state) = (self.now(), FacilitatorState::Approved);
        self.db
            .write(account_id, move |tx| {
                accounts::lock(tx, account_id)?
                    .filter(|account| account.state == AccountState::Active)
                    .ok_or(FacilitatorError::Unknown)?;
                // Whoever got the role from an administrator has not applied.
                if !facilitators::set_profile(tx, account_id, &sealed)? {
                    facilitators::put(tx, account_id, &sealed, FacilitatorState::Applied, now)?;
                    facilitators::decide(tx, account_id, state, now)?;
                }
                Ok::<_, FacilitatorError>(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// A facilitator or an applicant.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn facilitator_of(&self, id: Uuid) -> Result<Option<FacilitatorItem>, StoreError> {
        let found = self.db.read(move |tx| facilitators::get(tx, id)).await?;
        Ok(found.map(|view| self.facilitator_item(&view)))
    }

    /// A facilitator as everybody sees them; `None` unless they hold sessions. Whoever has the role without having applied
    /// is shown once they have made a session.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn public_facilitator(
        &self,
        id: Uuid,
    ) -> Result<Option<PublicFacilitator>, StoreError> {
        let (account, presented, has_sessions) = self
            .db
            .read(move |tx| {
                let first = (Timestamp::MAX, Uuid::max());
                let made = studio_sessions::of_owner(tx, id, first, 1)?;
                Ok::<_, StoreError>((
                    accounts::get(tx, id)?,
                    facilitators::get(tx, id)?,
                    !made.is_empty(),
                ))
            })
            .await?;
        let account = account.filter(|account| {
            account.state == AccountState::Active
                && account.role.allows(Permission::Facilitation)
                && (has_sessions || presented.is_some())
        });
        Ok(account.map(|account| PublicFacilitator {
            person: self.person(id, &account.profile),
            profile: presented
                .and_then(|view| self.keyring.open(id, &view.profile).ok())
                .unwrap_or_default(),
        }))
    }

    /// Those who stand so, in the order of their accounts.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn facilitators(
        &self,
        state: FacilitatorState,
        after: Option<Uuid>,
        limit: u32,
    ) -> Result<Vec<FacilitatorItem>, StoreError> {
        let after = after.unwrap_or(Uuid::nil());
        let found = self
            .db
            .read(move |tx| facilitators::in_state(tx, state, after, limit))
            .await?;
        Ok(found
            .iter()
            .map(|view| self.facilitator_item(view))
            .collect())
    }

    pub(crate) fn facilitator_item(&self, view: &FacilitatorView) -> FacilitatorItem {
        FacilitatorItem {
            person: self.person(view.id, &view.person),
            profile: self
                .keyring
                .open(view.id, &view.profile)
                .unwrap_or_default(),
            state: view.state,
            applied_at: view.applied_at,
            decided_at: view.decided_at,
            holds_sessions: view.holds_sessions,
        }
    }
}

/// Writes the application of a member whose account is locked, or was made in this transaction. Where the house is `open`
/// they hold sessions from then on.
pub(crate) fn apply(
    tx: &mut Tx<'_>,
    (account_id, profile): (Uuid, &Sealed<Facilitator>),
    open: bool,
    witness: &Witness,
    now: Timestamp,
) -> Result<FacilitatorState, StoreError> {
    facilitators::put(tx, account_id, profile, FacilitatorState::Applied, now)?;
    witness.note(tx, Action::FacilitatorApplied, Some(account_id), &[])?;
    if !open {
        return Ok(FacilitatorState::Applied);
    }
    facilitators::decide(tx, account_id, FacilitatorState::Approved, now)?;
    accounts::set_role(tx, account_id, Role::Facilitator)?;
    witness.note(tx, Action::FacilitatorApproved, Some(account_id), &[])?;
    Ok(FacilitatorState::Approved)
}
