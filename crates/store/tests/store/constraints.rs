//! Every constraint refuses wrong code, and is reported with its name on both engines.

use std::collections::BTreeSet;

use foh_domain::booking::{Places, ReservationStatus};
use foh_domain::theatre::Room;
use foh_store::{
    StoreError, Tx,
    check_ins::{self, CheckIn},
    occurrences, outbox, performances, rate_limits,
    reservations::{self, Standing},
    rooms, shows, tokens, users, venues,
};
use foh_testkit::{both_engines, engines::Engine};

use crate::constraint_rows::ROWS;
use crate::letters::entry;
use crate::season::{
    House, PERFORMANCE, RESERVATION, ROOM, SHOW, TOKEN, USER, VENUE, at, detail, id, occurrence,
    places, reservation, show, token, user, venue,
};
use crate::{bar_rows, payment_rows, studio_rows, travel_rows};

type Case = (&'static str, fn(&mut Tx<'_>) -> Result<(), StoreError>);

/// The constraint and what it refuses.
const CASES: &[Case] = &[
    ("users_id_key", |tx| {
        users::insert(tx, &user(USER), &[7; 32], at(0))
    }),
    ("users_email_lookup_key", |tx| {
        users::insert(tx, &user(id(1)), &[6; 32], at(0))
    }),
    ("tokens_id_key", |tx| tokens::insert(tx, [&token(TOKEN)])),
    ("venues_id_key", |tx| {
        venues::insert(tx, VENUE, &venue("Another"))
    }),
    ("rooms_id_key", |tx| {
        rooms::insert(tx, ROOM, &room("Another"))
    }),
    ("rooms_venue_id_name_key", |tx| {
        rooms::insert(tx, id(1), &room("Great Hall"))
    }),
    ("rooms_venue_id_name_key", |tx| {
        rooms::insert(tx, id(1), &room("Studio"))?;
        rooms::update(tx, id(1), &room("Great Hall"))
    }),
    ("rooms_capacity", |tx| {
        run(tx, "UPDATE rooms SET capacity = -1")
    }),
    ("foreign_key", |tx| {
        rooms::insert(tx, id(1), &Room::parse(id(1), "Nowhere", 1).unwrap())
    }),
    ("shows_id_key", |tx| {
        shows::insert(tx, SHOW, &show("Another", "another", true))
    }),
    ("shows_slug_key", |tx| {
        shows::insert(tx, id(1), &show("Another", "the-tempest", true))
    }),
    ("occurrences_id_key", |tx| {
        occurrences::insert(tx, PERFORMANCE, "performance", &occurrence(1, 0))
    }),
    ("occurrences_places", |tx| {
        occurrences::insert(tx, id(1), "performance", &occurrence(3, 4))
    }),
    ("occurrences_places", |tx| {
        occurrences::set_confirmed(tx, [(PERFORMANCE, 11)])
    }),
    ("occurrences_places", |tx| {
        occurrences::update(tx, PERFORMANCE, &occurrence(3, 0))
    }),
    ("occurrences_places", |tx| {
        occurrences::set_room_capacity(tx, ROOM, 3, at(0))
    }),
    ("occurrences_places", |tx| occupied(tx, 7)),
    ("occurrences_places", |tx| {
        run(tx, "UPDATE occurrences SET held = 7")
    }),
    ("occurrences_places", |tx| {
        run(tx, "UPDATE occurrences SET confirmed = -1")
    }),
    ("occurrences_places", |tx| {
        run(tx, "UPDATE occurrences SET held = -1")
    }),
    ("occurrences_places", |tx| {
        run(tx, "UPDATE occurrences SET manually_occupied = -1")
    }),
    ("occurrences_places", |tx| {
        run(tx, "UPDATE occurrences SET additional = -1")
    }),
    ("occurrences_places", |tx| {
        run(
            tx,
            "UPDATE occurrences SET capacity = -1, confirmed = 0, additional = 9",
        )
    }),
    ("performances_id_key", |tx| {
        performances::insert(tx, PERFORMANCE, &detail(SHOW, ROOM))
    }),
    ("foreign_key", |tx| {
        performances::insert(tx, id(1), &detail(SHOW, ROOM))
    }),
    ("foreign_key", |tx| {
        performances::update(tx, PERFORMANCE, &detail(id(1), ROOM))
    }),
    ("foreign_key", |tx| {
        performances::update(tx, PERFORMANCE, &detail(SHOW, id(1)))
    }),
    ("reservations_id_key", |tx| {
        reservations::insert(tx, [&reservation(RESERVATION, PERFORMANCE, 1)])
    }),
    ("foreign_key", |tx| {
        reservations::insert(tx, [&reservation(id(1), id(1), 1)])
    }),
    ("reservations_status", |tx| {
        run(tx, "UPDATE reservations SET status = 'lost'")
    }),
    ("reservations_party_size", |tx| {
        run(tx, "UPDATE reservations SET party_size = 0")
    }),
    ("reservations_checked_in", |tx| inside(tx, 3)),
    ("reservations_checked_in", |tx| {
        run(tx, "UPDATE reservations SET checked_in = -1")
    }),
    ("check_ins_id_key", |tx| {
        check_ins::insert(tx, &[check_in(), check_in()])
    }),
    ("check_ins_admitted", |tx| {
        check_ins::insert(
            tx,
            &[CheckIn {
                admitted: 0,
                ..check_in()
            }],
        )
    }),
    ("foreign_key", |tx| {
        check_ins::insert(
            tx,
            &[CheckIn {
                user_id: id(1),
                ..check_in()
            }],
        )
    }),
    ("foreign_key", |tx| {
        check_ins::insert(
            tx,
            &[CheckIn {
                reservation_id: id(1),
                ..check_in()
            }],
        )
    }),
    ("outbox_id_key", |tx| {
        outbox::insert(tx, [&entry(id(1)), &entry(id(1))])
    }),
    ("rate_limits_id_key", |tx| {
        rate_limits::save(tx, &[(id(1), at(0))])?;
        run(
            tx,
            "INSERT INTO rate_limits (id, next_at) SELECT id, 0 FROM rate_limits",
        )
    }),
    ("jobs_name_key", |tx| {
        foh_store::jobs::advance(tx, "sweep", id(1))?;
        run(
            tx,
            "INSERT INTO jobs (name, watermark) SELECT name, watermark FROM jobs",
        )
    }),
    ("not_null", |tx| run(tx, "UPDATE users SET role = NULL")),
    ("not_null", |tx| {
        run(
            tx,
            "INSERT INTO venues (id, name, address) SELECT id, name, address FROM venues",
        )
    }),
];

