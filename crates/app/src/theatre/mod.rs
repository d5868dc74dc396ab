//! The theatre desk, from the programme to the door.

mod at_door;
mod booking_office;
mod cancel;
mod changes;
mod check_in;
mod confirm;
mod door_links;
mod doorway;
mod expire;
mod manage;
mod poster;
mod preview;
mod programme;
mod reserve;
mod ticket;
mod undo_check_in;

pub(crate) use changes::{note_changed, note_made};
pub(crate) use confirm::{TICKET_LIFE, claims_of, distinct};
pub(crate) use manage::{fault, unknown};

pub use at_door::{DoorReach, Occurrence};
pub use booking_office::{
    CheckInItem, ResendError, ReservationDetail, ReservationFilter, ReservationItem,
};
pub use cancel::{CancelError, Cancelled};
pub use changes::Told;
pub use check_in::{Admitted, CheckInError, CheckInRequest};
pub use confirm::{ConfirmError, Confirmed};
pub use door_links::{DoorLinkError, DoorLinkItem, MadeDoorLink, NewDoorLink, OpenedDoorLink};
pub use doorway::{Admission, AtTheDoor};
pub use manage::{Change, Content, ManageError, as_performance};
pub use poster::{MOST_SENT_BYTES, Picture, Poster};
pub use preview::{DoorPreview, LinkFacts};
pub use programme::{PerformanceQuery, ShowItem};
pub use reserve::{ReserveError, Reserved};
pub use ticket::{QrCode, Ticket, TicketError};
pub use undo_check_in::UndoError;
