//! The studio's API, point by point of its contract.

mod bookings;
mod facilitation;
mod facilitators;
mod paying;
mod people;
mod refusals;
mod registering;
mod sessions;
mod strangers;
