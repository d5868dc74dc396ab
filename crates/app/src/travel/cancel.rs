//! A booking is cancelled: by its passenger, who gets back what the hour allows, or by staff. Its seats are free at once.

use foh_domain::{
    audit::Action,
    booking::{PartySize, ReservationStatus},
    payments::{Money, RefundCause},
    privacy::SealError,
    token::Token,
    travel::{CancelQuote, Refundable, TravelCancelRefusal, quote_cancellation},
};
use foh_store::{
    StoreError, Tx,
    departures::{self, LockedDeparture},
    occurrences, outbox, payments, refunds, reservations, shifts, travel_bookings,
};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    TravelBookingError, TravelBookingItem,
    booking::{refundable, shown_by},
    reaches,
};
use crate::{
    House,
    identity::Staff,
    messages::Kind,
    payments::{GiveBackError, PreparedRefund, give_back},
};

/// Who cancels.
#[derive(Debug, Clone)]
pub enum Canceller {
    /// The passenger, by the token of the booking: what the hour allows is given back.
    Passenger(std::sync::Arc<Token>),
    /// Staff who reach the route: everything is given back, if they say so; cash out of their open drawer.
    Staff {
        /// Who.
        by: Box<Staff>,
        /// Whether what was paid is given back.
        refund: bool,
    },
}

/// A booking that was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelledTravel {
    /// Its id.
    pub id: Uuid,
    /// Its departure.
    pub departure_id: Uuid,
    /// What is given back.
    pub quote: CancelQuote,
}

/// Why a booking stands.
#[derive(Debug, thiserror::Error)]
pub enum CancelTravelError {
    /// There is no such booking, or the token is not its own.
    #[error("there is no such booking")]
    Unknown,
    /// The route is another operator's.
    #[error("the route is another operator's")]
    NotYours,
    /// The rules refuse it.
    #[error("the cancellation was refused")]
    Refused(TravelCancelRefusal),
    /// What would be given back is not what whoever cancels was told.
    #[error("the refund is another than was quoted")]
    Quoted(CancelQuote),
    /// Cash is to be handed over and no drawer is open.
    #[error("no shift is open")]
    NoShift,
    /// The drawer does not give it.
    #[error("the drawer refuses it")]
    Drawer(foh_domain::travel::ShiftRefusal),
    /// The money cannot be given back.
    #[error(transparent)]
    GiveBack(#[from] GiveBackError),
    /// A letter could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<TravelBookingError> for CancelTravelError {
    fn from(error: TravelBookingError) -> Self {
        match error {
            TravelBookingError::Unknown => Self::Unknown,
            TravelBookingError::NotYours => Self::NotYours,
            TravelBookingError::Store(error) => Self::Store(error),
        }
    }
}

/// What of a locked booking decides.
struct Standing {
    status: ReservationStatus,
    party: PartySize,
}

/// A cancellation with everything that no transaction may make.
struct Cancel {
    id: Uuid,
    who: Canceller,
    /// What whoever cancels was told to get back; nothing was told when this is `None`.
    told: Option<u64>,
    letters: Vec<outbox::Entry>,
    refund: PreparedRefund,
    witness: crate::audit::Witness,
    now: Timestamp,
}

impl Cancel {
    fn run(&self, tx: &mut Tx<'_>) -> Result<CancelledTravel, CancelTravelError> {
        let id = match &self.who {
            Canceller::Passenger(token) => shown_by(tx, token, self.now)?,
            Canceller::Staff { .. } => self.id,
        };
        let booking = travel_bookings::get(tx, id)?.ok_or(CancelTravelError::Unknown)?;
        let departure_id = booking.departure_id;
        let mut departures = departures::lock(tx, &[departure_id])?;
        let departure = departures.get_mut(&departure_id);
        let departure = departure.ok_or(CancelTravelError::Unknown)?;
        if let Canceller::Staff { by, .. } = &self.who
            && !reaches(by.held_to().as_ref(), departure.route_id)
        {
            return Err(CancelTravelError::NotYours);
        }
        let standing = reservations::lock(tx, &[id])?.pop();
        let standing = standing.ok_or(CancelTravelError::Unknown)?;
        let standing = Standing {
            status: standing.status,
            party: booking.party,
        };
        let quote = self.give_back(tx, id, departure, &standing)?;
        free(tx, (departure_id, departure), &standing)?;
        reservations::cancel(tx, id, self.now)?;
        travel_bookings::end_holds(tx, &[id])?;
        let letters: Vec<outbox::Entry> = self
            .letters
            .iter()
            .map(|letter| outbox::Entry {
                subject_id: id,
                ..letter.clone()
            })
            .collect();
        outbox::insert(tx, &letters)?;
        if let Canceller::Staff { .. } = &self.who {
            let words = [("party", standing.party.get().into())];
            self.witness
                .note(tx, Action::ReservationCancelled, Some(id), &words)?;
        }
        Ok(CancelledTravel {
            id,
            departure_id,
            quote,
        })
    }

