//! The counters of places, counted again.

use foh_store::{Database, occurrences};
use uuid::Uuid;

use super::report::Finding;

/// Compares every counter with its reservations, a page at a time.
pub(super) async fn check(database: &Database) -> Finding {
    let (mut wrong, mut looked_at, mut after) = (Vec::new(), 0, Some(Uuid::nil()));
    while let Some(start) = after {
        let page = database
            .read(move |tx| occurrences::recount_page(tx, start))
            .await;
        match page {
            Ok(page) => {
                looked_at += page.looked_at;
                wrong.extend(page.wrong);
                after = page.next;
            }
            Err(error) => {
                let what = format!("The places cannot be counted: {error}.");
                return Finding::fail(
                    "places",
                    what,
                    "run foh doctor again when the database is at rest",
                );
            }
        }
    }
    match wrong.as_slice() {
        [] => Finding::pass(
            "places",
            format!("The places of {looked_at} performances add up."),
        ),
        [first, ..] => Finding::fail(
            "places",
            format!(
                "The places of {} performances do not add up, the first is {first}.",
                wrong.len()
            ),
            "close booking for them and report this; somebody may have written to the database by hand",
        ),
    }
}
