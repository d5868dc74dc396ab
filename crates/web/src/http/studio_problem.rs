//! What refusals of the studio are in HTTP. The words in `error` and their statuses are the contract's.

use axum::http::StatusCode;
use foh_app::{
    payments::{GiveBackError, PayError},
    studio::{
        AttendanceError, BookError, CancelBookingError, FacilitatorError, ManageSessionError,
    },
};
use foh_domain::studio::{BookRefusal, BookingCancelRefusal, SessionChangeRefusal};

use super::Problem;

fn conflict(word: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, word, title)
}

/// A refusal to book, with the words of the contract.
fn not_booked(word: &'static str, title: &'static str, error: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, word, title).with("error", error)
}

fn not_yours() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_your_session",
        "This session is somebody else's.",
    )
}

fn begun() -> Problem {
    conflict("session_begun", "The session has begun.")
}

/// Why nobody is asked to pay for a booking of a session: where its words are not those of a journey.
pub(crate) fn session_not_paid(error: PayError) -> Problem {
    match error {
        PayError::TooLate => conflict(
            "booking_cancelled",
            "The booking is cancelled, so there is nothing to be paid.",
        ),
        PayError::TooOften => conflict(
            "tried_too_often",
            "This booking was tried to be paid too often.",
        )
        .detail("Ask the facilitator how to pay."),
        error => error.into(),
    }
}

impl From<BookError> for Problem {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Refused(BookRefusal::Unknown) => Self::not_found(),
            BookError::Refused(BookRefusal::NotAvailable) => not_booked(
                "session_not_available",
                "This session cannot be booked: it was cancelled, has begun, or nobody holds it.",
                "Session is not available",
            ),
            BookError::Refused(BookRefusal::Full) => not_booked(
                "session_full",
                "Every place of this session is taken.",
                "Session is fully booked",
            ),
            BookError::Refused(BookRefusal::AlreadyBooked) => not_booked(
                "already_booked",
                "You have a place in this session already.",
                "You have already booked this session",
            ),
            BookError::NoAddress => conflict(
                "no_address",
                "Your account has no e-mail address to write to.",
            )
            .detail("Book with an account that has one."),
            BookError::Faults(faults) => Self::fields(faults),
            BookError::Seal(error) => Self::internal(&error),
            BookError::Store(error) => error.into(),
        }
    }
}

impl From<CancelBookingError> for Problem {
    fn from(error: CancelBookingError) -> Self {
        match error {
            CancelBookingError::Unknown => Self::not_found(),
            CancelBookingError::Refused(BookingCancelRefusal::AlreadyCancelled) => {
                conflict("already_cancelled", "This booking is cancelled already.")
            }
            CancelBookingError::Refused(BookingCancelRefusal::AlreadyCheckedIn) => conflict(
                "already_checked_in",
                "You were ticked off as there already.",
            ),
            CancelBookingError::Refused(BookingCancelRefusal::Begun) => begun(),
            CancelBookingError::Seal(error) => Self::internal(&error),
            CancelBookingError::GiveBack(GiveBackError::Store(error))
            | CancelBookingError::Store(error) => error.into(),
            CancelBookingError::GiveBack(error) => Self::internal(&error),
        }
    }
}

impl From<SessionChangeRefusal> for Problem {
    fn from(refusal: SessionChangeRefusal) -> Self {
        match refusal {
            SessionChangeRefusal::Cancelled => {
                conflict("session_cancelled", "This session was cancelled.")
            }
            SessionChangeRefusal::Over => conflict("session_over", "This session is over."),
            SessionChangeRefusal::Begun => begun(),
            SessionChangeRefusal::BelowBooked { booked } => {
                let places = if booked == 1 {
                    "place is"
                } else {
                    "places are"
                };
                let message = format!("{booked} {places} booked: it cannot be less.");
                Self::new(
                    StatusCode::BAD_REQUEST,
                    "below_booked",
                    "More places are booked than there would be.",
                )
                .detail(message.clone())
                .with("booked", booked)
                .fault("capacity", message)
            }
            SessionChangeRefusal::InThePast => {
                Self::fields(Vec::new()).fault("start_time", "It must begin in the future.")
            }
        }
    }
}

impl From<ManageSessionError> for Problem {
    fn from(error: ManageSessionError) -> Self {
        match error {
            ManageSessionError::Unknown => Self::not_found(),
            ManageSessionError::NotYours => not_yours(),
            ManageSessionError::Faults(faults) => Self::fields(faults),
            ManageSessionError::Refused(refusal) => refusal.into(),
            ManageSessionError::Seal(error) => Self::internal(&error),
            ManageSessionError::GiveBack(GiveBackError::Store(error))
            | ManageSessionError::Store(error) => error.into(),
            ManageSessionError::GiveBack(error) => Self::internal(&error),
        }
    }
}

impl From<AttendanceError> for Problem {
    fn from(error: AttendanceError) -> Self {
        match error {
            AttendanceError::Unknown => Self::not_found(),
            AttendanceError::NotYours => not_yours(),
            AttendanceError::Cancelled => {
                conflict("booking_cancelled", "This booking was cancelled.")
            }
            AttendanceError::Store(error) => error.into(),
        }
    }
}

impl From<FacilitatorError> for Problem {
    fn from(error: FacilitatorError) -> Self {
        match error {
            FacilitatorError::Unknown => Self::not_found(),
            FacilitatorError::HasRole(role) => {
                conflict("has_role", "The account has a role already.").detail(format!(
                    "It is the account of a {}; only a member's can become a facilitator's.",
                    role.in_words()
                ))
            }
            FacilitatorError::Decided => {
                conflict("already_decided", "This application was decided before.")
            }
            FacilitatorError::Faults(faults) => Self::fields(faults),
            FacilitatorError::Seal(error) => Self::internal(&error),
            FacilitatorError::Store(error) => error.into(),
        }
    }
}
