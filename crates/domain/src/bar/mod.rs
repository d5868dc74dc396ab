//! The rules of the bar: what is kept where, how a stock moves, and what was used between two counts.

mod consumption;
mod decimal;
mod masters;
mod movement;
mod stock;
mod undo;

pub use consumption::{Consumption, Tally, Trend, consumption, trend};
pub use masters::{Beverage, BeverageFields, Colour, Location, UnitType, alarm_minimum};
pub use movement::{Change, MovementKind, WasteReason};
pub use stock::{Moved, Stock, StockRefusal, decide_move, is_low, stock_id};
pub use undo::{UndoRefusal, Undone, decide_undo};

pub use decimal::{Adjustment, ItemVolume, Litres, Units};
