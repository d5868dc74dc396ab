//! What must be in a database before a scenario, and what must be true of it afterwards.
//!
//! Everything is written straight through the store, in bulk, before the server starts: preparing 600,000
//! reservations over HTTP would take longer than measuring them.

mod audit;
mod bookings;
mod history;
mod house;
mod programme;
mod work;

pub use audit::{Audit, audit};
pub use bookings::{check_in_tokens, confirmation_tokens};
pub use history::history;
pub use programme::{door_token, programme};
pub use work::{store_batch, store_single};

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::database::{Databases, Engine};
    use crate::load::{Plan, inside};

    fn on_both(test: impl Fn(&crate::database::Database)) {
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
