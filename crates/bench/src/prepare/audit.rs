//! Counting the whole database.

use foh_store::{StoreError, Tx, occurrences, stocks};
use uuid::Uuid;

use super::house::with_house;
use crate::Result;
use crate::database::Database;

/// What a count of the whole database says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Reservations of any status.
    pub reservations: u64,
    /// Reservations that are confirmed or already inside.
    pub confirmed: u64,
    /// Check-ins that were not undone.
    pub check_ins: u64,
    /// Bookings of the studio that stand.
    pub bookings: u64,
    /// Bookings of departures, of any status.
    pub journeys: u64,
    /// Movements of stocks of the bar.
    pub movements: u64,
    /// Payments that were taken.
    pub paid: u64,
    /// Payments that did more than once what they do: tickets that left again, money that goes back.
    pub doubled: u64,
    /// Bookings of the studio without exactly one notification and the letters to their member and facilitator; of departures, those that
    /// do not wait for one payment with their seats held, nor stand with one ticket, paid by what they cost.
    pub incomplete: u64,
    /// Occurrences where confirmed, held and manually occupied places exceed capacity and additional places.
    pub oversold: u64,
    /// Occurrences whose counters differ from a recount of their reservations, and stocks that differ from the sum of their movements.
    pub miscounted: u64,
}

const PAID: &str = "SELECT COUNT(*) AS n FROM payments WHERE status = 'completed'";

const INCOMPLETE: &str = "
    SELECT COUNT(*) AS n FROM studio_bookings b
    LEFT JOIN (SELECT booking_id, COUNT(*) AS told FROM notifications WHERE kind = 'booking' GROUP BY booking_id) t
           ON t.booking_id = b.id
    LEFT JOIN (SELECT subject_id, COUNT(*) AS written FROM outbox WHERE kind IN ('booked', 'booked_notice') GROUP BY subject_id) w
           ON w.subject_id = b.id
    WHERE b.cancelled_at IS NULL AND (COALESCE(t.told, 0) <> 1 OR COALESCE(w.written, 0) <> 2)";

/// The ticket leaves as a text as well; only its e-mail is counted.
const UNSETTLED: &str = "
    SELECT COUNT(*) AS n FROM travel_bookings b JOIN reservations r ON r.id = b.id
    LEFT JOIN (SELECT reservation_id, COUNT(*) AS asked, SUM(CASE WHEN status = 'completed' THEN amount ELSE 0 END) AS taken
               FROM payments GROUP BY reservation_id) p ON p.reservation_id = b.id
    LEFT JOIN (SELECT subject_id, COUNT(*) AS written FROM outbox WHERE kind = 'travel_ticket' AND channel IN ('smtp', 'local') GROUP BY subject_id) t
           ON t.subject_id = b.id
    WHERE COALESCE(p.asked, 0) <> 1
       OR NOT (r.status = 'pending' AND b.hold_until IS NOT NULL AND p.taken = 0 AND COALESCE(t.written, 0) = 0
            OR r.status = 'confirmed' AND b.hold_until IS NULL AND p.taken = b.amount AND COALESCE(t.written, 0) = 1)";

const DOUBLED: &str = "
    SELECT (SELECT COUNT(*) FROM refunds)
         + (SELECT COUNT(*) FROM (SELECT subject_id FROM outbox WHERE kind = 'travel_ticket' AND channel IN ('smtp', 'local') GROUP BY subject_id HAVING COUNT(*) > 1) t)
         + (SELECT COUNT(*) FROM (SELECT subject_id FROM audit_entries WHERE action = 'payment.taken'
                                  GROUP BY subject_id HAVING COUNT(*) > 1) a) AS n";

/// Counts the whole database.
pub fn audit(database: &Database) -> Result<Audit> {
    with_house(database, |house| async move {
        Ok(house.database().read(count_all).await?)
    })
}

/// Counts the payments that were taken, while a server works on the database.
pub fn paid(database: &Database) -> Result<u64> {
    with_house(database, |house| async move {
        Ok(house.database().read(|tx| count(tx, PAID)).await?)
    })
}

fn count_all(tx: &mut Tx<'_>) -> Result<Audit, StoreError> {
    let oversold = count(
        tx,
        "SELECT COUNT(*) AS n FROM occurrences WHERE manually_occupied + confirmed + held > capacity + additional",
    )?;
    // A recount finds both kinds of wrong occurrences.
    let wrong = occurrences::recount(tx)?.len() as u64;
    let bookings = count(
        tx,
        "SELECT COUNT(*) AS n FROM studio_bookings WHERE cancelled_at IS NULL",
    )?;
    let journeys = count(tx, "SELECT COUNT(*) AS n FROM travel_bookings")?;
    // Without bookings it would only read a long outbox.
    let mut incomplete = match bookings {
        0 => 0,
        _ => count(tx, INCOMPLETE)?,
    };
    let mut doubled = 0;
    if journeys > 0 {
        incomplete += count(tx, UNSETTLED)?;
        doubled = count(tx, DOUBLED)?;
    }
    Ok(Audit {
        reservations: count(tx, "SELECT COUNT(*) AS n FROM reservations")?,
        confirmed: count(
            tx,
            "SELECT COUNT(*) AS n FROM reservations WHERE status IN ('confirmed', 'checked_in')",
        )?,
        check_ins: count(
            tx,
            "SELECT COUNT(*) AS n FROM check_ins WHERE undone_at IS NULL",
        )?,
        bookings,
        journeys,
        movements: count(tx, "SELECT COUNT(*) AS n FROM stock_movements")?,
        paid: count(tx, PAID)?,
        doubled,
        incomplete,
        oversold,
        miscounted: wrong.saturating_sub(oversold) + wrong_stocks(tx)?,
    })
}

fn wrong_stocks(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let (mut wrong, mut after) = (0, Some(Uuid::nil()));
    while let Some(start) = after {
        let page = stocks::recount_page(tx, start)?;
        wrong += page.wrong.len() as u64;
        after = page.next;
    }
    Ok(wrong)
}

fn count(tx: &mut Tx<'_>, sql: &'static str) -> Result<u64, StoreError> {
    let counted = tx.query_one(sql, &[], |row| row.get::<i64>("n"))?;
    u64::try_from(counted.unwrap_or(0)).map_err(|_| StoreError::decode("n", "below zero"))
}
