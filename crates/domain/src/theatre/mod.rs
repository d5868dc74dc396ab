//! The theatre desk: what is on, and the rules from reservation to admission.

mod check_in;
mod door_link;
mod programme;
mod reservation;

pub use check_in::{Admission, CheckInFacts, CheckInRefusal, check_in_window, decide_check_in};
pub use door_link::{DOOR_LINK_LONGEST, DOOR_LINKS_MOST, DoorLinkState, door_link_until};
pub use programme::{Performance, Room, Show, ShowFields, Slug, Venue, Zone};
pub use reservation::{
    CancelRefusal, ConfirmFacts, ConfirmRefusal, PerformanceFacts, ReserveRefusal,
    confirmation_expires_at, decide_cancel, decide_confirm, decide_reserve,
};
