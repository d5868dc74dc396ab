//! What all desks share: places of an occurrence and the life of a reservation.

mod guest;
mod places;
mod status;

pub use guest::{Guest, GuestFields};
pub use places::{InsufficientPlaces, PartySize, Places};
pub use status::ReservationStatus;
