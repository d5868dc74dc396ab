//! Two months of a bar: what was used, what came, and a count every other day.

use foh_domain::bar::{Adjustment, Change, Units, WasteReason, decide_move};
use foh_store::{
    StoreError, Tx,
    stock_counts::{self, Count, CountLine},
    stock_movements::{self, Movement},
    stocks::{self, StockView},
};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::super::DemoError;
use crate::{House, bar::count_line, entropy};

/// Counts of a location.
const COUNTS: u32 = 30;
/// Days from one to the next.
const EVERY: u32 = 2;

/// How a stock is used.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub(super) stock_id: Uuid,
    /// In hundredths of a unit, on an ordinary day.
    pub(super) used_per_day: i64,
    /// Under it there is a delivery.
    pub(super) minimum: Units,
}

/// What is written of a location in one transaction.
struct Past {
    by: Uuid,
    movements: Vec<Movement>,
    counts: Vec<(Count, Vec<CountLine>)>,
}

impl House {
    /// Writes the past of a location: of so many movements and counts as there would be by now.
    pub(super) async fn bar_history(
        &self,
        location_id: Uuid,
        habits: Vec<Habit>,
        by: Uuid,
    ) -> Result<(), DemoError> {
        let now = self.now();
        self.db
            .write(location_id, move |tx| {
                let mut past = Past {
                    by,
                    movements: Vec::new(),
                    counts: Vec::new(),
                };
                let mut views = stocks::lock_kept(tx, location_id)?;
                let days = COUNTS * EVERY;
                for day in 0..days {
                    let back =
                        SignedDuration::from_hours(24) * i32::try_from(days - day).unwrap_or(0);
                    let evening = now - back + SignedDuration::from_hours(12);
                    for view in &mut views {
                        let habit = habits.iter().find(|habit| habit.stock_id == view.id);
                        if let Some(habit) = habit {
                            past.live(view, *habit, day, evening)?;
                        }
                    }
                    if day % EVERY == EVERY - 1 {
                        past.count(location_id, &views, evening + SignedDuration::from_mins(30));
                    }
                }
                past.write(tx, &views)
            })
            .await?;
        Ok(())
    }
}

impl Past {
    /// A day of a stock.
    fn live(
        &mut self,
        view: &mut StockView,
        habit: Habit,
        day: u32,
        evening: Timestamp,
    ) -> Result<(), StoreError> {
        let luck = chance(view.id, day);
        // Two evenings of the week are full, and no two are the same.
        let busy = if matches!(day % 7, 4 | 5) { 2 } else { 1 };
        let used = habit.used_per_day * busy * (70 + luck % 60) / 100;
        let stock = view.stock.units.hundredths();
        let least = habit.minimum.hundredths();
        let enough = least + habit.used_per_day * 3;
        // What is to be low today was forgotten to be ordered in the last week.
        let forgotten = day + 7 > COUNTS * EVERY && chance(view.id, 999) % 5 == 0;
        if day == 0 || (stock < enough && !forgotten) {
            let wanted = (enough + habit.used_per_day * 8 - stock).max(100);
            // Whole units arrive.
            self.change(
                view,
                Change::Deliver,
                (wanted + 99) / 100 * 100,
                evening - SignedDuration::from_hours(9),
            )?;
        }
        if luck % 37 == 0 && view.stock.units.hundredths() > 100 {
            self.change(
                view,
                Change::Waste,
                25,
                evening - SignedDuration::from_hours(1),
            )?;
        }
        let left = view.stock.units.hundredths();
        // Taken a quarter of a unit at a time, or whole.
        let used = used / 25 * 25;
        if let Some(by) = Adjustment::of_hundredths(-used.min(left)) {
            self.step(view, Change::Adjust(by), evening)?;
        }
        Ok(())
    }

    fn change(
        &mut self,
        view: &mut StockView,
        change: fn(Units) -> Change,
        hundredths: i64,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let units = Units::of_hundredths(hundredths).unwrap_or_default();
        self.step(view, change(units), at)
    }

    fn step(
        &mut self,
        view: &mut StockView,
        change: Change,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let moved = decide_move(&view.stock, change, at)
            .map_err(|refusal| StoreError::decode("stocks.units", format!("{refusal:?}")))?;
        view.stock = moved.stock;
        self.movements.push(Movement {
            id: entropy::id_beside(view.id, at),
            stock_id: view.id,
            number: moved.stock.number,
            kind: change.kind(),
            delta: moved.delta,
            units: moved.stock.units,
            reason: matches!(change, Change::Waste(_)).then_some(WasteReason::Broken),
            note: None,
            user_id: self.by,
            previous: moved.previous,
            undoes: None,
            other_id: None,
            created_at: at,
        });
        Ok(())
    }

    fn count(&mut self, location_id: Uuid, views: &[StockView], at: Timestamp) {
        let count = Count {
            id: entropy::id_beside(location_id, at),
            location_id,
            user_id: self.by,
            created_at: at,
        };
        let lines = views.iter().map(|view| count_line(count.id, view));
        self.counts.push((count, lines.collect()));
    }

    fn write(&self, tx: &mut Tx<'_>, views: &[StockView]) -> Result<(), StoreError> {
        stock_movements::insert(tx, &self.movements)?;
        stocks::set(tx, views.iter().map(|view| (view.id, &view.stock)))?;
        self.counts
            .iter()
            .try_for_each(|(count, lines)| stock_counts::insert(tx, count, lines))
    }
}

/// The same number for the same stock and day: 0 to 99.
fn chance(id: Uuid, day: u32) -> i64 {
    let mixed =
        id.as_u128() ^ u128::from(day).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let mixed = mixed.wrapping_mul(0xda94_2042_e4dd_58b5) >> 64;
    i64::try_from(mixed % 100).unwrap_or(0)
}
