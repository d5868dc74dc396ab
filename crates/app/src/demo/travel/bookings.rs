//! Bookings as they would stand there by now: paid, sold at the desk, waiting, run out, given back, on board.

use foh_domain::{
    booking::{Guest, PartySize, ReservationStatus},
    payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus},
};
use foh_store::{
    StoreError, Tx,
    departures::{self, DepartureView},
    occurrences,
    payments::{self, NewPayment},
    refunds::{self, NewRefund},
    reservations::{self, NewReservation, Standing},
    shifts,
    travel_bookings::{self, NewTravelBooking},
};
use jiff::{SignedDuration, Timestamp, ToSpan};
use uuid::Uuid;

use super::super::DemoError;
use crate::{House, entropy, payments::charge_id};

/// Days from today whose departures are booked.
const DAYS: i64 = 4;

const PASSENGERS: [&str; 8] = [
    "Aline Uwase",
    "Eric Mugisha",
    "Claudine Ingabire",
    "Patrick Niyonzima",
    "Diane Mukamana",
    "Olivier Nshimiyimana",
    "Sandrine Umutoni",
    "Thierry Bizimana",
];

/// What became of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Paid(PaymentMethod),
    Sold,
    Aboard,
    Waiting,
    Expired,
    Cancelled,
    PaidLate,
}

/// The bookings of a departure, with how many seats each; every departure has the first so many of them.
const BOOKINGS: [(Became, u32); 10] = [
    (Became::Paid(PaymentMethod::Mtn), 2),
    (Became::Sold, 1),
    (Became::Cancelled, 2),
    (Became::Paid(PaymentMethod::Airtel), 1),
    (Became::Expired, 3),
    (Became::Aboard, 2),
    (Became::Paid(PaymentMethod::Card), 4),
    (Became::PaidLate, 1),
    (Became::Waiting, 1),
    (Became::Sold, 3),
];

/// A booking to be written.
struct Row {
    became: Became,
    reservation: NewReservation,
    booking: NewTravelBooking,
    payment: NewPayment,
    refund: Option<NewRefund>,
}

impl House {
    /// Books the next days of a route.
    pub(super) async fn booked_route(
        &self,
        route_number: usize,
        route_id: Uuid,
        (operator, shift): (Uuid, Uuid),
    ) -> Result<(), DemoError> {
        let today = self.now().to_zoned(super::zone()?.rules()).date();
        for day in 0..DAYS {
            let day_of = today.checked_add(day.days())?;
            let items = self.departures_on(route_id, day_of).await?;
            for (number, item) in items.into_iter().enumerate() {
                let count = (route_number * 3 + number * 4 + 7 * usize::from(day == 0)) % 11;
                let operated = route_number < super::OPERATED;
                let seller = operated.then_some((operator, shift));
                self.booked_departure(&item.departure, count, seller)
                    .await?;
            }
        }
        Ok(())
    }

    async fn booked_departure(
        &self,
        departure: &DepartureView,
        count: usize,
        seller: Option<(Uuid, Uuid)>,
    ) -> Result<(), DemoError> {
        let mut rows = Vec::new();
        for (number, (became, seats)) in BOOKINGS.into_iter().take(count).enumerate() {
            // Nobody is on board before the day of the journey, and nobody sells where no operator is.
            let soon = departure.departs_at < self.now() + SignedDuration::from_hours(24);
            let became = match became {
                Became::Aboard if !soon => Became::Paid(PaymentMethod::Mtn),
                Became::Sold if seller.is_none() => Became::Paid(PaymentMethod::Airtel),
                became => became,
            };
            rows.push(self.travel_row(departure, number, (became, seats), seller)?);
        }
        let (id, now) = (departure.id, self.now());
        self.db
            .write(id, move |tx| {
                rows.iter().try_for_each(|row| write(tx, row, now))?;
                counted(tx, id, &rows)?;
                sold(tx, &rows)
            })
            .await?;
        self.payment_waits();
        Ok(())
    }

