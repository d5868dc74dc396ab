//! What all desks share: places of an occurrence and the life of a reservation.

mod guest;
mod places;
mod reference;
mod status;

pub use guest::{Guest, GuestFields};
pub use places::{InsufficientPlaces, PartySize, Places};
pub use reference::{Reference, parse_number};
pub use status::ReservationStatus;
