//! The rules of the studio: sessions, their bookings, and who holds them.

mod booking;
mod facilitator;
mod notification;
mod paid;
mod session;

pub use booking::{
    BookFacts, BookRefusal, BookingCancelRefusal, decide_book, decide_cancel_booking,
};
pub use facilitator::{Facilitator, FacilitatorState};
pub use notification::NotificationKind;
pub use paid::{Attempt, PaidState, paid_state};
pub use session::{
    Session, SessionChangeRefusal, SessionFacts, SessionFields, SessionKind, SessionStatus,
    decide_cancel_session, decide_change,
};
