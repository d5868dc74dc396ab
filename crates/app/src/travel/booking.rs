//! A booking as its passenger and the staff see it.

use foh_domain::{
    audit::Action,
    booking::{Guest, Reference, ReservationStatus},
    identity::PhoneNumber,
    payments::{PaymentMethod, PaymentStatus, RefundStatus},
    token::{Purpose, Token},
    travel::Refundable,
};
use foh_store::{
    StoreError, Tx,
    departures::{self, DepartureView},
    payments::{self, PaymentRow},
    refunds::{self, RefundRow},
    reservations,
    tokens::{self, StoredToken},
    travel_bookings::{self, TravelBookingView},
};
use uuid::Uuid;

use super::reaches;
use crate::{House, identity::Staff, payments::left_to_give_back, theatre::TICKET_LIFE};

/// Bookings of one departure shown at once, at most.
pub(super) const MOST_PASSENGERS: u32 = 1_000;

/// Why a booking is not shown.
#[derive(Debug, thiserror::Error)]
pub enum TravelBookingError {
    /// There is no such booking, or the token is not its own.
    #[error("there is no such booking")]
    Unknown,
    /// The route is another operator's.
    #[error("the route is another operator's")]
    NotYours,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A booking with everything about it.
#[derive(Debug, Clone)]
pub struct TravelBookingItem {
    /// The booking.
    pub view: TravelBookingView,
    /// What it is called at the desk.
    pub reference: Reference,
    /// Whose it is, unless erased.
    pub guest: Option<Guest>,
    /// What is booked.
    pub departure: DepartureView,
    /// The attempts to pay for it, the oldest first.
    pub payments: Vec<PaymentRow>,
    /// What was given back of them, the oldest first.
    pub refunds: Vec<RefundRow>,
}

impl TravelBookingItem {
    /// The payment that counts: the one that was taken, or else the last.
    #[must_use]
    pub fn payment(&self) -> Option<&PaymentRow> {
        let taken = |payment: &&PaymentRow| {
            matches!(
                payment.status,
                PaymentStatus::Completed | PaymentStatus::Refunded
            )
        };
        self.payments
            .iter()
            .find(taken)
            .or_else(|| self.payments.last())
    }

    /// How it was paid, as far as giving back is concerned.
    #[must_use]
    pub fn refundable(&self) -> Refundable {
        refundable(&self.payments, &self.refunds)
    }

    /// What waits to be handed over in cash.
    #[must_use]
    pub fn cash_to_hand_over(&self) -> Option<&RefundRow> {
        let cash = |refund: &&RefundRow| {
            let payment = self.payments.iter().find(|one| one.id == refund.payment_id);
            refund.status == RefundStatus::Pending
                && payment.is_some_and(|payment| payment.method == PaymentMethod::Cash)
        };
        self.refunds.iter().find(cash)
    }
}

/// How a booking was paid with these payments and refunds.
pub(super) fn refundable(payments: &[PaymentRow], refunds: &[RefundRow]) -> Refundable {
    let taken = payments
        .iter()
        .find(|payment| payment.status == PaymentStatus::Completed);
    let Some(payment) = taken else {
        return Refundable::Unpaid;
    };
    let its: Vec<RefundRow> = refunds
        .iter()
        .filter(|refund| refund.payment_id == payment.id)
        .cloned()
        .collect();
    match left_to_give_back(payment, &its) {
        Some(left) if payment.method == PaymentMethod::Cash => Refundable::Cash(left),
        Some(left) => Refundable::Provider(left),
        None => Refundable::Unpaid,
    }
}

/// Everything about these bookings but whose they are, in their order.
pub(crate) fn read(
    tx: &mut Tx<'_>,
    views: Vec<TravelBookingView>,
) -> Result<Vec<Parts>, StoreError> {
    let ids: Vec<Uuid> = views.iter().map(|view| view.id).collect();
    let departure_ids = crate::theatre::distinct(views.iter().map(|view| view.departure_id));
    let departures = departures::load(tx, &departure_ids)?;
    let payments = payments::of_reservations(tx, &ids)?;
    let payment_ids: Vec<Uuid> = payments.iter().map(|payment| payment.id).collect();
    let refunds = refunds::of_payments(tx, &payment_ids)?;
    let parts = views.into_iter().filter_map(|view| {
        let departure = departures.iter().find(|one| one.id == view.departure_id)?;
        let its = |payment: &&PaymentRow| payment.reservation_id == view.id;
        let payments: Vec<PaymentRow> = payments.iter().filter(its).cloned().collect();
        let refunds = refunds
            .iter()
            .filter(|refund| payments.iter().any(|one| one.id == refund.payment_id))
            .cloned()
            .collect();
        Some((view, departure.clone(), payments, refunds))
    });
    Ok(parts.collect())
}

/// A booking with everything about it, its guest still sealed.
pub(crate) type Parts = (
    TravelBookingView,
    DepartureView,
    Vec<PaymentRow>,
    Vec<RefundRow>,
);

impl House {
    pub(crate) fn travel_item(&self, parts: Parts) -> TravelBookingItem {
        let (view, departure, payments, refunds) = parts;
        let opened = view.guest.as_ref().map(|guest| {
            let guest = self.keyring.open(view.id, guest);
            guest.inspect_err(
                |error| tracing::error!(id = %view.id, %error, "a guest cannot be opened"),
            )
        });
        TravelBookingItem {
            reference: Reference::of(view.id),
            guest: opened.and_then(Result::ok),
            view,
            departure,
            payments,
            refunds,
        }
    }

