//! Bookings of the travel desk: what a reservation is there.

use foh_domain::{
    booking::{Guest, PartySize, ReservationStatus},
    payments::{Money, PaymentMethod},
    privacy::Sealed,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    Param, Row, StoreError, Tx,
    departures::money,
    dialect::{Bulk, Kind},
    param::params,
};

static INSERT: Bulk = Bulk::insert(
    "travel_bookings",
    &[
        ("id", Kind::Uuid),
        ("departure_id", Kind::Uuid),
        ("method", Kind::Text),
        ("amount", Kind::Moment),
        ("currency", Kind::Text),
        ("phone_lookup", Kind::Bytes),
        ("hold_until", Kind::Moment),
        ("created_at", Kind::Moment),
    ],
);
static HOLD: Bulk = Bulk::update(
    "travel_bookings",
    &[("id", Kind::Uuid), ("hold_until", Kind::Moment)],
);

/// A booking to be added; its reservation is there already.
#[derive(Debug, Clone, Copy)]
pub struct NewTravelBooking {
    /// Its id, which is its reservation's.
    pub id: Uuid,
    /// What is booked.
    pub departure_id: Uuid,
    /// How it is to be paid.
    pub method: PaymentMethod,
    /// What is due for it.
    pub amount: Money,
    /// The keyed hash of the passenger's number.
    pub phone_lookup: [u8; 32],
    /// Until when its seats are held, if they are not paid yet.
    pub hold_until: Option<Timestamp>,
    /// When.
    pub created_at: Timestamp,
}

/// A booking as its passenger and the staff see it; of what is booked see [`crate::departures`].
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each field is the column of that name")]
pub struct TravelBookingView {
    pub id: Uuid,
    pub departure_id: Uuid,
    pub status: ReservationStatus,
    /// How many seats.
    pub party: PartySize,
    /// How many of its passengers are on board.
    pub checked_in: u32,
    pub guest: Option<Sealed<Guest>>,
    pub method: PaymentMethod,
    /// What it costs.
    pub amount: Money,
    pub hold_until: Option<Timestamp>,
    /// Who sold it, if not the passenger.
    pub created_by: Option<Uuid>,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    pub cancelled_at: Option<Timestamp>,
    pub checked_in_at: Option<Timestamp>,
}

macro_rules! view_sql {
    ($rest:literal) => {
        concat!(
            "SELECT b.id, b.departure_id, r.status, r.party_size, r.checked_in, r.guest, b.method, b.amount, b.currency, b.hold_until,
                    r.created_by, b.created_at, r.confirmed_at, r.cancelled_at, r.checked_in_at
             FROM travel_bookings b JOIN reservations r ON r.id = b.id ",
            $rest
        )
    };
}

fn view(row: &Row<'_>) -> Result<TravelBookingView, StoreError> {
    Ok(TravelBookingView {
        id: row.get("id")?,
        departure_id: row.get("departure_id")?,
        status: row.parse("status", |word: String| ReservationStatus::parse(&word))?,
        party: row.parse("party_size", |size: i64| PartySize::parse(size).ok())?,
        checked_in: row.get("checked_in")?,
        guest: row.get::<Option<Vec<u8>>>("guest")?.map(Sealed::from_bytes),
        method: row.parse("method", |word: String| PaymentMethod::parse(&word))?,
        amount: money(row, "amount")?,
        hold_until: row.get("hold_until")?,
        created_by: row.get("created_by")?,
        created_at: row.get("created_at")?,
        confirmed_at: row.get("confirmed_at")?,
        cancelled_at: row.get("cancelled_at")?,
        checked_in_at: row.get("checked_in_at")?,
    })
}

/// Adds bookings.
///
/// # Errors
/// See [`StoreError`].
pub fn insert<'a>(
    tx: &mut Tx<'_>,
    bookings: impl IntoIterator<Item = &'a NewTravelBooking>,
) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 8]> = bookings
        .into_iter()
        .map(|new| {
            [
                new.id.into(),
                new.departure_id.into(),
                new.method.as_str().into(),
                new.amount.amount.cast_signed().into(),
                new.amount.currency.code().into(),
                (&new.phone_lookup).into(),
                new.hold_until.into(),
                new.created_at.into(),
            ]
        })
        .collect();
    tx.bulk(&INSERT, &rows)
}

/// Ends the holds of bookings that were paid, cancelled or not paid in time.
///
/// # Errors
/// See [`StoreError`].
pub fn end_holds(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    let rows: Vec<[Param<'_>; 2]> = ids.iter().map(|id| [(*id).into(), Param::Null]).collect();
    tx.bulk(&HOLD, &rows)
}

/// At most `limit` bookings whose holds ran out by `now`, with their departures, those that ran out first before the others.
///
/// # Errors
/// See [`StoreError`].
pub fn overdue(
    tx: &mut Tx<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
    tx.query(
        "SELECT b.id, b.departure_id FROM travel_bookings b WHERE b.hold_until <= $1 ORDER BY b.hold_until, b.id LIMIT $2",
        params![now, limit],
        |row| Ok((row.get("id")?, row.get("departure_id")?)),
    )
}

/// One booking.
///
/// # Errors
/// See [`StoreError`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<TravelBookingView>, StoreError> {
    tx.query_one(view_sql!("WHERE b.id = $1"), params![id], view)
}

/// These bookings, in no particular order.
///
/// # Errors
/// See [`StoreError`].
pub fn load(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<TravelBookingView>, StoreError> {
    tx.query_in(view_sql!("WHERE b.id {in}"), ids, view)
}

/// The bookings of a departure after `after`, in the order they were made; only those that take seats, or all.
///
/// # Errors
/// See [`StoreError`].
pub fn of_departure(
    tx: &mut Tx<'_>,
    departure_id: Uuid,
    only_standing: bool,
    after: Uuid,
    limit: u32,
) -> Result<Vec<TravelBookingView>, StoreError> {
    tx.query(
        view_sql!(
            "WHERE b.departure_id = $1 AND b.id > $2 AND (r.status IN ('pending', 'confirmed', 'checked_in') OR NOT $3)
             ORDER BY b.id LIMIT $4"
        ),
        params![departure_id, after, only_standing, limit],
        view,
    )
}

/// Those of these bookings whose passenger has a number with one of these keyed hashes.
///
/// # Errors
/// See [`StoreError`].
pub fn with_phone(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    lookups: &[[u8; 32]],
) -> Result<Vec<Uuid>, StoreError> {
    let found = tx.query_in(
        "SELECT b.id, b.phone_lookup FROM travel_bookings b WHERE b.id {in}",
        ids,
        |row| {
            Ok((
                row.get::<Uuid>("id")?,
                row.get::<Option<Vec<u8>>>("phone_lookup")?,
            ))
        },
    )?;
    let known = |lookup: &Option<Vec<u8>>| {
        let lookup = lookup.as_deref();
        lookups.iter().any(|known| lookup == Some(known.as_slice()))
    };
    let found = found.into_iter().filter(|(_, lookup)| known(lookup));
    Ok(found.map(|(id, _)| id).collect())
}
