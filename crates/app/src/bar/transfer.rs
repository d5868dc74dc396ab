//! What is brought from one location to another: less here and more there, in one transaction.

use foh_domain::bar::{Change, StockRefusal, Units, stock_id};
use foh_store::stocks::StockView;
use uuid::Uuid;

use super::ledger::{Hand, Ledger, Step, StockError};
use crate::{
    House, entropy,
    idempotency::{Once, Repeatable, again_when_taken},
    identity::Staff,
};

/// What is to be brought elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Transfer {
    /// From which stock.
    pub stock_id: Uuid,
    /// To which location.
    pub to_location_id: Uuid,
    /// How much.
    pub units: Units,
}

impl House {
    /// Brings some of a stock to another location, and answers what is left of it.
    ///
    /// # Errors
    /// See [`StockError`]; nothing was changed, unless the store says that it does not know.
    pub async fn transfer_stock(
        &self,
        transfer: Transfer,
        repeatable: Option<Repeatable<StockView>>,
        by: &Staff,
    ) -> Result<Once<StockView>, StockError> {
        if transfer.units == Units::NONE {
            return Err(StockError::fault("quantity", "Say how much."));
        }
        let (once, mail_waits) = again_when_taken(|| async {
            let (house, repeatable) = (self.clone(), repeatable.clone());
            let (by, held_to, now) = (by.id, by.held_to(), self.now());
            let witness = self.witness().await?.by(by);
            let Transfer {
                stock_id: from,
                to_location_id,
                units,
            } = transfer;
            self.db
                .write(from, move |tx| {
                    // Which beverage it is never changes, so that both can be locked in their order.
                    let known = foh_store::stocks::load(tx, &[from])?.pop();
                    let known = known.ok_or(StockError::Unknown)?;
                    let to = stock_id(known.beverage_id, to_location_id);
                    if to == from {
                        let message = "It is there already: choose another location.";
                        return Err(StockError::fault("to_location_id", message));
                    }
                    let mut ledger = Ledger::lock(tx, [from, to])?;
                    ledger.reach(from, held_to.as_ref())?;
                    match ledger.reach(to, held_to.as_ref()) {
                        Ok(there) if there.stock.kept => {}
                        Err(StockError::NotYours) => return Err(StockError::NotYours),
                        _ => {
                            let message = "This location does not have the beverage.";
                            return Err(StockError::fault("to_location_id", message));
                        }
                    }
                    if let Some(repeatable) = &repeatable
                        && let Some(given) = repeatable.find::<StockError>(&house, tx)?
                    {
                        return Ok((Once::Before(given), false));
                    }
                    let (out, into) = (entropy::id_beside(from, now), entropy::id_beside(to, now));
                    let hand = Hand {
                        by,
                        now,
                        witness: &witness,
                    };
                    let step = |stock_id, change, movement_id, other_id| Step {
                        stock_id,
                        change,
                        movement_id,
                        other_id: Some(other_id),
                        waste: None,
                    };
                    let receive = step(to, Change::Receive(units), into, out);
                    ledger
                        .change(tx, &hand, &receive)
                        .map_err(|error| match error {
                            StockError::Refused(StockRefusal::TooMuch) => {
                                StockError::fault("quantity", "There would be too much there.")
                            }
                            error => error,
                        })?;
                    let send = step(from, Change::Send(units), out, into);
                    let left = ledger.change(tx, &hand, &send)?.clone();
                    let mail_waits = ledger.write(&house, tx)?;
                    if let Some(repeatable) = &repeatable {
                        repeatable.keep::<StockError>(&house, tx, &left, (out, now))?;
                    }
                    Ok((Once::Now(left), mail_waits))
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
