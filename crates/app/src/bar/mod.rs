//! The bar: what is kept where, how it moves, and what was counted.
//!
//! Locks: location → stocks by their ids. Whoever is held to a location ([`Staff::held_to`](crate::identity::Staff::held_to)) is held to it inside the
//! transaction, before anything else is said.

mod alarms;
mod count;
mod counted;
mod import;
mod ledger;
mod lists;
mod location_user;
mod login_link;
mod masters;
mod minimum;
mod move_stock;
mod overview;
mod transfer;
mod undo;

pub(crate) use alarms::StockAlarm;
pub(crate) use count::count_line;
pub use count::{CountRequest, SavedCount};
pub use counted::{
    Comparison, ComparisonRow, CountDetail, CountItem, CountTable, CountTableRow, TrendItem,
    TrendPoint,
};
pub use foh_store::{
    stock_counts::{Count, CountLine},
    stock_movements::Movement,
    stocks::StockView,
};
pub use import::{
    Import, ImportError, ImportRow, ImportState, ImportedField, ImportedRow, MOST_IMPORT_ROWS,
    RowFault,
};
pub use ledger::StockError;
pub use location_user::LocationUser;
pub(crate) use location_user::claim;
pub use login_link::{LoginLinkError, MadeLoginLink};
pub use move_stock::{StockMove, Waste};
pub use overview::{BeverageTotal, LocationItem, LocationStock, MovementItem};
pub use transfer::Transfer;

use uuid::Uuid;

/// More stocks than that are not shown at once.
pub const MOST_STOCKS: u32 = 10_000;

/// Whether whoever is held to these locations reaches this one; `None` holds nobody.
fn reaches(held_to: Option<&Vec<Uuid>>, location_id: Uuid) -> bool {
    held_to.is_none_or(|held_to| held_to.contains(&location_id))
}

/// In the order people look for it: by what it is called, in whatever case.
fn by_name<T>(items: &mut [T], name: impl Fn(&T) -> &str) {
    items.sort_by_cached_key(|item| name(item).to_lowercase());
}