    fn travel_row(
        &self,
        departure: &DepartureView,
        number: usize,
        (became, seats): (Became, u32),
        seller: Option<(Uuid, Uuid)>,
    ) -> Result<Row, DemoError> {
        let now = self.now();
        let hours = i64::try_from(number).unwrap_or(0) + 1;
        let made_at = match became {
            Became::Waiting => now,
            _ => now - SignedDuration::from_hours(hours),
        };
        let id = entropy::id_beside(departure.id, made_at);
        let name = PASSENGERS[(number + departure.day.day().unsigned_abs() as usize) % 8];
        let phone = format!("+25078812340{number}");
        // Every other has a telephone only.
        let email = number
            .is_multiple_of(2)
            .then(|| super::super::address(name));
        let guest = Guest::passenger(name, &phone, email.as_deref())?;
        let party =
            PartySize::parse(seats.into()).map_err(|text| super::super::fault("seats", text))?;
        let method = match became {
            Became::Paid(method) => method,
            Became::Sold => PaymentMethod::Cash,
            _ => PaymentMethod::Mtn,
        };
        let amount = departure.fare.times(seats);
        let standing = matches!(became, Became::Paid(_) | Became::Sold | Became::Aboard);
        let sold = seller.filter(|_| became == Became::Sold);
        let payment = NewPayment {
            status: match became {
                Became::Waiting => PaymentStatus::Pending,
                Became::Expired => PaymentStatus::Failed,
                Became::Cancelled | Became::PaidLate => PaymentStatus::Refunded,
                _ => PaymentStatus::Completed,
            },
            shift_id: sold.map(|(_, shift)| shift),
            created_at: made_at,
            next_check_at: None,
            ..self.new_payment(id, method, amount, made_at)
        };
        let cause = match became {
            Became::Cancelled => Some(RefundCause::CancelledByPassenger),
            Became::PaidLate => Some(RefundCause::PaidLate),
            _ => None,
        };
        Ok(Row {
            became,
            refund: cause.map(|cause| NewRefund {
                id: entropy::id_beside(id, made_at),
                payment_id: payment.id,
                charge_id: charge_id(),
                money: amount,
                status: RefundStatus::Completed,
                cause,
                shift_id: None,
                created_by: None,
                created_at: made_at,
            }),
            reservation: NewReservation {
                id,
                occurrence_id: departure.id,
                party,
                guest: self.keyring.seal(id, entropy::bytes(), &guest)?,
                email_lookup: self.email_lookup(&guest),
                created_by: sold.map(|(operator, _)| operator),
                created_at: made_at,
                confirmed_at: standing.then_some(made_at),
            },
            booking: NewTravelBooking {
                id,
                departure_id: departure.id,
                method,
                amount,
                phone_lookup: guest
                    .phone
                    .as_ref()
                    .map_or_else(entropy::bytes, |phone| self.phone_lookup(phone)),
                hold_until: (became == Became::Waiting)
                    .then(|| (now + self.settings.payment_patience).min(departure.departs_at)),
                created_at: made_at,
            },
            payment,
        })
    }
}

fn write(tx: &mut Tx<'_>, row: &Row, now: Timestamp) -> Result<(), StoreError> {
    let id = row.reservation.id;
    reservations::insert(tx, [&row.reservation])?;
    travel_bookings::insert(tx, [&row.booking])?;
    payments::insert(tx, [&row.payment])?;
    refunds::insert(tx, &row.refund)?;
    match row.became {
        Became::Aboard => {
            let standing = Standing {
                id,
                status: ReservationStatus::CheckedIn,
                checked_in: row.reservation.party.get(),
                checked_in_at: Some(now),
            };
            reservations::admit(tx, [standing])
        }
        Became::Cancelled => reservations::cancel(tx, id, now),
        Became::Expired | Became::PaidLate => reservations::expire_all(tx, &[id]),
        Became::Paid(_) | Became::Sold | Became::Waiting => Ok(()),
    }
}

/// Counts the seats that these bookings take.
fn counted(tx: &mut Tx<'_>, id: Uuid, rows: &[Row]) -> Result<(), StoreError> {
    let mut locked = departures::lock(tx, &[id])?;
    let Some(departure) = locked.get_mut(&id) else {
        return Ok(());
    };
    let places = &mut departure.facts.places;
    for row in rows {
        let seats = row.reservation.party.get();
        match row.became {
            Became::Paid(_) | Became::Sold | Became::Aboard => places.confirmed += seats,
            Became::Waiting => places.held += seats,
            Became::Expired | Became::Cancelled | Became::PaidLate => {}
        }
    }
    occurrences::set_taken(tx, [(id, *places)])
}

/// Puts what was sold for cash into the drawer.
fn sold(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), StoreError> {
    for row in rows {
        let Some(operator) = row.reservation.created_by else {
            continue;
        };
        if let Some(mut shift) = shifts::lock_open(tx, operator)? {
            shift.drawer.sales.amount += row.booking.amount.amount;
            shifts::set_sums(tx, shift.id, &shift.drawer)?;
        }
    }
    Ok(())
}