fn run(tx: &mut Tx<'_>, sql: &'static str) -> Result<(), StoreError> {
    tx.execute(sql, &[]).map(|_| ())
}

/// Runs statements of which only the last one may be refused.
fn run_all(tx: &mut Tx<'_>, statements: &[&'static str]) -> Result<(), StoreError> {
    let (last, first) = statements.split_last().unwrap();
    for sql in first {
        run(tx, sql).unwrap();
    }
    run(tx, last)
}

fn room(name: &str) -> Room {
    Room::parse(VENUE, name, 10).unwrap()
}

fn occupied(tx: &mut Tx<'_>, manually_occupied: u32) -> Result<(), StoreError> {
    let mut hall = occurrence(10, 4);
    hall.places = Places {
        manually_occupied,
        ..places(10, 4)
    };
    occurrences::update(tx, PERFORMANCE, &hall)
}

fn inside(tx: &mut Tx<'_>, checked_in: u32) -> Result<(), StoreError> {
    let standing = Standing {
        id: RESERVATION,
        status: ReservationStatus::CheckedIn,
        checked_in,
        checked_in_at: Some(at(0)),
    };
    reservations::admit(tx, [standing])
}

fn check_in() -> CheckIn {
    CheckIn {
        id: id(1),
        reservation_id: RESERVATION,
        user_id: USER,
        admitted: 1,
        created_at: at(0),
    }
}

/// The rows of all tables that are tried by statements.
fn all_rows() -> impl Iterator<Item = &'static (&'static str, &'static [&'static str])> {
    let desks = studio_rows::ROWS.iter().chain(travel_rows::ROWS);
    let money = payment_rows::ROWS.iter().chain(bar_rows::ROWS);
    ROWS.iter().chain(desks).chain(money)
}

both_engines! {
    async fn every_constraint_is_reported_by_its_name(engine: Engine) {
        let house = House::new(engine).await;
        for (number, (name, case)) in CASES.iter().enumerate() {
            let refused = house.write(case).await;
            assert_eq!(refused, Err(StoreError::Constraint((*name).to_owned())), "case {number}");
        }
        for (name, statements) in all_rows() {
            let statements = *statements;
            let refused = house.write(move |tx| run_all(tx, statements)).await;
            assert_eq!(refused, Err(StoreError::Constraint((*name).to_owned())), "{statements:?}");
        }
    }

    /// The same as pieces of one group, where each must be undone by itself.
    async fn constraints_refuse_within_a_group(engine: Engine) {
        let house = House::new(engine).await;
        let pieces: Vec<_> = CASES
            .iter()
            .map(|(name, case)| {
                let db = house.db.clone();
                (name, crate::ground::queued(async move { db.write(crate::ground::LANE, case).await }))
            })
            .collect();
        for (name, piece) in pieces {
            assert_eq!(piece.await.unwrap(), Err(StoreError::Constraint((*name).to_owned())));
        }
        let kept = house.read(|tx| performances::get(tx, PERFORMANCE)).await.unwrap();
        assert_eq!(kept.places, places(10, 4));
    }

    /// One place too many in a bulk statement stores none of its rows.
    async fn overselling_one_performance_changes_no_other(engine: Engine) {
        let house = House::new(engine).await;
        let refused = house
            .write(|tx| {
                occurrences::insert(tx, id(1), "performance", &occurrence(10, 0))?;
                occurrences::set_confirmed(tx, [(id(1), 10), (PERFORMANCE, 11)])
            })
            .await
            .unwrap_err();
        assert!(refused.is_constraint("occurrences_places"), "{refused:?}");
        let halls = house.write(|tx| occurrences::lock(tx, &[PERFORMANCE, id(1)])).await.unwrap();
        assert_eq!(halls.len(), 1);
        assert_eq!(halls[&PERFORMANCE].places.confirmed, 4);
        house.write(|tx| occurrences::set_confirmed(tx, [(PERFORMANCE, 10)])).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_constraint_is_without_a_case() {
    let house = House::new(Engine::Postgres).await;
    let named: Vec<String> = house
        .read(|tx| {
            tx.query(
                "SELECT CAST(conname AS TEXT) AS name FROM pg_constraint
                 WHERE contype IN ('c', 'p', 'u') AND connamespace = 'public'::regnamespace
                   AND conrelid <> 'refinery_schema_history'::regclass",
                &[],
                |row| row.get("name"),
            )
        })
        .await;
    let rows = all_rows().map(|(name, _)| *name);
    let covered: BTreeSet<&str> = CASES.iter().map(|(name, _)| *name).chain(rows).collect();
    let missing: Vec<_> = named
        .iter()
        .filter(|name| !covered.contains(name.as_str()))
        .collect();
    assert!(missing.is_empty() && !named.is_empty(), "{missing:?}");
}
