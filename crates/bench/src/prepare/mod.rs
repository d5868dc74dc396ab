//! What must be in a database before a scenario, and what must be true of it afterwards.
//!
//! Everything is written straight through the store, in bulk, before the server starts: preparing 600,000
//! reservations over HTTP would take longer than measuring them.

mod audit;
mod bar;
mod bookings;
mod history;
mod house;
mod payable;
mod programme;
mod studio;
mod timetable;
mod work;

pub use audit::{Audit, audit, paid};
pub use bar::bar;
pub use bookings::{check_in_tokens, confirmation_tokens};
pub use history::history;
pub use payable::payable;
pub use programme::{door_token, programme};
pub use studio::{Person, Size, studio};
pub use timetable::{FARE, SEATS, timetable};
pub use work::{store_batch, store_single};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use foh_domain::payments::Reported;
    use foh_store::payments;

    use super::house::{parse, with_house};
    use super::*;
    use crate::database::{Database, Databases, Engine};
    use crate::load::{Plan, inside};

    fn on_both(test: impl Fn(&Database)) {
        for engine in [Engine::Sqlite, Engine::Postgres] {
            test(&Databases::new(engine).fresh());
        }
    }

    #[test]
    fn what_is_prepared_is_counted_right() {
        on_both(|database| {
            let programme = programme(database, 2, 1_000).unwrap();
            let [first, second] = programme.performances.as_slice() else {
                panic!("two performances");
            };
            assert_eq!(audit(database).unwrap(), Audit::default());
            let pending = confirmation_tokens(database, first, 30).unwrap();
            let tickets = check_in_tokens(database, second, 20).unwrap();
            assert_eq!((pending.len(), tickets.len()), (30, 20));
            assert!(door_token(database).unwrap().starts_with("foh_"));
            let expected = Audit {
                reservations: 50,
                confirmed: 20,
                ..Audit::default()
            };
            assert_eq!(audit(database).unwrap(), expected);
        });
    }

    #[test]
    fn a_studio_can_be_booked_as_often_as_it_says() {
        on_both(|database| {
            let size = Size {
                facilitators: 2,
                sessions: 3,
                members: 2,
            };
            let studio = studio(database, size).unwrap();
            assert_eq!((studio.facilitators.len(), studio.sessions.len()), (2, 3));
            let owners = [0, 1, 0].map(|owner: usize| studio.facilitators[owner].id);
            let [first, second] = studio.members.as_slice() else {
                panic!("two members");
            };
            with_house(database, |house| async move {
                for (session, owner) in studio.sessions.iter().zip(owners) {
                    let session = parse(session)?;
                    let seen = house.studio_session(session).await?.unwrap();
                    assert_eq!(seen.view.owner_id, owner);
                    for member in [first, second] {
                        let token = &member.access_token;
                        let who = house.who_has_bearer_token(token).await?.unwrap();
                        assert_eq!(who.id, member.id);
                        house.book_session(session, member.id, None).await?;
                    }
                    let full = house.book_session(session, owner, None).await;
                    assert!(full.is_err());
                }
                Ok(())
            })
            .unwrap();
            let expected = Audit {
                reservations: 6,
                confirmed: 6,
                bookings: 6,
                ..Audit::default()
            };
            assert_eq!(audit(database).unwrap(), expected);
        });
    }

    #[test]
    fn a_booking_that_nobody_is_told_of_is_found() {
        on_both(|database| {
            let size = Size {
                facilitators: 1,
                sessions: 1,
                members: 3,
            };
            let studio = studio(database, size).unwrap();
            let spoilt = [
                "DELETE FROM notifications WHERE booking_id = $1",
                "DELETE FROM outbox WHERE kind = 'booked' AND subject_id = $1",
                "UPDATE outbox SET kind = 'ticket' WHERE kind = 'booked_notice' AND subject_id = $1",
            ];
            with_house(database, |house| async move {
                let session = parse(&studio.sessions[0])?;
                for (member, statement) in studio.members.iter().zip(spoilt) {
                    let booked = house.book_session(session, member.id, None).await?;
                    let id = booked.booking_id;
                    let write = house.database().write(id, move |tx| {
                        tx.execute(statement, &[foh_store::Param::from(id)])
                    });
                    assert_eq!(write.await.map_err(crate::Failure::from)?, 1);
                }
                Ok(())
            })
            .unwrap();
            let audit = audit(database).unwrap();
            assert_eq!((audit.bookings, audit.incomplete), (3, 3));
        });
    }

    #[test]
    fn a_timetable_has_its_departures() {
        on_both(|database| {
            let departures = timetable(database, 70).unwrap();
            let different: BTreeSet<_> = departures.iter().collect();
            assert_eq!(different.len(), 70);
            with_house(database, |house| async move {
                for departure in departures {
                    let found = house.departure(parse(&departure)?).await?.unwrap();
                    assert_eq!(found.departure.places.available(), SEATS);
                }
                Ok(())
            })
            .unwrap();
        });
    }

    /// Prepares `count` payments and takes the first of them, one for each statement, which is then given the id of its booking.
    fn taken(database: &Database, count: usize, spoilt: &[&'static str]) -> Audit {
        let waiting = payable(database, count).unwrap();
        assert_eq!(waiting.len(), count);
        with_house(database, |house| async move {
            for (&charge, &statement) in waiting.iter().zip(spoilt) {
                let asked = house
                    .database()
                    .read(move |tx| payments::by_charge(tx, charge));
                let asked = asked.await.map_err(crate::Failure::from)?.unwrap();
                let (id, booking) = (asked.id, asked.reservation_id);
                house.apply_report(id, Reported::Completed(FARE)).await?;
                let write = house
                    .database()
                    .write(id, move |tx| tx.execute(statement, &[booking.into()]));
                write.await.map_err(crate::Failure::from)?;
            }
            Ok(())
        })
        .unwrap();
        audit(database).unwrap()
    }

    #[test]
    fn payments_that_wait_can_be_paid_once() {
        on_both(|database| {
            let nothing = "UPDATE reservations SET party_size = party_size WHERE id = $1";
            let expected = Audit {
                reservations: 48,
                confirmed: 45,
                journeys: 48,
                paid: 45,
                ..Audit::default()
            };
            assert_eq!(taken(database, 48, &[nothing; 45]), expected);
        });
    }

    #[test]
    fn a_payment_that_was_not_applied_whole_or_more_than_once_is_found() {
        const AGAIN: &str = "INSERT INTO outbox (id, channel, kind, subject_id, attempts, created_at)
            SELECT reservation_id, 'local', 'travel_ticket', reservation_id, 0, created_at FROM payments WHERE reservation_id = $1";
        const BACK: &str = "INSERT INTO refunds (id, payment_id, charge_id, amount, currency, status, cause, created_at, checks)
            SELECT id, id, charge_id, amount, currency, 'pending', 'paid_twice', created_at, 0 FROM payments WHERE reservation_id = $1";
        on_both(|database| {
            let spoilt = [
                "DELETE FROM outbox WHERE kind = 'travel_ticket' AND subject_id = $1",
                "UPDATE payments SET status = 'pending' WHERE reservation_id = $1",
                "UPDATE payments SET amount = amount - 1 WHERE reservation_id = $1",
                "UPDATE travel_bookings SET hold_until = created_at WHERE id = $1",
                AGAIN,
                BACK,
            ];
            let audit = taken(database, 7, &spoilt);
            assert_eq!((audit.paid, audit.incomplete, audit.doubled), (5, 5, 2));
        });
    }

    #[test]
    fn a_history_has_its_size_and_right_counters() {
        on_both(|database| {
            let programme = programme(database, 1, 10_000).unwrap();
            history(database, &programme.performances[0], 4_321).unwrap();
            let audit = audit(database).unwrap();
            assert_eq!(
                (audit.reservations, audit.oversold, audit.miscounted),
                (4_321, 0, 0)
            );
            assert!(audit.confirmed > 2_500);
        });
    }

    #[test]
    fn work_without_http_stores_what_it_says() {
        on_both(|database| {
            let programme = programme(database, 1, 10_000).unwrap();
            let plan = Plan {
                concurrency: 8,
                warm_up: Duration::ZERO,
                measured: Duration::from_millis(100),
            };
            let mut all = 0;
            for open in [store_single, store_batch] {
                let work = open(database, &programme.performances[0]).unwrap();
                let (tally, _) = inside::run(work, &plan).unwrap();
                assert_eq!((tally.broken, tally.first_problem), (0, None));
                all += tally.acknowledged;
            }
            assert_eq!(audit(database).unwrap().reservations, all);
        });
    }
}
