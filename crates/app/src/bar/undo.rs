//! Undoing the last movement of a stock by a new one; of a transfer, at both ends.

use foh_domain::bar::UndoRefusal;
use foh_store::{
    StoreError, Tx,
    stock_movements::{self, Movement},
    stocks::StockView,
};
use uuid::Uuid;

use super::ledger::{Hand, Ledger, StockError};
use crate::{
    House, entropy,
    idempotency::{Once, Repeatable, again_when_taken},
    identity::Staff,
};

/// The last movement of a stock that can be undone, looked for from this number on downwards.
fn last(
    tx: &mut Tx<'_>,
    stock_id: Uuid,
    mut number: Option<i64>,
) -> Result<Option<Movement>, StoreError> {
    while let Some(at) = number {
        let Some(found) = stock_movements::numbered(tx, stock_id, at)? else {
            return Ok(None);
        };
        // Undone from the other end of a transfer.
        if !stock_movements::is_undone(tx, found.id)? {
            return Ok(Some(found));
        }
        number = found.previous;
    }
    Ok(None)
}

impl House {
    /// Undoes the last movement of a stock, if it is `movement_id` where that is given, and answers the stock as it is then.
    ///
    /// # Errors
    /// See [`StockError`]; nothing was changed, unless the store says that it does not know.
    pub async fn undo_stock(
        &self,
        stock_id: Uuid,
        movement_id: Option<Uuid>,
        repeatable: Option<Repeatable<StockView>>,
        by: &Staff,
    ) -> Result<Once<StockView>, StockError> {
        let (once, mail_waits) = again_when_taken(|| async {
            let (house, repeatable) = (self.clone(), repeatable.clone());
            let (by, held_to, now) = (by.id, by.held_to(), self.now());
            let witness = self.witness().await?.by(by);
            self.db
                .write(stock_id, move |tx| {
                    let ends = both_ends(tx, stock_id)?;
                    let mut ledger = Ledger::lock(tx, ends)?;
                    let stock = ledger.reach(stock_id, held_to.as_ref())?.stock;
                    if let Some(repeatable) = &repeatable
                        && let Some(given) = repeatable.find::<StockError>(&house, tx)?
                    {
                        return Ok((Once::Before(given), false));
                    }
                    let nothing = StockError::NotUndone(UndoRefusal::Nothing);
                    let undone = last(tx, stock_id, stock.undoable)?.ok_or(nothing)?;
                    if movement_id.is_some_and(|wanted| wanted != undone.id) {
                        return Err(StockError::NotUndone(UndoRefusal::NotTheLast));
                    }
                    let other = match undone.other_id {
                        Some(id) => stock_movements::get(tx, id)?,
                        None => None,
                    };
                    let (here, there) = (
                        entropy::id_beside(stock_id, now),
                        entropy::id_beside(stock_id, now),
                    );
                    let hand = Hand {
                        by,
                        now,
                        witness: &witness,
                    };
                    if let Some(other) = &other {
                        // Moved in between, it may be another than was locked at first.
                        ledger.lock_too(tx, other.stock_id)?;
                        ledger.reach(other.stock_id, held_to.as_ref())?;
                        ledger.undo(tx, &hand, other, (there, Some(here)), false)?;
                    }
                    let ids = (here, other.as_ref().map(|_| there));
                    let view = ledger.undo(tx, &hand, &undone, ids, true)?.clone();
                    let mail_waits = ledger.write(&house, tx)?;
                    if let Some(repeatable) = &repeatable {
                        repeatable.keep::<StockError>(&house, tx, &view, (here, now))?;
                    }
                    Ok((Once::Now(view), mail_waits))
                })
                .await
        })
        .await?;
        if mail_waits {
            self.mail_waits.notify_one();
        }
        Ok(once)
    }

    /// The last movement of a stock that can be undone, for whoever looks at it.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub async fn undoable_movement(
        &self,
        stock: &StockView,
    ) -> Result<Option<Movement>, StoreError> {
        let (id, number) = (stock.id, stock.stock.undoable);
        self.db.read(move |tx| last(tx, id, number)).await
    }
}

/// The stock, and the one at the other end if its last movement was a transfer: locked together in their order.
fn both_ends(tx: &mut Tx<'_>, stock_id: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let mut ids = vec![stock_id];
    let undoable = foh_store::stocks::load(tx, &[stock_id])?
        .pop()
        .and_then(|view| view.stock.undoable);
    let other = last(tx, stock_id, undoable)?.and_then(|movement| movement.other_id);
    if let Some(other) = other {
        ids.extend(stock_movements::get(tx, other)?.map(|movement| movement.stock_id));
    }
    Ok(ids)
}