    /// Gives back what is to be given back, of locked payments; answers what that is.
    fn give_back(
        &self,
        tx: &mut Tx<'_>,
        id: Uuid,
        departure: &LockedDeparture,
        standing: &Standing,
    ) -> Result<CancelQuote, CancelTravelError> {
        let payments = payments::lock_of_reservation(tx, id)?;
        let payment_ids: Vec<Uuid> = payments.iter().map(|payment| payment.id).collect();
        let given = refunds::of_payments(tx, &payment_ids)?;
        let paid = refundable(&payments, &given);
        let departs_at = departure.facts.departs_at;
        let by_rule = quote_cancellation(standing.status, paid, departs_at, self.now)
            .map_err(CancelTravelError::Refused)?;
        let quote = match &self.who {
            Canceller::Passenger(_) => by_rule,
            Canceller::Staff { refund, .. } => decided_by_staff(paid, *refund),
        };
        if self.told.is_some_and(|told| told != amount(quote)) {
            return Err(CancelTravelError::Quoted(quote));
        }
        let (CancelQuote::Refund(money) | CancelQuote::AtDesk(money)) = quote else {
            return Ok(quote);
        };
        let payment = payments
            .iter()
            .find(|payment| payment.status == foh_domain::payments::PaymentStatus::Completed)
            .ok_or(CancelTravelError::Unknown)?;
        let mut refund = self.refund.clone();
        let cause = match &self.who {
            Canceller::Passenger(_) => RefundCause::CancelledByPassenger,
            Canceller::Staff { by, .. } => {
                refund = refund.by(by.id);
                if matches!(quote, CancelQuote::AtDesk(_)) {
                    let shift_id = taken_out(tx, by, money)?;
                    refund = refund.out_of(shift_id);
                }
                RefundCause::CancelledByStaff
            }
        };
        give_back(tx, payment, money, cause, &refund)?;
        Ok(quote)
    }
}

/// What staff give back: all of it, or nothing.
fn decided_by_staff(paid: Refundable, refund: bool) -> CancelQuote {
    match paid {
        Refundable::Provider(money) if refund && !money.is_zero() => CancelQuote::Refund(money),
        Refundable::Cash(money) if refund && !money.is_zero() => CancelQuote::AtDesk(money),
        _ => CancelQuote::NothingPaid,
    }
}

/// What a quote gives back, in minor units.
fn amount(quote: CancelQuote) -> u64 {
    match quote {
        CancelQuote::Refund(money) | CancelQuote::AtDesk(money) => money.amount,
        CancelQuote::TooLate | CancelQuote::NothingPaid => 0,
    }
}

/// Takes cash out of the open drawer of an operator; answers which.
fn taken_out(tx: &mut Tx<'_>, by: &Staff, money: Money) -> Result<Uuid, CancelTravelError> {
    let mut shift = shifts::lock_open(tx, by.id)?.ok_or(CancelTravelError::NoShift)?;
    foh_domain::travel::decide_sale(&shift.drawer, money, true)
        .map_err(CancelTravelError::Drawer)?;
    shift.drawer.refunds.amount += money.amount;
    shifts::set_sums(tx, shift.id, &shift.drawer)?;
    Ok(shift.id)
}

/// Frees the seats of a locked departure that a booking takes or holds.
fn free(
    tx: &mut Tx<'_>,
    (id, departure): (Uuid, &mut LockedDeparture),
    standing: &Standing,
) -> Result<(), StoreError> {
    let places = &mut departure.facts.places;
    match standing.status {
        ReservationStatus::Pending => places.release_held(standing.party),
        _ => places.release_confirmed(standing.party),
    }
    occurrences::set_taken(tx, [(id, *places)])
}

impl House {
    /// What cancelling a booking would give its passenger back now.
    ///
    /// # Errors
    /// Why it stands.
    pub fn quote_travel_cancellation(
        &self,
        item: &TravelBookingItem,
    ) -> Result<CancelQuote, TravelCancelRefusal> {
        let departs_at = item.departure.departs_at;
        quote_cancellation(item.view.status, item.refundable(), departs_at, self.now())
    }

    /// Cancels a booking. `id` is of meaning for staff; a passenger's token names the booking. `told`: what whoever cancels was told to get back, in
    /// minor units; another amount by now is refused, and quoted anew.
    ///
    /// # Errors
    /// See [`CancelTravelError`]; nothing was changed, unless the store says that it does not know.
    pub async fn cancel_travel_booking(
        &self,
        id: Uuid,
        who: Canceller,
        told: Option<u64>,
    ) -> Result<CancelledTravel, CancelTravelError> {
        let lane = match &who {
            Canceller::Passenger(token) => token.selector(),
            Canceller::Staff { .. } => id,
        };
        let now = self.now();
        let cancel = Cancel {
            id,
            who,
            told,
            letters: self.travel_letters(Kind::TravelCancelled, lane, now, &[])?,
            refund: self.prepare_refund(lane).await?,
            witness: self.witness().await?,
            now,
        };
        let cancelled = self.db.write(lane, move |tx| cancel.run(tx)).await?;
        self.seats_changed(cancelled.departure_id);
        self.payment_waits();
        self.travel_letters_wait();
        Ok(cancelled)
    }
}
