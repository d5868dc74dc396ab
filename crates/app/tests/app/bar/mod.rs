//! The bar: what is kept where, by many hands at once.

mod alarms;
mod consumed;
mod counts;
pub mod ground;
mod kept;
mod letters;
mod links;
mod location_users;
mod masters;
mod moves;
mod reach;
mod taps;
mod transfers;
mod undo;
mod witnessed;
