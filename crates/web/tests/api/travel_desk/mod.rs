//! The operators' desk.

mod boarding;
mod bookings;
mod departures;
mod desk;
mod drawers;
mod selling;
