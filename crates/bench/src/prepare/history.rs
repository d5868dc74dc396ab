//! Years of reservations.

use foh_app::{House, entropy};
use foh_domain::booking::Places;
use foh_domain::id;
use foh_domain::token::Purpose;
use foh_store::occurrences::{self, Occurrence};
use foh_store::performances::{self, Detail};
use foh_store::{Param, StoreError, Tx};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::bookings::{AT_ONCE, Chunk, Maker};
use super::house::{parse, with_house};
use crate::database::Database;
use crate::report::say;
use crate::{Failure, Result};

/// Past performances that the history is spread over, beside the given one.
const PERFORMANCES: usize = 200;

/// Days of history.
const DAYS: i32 = 365;

/// The given performance has so many times the reservations of a past one: it is the hot one of its year.
const SHARES_OF_THE_GIVEN: usize = 10;

/// Sizes of the parties that reserve, one after the other.
const PARTIES: [i64; 5] = [1, 2, 2, 3, 4];

/// Places of a past performance, more than its history takes.
const PLACES: u32 = 1_000_000;

/// Adds `count` reservations of all statuses, spread over performances of the past year and the given one,
/// with their tokens and the e-mails that were sent about them.
pub fn history(database: &Database, performance: &str, count: usize) -> Result<()> {
    let given = parse(performance)?;
    say(&format!("history: writing {count} reservations …"));
    with_house(database, |house| async move {
        let maker = Maker::new()?;
        let of_each = count / (PERFORMANCES + SHARES_OF_THE_GIVEN);
        let begin = house.now() - SignedDuration::from_hours(i64::from(DAYS) * 24);
        let step =
            SignedDuration::from_hours(i64::from(DAYS) * 24) / i32::try_from(PERFORMANCES + 1)?;
        let mut from = begin;
        for _ in 0..PERFORMANCES {
            let until = from + step;
            let past = past_performance(&house, given, from, until).await?;
            reservations(&house, &maker, past, of_each, from, until).await?;
            from = until;
        }
        // What remains of the count, in the last step before now, for the given performance.
        let rest = count - of_each * PERFORMANCES;
        reservations(&house, &maker, given, rest, from, house.now()).await?;
        house.database().write(given, settle).await?;
        Ok(())
    })
}

/// A performance of the same show in the same room that began at `until`.
async fn past_performance(
    house: &House,
    like: Uuid,
    from: Timestamp,
    until: Timestamp,
) -> Result<Uuid> {
    let id = entropy::new_id(from);
    house
        .database()
        .write(id, move |tx| {
            let like = performances::get(tx, like)?
                .ok_or_else(|| StoreError::decode("id", "no such performance"))?;
            let occurrence = Occurrence {
                starts_at: until,
                places: Places {
                    capacity: PLACES,
                    additional: 0,
                    manually_occupied: 0,
                    confirmed: 0,
                    held: 0,
                },
            };
            occurrences::insert(tx, id, "performance", &occurrence)?;
            let detail = Detail {
                show_id: like.show_id,
                room_id: like.room_id,
                doors_open_at: None,
                booking_open: false,
            };
            performances::insert(tx, id, &detail)
        })
        .await
        .map_err(Failure::from)?;
    Ok(id)
}

/// Reservations of `occurrence` in the order of time, five of eight confirmed.
async fn reservations(
    house: &House,
    maker: &Maker,
    occurrence: Uuid,
    count: usize,
    from: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let gap = until.duration_since(from) / i32::try_from(count.max(1))?;
    let mut at = from;
    let mut made = 0;
    while made < count {
        let mut chunk = Chunk::default();
        let end = count.min(made + AT_ONCE);
        for number in made..end {
            let id = chunk.reserve(maker, occurrence, PARTIES[number % PARTIES.len()], at)?;
            chunk.token(Purpose::Confirmation, id, at);
            chunk.token(Purpose::Cancellation, id, at);
            chunk.sent("confirmation", id, at);
            if number % 8 < 5 {
                chunk.confirmed.push(id);
                chunk.token(Purpose::CheckIn, id, at);
                chunk.token(Purpose::Cancellation, id, at);
                chunk.sent("ticket", id, at);
            }
            at += gap;
        }
        made = end;
        chunk.store(house, occurrence).await?;
    }
    house
        .database()
        .write(occurrence, move |tx| live(tx, id::first_at(from)))
        .await
        .map_err(Failure::from)
}

/// What time did to everything since `first`. The size of a party decides its fate: it has nothing to do with
/// whether it was confirmed.
fn live(tx: &mut Tx<'_>, first: Uuid) -> Result<(), StoreError> {
    for statement in [
        "UPDATE reservations SET status = 'checked_in', checked_in = party_size, checked_in_at = created_at
         WHERE id >= $1 AND status = 'confirmed' AND party_size > 1",
        "UPDATE reservations SET status = 'expired' WHERE id >= $1 AND status = 'pending' AND party_size = 2",
        "UPDATE reservations SET status = 'cancelled', cancelled_at = created_at
         WHERE id >= $1 AND status = 'pending' AND party_size > 2",
        "UPDATE outbox SET delivered_at = created_at WHERE id >= $1 AND next_attempt_at IS NULL",
    ] {
        tx.execute(statement, &[Param::from(first)])?;
    }
    Ok(())
}

/// Lets the engine know what it holds, as an installation of that age would.
fn settle(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    tx.execute("ANALYZE", &[]).map(|_| ())
}
