//! The studio: what members and facilitators do, and many of them at once.

mod attendance;
mod book;
mod called_off;
mod cancel;
mod capacity;
mod dashboard;
mod facilitators;
pub mod gate;
pub mod ground;
mod moved;
mod personal;
mod strangers;
