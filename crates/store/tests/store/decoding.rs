//! A stored value that the program does not know is an error that names its column, never a default.

use foh_domain::booking::ReservationStatus;
use foh_store::{
    StoreError, Tx, occurrences, outbox, performances, reservations, shows, tokens, users, venues,
};
use foh_testkit::{both_engines, engines::Engine};

use crate::letters::entry;
use crate::season::{House, PERFORMANCE, RESERVATION, SHOW, TOKEN, USER, VENUE, id};

/// What is stored wrongly, the column's name, and what reads it.
type Case = (
    &'static str,
    &'static str,
    fn(&mut Tx<'_>) -> Result<(), StoreError>,
);

const CASES: &[Case] = &[
    ("UPDATE tokens SET purpose = 'gift'", "purpose", |tx| {
        tokens::load(tx, &[TOKEN]).map(drop)
    }),
    ("UPDATE tokens SET hash = subject_bytes", "hash", |tx| {
        tokens::load(tx, &[TOKEN]).map(drop)
    }),
    ("UPDATE users SET role = 'king'", "role", |tx| {
        users::load(tx, &[USER]).map(drop)
    }),
    (
        "UPDATE reservations SET party_size = 21",
        "party_size",
        |tx| reservations::get(tx, RESERVATION).map(drop),
    ),
    (
        "UPDATE venues SET time_zone = 'Mars/Olympus'",
        "time_zone",
        |tx| venues::get(tx, VENUE).map(drop),
    ),
    (
        "UPDATE venues SET time_zone = 'Mars/Olympus'",
        "time_zone",
        |tx| performances::get(tx, PERFORMANCE).map(drop),
    ),
    ("UPDATE shows SET slug = 'Not A Slug'", "slug", |tx| {
        shows::get(tx, SHOW).map(drop)
    }),
    (
        "UPDATE shows SET duration_minutes = -5",
        "duration_minutes",
        |tx| shows::get(tx, SHOW).map(drop),
    ),
    (
        "UPDATE occurrences SET starts_at = 9223372036854775807",
        "starts_at",
        |tx| occurrences::lock(tx, &[PERFORMANCE]).map(drop),
    ),
    ("UPDATE outbox SET channel = 'pigeon'", "channel", |tx| {
        outbox::get(tx, id(1)).map(drop)
    }),
];

both_engines! {
    async fn foreign_values_are_errors_that_name_the_column(engine: Engine) {
        for (sql, column, read) in CASES {
            let house = House::new(engine).await;
            let sql = match engine {
                Engine::Sqlite => sql.replace("subject_bytes", "X'0102'"),
                Engine::Postgres => sql.replace("subject_bytes", "'\\x0102'"),
            };
            // Statements of the store are static; a test has few enough of them to leak.
            let sql: &'static str = Box::leak(sql.into_boxed_str());
            let spoilt = house.write(move |tx| {
                outbox::insert(tx, [&entry(id(1))])?;
                tx.execute(sql, &[])
            });
            assert_eq!(spoilt.await, Ok(1), "{sql}");
            let error = house.write(read).await.unwrap_err();
            assert!(matches!(&error, StoreError::Decode { column: named, .. } if named == column), "{sql}: {error:?}");
        }
    }

    /// No row is skipped because it cannot be read.
    async fn one_foreign_row_fails_the_whole_page(engine: Engine) {
        let house = House::new(engine).await;
        house.write(|tx| {
            reservations::insert(tx, [&crate::season::reservation(id(51), PERFORMANCE, 1)])?;
            tx.execute("UPDATE reservations SET party_size = 21 WHERE party_size = 2", &[])
        }).await.unwrap();
        let page = house.write(|tx| {
            let filter = reservations::Filter {
                occurrence_id: Some(PERFORMANCE),
                status: Some(ReservationStatus::Pending),
                email_lookups: &[],
                before: uuid::Uuid::max(),
            };
            reservations::page(tx, &filter, 10).map(|rows| rows.len())
        });
        assert!(matches!(page.await, Err(StoreError::Decode { .. })));
    }
}
