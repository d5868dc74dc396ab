//! Counting the whole database.

use foh_store::{StoreError, Tx, occurrences};

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
    /// Bookings without exactly one notification and the letters to their member and facilitator.
    pub incomplete: u64,
    /// Occurrences where confirmed, held and manually occupied places exceed capacity and additional places.
    pub oversold: u64,
    /// Occurrences whose counters differ from a recount of their reservations.
    pub miscounted: u64,
}

const INCOMPLETE: &str = "
    SELECT COUNT(*) AS n FROM studio_bookings b
    LEFT JOIN (SELECT booking_id, COUNT(*) AS told FROM notifications WHERE kind = 'booking' GROUP BY booking_id) t
           ON t.booking_id = b.id
    LEFT JOIN (SELECT subject_id, COUNT(*) AS written FROM outbox WHERE kind IN ('booked', 'booked_notice') GROUP BY subject_id) w
           ON w.subject_id = b.id
    WHERE b.cancelled_at IS NULL AND (COALESCE(t.told, 0) <> 1 OR COALESCE(w.written, 0) <> 2)";

/// Counts the whole database.
pub fn audit(database: &Database) -> Result<Audit> {
    with_house(database, |house| async move {
        Ok(house.database().read(count_all).await?)
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
    // Without bookings it would only read a long outbox.
    let incomplete = match bookings {
        0 => 0,
        _ => count(tx, INCOMPLETE)?,
    };
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
        incomplete,
        oversold,
        miscounted: wrong.saturating_sub(oversold),
    })
}

fn count(tx: &mut Tx<'_>, sql: &'static str) -> Result<u64, StoreError> {
    let counted = tx.query_one(sql, &[], |row| row.get::<i64>("n"))?;
    u64::try_from(counted.unwrap_or(0)).map_err(|_| StoreError::decode("n", "below zero"))
}
