//! The pure rules of Front of House: no I/O, no clock, no randomness.
//!
//! Whatever depends on the moment takes `now`; whatever is random takes its bytes. Inside these
//! types invalid values do not exist: they are parsed once, at the edge.

pub mod audit;
pub mod bar;
pub mod booking;
pub mod crm;
pub mod field;
pub mod id;
pub mod identity;
pub mod limits;
pub mod messages;
pub mod payments;
pub mod privacy;
pub mod studio;
pub mod theatre;
pub mod token;
pub mod travel;
