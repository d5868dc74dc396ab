//! Counters and sums, added up again.

use foh_store::{Database, StoreError, Tx, occurrences, recount::Recount, stocks};
use uuid::Uuid;

use super::report::Finding;

/// What is added up.
struct Sums {
    name: &'static str,
    page: fn(&mut Tx<'_>, Uuid) -> Result<Recount, StoreError>,
    /// What of, such as "The places of 3 performances", and what they do, or do not.
    whose: (&'static str, &'static str),
    fine: &'static str,
    wrong: &'static str,
    advice: &'static str,
}

const PLACES: Sums = Sums {
    name: "places",
    page: occurrences::recount_page,
    whose: ("The places of", "performances"),
    fine: "add up",
    wrong: "do not add up",
    advice: "close booking for them and report this; somebody may have written to the database by hand",
};

const STOCK: Sums = Sums {
    name: "stock",
    page: stocks::recount_page,
    whose: ("The levels of", "stocks of the bar"),
    fine: "are the sums of their movements",
    wrong: "are not the sums of their movements",
    advice: "count them and report this; somebody may have written to the database by hand",
};

/// Compares every counter of places with its reservations.
pub(super) async fn places(database: &Database) -> Finding {
    check(database, PLACES).await
}

/// Compares every stock of the bar with its movements.
pub(super) async fn stock(database: &Database) -> Finding {
    check(database, STOCK).await
}

/// Compares them, a page at a time.
async fn check(database: &Database, sums: Sums) -> Finding {
    let (mut wrong, mut looked_at, mut after) = (Vec::new(), 0, Some(Uuid::nil()));
    let (of, what) = sums.whose;
    while let Some(start) = after {
        let page = sums.page;
        match database.read(move |tx| page(tx, start)).await {
            Ok(page) => {
                looked_at += page.looked_at;
                wrong.extend(page.wrong);
                after = page.next;
            }
            Err(error) => {
                let what = format!("The {} cannot be counted: {error}.", sums.name);
                return Finding::fail(
                    sums.name,
                    what,
                    "run foh doctor again when the database is at rest",
                );
            }
        }
    }
    match wrong.as_slice() {
        [] => Finding::pass(sums.name, format!("{of} {looked_at} {what} {}.", sums.fine)),
        [first, ..] => Finding::fail(
            sums.name,
            format!(
                "{of} {} {what} {}, the first is {first}.",
                wrong.len(),
                sums.wrong
            ),
            sums.advice,
        ),
    }
}
