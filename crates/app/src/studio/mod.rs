//! The studio desk: sessions, their bookings, and the facilitators who hold them.

mod attendance;
mod book;
mod cancel_booking;
mod cancel_session;
mod dashboard;
mod due;
mod facilitators;
mod manage;
mod notifications;
mod paid;
mod sessions;

pub use attendance::{AttendanceError, Attended};
pub use book::{BookError, Booked};
pub use cancel_booking::{CancelBookingError, CancelledBooking};
pub use cancel_session::CancelledSession;
pub use dashboard::{Dashboard, Metrics, Period};
pub(crate) use due::due_of;
pub(crate) use facilitators::apply as apply_as_facilitator;
pub use facilitators::{FacilitatorError, FacilitatorItem, PublicFacilitator};
pub use foh_store::studio_bookings::BookingView;
pub use foh_store::studio_sessions::Filter as SessionFilter;
pub use foh_store::wakes::{Heard, Topic, Wake};
pub use manage::{ManageSessionError, SessionChange, is_told};
pub use notifications::{Claimed, FromElsewhere, Notification, TellError, Told, UNREAD_MOST};
pub(crate) use notifications::{Content as NotificationContent, source as notification_source};
pub use paid::Paid;
pub(crate) use paid::with_paid;
pub use sessions::{BookingItem, Person, SessionItem, Sort};

use foh_domain::identity::Role;
use uuid::Uuid;

use crate::identity::Staff;

/// Whether a session is in somebody's hands: its owner's, or an administrator's.
fn holds(staff: &Staff, owner_id: Uuid) -> bool {
    staff.id == owner_id || staff.role == Role::Administrator
}
