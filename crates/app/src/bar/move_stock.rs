//! Taps and whatever else changes one stock: all that wait for a lane are done together.

use std::collections::HashMap;

use foh_domain::bar::{Change, WasteReason};
use foh_store::{Command, StoreError, Tx, idempotent_answers, stocks::StockView};
use jiff::Timestamp;
use uuid::Uuid;

use super::ledger::{Hand, Ledger, Step, StockError};
use crate::{
    House,
    audit::Witness,
    entropy,
    idempotency::{Once, Repeatable, again_when_taken},
    identity::Staff,
    theatre::distinct,
};

/// Why something is thrown away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waste {
    /// The reason.
    pub reason: WasteReason,
    /// What was noted; at most 200 characters of one line.
    pub note: Option<String>,
}

/// A change that somebody asks for.
#[derive(Debug, Clone)]
pub struct StockMove {
    /// Of which stock.
    pub stock_id: Uuid,
    /// What.
    pub change: Change,
    /// Why, of what is thrown away.
    pub waste: Option<Waste>,
}

/// One change, with everything that no transaction may make.
struct Move {
    house: House,
    asked: StockMove,
    repeatable: Option<Repeatable<StockView>>,
    movement_id: Uuid,
    by: Uuid,
    held_to: Option<Vec<Uuid>>,
    now: Timestamp,
    witness: Witness,
}

/// What became of a change.
struct Made {
    once: Once<StockView>,
    mail_waits: bool,
}

impl Command for Move {
    type Reply = Made;
    type Error = StockError;

    fn run(tx: &mut Tx<'_>, batch: &[&Self]) -> Result<Vec<Result<Made, StockError>>, StoreError> {
        let mut ledger = Ledger::lock(tx, batch.iter().map(|one| one.asked.stock_id))?;
        // Read after the lock: whoever repeats a tap had to wait for its first.
        let repeated = batch.iter().filter_map(|one| one.repeatable.as_ref());
        let keys = distinct(repeated.clone().flat_map(|one| one.ids().to_vec()));
        let mut answers = idempotent_answers::load(tx, &keys)?;
        let outlived = distinct(repeated.flat_map(|one| one.outlived(&answers)));
        if !outlived.is_empty() {
            idempotent_answers::remove(tx, &outlived)?;
            answers.retain(|id, _| !outlived.contains(id));
        }
        let mut fresh = Vec::new();
        let mut results = Vec::with_capacity(batch.len());
        for one in batch {
            let made = one.make(tx, &mut ledger, &mut answers, &mut fresh);
            results.push(made.map(|once| Made {
                once,
                mail_waits: false,
            }));
        }
        let Some(house) = batch.first().map(|one| &one.house) else {
            return Ok(results);
        };
        idempotent_answers::insert(tx, &fresh)?;
        if ledger.write(house, tx)? {
            for made in results.iter_mut().flatten() {
                made.mail_waits = true;
            }
        }
        Ok(results)
    }
}

type Answers = HashMap<Uuid, idempotent_answers::StoredAnswer<crate::idempotency::GivenAnswer>>;

impl Move {
    fn make(
        &self,
        tx: &mut Tx<'_>,
        ledger: &mut Ledger,
        answers: &mut Answers,
        fresh: &mut Vec<idempotent_answers::StoredAnswer<crate::idempotency::GivenAnswer>>,
    ) -> Result<Once<StockView>, StockError> {
        ledger.reach(self.asked.stock_id, self.held_to.as_ref())?;
        if let Some(repeatable) = &self.repeatable
            && let Some(given) = repeatable.before(&self.house, answers)?
        {
            return Ok(Once::Before(given));
        }
        let waste = self.asked.waste.as_ref();
        let step = Step {
            stock_id: self.asked.stock_id,
            change: self.asked.change,
            movement_id: self.movement_id,
            other_id: None,
            waste: waste.map(|waste| (waste.reason, waste.note.as_deref())),
        };
        let hand = Hand {
            by: self.by,
            now: self.now,
            witness: &self.witness,
        };
        let view = ledger.change(tx, &hand, &step)?.clone();
        if let Some(repeatable) = &self.repeatable {
            let made_now = (self.movement_id, self.now);
            let (_, stored) = repeatable.answer(&self.house, &view, made_now)?;
            answers.insert(stored.id, stored.clone());
            fresh.push(stored);
        }
        Ok(Once::Now(view))
    }
}

impl House {
    /// Changes a stock. A repeated request is answered as the first was, and nothing else happens.
    ///
    /// # Errors
    /// See [`StockError`]; nothing was changed, unless the store says that it does not know.
    pub async fn move_stock(
        &self,
        asked: StockMove,
        repeatable: Option<Repeatable<StockView>>,
        by: &Staff,
    ) -> Result<Once<StockView>, StockError> {
        let lane = asked.stock_id;
        let made = again_when_taken(|| async {
            let now = self.now();
            let one = Move {
                house: self.clone(),
                asked: asked.clone(),
                repeatable: repeatable.clone(),
                movement_id: entropy::id_beside(lane, now),
                by: by.id,
                held_to: by.held_to(),
                now,
                witness: self.witness().await?.by(by.id),
            };
            self.db.command(lane, one).await
        })
        .await?;
        if made.mail_waits {
            self.mail_waits.notify_one();
        }
        Ok(made.once)
    }
}