    /// The booking that a token shows.
    ///
    /// # Errors
    /// See [`TravelBookingError`].
    pub async fn travel_booking_of(
        &self,
        token: Token,
    ) -> Result<TravelBookingItem, TravelBookingError> {
        let now = self.now();
        let parts = self
            .db
            .read(move |tx| {
                let booking_id = shown_by(tx, &token, now)?;
                let view = travel_bookings::get(tx, booking_id)?;
                let view = view.ok_or(TravelBookingError::Unknown)?;
                let found = read(tx, vec![view])?.pop();
                found.ok_or(TravelBookingError::Unknown)
            })
            .await?;
        Ok(self.travel_item(parts))
    }

    /// A booking, for staff who reach its route.
    ///
    /// # Errors
    /// See [`TravelBookingError`].
    pub async fn travel_booking(
        &self,
        id: Uuid,
        by: &Staff,
    ) -> Result<TravelBookingItem, TravelBookingError> {
        let by = by.clone();
        let parts = self
            .db
            .read(move |tx| {
                let view = travel_bookings::get(tx, id)?.ok_or(TravelBookingError::Unknown)?;
                let found = read(tx, vec![view])?.pop();
                let parts = found.ok_or(TravelBookingError::Unknown)?;
                if reaches(by.held_to().as_ref(), parts.1.route.id) {
                    Ok(parts)
                } else {
                    Err(TravelBookingError::NotYours)
                }
            })
            .await?;
        Ok(self.travel_item(parts))
    }

    /// The bookings of a departure in the order they were made, for staff who reach its route; its manifest is those that stand.
    ///
    /// # Errors
    /// See [`TravelBookingError`].
    pub async fn passengers(
        &self,
        departure_id: Uuid,
        only_standing: bool,
        by: &Staff,
    ) -> Result<(DepartureView, Vec<TravelBookingItem>), TravelBookingError> {
        let by = by.clone();
        let (departure, parts) = self
            .db
            .read(move |tx| {
                let departure = departures::get(tx, departure_id)?;
                let departure = departure.ok_or(TravelBookingError::Unknown)?;
                if !reaches(by.held_to().as_ref(), departure.route.id) {
                    return Err(TravelBookingError::NotYours);
                }
                let views = travel_bookings::of_departure(
                    tx,
                    departure_id,
                    only_standing,
                    Uuid::nil(),
                    MOST_PASSENGERS,
                )?;
                Ok((departure, read(tx, views)?))
            })
            .await?;
        let items = parts.into_iter().map(|parts| self.travel_item(parts));
        Ok((departure, items.collect()))
    }

    /// The booking with this reference whose passenger has this number, with a token that shows it.
    ///
    /// # Errors
    /// [`TravelBookingError::Unknown`] if there is none, whichever of the two does not fit, or its time is over.
    pub async fn find_travel_booking(
        &self,
        reference: Reference,
        phone: &PhoneNumber,
    ) -> Result<(Uuid, Token), TravelBookingError> {
        let lookups = self.keyring.lookups("phone", phone.expose());
        let found = self
            .db
            .read(move |tx| {
                let ids = reservations::with_reference(tx, reference)?;
                let ids = travel_bookings::with_phone(tx, &ids, &lookups)?;
                let id = ids.into_iter().max().ok_or(TravelBookingError::Unknown)?;
                let view = travel_bookings::get(tx, id)?.ok_or(TravelBookingError::Unknown)?;
                let departure = departures::get(tx, view.departure_id)?;
                let departure = departure.ok_or(TravelBookingError::Unknown)?;
                Ok::<_, TravelBookingError>((id, departure.departs_at))
            })
            .await;
        let (id, departs_at) = found?;
        if self.now() >= departs_at + TICKET_LIFE {
            return Err(TravelBookingError::Unknown);
        }
        let token = self
            .show_booking(id, departs_at, Purpose::BookingAccess)
            .await?;
        Ok((id, token))
    }

    /// A fresh code for the ticket of a booking that stands, to be printed or shown by staff who reach its route.
    ///
    /// # Errors
    /// See [`TravelBookingError`].
    pub async fn reissue_ticket(&self, id: Uuid, by: &Staff) -> Result<Token, TravelBookingError> {
        let item = self.travel_booking(id, by).await?;
        if !item.view.status.takes_places() || item.view.status == ReservationStatus::Pending {
            return Err(TravelBookingError::Unknown);
        }
        let (witness, departs_at) = (self.witness().await?, item.departure.departs_at);
        let (token, stored) = self.token_of(id, departs_at, Purpose::CheckIn);
        self.db
            .write(id, move |tx| {
                tokens::insert(tx, [&stored])?;
                witness.note(tx, Action::TicketPrinted, Some(id), &[])
            })
            .await?;
        Ok(token)
    }

    async fn show_booking(
        &self,
        id: Uuid,
        departs_at: jiff::Timestamp,
        purpose: Purpose,
    ) -> Result<Token, TravelBookingError> {
        let (token, stored) = self.token_of(id, departs_at, purpose);
        self.db
            .write(id, move |tx| tokens::insert(tx, [&stored]))
            .await?;
        Ok(token)
    }

    fn token_of(
        &self,
        id: Uuid,
        departs_at: jiff::Timestamp,
        purpose: Purpose,
    ) -> (Token, StoredToken) {
        let now = self.now();
        let token = Self::new_token(id, now);
        let stored = StoredToken::new(&token, purpose, id, (now, departs_at + TICKET_LIFE));
        (token, stored)
    }
}

/// The booking that this token shows.
pub(super) fn shown_by(
    tx: &mut Tx<'_>,
    token: &Token,
    now: jiff::Timestamp,
) -> Result<Uuid, TravelBookingError> {
    let found = tokens::load(tx, &[token.selector()])?.remove(&token.selector());
    found
        .filter(|stored| stored.admits(token, Purpose::BookingAccess, now))
        .map(|stored| stored.subject_id)
        .ok_or(TravelBookingError::Unknown)
}
