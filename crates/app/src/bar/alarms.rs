//! Alarms: whoever manages the bar is told when a stock falls to its minimum, once for each time.

use foh_domain::{bar::Units, identity::Role};
use foh_store::{
    StoreError, Tx,
    outbox::{self, Entry},
    stock_movements::Movement,
    stocks::StockView,
    users,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::House;

/// More people than that are not told.
const MOST_TOLD: u32 = 50;

/// Who is told, and what of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StockAlarm {
    /// The account that is written to.
    pub(crate) manager_id: Uuid,
    /// What there was, in hundredths of a unit.
    pub(crate) units: i64,
    /// The minimum then, in hundredths of a unit.
    pub(crate) minimum: i64,
}

impl House {
    /// Writes an e-mail to everybody who manages the bar, or to the administrators where nobody does, for each of these stocks with the movement
    /// that made it low. Answers whether any waits.
    pub(super) fn write_alarms<'a>(
        &self,
        tx: &mut Tx<'_>,
        low: impl Iterator<Item = (&'a StockView, &'a Movement)>,
    ) -> Result<bool, StoreError> {
        let mut low = low.peekable();
        if low.peek().is_none() {
            return Ok(false);
        }
        let mut told = users::active_with_role(tx, Role::BarManager, MOST_TOLD)?;
        if told.is_empty() {
            told = users::active_with_role(tx, Role::Administrator, MOST_TOLD)?;
        }
        let mut entries: Vec<Entry> = Vec::new();
        for (view, movement) in low {
            let minimum = view.stock.alarm_minimum.map_or(0, Units::hundredths);
            for manager_id in &told {
                let alarm = StockAlarm {
                    manager_id: *manager_id,
                    units: movement.units.hundredths(),
                    minimum,
                };
                // Sealed here: who is told is known inside the transaction only, and run again it is another entry.
                let entry = self
                    .alarm_entry(view.id, alarm, movement.created_at)
                    .map_err(|error| StoreError::decode("outbox.payload", error.to_string()))?;
                entries.push(entry);
            }
        }
        outbox::insert(tx, &entries)?;
        Ok(!entries.is_empty())
    }
}
