//! A passenger books: seats are held until the payment's deadline, and the payment is asked for.

use std::{collections::HashMap, sync::Arc};

use foh_domain::{
    booking::{Guest, PartySize, Reference},
    id,
    payments::{Money, PaymentMethod},
    privacy::SealError,
    token::{Purpose, Token},
    travel::{BookDeparture, DepartureRefusal, decide_hold, hold_until},
};
use foh_store::{
    Command, StoreError, Tx,
    departures::{self, DepartureView, LockedDeparture},
    idempotent_answers, occurrences,
    outbox::{self, Entry},
    payments::{self, NewPayment},
    reservations::{self, NewReservation},
    tokens::{self, StoredToken},
    travel_bookings::{self, NewTravelBooking},
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    House, entropy,
    idempotency::{GivenAnswer, RepeatError, Repeatable, StoreFault, again_when_taken},
    payments::PaymentCall,
    theatre::{TICKET_LIFE, distinct},
};

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct TravelBookingRequest {
    /// Which departure.
    pub departure_id: Uuid,
    /// Who travels, or speaks for those who do.
    pub guest: Guest,
    /// How many seats.
    pub party: PartySize,
    /// How it is to be paid.
    pub method: PaymentMethod,
}

/// A booking that was made.
#[derive(Debug, Clone)]
pub struct TravelBooked {
    /// Its id.
    pub id: Uuid,
    /// What it is called at the desk.
    pub reference: Reference,
    /// Shows it to whoever made it.
    pub access: Arc<Token>,
    /// Whose it is.
    pub guest: Arc<Guest>,
    /// How many seats.
    pub party: PartySize,
    /// What is due for it, or was paid.
    pub amount: Money,
    /// How it is to be paid.
    pub method: PaymentMethod,
    /// Until when its seats are held; `None` once it is paid.
    pub hold_until: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// What is booked, with what is left of it now.
    pub departure: DepartureView,
}

