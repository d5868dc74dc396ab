//! Bookings of departures that wait for a card.

use std::sync::Arc;

use foh_app::House;
use foh_domain::payments::PaymentMethod;
use foh_domain::token::Purpose;
use foh_store::departures;
use foh_store::payments::{self, NewPayment};
use foh_store::travel_bookings::{self, NewTravelBooking};
use foh_store::{StoreError, Tx, occurrences, reservations, tokens};
use jiff::SignedDuration;
use uuid::Uuid;

use super::bookings::{Chunk, Maker};
use super::house::{parse, with_house};
use super::timetable::{FARE, SEATS, timetable};
use crate::database::Database;
use crate::{Failure, Result, card};

/// Seats are held, and no provider is asked, for longer than any run.
const PATIENCE: SignedDuration = SignedDuration::from_hours(12);

/// Migrates `database`, fills buses with `count` bookings of one seat, and gives what the provider knows their payments
/// by, which it has been asked for.
pub fn payable(database: &Database, count: usize) -> Result<Vec<Uuid>> {
    let seats = usize::try_from(SEATS)?;
    let departures = timetable(database, count.div_ceil(seats))?;
    with_house(database, |house| async move {
        let maker = Maker::passenger()?;
        let mut all = Vec::with_capacity(count);
        for departure in &departures {
            let wanted = seats.min(count - all.len());
            let bus = Arc::new(Load::of(&house, &maker, parse(departure)?, wanted)?);
            all.extend(bus.payments.iter().map(|payment| payment.charge_id));
            let write = house
                .database()
                .write(bus.departure, move |tx| bus.write(tx));
            write.await.map_err(Failure::from)?;
        }
        Ok(all)
    })
}

/// What is written about one departure.
struct Load {
    departure: Uuid,
    chunk: Chunk,
    bookings: Vec<NewTravelBooking>,
    payments: Vec<NewPayment>,
}

impl Load {
    fn of(house: &House, maker: &Maker, departure: Uuid, count: usize) -> Result<Self> {
        let mut load = Self {
            departure,
            chunk: Chunk::default(),
            bookings: Vec::with_capacity(count),
            payments: Vec::with_capacity(count),
        };
        for _ in 0..count {
            let now = house.now();
            let id = load.chunk.reserve(maker, departure, 1, now)?;
            load.chunk.token(Purpose::BookingAccess, id, now);
            load.bookings.push(NewTravelBooking {
                id,
                departure_id: departure,
                method: PaymentMethod::Card,
                amount: FARE,
                phone_lookup: foh_app::entropy::bytes(),
                hold_until: Some(now + PATIENCE),
                created_at: now,
            });
            load.payments.push(NewPayment {
                next_check_at: Some(now + PATIENCE),
                ..house.new_payment(id, PaymentMethod::Card, FARE, now)
            });
        }
        Ok(load)
    }

    fn write(&self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        let (id, chunk) = (self.departure, &self.chunk);
        let full = || StoreError::decode("id", "a departure with a seat for each");
        let locked = departures::lock(tx, &[id])?.remove(&id);
        let mut places = locked.ok_or_else(full)?.facts.places;
        for new in &chunk.reservations {
            places.hold(new.party).map_err(|_| full())?;
        }
        reservations::insert(tx, &chunk.reservations)?;
        travel_bookings::insert(tx, &self.bookings)?;
        tokens::insert(tx, &chunk.tokens)?;
        payments::insert(tx, &self.payments)?;
        let ids: Vec<Uuid> = self.payments.iter().map(|payment| payment.id).collect();
        for mut payment in payments::lock(tx, &ids)? {
            // The provider has been asked and has answered.
            payment.reference = Some(card::reference(payment.charge_id));
            payments::update(tx, &payment)?;
        }
        occurrences::set_taken(tx, [(id, places)])
    }
}
