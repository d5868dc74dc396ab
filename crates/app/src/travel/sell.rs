//! An operator sells seats for cash: the booking stands at once, and the money lies in the drawer.

use foh_domain::{
    audit::Action,
    payments::{PaymentMethod, PaymentStatus},
    travel::{BookDeparture, decide_sale},
};
use foh_store::{
    Command as _, StoreError, Tx, departures,
    payments::{self, NewPayment},
    shifts,
};

use super::{
    BookTravelError, PreparedTicket, TravelBooked, TravelBookingRequest,
    book::{Answered, Book},
    reaches,
};
use crate::{
    House,
    audit::Witness,
    idempotency::{GivenAnswer, Repeatable, again_when_taken},
    identity::Staff,
};

/// What selling needs beside the booking.
#[derive(Debug, Clone)]
struct Sale {
    payment: NewPayment,
    ticket: PreparedTicket,
    witness: Witness,
    by: Staff,
}

impl Sale {
    fn run(&self, tx: &mut Tx<'_>, book: &Book) -> Result<Answered, BookTravelError> {
        // Before anything else: whoever does not sell this route learns nothing of it, not even what a key was answered.
        let departure_id = book.request.departure_id;
        let departure = departures::lock(tx, &[departure_id])?.remove(&departure_id);
        if departure.is_some_and(|it| !reaches(self.by.held_to().as_ref(), it.route_id)) {
            return Err(BookTravelError::NotYours);
        }
        let mut results = Book::run(tx, &[book])?;
        let answered = results.pop().ok_or_else(nothing)??;
        let Some(booked) = &answered.booked else {
            return Ok(answered);
        };
        let mut shift = shifts::lock_open(tx, self.by.id)?.ok_or(BookTravelError::NoShift)?;
        decide_sale(&shift.drawer, booked.amount, false).map_err(BookTravelError::Drawer)?;
        shift.drawer.sales.amount += booked.amount.amount;
        shifts::set_sums(tx, shift.id, &shift.drawer)?;
        let payment = NewPayment {
            reservation_id: booked.id,
            money: booked.amount,
            status: PaymentStatus::Completed,
            shift_id: Some(shift.id),
            ..self.payment.clone()
        };
        payments::insert(tx, [&payment])?;
        self.ticket
            .issue(tx, booked.id, booked.departure.departs_at)?;
        let amount = booked.amount.to_string();
        let words = [("amount", amount.as_str().into())];
        self.witness
            .note(tx, Action::PaymentTaken, Some(booked.id), &words)?;
        Ok(answered)
    }
}

fn nothing() -> StoreError {
    StoreError::decode("travel_bookings.id", "a sale without an answer")
}

impl House {
    /// Sells seats for cash; the ticket is sent at once. A repeated request is answered as the first was.
    ///
    /// # Errors
    /// See [`BookTravelError`]; nothing was changed, unless the store says that it does not know.
    pub async fn sell_departure(
        &self,
        request: TravelBookingRequest,
        repeatable: Repeatable<TravelBooked>,
        by: &Staff,
    ) -> Result<GivenAnswer, BookTravelError> {
        let request = TravelBookingRequest {
            method: PaymentMethod::Cash,
            ..request
        };
        let departure_id = request.departure_id;
        let witness = self.witness().await?;
        let answered = again_when_taken(|| async {
            let book = self.prepared(&request, &repeatable, (BookDeparture::Sell, Some(by.id)))?;
            let (ticket, _) = self.prepare_ticket(departure_id, book.now)?;
            let nothing = foh_domain::payments::Money {
                amount: 0,
                currency: self.settings.currency,
            };
            let sale = Sale {
                payment: self.new_payment(book.new.id, PaymentMethod::Cash, nothing, book.now),
                ticket,
                witness: witness.clone(),
                by: by.clone(),
            };
            self.db
                .write(departure_id, move |tx| sale.run(tx, &book))
                .await
        })
        .await?;
        if answered.booked.is_some() {
            self.seats_changed(departure_id);
            self.travel_letters_wait();
        }
        Ok(answered.given)
    }
}