/// Why nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum BookTravelError {
    /// The rules refuse it.
    #[error("the booking was refused")]
    Refused(DepartureRefusal),
    /// Nobody takes money in this way here.
    #[error("this way of paying is not offered")]
    NotOffered,
    /// Whoever sells has no drawer open.
    #[error("no shift is open")]
    NoShift,
    /// The drawer does not take it.
    #[error("the drawer refuses it")]
    Drawer(foh_domain::travel::ShiftRefusal),
    /// The route is none of whoever sells.
    #[error("the route is another operator's")]
    NotYours,
    /// The key was used before.
    #[error(transparent)]
    Repeated(#[from] RepeatError),
    /// Something could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreFault for BookTravelError {
    fn store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// One booking, with everything that no transaction may make.
pub(super) struct Book {
    pub(super) house: House,
    pub(super) request: TravelBookingRequest,
    pub(super) how: BookDeparture,
    pub(super) new: NewReservation,
    phone_lookup: [u8; 32],
    access: Arc<Token>,
    /// The entry asks for the payment.
    payment: Option<(NewPayment, Entry)>,
    repeatable: Repeatable<TravelBooked>,
    pub(super) now: Timestamp,
}

/// What a booking has come to.
pub(super) struct Answered {
    pub(super) given: GivenAnswer,
    /// Nothing when it was answered before.
    pub(super) booked: Option<TravelBooked>,
}

impl Command for Book {
    type Reply = Answered;
    type Error = BookTravelError;

    fn run(
        tx: &mut Tx<'_>,
        batch: &[&Self],
    ) -> Result<Vec<Result<Answered, BookTravelError>>, StoreError> {
        let ids = distinct(batch.iter().map(|book| book.request.departure_id));
        let mut locked = departures::lock(tx, &ids)?;
        // Read after the lock: whoever repeats a request had to wait for its first.
        let keys = distinct(batch.iter().flat_map(|book| book.repeatable.ids().to_vec()));
        let mut answers = idempotent_answers::load(tx, &keys)?;
        let outlived = batch.iter().map(|book| book.repeatable.outlived(&answers));
        let outlived = distinct(outlived.flatten());
        if !outlived.is_empty() {
            idempotent_answers::remove(tx, &outlived)?;
            answers.retain(|id, _| !outlived.contains(id));
        }
        let mut views: HashMap<Uuid, DepartureView> = departures::load(tx, &ids)?
            .into_iter()
            .map(|view| (view.id, view))
            .collect();
        let mut made = Vec::with_capacity(batch.len());
        let mut fresh = Vec::with_capacity(batch.len());
        let results = batch
            .iter()
            .map(|book| {
                if let Some(given) = book.repeatable.before(&book.house, &answers)? {
                    return Ok(Answered {
                        given,
                        booked: None,
                    });
                }
                let departure_id = book.request.departure_id;
                // A route that is switched off is not sold: to whoever asks, there is no such departure.
                let sold = |view: &DepartureView| view.route.active;
                if !views.get(&departure_id).is_some_and(sold) {
                    return Err(BookTravelError::Refused(DepartureRefusal::Unknown));
                }
                let mut after = locked.get(&departure_id).copied();
                let party = book.request.party;
                let facts = after.as_mut().map(|departure| &mut departure.facts);
                decide_hold(facts, party, book.how, book.now).map_err(BookTravelError::Refused)?;
                let (Some(after), Some(view)) = (after, views.get_mut(&departure_id)) else {
                    return Err(BookTravelError::Refused(DepartureRefusal::Unknown));
                };
                view.places = after.facts.places;
                let booked = book.booked(&after, view);
                let made_now = (booked.id, booked.created_at);
                let (given, stored) = book.repeatable.answer(&book.house, &booked, made_now)?;
                locked.insert(departure_id, after);
                answers.insert(stored.id, stored.clone());
                fresh.push(stored);
                made.push((*book, booked.clone()));
                Ok(Answered {
                    given,
                    booked: Some(booked),
                })
            })
            .collect();
        write(tx, &made)?;
        idempotent_answers::insert(tx, &fresh)?;
        let touched = distinct(made.iter().map(|(book, _)| book.request.departure_id));
        let places = touched
            .into_iter()
            .filter_map(|id| Some((id, locked.get(&id)?.facts.places)));
        occurrences::set_taken(tx, places)?;
        Ok(results)
    }
}

fn write(tx: &mut Tx<'_>, made: &[(&Book, TravelBooked)]) -> Result<(), StoreError> {
    reservations::insert(tx, made.iter().map(|(book, _)| &book.new))?;
    let rows: Vec<NewTravelBooking> = made
        .iter()
        .map(|(book, booked)| NewTravelBooking {
            id: booked.id,
            departure_id: book.request.departure_id,
            method: booked.method,
            amount: booked.amount,
            phone_lookup: book.phone_lookup,
            hold_until: booked.hold_until,
            created_at: book.now,
        })
        .collect();
    travel_bookings::insert(tx, &rows)?;
    let fresh: Vec<StoredToken> = made
        .iter()
        .map(|(book, booked)| {
            let life = (book.now, booked.departure.departs_at + TICKET_LIFE);
            StoredToken::new(&book.access, Purpose::BookingAccess, booked.id, life)
        })
        .collect();
    tokens::insert(tx, &fresh)?;
    let asked: Vec<NewPayment> = made
        .iter()
        .filter_map(|(book, booked)| {
            let (payment, _) = book.payment.as_ref()?;
            Some(NewPayment {
                money: booked.amount,
                ..payment.clone()
            })
        })
        .collect();
    payments::insert(tx, &asked)?;
    let entries = made.iter().filter_map(|(book, _)| book.payment.as_ref());
    outbox::insert(tx, entries.map(|(_, entry)| entry))
}

impl Book {
    fn booked(&self, departure: &LockedDeparture, view: &DepartureView) -> TravelBooked {
        let departs_at = departure.facts.departs_at;
        let patience = self.house.settings.payment_patience;
        TravelBooked {
            id: self.new.id,
            reference: Reference::of(self.new.id),
            access: Arc::clone(&self.access),
            guest: Arc::new(self.request.guest.clone()),
            party: self.request.party,
            amount: departure.fare.times(self.request.party.get()),
            method: self.request.method,
            hold_until: match self.how {
                BookDeparture::Hold => Some(hold_until(self.now, patience, departs_at)),
                BookDeparture::Sell => None,
            },
            created_at: self.now,
            departure: view.clone(),
        }
    }
}

impl House {
    /// Holds seats for a passenger until they are paid, and asks for the payment. A repeated request is answered as the first was, and nothing else happens.
    ///
    /// # Errors
    /// See [`BookTravelError`]; nothing was changed, unless the store says that it does not know.
    pub async fn book_departure(
        &self,
        request: TravelBookingRequest,
        repeatable: Repeatable<TravelBooked>,
    ) -> Result<GivenAnswer, BookTravelError> {
        if request.method == PaymentMethod::Cash || !self.settings.providers.offers(request.method)
        {
            return Err(BookTravelError::NotOffered);
        }
        let departure_id = request.departure_id;
        let answered = again_when_taken(|| async {
            let book = self.prepared(&request, &repeatable, (BookDeparture::Hold, None))?;
            self.db.command(departure_id, book).await
        })
        .await?;
        if answered.booked.is_some() {
            self.seats_changed(departure_id);
            self.payment_waits();
        }
        Ok(answered.given)
    }

    /// A booking, ready for its transaction. `seller`: who sells it at the desk.
    pub(super) fn prepared(
        &self,
        request: &TravelBookingRequest,
        repeatable: &Repeatable<TravelBooked>,
        (how, seller): (BookDeparture, Option<Uuid>),
    ) -> Result<Book, SealError> {
        let (now, departure_id) = (self.now(), request.departure_id);
        let booking_id = entropy::id_beside(departure_id, now);
        let guest = &request.guest;
        let phone = guest.phone.as_ref();
        let confirmed_at = matches!(how, BookDeparture::Sell).then_some(now);
        let payment = matches!(how, BookDeparture::Hold).then(|| {
            // What it costs is known inside the transaction.
            let nothing = Money {
                amount: 0,
                currency: self.settings.currency,
            };
            let payment = self.new_payment(booking_id, request.method, nothing, now);
            let entry = self.payment_entry(PaymentCall::Start, payment.id, now);
            (payment, entry)
        });
        debug_assert_eq!(id::lane_byte(booking_id), id::lane_byte(departure_id));
        Ok(Book {
            house: self.clone(),
            request: request.clone(),
            how,
            new: NewReservation {
                id: booking_id,
                occurrence_id: departure_id,
                party: request.party,
                guest: self.keyring.seal(booking_id, entropy::bytes(), guest)?,
                email_lookup: self.email_lookup(guest),
                created_by: seller,
                created_at: now,
                confirmed_at,
            },
            phone_lookup: phone.map_or_else(entropy::bytes, |phone| self.phone_lookup(phone)),
            access: Arc::new(Self::new_token(booking_id, now)),
            payment,
            repeatable: repeatable.clone(),
            now,
        })
    }
}
