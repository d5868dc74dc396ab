//! Counting: what a location has is written down as it is now, after what was counted has been set right.

use std::collections::BTreeMap;

use foh_domain::bar::{Change, Tally, Units};
use foh_store::{
    StoreError, bar_locations,
    stock_counts::{self, Count, CountLine},
    stocks::{self, StockView},
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    by_name,
    ledger::{Hand, Ledger, Step, StockError},
    reaches,
};
use crate::{
    House, entropy,
    idempotency::{Once, Repeatable, again_when_taken},
    identity::Staff,
};

/// Two counts of a location are at least so far apart: ids are in the order of their milliseconds.
const APART: SignedDuration = SignedDuration::from_millis(1);

/// A count to be saved.
#[derive(Debug, Clone, Default)]
pub struct CountRequest {
    /// What was counted, by stock; of all others what is written down holds.
    pub counted: BTreeMap<Uuid, Units>,
}

/// A count that was saved.
#[derive(Debug, Clone)]
pub struct SavedCount {
    /// The count.
    pub count: Count,
    /// Its lines, by name.
    pub lines: Vec<CountLine>,
    /// How many beverages there were more or less of than was written down.
    pub corrected: usize,
}

impl House {
    /// Saves a count of a location.
    ///
    /// # Errors
    /// See [`StockError`]; nothing was changed, unless the store says that it does not know.
    pub async fn save_count(
        &self,
        location_id: Uuid,
        request: CountRequest,
        repeatable: Option<Repeatable<SavedCount>>,
        by: &Staff,
    ) -> Result<Once<SavedCount>, StockError> {
        if !reaches(by.held_to().as_ref(), location_id) {
            return Err(StockError::NotYours);
        }
        let (once, mail_waits) = again_when_taken(|| async {
            let (house, repeatable, request) = (self.clone(), repeatable.clone(), request.clone());
            let (by, began) = (by.id, self.now());
            let witness = self.witness().await?.by(by);
            self.db
                .write(location_id, move |tx| {
                    let location =
                        bar_locations::lock(tx, location_id)?.ok_or(StockError::Unknown)?;
                    if let Some(repeatable) = &repeatable
                        && let Some(given) = repeatable.find::<StockError>(&house, tx)?
                    {
                        return Ok((Once::Before(given), false));
                    }
                    // One after the other: their ids and moments are in the order they were taken in, whoever waited for whom.
                    let last = stock_counts::page(tx, location_id, Uuid::max(), 1)?.pop();
                    let now = last.map_or(began, |last| began.max(last.created_at + APART));
                    let count_id = entropy::id_beside(location_id, now);
                    let mut ledger = Ledger::of(stocks::lock_kept(tx, location_id)?);
                    let hand = Hand {
                        by,
                        now,
                        witness: &witness,
                    };
                    let mut corrected = 0;
                    for (stock_id, units) in &request.counted {
                        let there = ledger.reach(*stock_id, None).map_err(|_| {
                            StockError::fault(
                                "counted",
                                "This location does not have one of these.",
                            )
                        })?;
                        if there.stock.units == *units {
                            continue;
                        }
                        let step = Step {
                            stock_id: *stock_id,
                            change: Change::Count(*units),
                            movement_id: entropy::id_beside(*stock_id, now),
                            other_id: None,
                            waste: None,
                        };
                        ledger.change(tx, &hand, &step)?;
                        corrected += 1;
                    }
                    let mut lines: Vec<CountLine> = ledger
                        .stocks()
                        .map(|view| count_line(count_id, view))
                        .collect();
                    if lines.is_empty() {
                        return Err(StockError::NothingToCount);
                    }
                    by_name(&mut lines, |line| &line.name);
                    let mail_waits = ledger.write(&house, tx)?;
                    let count = Count {
                        id: count_id,
                        location_id,
                        user_id: by,
                        created_at: now,
                    };
                    stock_counts::insert(tx, &count, &lines)?;
                    note_count(&witness, tx, (location_id, &location.name), &lines)?;
                    let saved = SavedCount {
                        count,
                        lines,
                        corrected,
                    };
                    if let Some(repeatable) = &repeatable {
                        repeatable.keep::<StockError>(&house, tx, &saved, (count_id, now))?;
                    }
                    Ok((Once::Now(saved), mail_waits))
                })
                .await
        })
        .await?;
        if mail_waits {
            self.mail_waits.notify_one();
        }
        Ok(once)
    }
}

fn note_count(
    witness: &crate::audit::Witness,
    tx: &mut foh_store::Tx<'_>,
    (location_id, name): (Uuid, &str),
    lines: &[CountLine],
) -> Result<(), StoreError> {
    let rows = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    witness.note(
        tx,
        foh_domain::audit::Action::StockCounted,
        Some(location_id),
        &[("name", name.into()), ("rows", rows.into())],
    )
}

/// What a count says of a stock as it stands.
pub(crate) fn count_line(count_id: Uuid, view: &StockView) -> CountLine {
    CountLine {
        count_id,
        stock_id: view.id,
        name: view.beverage.clone(),
        unit_type: view.unit_type.clone(),
        items: view.items,
        item_volume: view.item_volume,
        tally: Tally {
            units: view.stock.units,
            received: view.stock.received,
            wasted: view.stock.wasted,
        },
        alarm_minimum: view.stock.alarm_minimum,
    }
}
