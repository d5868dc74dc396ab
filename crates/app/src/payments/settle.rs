//! What a completed payment does to its booking, by the desk it is of.

use std::slice;

use foh_domain::{
    booking::{PartySize, ReservationStatus},
    payments::{PaidFor, RefundCause, Settlement, settle},
    studio::SessionStatus,
    travel::{DepartureFacts, DepartureStatus},
};
use foh_store::{
    StoreError, Tx, departures, occurrences,
    outbox::{self, Entry},
    payments::{self, PaymentRow},
    refunds, reservations, studio_bookings, travel_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    refund::{GiveBackError, PreparedRefund, give_back, left_to_give_back},
    report::ReportError,
};
use crate::{House, audit::Witness, messages::Kind, travel::PreparedTicket};

/// What the settlement of a payment needs that no transaction may make: prepared before, and used as far as it is needed.
pub(super) struct Prepared {
    pub(super) payment_id: Uuid,
    pub(super) reservation_id: Uuid,
    pub(super) witness: Witness,
    pub(super) now: Timestamp,
    occurrence_id: Uuid,
    desk: Desk,
    party: PartySize,
    ticket: PreparedTicket,
    late: Vec<Entry>,
    refund: PreparedRefund,
}

/// Which desk a payment is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Desk {
    Travel,
    Studio,
    /// No desk that takes payments: one is noted and no more.
    Other,
}

/// How a booking stands whose occurrence and reservation are locked.
#[derive(Debug, Clone, Copy)]
pub(super) enum Standing {
    Travel {
        facts: DepartureFacts,
        status: ReservationStatus,
        held: bool,
    },
    Studio {
        status: ReservationStatus,
        session: SessionStatus,
    },
    Other,
}

impl House {
    /// Reads what never changes of a payment and makes what its settlement may need.
    pub(super) async fn prepare_settlement(
        &self,
        payment_id: Uuid,
    ) -> Result<Prepared, ReportError> {
        let found = self
            .db
            .read(move |tx| {
                let Some(payment) = payments::get(tx, payment_id)? else {
                    return Ok(None);
                };
                let Some(reservation) = reservations::get(tx, payment.reservation_id)? else {
                    return Ok(None);
                };
                let occurrence = occurrences::kind(tx, reservation.occurrence_id)?;
                Ok::<_, StoreError>(occurrence.map(|kind| (reservation, kind)))
            })
            .await?;
        let (reservation, kind) = found.ok_or(ReportError::Unknown)?;
        let desk = match kind.as_str() {
            "departure" => Desk::Travel,
            "session" => Desk::Studio,
            _ => Desk::Other,
        };
        let (now, id) = (self.now(), reservation.id);
        Ok(Prepared {
            payment_id,
            reservation_id: id,
            witness: self.witness().await?,
            now,
            occurrence_id: reservation.occurrence_id,
            desk,
            party: reservation.party,
            ticket: self.prepare_ticket(id, now)?.0,
            late: self.travel_letters(Kind::TravelPaidLate, id, now, &[])?,
            refund: self.prepare_refund(payment_id).await?,
        })
    }
}

impl Prepared {
    /// Whose seats may change.
    pub(super) fn departure_id(&self) -> Option<Uuid> {
        (self.desk == Desk::Travel).then_some(self.occurrence_id)
    }

    /// Locks the occurrence, then the reservation.
    pub(super) fn lock(&self, tx: &mut Tx<'_>) -> Result<Standing, ReportError> {
        let (id, occurrence_id) = (self.reservation_id, self.occurrence_id);
        let departure = match self.desk {
            Desk::Travel => departures::lock(tx, &[occurrence_id])?.remove(&occurrence_id),
            Desk::Studio | Desk::Other => {
                occurrences::lock(tx, &[occurrence_id])?;
                None
            }
        };
        let standing = reservations::lock(tx, &[id])?.pop();
        let status = standing.ok_or(ReportError::Unknown)?.status;
        Ok(match (self.desk, departure) {
            (Desk::Travel, Some(departure)) => Standing::Travel {
                facts: departure.facts,
                status,
                held: travel_bookings::get(tx, id)?
                    .is_some_and(|booking| booking.hold_until.is_some()),
            },
            (Desk::Studio, _) => Standing::Studio {
                status,
                session: studio_bookings::get(tx, id)?
                    .map_or(SessionStatus::Cancelled, |booking| booking.session_status),
            },
            (Desk::Travel | Desk::Other, _) => Standing::Other,
        })
    }

