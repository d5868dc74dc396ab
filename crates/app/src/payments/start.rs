//! A payment is started: its provider is asked to ask the payer.

use foh_domain::{
    booking::Reference,
    identity::PhoneNumber,
    payments::{PaymentMethod, PaymentStatus, Reported, VisitPage},
    privacy::{SealError, Sealed},
};
use foh_gateways::payments::{Charge, PaymentError, ReturnTo, Started, Step};
use foh_store::{
    StoreError, Tx,
    outbox::Entry,
    payment_events::EventSource,
    payments::{self, PaymentRow},
    reservations::{self, Reservation},
    travel_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    answer::{AnswerOf, KeepError},
    report::{ReportError, Said},
    schedule::{Window, next_check},
};
use crate::{House, entropy, messages::Payload, outbox::Outcome};

/// Whether a provider is to be asked for a payment.
enum Begun {
    /// This one.
    Now(Box<(PaymentRow, Reservation)>),
    /// Not any more: it is known there, decided, or not wanted.
    Not,
}

/// Why a charge cannot be made of what is stored.
#[derive(Debug, thiserror::Error)]
enum ChargeError {
    #[error("the payer cannot be read: {0}")]
    Payer(#[from] SealError),
    #[error("the address of the site is none a payer can come back to")]
    Address,
}

/// Reads how long a payment may be started, with what it is for.
pub(super) fn window(
    tx: &mut Tx<'_>,
    payment: &PaymentRow,
) -> Result<Option<(Reservation, Window)>, StoreError> {
    let Some(reservation) = reservations::get(tx, payment.reservation_id)? else {
        return Ok(None);
    };
    let window = match travel_bookings::get(tx, reservation.id)? {
        Some(booking) => Window::held(payment, booking.status, booking.hold_until),
        None => Window::unheld(payment, reservation.status),
    };
    Ok(Some((reservation, window)))
}

/// Notes that a provider is about to be asked, so that it is asked how that went even if nobody lives to see it.
fn begin(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<Begun, StoreError> {
    let Some(mut payment) = payments::lock(tx, &[id])?.pop() else {
        return Ok(Begun::Not);
    };
    if payment.status != PaymentStatus::Pending || payment.reference.is_some() {
        return Ok(Begun::Not);
    }
    let Some((reservation, window)) = window(tx, &payment)? else {
        return Ok(Begun::Not);
    };
    if !window.is_open(now) {
        // It may have been started by an attempt whose answer was lost: the provider tells.
        payments::check_by(tx, id, now)?;
        return Ok(Begun::Not);
    }
    if payment.method == PaymentMethod::Card && payment.closes_at.is_none() {
        payment.closes_at = Some(window.page_closes_at(now));
    }
    let soon = next_check(payment.created_at, now, 3);
    payment.next_check_at = Some(payment.next_check_at.map_or(soon, |at| at.min(soon)));
    payments::update(tx, &payment)?;
    Ok(Begun::Now(Box::new((payment, reservation))))
}

impl House {
    /// Starts the payment an entry is about, however often it was tried before.
    pub(super) async fn start_payment(&self, entry: &Entry) -> Outcome {
        let (id, now) = (entry.subject_id, self.now());
        let begun = self.db.write(id, move |tx| begin(tx, id, now)).await;
        let (payment, reservation) = match begun {
            Ok(Begun::Now(both)) => *both,
            Ok(Begun::Not) => {
                self.checks_wait.notify_waiters();
                return Outcome::Done;
            }
            Err(error) => return Outcome::again(&error),
        };
        let Some(provider) = self.settings.providers.of(payment.method) else {
            let method = payment.method.as_str();
            return Outcome::again(&format!("no provider is set up for {method}"));
        };
        let charge = match self.charge(entry, &payment, &reservation) {
            Ok(charge) => charge,
            Err(error) => return Outcome::again(&error),
        };
        let told = provider.start(&charge).await;
        let of = AnswerOf {
            payment_id: id,
            refund_id: None,
            source: EventSource::Start,
        };
        if let Err(error) = self.keep_answer(of, told.answer.as_ref()).await {
            return Outcome::again(&error);
        }
        let outcome = self.started(&payment, entry.attempts, told.outcome).await;
        self.checks_wait.notify_waiters();
        outcome
    }

    /// What a payer is asked for: the same at every repetition, for it is made of what does not change.
    fn charge(
        &self,
        entry: &Entry,
        payment: &PaymentRow,
        reservation: &Reservation,
    ) -> Result<Charge, ChargeError> {
        Ok(Charge {
            id: payment.charge_id,
            money: payment.money,
            phone: self.payer(entry, reservation)?,
            purpose: format!("Booking {}", Reference::of(reservation.id)),
            return_to: Some(
                self.payment_return(payment.id)
                    .ok_or(ChargeError::Address)?,
            ),
            closes_at: payment.closes_at,
        })
    }

    /// Whose phone pays: the one that was named, or else the guest's.
    fn payer(
        &self,
        entry: &Entry,
        reservation: &Reservation,
    ) -> Result<Option<PhoneNumber>, SealError> {
        if let Some(payload) = entry.payload.clone() {
            let sealed = Sealed::<Payload>::from_bytes(payload);
            let named = self.keyring.open(entry.id, &sealed)?.payer;
            if named.is_some() {
                return Ok(named);
            }
        }
        match &reservation.guest {
            Some(sealed) => Ok(self.keyring.open(reservation.id, sealed)?.phone),
            None => Ok(None),
        }
    }

    /// Where a hosted page sends its visitor: it proves nothing and shows nothing personal.
    fn payment_return(&self, payment_id: Uuid) -> Option<ReturnTo> {
        let base = &self.settings.site_base_url;
        let back = format!("{base}/payments/{payment_id}/back");
        Some(ReturnTo {
            paid: back.parse().ok()?,
            given_up: format!("{back}?given_up=true").parse().ok()?,
        })
    }

    async fn started(
        &self,
        payment: &PaymentRow,
        attempts: u32,
        outcome: Result<Started, PaymentError>,
    ) -> Outcome {
        let id = payment.id;
        match outcome {
            Ok(started) => self.known(id, started).await,
            Err(PaymentError::Refused { reason, .. }) => {
                self.refused(id, Reported::Failed(reason), attempts > 0)
                    .await
            }
            Err(error @ (PaymentError::Unknown(_) | PaymentError::Missing)) => {
                let asked = self.ask_soon(id).await;
                Outcome::again(
                    &asked
                        .err()
                        .map_or(error.to_string(), |error| error.to_string()),
                )
            }
            // It is tried again while its booking wants to be paid.
            Err(error @ PaymentError::NotSent(_)) => Outcome::again(&error),
        }
    }

    /// The provider says no. If it was asked before, and that answer was lost, it is asked what it did then.
    async fn refused(&self, id: Uuid, reported: Reported, asked_before: bool) -> Outcome {
        let refused = async {
            self.apply_report(id, reported).await?;
            if asked_before {
                self.ask_soon(id).await?;
            }
            Ok::<_, ReportError>(())
        };
        refused
            .await
            .map_or_else(|error| Outcome::again(&error), |()| Outcome::Done)
    }

    /// The provider knows the payment now.
    async fn known(&self, id: Uuid, started: Started) -> Outcome {
        let taken = started.step == Step::Taken;
        if let Err(error) = self.note_started(id, started).await {
            return Outcome::again(&error);
        }
        if !taken {
            return Outcome::Done;
        }
        let money = self.db.read(move |tx| payments::get(tx, id)).await;
        let reported = match money {
            Ok(Some(payment)) => Reported::Completed(payment.money),
            Ok(None) => return Outcome::Done,
            Err(error) => return Outcome::again(&error),
        };
        let said = Said {
            reported,
            reference: None,
            asked: false,
        };
        match self.apply(id, said).await {
            Ok(_) => Outcome::Done,
            Err(error) => Outcome::again(&error),
        }
    }

    async fn note_started(&self, id: Uuid, started: Started) -> Result<(), KeepError> {
        let now = self.now();
        let visit = match started.step {
            Step::Visit(page) => {
                let page = VisitPage::new(page.to_string());
                Some(self.keyring.seal(id, entropy::bytes(), &page)?)
            }
            Step::Approve | Step::Taken => None,
        };
        self.db
            .write(id, move |tx| {
                let Some(mut payment) = payments::lock(tx, &[id])?.pop() else {
                    return Ok(());
                };
                // News may have come before this answer.
                if payment.status == PaymentStatus::Pending {
                    payment.visit.clone_from(&visit);
                }
                payment.reference = Some(started.reference.clone());
                let undecided = [PaymentStatus::Pending, PaymentStatus::Failed];
                if undecided.contains(&payment.status) {
                    payment.checks = 1;
                    payment.next_check_at = Some(next_check(payment.created_at, now, 0));
                }
                payments::update(tx, &payment)
            })
            .await?;
        Ok(())
    }

    async fn ask_soon(&self, id: Uuid) -> Result<(), StoreError> {
        let now = self.now();
        self.db
            .write(id, move |tx| {
                let payment = payments::get(tx, id)?;
                let soon = payment.map_or(now, |payment| next_check(payment.created_at, now, 0));
                payments::check_by(tx, id, soon)
            })
            .await
    }

    /// The address of the hosted page of a payment that waits for its visitor.
    ///
    /// # Errors
    /// See [`SealError`].
    pub fn visit_page(&self, payment: &PaymentRow) -> Result<Option<VisitPage>, SealError> {
        let open = |sealed: &Sealed<VisitPage>| self.keyring.open(payment.id, sealed);
        payment
            .visit
            .as_ref()
            .filter(|_| payment.status == PaymentStatus::Pending)
            .map(open)
            .transpose()
    }
}
