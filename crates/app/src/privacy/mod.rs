//! Personal data: sealed anew when the secret changes, erased when its time is over, copied and erased for whom it is about.

mod copy;
mod erase;
mod link;
mod lookup;
mod retention;
mod rotation;

pub use copy::{KeptReservation, PersonalCopy};
pub use erase::{EraseError, Erased};
pub(crate) use link::Kept;
pub use link::PersonalData;
pub use retention::Expired;
pub use rotation::{Rotated, Rotation};
