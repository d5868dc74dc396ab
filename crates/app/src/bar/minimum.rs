//! At which level somebody is told: a location may have a minimum of its own.

use foh_domain::{audit::Action, bar::Units};
use foh_store::stocks::{self, StockView};
use uuid::Uuid;

use super::{ledger::StockError, reaches};
use crate::{House, identity::Staff};

impl House {
    /// Gives a stock an alarm minimum of its own, or leaves it to its beverage's. Nobody is told of what is low at that moment: whoever sets it
    /// sees it.
    ///
    /// # Errors
    /// See [`StockError`].
    pub async fn set_alarm_minimum(
        &self,
        stock_id: Uuid,
        alarm_minimum: Option<Units>,
        by: &Staff,
    ) -> Result<StockView, StockError> {
        let held_to = by.held_to();
        let witness = self.witness().await?.by(by.id);
        self.db
            .write(stock_id, move |tx| {
                let before = stocks::lock(tx, &[stock_id])?.pop();
                let before = before.ok_or(StockError::Unknown)?;
                if !reaches(held_to.as_ref(), before.location_id) {
                    return Err(StockError::NotYours);
                }
                stocks::set_minimum(tx, stock_id, alarm_minimum)?;
                if before.own_minimum != alarm_minimum {
                    let name = format!("{} at {}", before.beverage, before.location);
                    let (former, fresh) = (in_words(before.own_minimum), in_words(alarm_minimum));
                    let words = [
                        ("what", "stock".into()),
                        ("name", name.as_str().into()),
                        ("before", former.as_str().into()),
                        ("after", fresh.as_str().into()),
                    ];
                    witness.note(tx, Action::AlarmMinimumChanged, Some(stock_id), &words)?;
                }
                let after = stocks::load(tx, &[stock_id])?.pop();
                after.ok_or(StockError::Unknown)
            })
            .await
    }
}

fn in_words(minimum: Option<Units>) -> String {
    minimum.map_or_else(|| "that of the beverage".to_owned(), Units::plain)
}
