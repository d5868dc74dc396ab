//! Money, and what is due.

mod money;

pub use money::{Currency, Money};
