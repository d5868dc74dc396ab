//! A further attempt to pay for a booking.

use foh_domain::{
    identity::PhoneNumber,
    payments::{Money, PaymentMethod, PaymentStatus},
    privacy::SealError,
};
use foh_store::{
    StoreError, Tx, departures, occurrences,
    outbox::{self, Entry},
    payments::{self, NewPayment},
    reservations, travel_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::PaymentCall;
use crate::{House, studio};

/// So many attempts to pay for one booking.
const MOST_ATTEMPTS: usize = 10;

/// Why nothing is asked of a payer.
#[derive(Debug, thiserror::Error)]
pub enum PayError {
    /// There is no such booking.
    #[error("there is no such booking")]
    Unknown,
    /// It is not to be paid this way.
    #[error("this way to pay is not offered")]
    NotOffered,
    /// This way to pay needs a telephone.
    #[error("a telephone number is needed")]
    PhoneNeeded,
    /// Nothing is due: it was paid, or costs nothing.
    #[error("nothing is due")]
    NothingDue,
    /// It does not stand any more, or its hold is over.
    #[error("the booking can no longer be paid")]
    TooLate,
    /// A payment waits for its payer.
    #[error("a payment is waiting for its payer")]
    Underway,
    /// It was tried too often.
    #[error("the booking was tried to be paid too often")]
    TooOften,
    /// The payer could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An attempt to pay, prepared before its transaction. What is due is read in it.
struct Attempt {
    payment: NewPayment,
    entry: Entry,
}

/// What is due for the booking of a journey whose seats are held; the locks: the occurrence, the reservation.
fn due_for_journey(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<Money, PayError> {
    let booking = travel_bookings::get(tx, id)?.ok_or(PayError::Unknown)?;
    departures::lock(tx, &[booking.departure_id])?;
    reservations::lock(tx, &[id])?;
    // Read again: it may have changed before the locks were had.
    let booking = travel_bookings::get(tx, id)?.ok_or(PayError::Unknown)?;
    if booking.status.takes_places() {
        return Err(PayError::NothingDue);
    }
    match booking.hold_until {
        Some(until) if now < until => Ok(booking.amount),
        _ => Err(PayError::TooLate),
    }
}

/// Adds the attempt unless another may still take the money: a hosted page is one its visitor can leave, and what is then paid twice goes back.
fn attempt(tx: &mut Tx<'_>, attempt: &Attempt, due: Money) -> Result<Uuid, PayError> {
    let others = payments::lock_of_reservation(tx, attempt.payment.reservation_id)?;
    if others
        .iter()
        .any(|other| other.status == PaymentStatus::Completed)
    {
        return Err(PayError::NothingDue);
    }
    let underway = others
        .iter()
        .any(|other| other.status == PaymentStatus::Pending && other.visit.is_none());
    if underway {
        return Err(PayError::Underway);
    }
    if others.len() >= MOST_ATTEMPTS {
        return Err(PayError::TooOften);
    }
    if due.is_zero() {
        return Err(PayError::NothingDue);
    }
    let payment = NewPayment {
        money: due,
        ..attempt.payment.clone()
    };
    payments::insert(tx, [&payment])?;
    outbox::insert(tx, [&attempt.entry])?;
    Ok(payment.id)
}

impl House {
    /// Pays once more for a booking of a journey whose seats are held: the first attempt failed, or its page was left. Answers the payment's id.
    ///
    /// # Errors
    /// See [`PayError`]; nothing was changed, unless the store says that it does not know.
    pub async fn pay_again(
        &self,
        reservation_id: Uuid,
        method: PaymentMethod,
        phone: Option<PhoneNumber>,
    ) -> Result<Uuid, PayError> {
        let now = self.now();
        let prepared = self.prepare_attempt(reservation_id, method, phone, now)?;
        let paid = self
            .db
            .write(reservation_id, move |tx| {
                let due = due_for_journey(tx, reservation_id, now)?;
                attempt(tx, &prepared, due)
            })
            .await?;
        self.payment_waits();
        Ok(paid)
    }

    /// A member pays what is due for a booking of their own of a session. Answers the payment's id.
    ///
    /// # Errors
    /// See [`PayError`]; nothing was changed, unless the store says that it does not know.
    pub async fn pay_for_session(
        &self,
        member_id: Uuid,
        booking_id: Uuid,
        method: PaymentMethod,
        phone: Option<PhoneNumber>,
    ) -> Result<Uuid, PayError> {
        let now = self.now();
        let prepared = self.prepare_attempt(booking_id, method, phone, now)?;
        let paid = self
            .db
            .write(booking_id, move |tx| {
                let booking = reservations::get(tx, booking_id)?.ok_or(PayError::Unknown)?;
                occurrences::lock(tx, &[booking.occurrence_id])?;
                reservations::lock(tx, &[booking_id])?;
                let due = studio::due_of(tx, booking_id)?
                    .filter(|due| due.member_id == member_id)
                    .ok_or(PayError::Unknown)?;
                if !due.stands {
                    return Err(PayError::TooLate);
                }
                attempt(tx, &prepared, due.money)
            })
            .await?;
        self.payment_waits();
        Ok(paid)
    }

    fn prepare_attempt(
        &self,
        reservation_id: Uuid,
        method: PaymentMethod,
        phone: Option<PhoneNumber>,
        now: Timestamp,
    ) -> Result<Attempt, PayError> {
        if !self.settings.providers.offers(method) {
            return Err(PayError::NotOffered);
        }
        if method.needs_phone() && phone.is_none() {
            return Err(PayError::PhoneNeeded);
        }
        let nothing = Money {
            amount: 0,
            currency: self.settings.currency,
        };
        let payment = self.new_payment(reservation_id, method, nothing, now);
        let entry = match phone {
            Some(phone) => self.payment_entry_for(payment.id, phone, now)?,
            None => self.payment_entry(PaymentCall::Start, payment.id, now),
        };
        Ok(Attempt { payment, entry })
    }
}
