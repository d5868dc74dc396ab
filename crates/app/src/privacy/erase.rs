//! Erasing: reservations and accounts stay as numbers, without anybody. It can be done again, and goes on where it was interrupted.

use std::collections::HashSet;

use foh_domain::{
    audit::Action,
    identity::{PersonName, Profile},
    privacy::{SealError, Sealed},
};
use foh_store::{
    StoreError, Tx, accounts, audit, facilitators, notifications, outbox, payment_events, payments,
    reach, reservations, second_factors, studio_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    House,
    audit::Witness,
    entropy,
    identity::{AdministerError, locked_unless_last},
};

/// Reservations erased in one transaction at most.
const STRIDE: usize = 100;
/// Entries of the outbox looked at in one go.
const PAGE: u32 = 1_000;

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// Reservations that are nobody's any more.
    pub reservations: u64,
    /// Whether an account was erased.
    pub account: bool,
    /// Whether an account stayed because its owner works here.
    pub staff: bool,
    /// Bookings that other systems told of.
    pub records: u64,
}

/// Why nothing was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// There is no such reservation.
    #[error("there is no such reservation")]
    Unknown,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What stands in the place of a person.
pub(super) struct Placeholder {
    profile: Sealed<Profile>,
    email_lookup: [u8; 32],
}

impl Placeholder {
    /// For this account. By its random hash nobody is found.
    pub(super) fn new(house: &House, id: Uuid) -> Result<Self, SealError> {
        let profile = Profile {
            name: PersonName::parse("Erased account").map_err(|_| SealError::Damaged)?,
            email: None,
        };
        Ok(Self {
            profile: house.keyring.seal(id, entropy::bytes(), &profile)?,
            email_lookup: entropy::bytes(),
        })
    }
}

/// Erases an account that is locked: its person, whatever signs it in, its second factor, how it presented itself, and whose
/// its bookings are, also those made in the last moment.
pub(super) fn erase_account(
    tx: &mut Tx<'_>,
    id: Uuid,
    placeholder: &Placeholder,
    now: Timestamp,
) -> Result<bool, StoreError> {
    second_factors::remove(tx, id)?;
    reach::end_everything(tx, id, now)?;
    facilitators::erase(tx, id)?;
    notifications::erase_of(tx, id)?;
    let bookings = studio_bookings::named_of_member(tx, id)?;
    erase_reservations(tx, &bookings, &[], now)?;
    accounts::erase(
        tx,
        id,
        (&placeholder.profile, &placeholder.email_lookup),
        now,
    )
}

/// Erases reservations with what the audit log tells of them and the e-mails on their way; answers how many.
pub(super) fn erase_reservations(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    mails: &[Uuid],
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut erased = 0;
    // In the order of their ids.
    reservations::lock(tx, ids)?;
    for id in ids {
        erased += u64::from(reservations::erase(tx, *id)?);
        payments::erase_visits_of(tx, *id)?;
        payment_events::erase_of(tx, *id)?;
        audit::forget_of(tx, *id)?;
    }
    for mail in mails {
        outbox::wipe(tx, *mail, now)?;
    }
    Ok(erased)
}

impl House {
    /// Erases whose a reservation is. It stays valid, and its ticket opens the door as before.
    ///
    /// # Errors
    /// See [`EraseError`].
    pub async fn erase_reservation(&self, id: Uuid) -> Result<(), EraseError> {
        let (now, witness) = (self.now(), self.witness().await?);
        let mails = self.mails_about(&[id]).await?;
        self.db
            .write(id, move |tx| {
                if reservations::get(tx, id)?.is_none() {
                    return Err(EraseError::Unknown);
                }
                if erase_reservations(tx, &[id], &mails, now)? > 0 {
                    noted(tx, &witness, Some(id), "staff", 1)?;
                }
                Ok(())
            })
            .await
    }

    /// Erases who an account belongs to, whatever it signs in with, and whose its bookings are. The account stays, for what it
    /// did is known by its id; reservations of its address are another matter.
    ///
    /// # Errors
    /// See [`AdministerError`]. Bookings that were erased before an interruption are; doing it again goes on.
    pub async fn erase_account(&self, id: Uuid) -> Result<(), AdministerError> {
        let bookings = self
            .db
            .write(id, move |tx| {
                locked_unless_last(tx, id)?;
                Ok::<_, AdministerError>(studio_bookings::named_of_member(tx, id)?)
            })
            .await?;
        self.erase_in_strides(&bookings, "staff").await?;
        let (now, witness) = (self.now(), self.witness().await?);
        let placeholder = Placeholder::new(self, id)?;
        let mails = self.mails_about(&[id]).await?;
        self.db
            .write(id, move |tx| {
                let account = locked_unless_last(tx, id)?;
                erase_account(tx, id, &placeholder, now)?;
                for mail in &mails {
                    outbox::wipe(tx, *mail, now)?;
                }
                // What staff did stays as long as everything in the log does: nobody covers tracks by it.
                if !account.role.is_staff() {
                    audit::forget_of(tx, id)?;
                }
                noted(tx, &witness, Some(id), "staff", 1)?;
                Ok::<_, AdministerError>(())
            })
            .await?;
        self.programme_changed();
        Ok(())
    }

    /// Entries of the outbox about any of these, or about the payment of one, whose content is not wiped.
    pub(super) async fn mails_about(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
        let of_payments = ids.to_vec();
        let payments = self
            .db
            .read(move |tx| payments::of_reservations(tx, &of_payments))
            .await?;
        let payments = payments.iter().map(|payment| payment.id);
        let wanted: HashSet<Uuid> = ids.iter().copied().chain(payments).collect();
        let (mut found, mut after) = (Vec::new(), Uuid::nil());
        loop {
            let page = self
                .db
                .read(move |tx| outbox::waiting(tx, after, PAGE))
                .await?;
            let Some((last, _)) = page.last() else {
                return Ok(found);
            };
            after = *last;
            let about = page.iter().filter(|(_, subject)| wanted.contains(subject));
            found.extend(about.map(|(id, _)| *id));
        }
    }

    /// Erases reservations a few at a time; answers how many.
    pub(super) async fn erase_in_strides(
        &self,
        ids: &[Uuid],
        by: &'static str,
    ) -> Result<u64, StoreError> {
        let mut erased = 0;
        for stride in ids.chunks(STRIDE) {
            let mails = self.mails_about(stride).await?;
            let (now, witness, stride) = (self.now(), self.witness().await?, stride.to_vec());
            let Some(lane) = stride.first().copied() else {
                continue;
            };
            erased += self
                .db
                .write(lane, move |tx| {
                    let rows = erase_reservations(tx, &stride, &mails, now)?;
                    if rows > 0 {
                        noted(tx, &witness, None, by, rows)?;
                    }
                    Ok::<_, StoreError>(rows)
                })
                .await?;
        }
        Ok(erased)
    }
}

/// Witnesses an erasure: by `staff` or by a guest's own `link`.
pub(super) fn noted(
    tx: &mut Tx<'_>,
    witness: &Witness,
    subject: Option<Uuid>,
    by: &str,
    rows: u64,
) -> Result<(), StoreError> {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let words = [("by", by.into()), ("rows", rows.into())];
    witness.note(tx, Action::DataErased, subject, &words)
}