    /// Does what the money is good for. `paid`: whether another payment of the booking was taken.
    pub(super) fn settle(
        &self,
        tx: &mut Tx<'_>,
        standing: Standing,
        payment: &PaymentRow,
        paid: bool,
    ) -> Result<Option<Settlement>, ReportError> {
        match standing {
            Standing::Travel {
                facts,
                status,
                held,
            } => self
                .settle_journey(tx, facts, (status, held), payment)
                .map(Some),
            Standing::Studio { status, session } => {
                let cause = match (status.takes_places(), session) {
                    (true, _) if !paid => return Ok(None),
                    (true, _) => RefundCause::PaidTwice,
                    (false, SessionStatus::Cancelled) => RefundCause::SessionCancelled,
                    (false, SessionStatus::Active) => RefundCause::PaidLate,
                };
                self.give_all_back(tx, payment, cause)?;
                Ok(Some(Settlement::GiveBack))
            }
            Standing::Other => Ok(None),
        }
    }

    fn settle_journey(
        &self,
        tx: &mut Tx<'_>,
        facts: DepartureFacts,
        (status, held): (ReservationStatus, bool),
        payment: &PaymentRow,
    ) -> Result<Settlement, ReportError> {
        let leaves = facts.status == DepartureStatus::Scheduled && self.now < facts.departs_at;
        let mut places = facts.places;
        let free = leaves && places.suffice_for(self.party).is_ok();
        let paid_for = match status {
            ReservationStatus::Pending if held && leaves => PaidFor::Held,
            ReservationStatus::Pending | ReservationStatus::Expired => PaidFor::Expired,
            ReservationStatus::Cancelled => PaidFor::Cancelled,
            ReservationStatus::Confirmed | ReservationStatus::CheckedIn => PaidFor::Paid,
        };
        let settlement = settle(paid_for, free);
        match settlement {
            Settlement::Confirm => places.confirm_held(self.party),
            // It was found to fit.
            Settlement::TakeAgain => places
                .confirm(self.party)
                .map_err(|_| ReportError::Unknown)?,
            Settlement::GiveBack => {
                let cause = match (paid_for, facts.status) {
                    (PaidFor::Paid, _) => RefundCause::PaidTwice,
                    (_, DepartureStatus::Cancelled) => RefundCause::DepartureCancelled,
                    _ => RefundCause::PaidLate,
                };
                self.give_all_back(tx, payment, cause)?;
                if cause != RefundCause::PaidTwice {
                    outbox::insert(tx, &self.late)?;
                }
                return Ok(settlement);
            }
        }
        occurrences::set_taken(tx, [(self.occurrence_id, places)])?;
        reservations::confirm(tx, [self.reservation_id], self.now)?;
        travel_bookings::end_holds(tx, slice::from_ref(&self.reservation_id))?;
        self.ticket
            .issue(tx, self.reservation_id, facts.departs_at)?;
        Ok(settlement)
    }

    /// All that is left of the payment: of one that took another amount first, some may have been given back.
    fn give_all_back(
        &self,
        tx: &mut Tx<'_>,
        payment: &PaymentRow,
        cause: RefundCause,
    ) -> Result<(), GiveBackError> {
        let refunds = refunds::of_payment(tx, payment.id)?;
        match left_to_give_back(payment, &refunds) {
            Some(left) if !left.is_zero() => {
                give_back(tx, payment, left, cause, &self.refund).map(|_| ())
            }
            _ => Ok(()),
        }
    }
}
