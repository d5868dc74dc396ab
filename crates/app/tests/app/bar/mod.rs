//! The bar: what is kept where, by many hands at once.

//alarms
//consumed
//counts
pub mod ground;
mod kept;
//letters
//links
//location_users
//masters
mod moves;
mod reach;
mod taps;
mod transfers;
mod undo;
//witnessed
