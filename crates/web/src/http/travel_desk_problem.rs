//! What refusals of the operators' desk are in HTTP.

use axum::http::StatusCode;
use foh_app::{
    idempotency::RepeatError,
    travel::{
        BookTravelError, CancelTravelError, DepartureError, ResendTicketError, ShiftError,
        TravelBookingError,
    },
};
use foh_domain::travel::{
    CancelQuote, DepartureRefusal, LeaveRefusal, ShiftRefusal, TravelCancelRefusal,
};

use super::Problem;

fn conflict(word: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, word, title)
}

/// 403 with `not_your_route`.
pub(crate) fn not_your_route() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_your_route",
        "This route is another operator's.",
    )
}

fn no_shift() -> Problem {
    conflict("no_open_shift", "You have no drawer open.")
        .detail("Open one with its float: cash comes out of it, and goes into it.")
}

fn of_drawer(refusal: ShiftRefusal) -> Problem {
    match refusal {
        ShiftRefusal::Closed => conflict("shift_closed", "This drawer is closed."),
        ShiftRefusal::Currency => conflict(
            "other_currency",
            "The drawer holds the money of another currency.",
        ),
        ShiftRefusal::TooLittle => conflict(
            "too_little_cash",
            "Less lies in the drawer than is to be given back.",
        ),
    }
}

/// Why nothing was sold.
pub(crate) fn not_sold(error: BookTravelError) -> Problem {
    match error {
        BookTravelError::Refused(DepartureRefusal::Unknown) => Problem::not_found(),
        BookTravelError::Refused(DepartureRefusal::Cancelled) => {
            conflict("departure_cancelled", "This departure was called off.")
        }
        BookTravelError::Refused(DepartureRefusal::Departed) => {
            conflict("departed", "This bus has left.")
        }
        BookTravelError::Refused(DepartureRefusal::Full { remaining }) => {
            conflict("insufficient_seats", "Too few seats are left.")
                .with("remaining_seats", remaining)
        }
        BookTravelError::NotOffered => {
            Problem::malformed("payment_method: this way of paying is not offered.")
        }
        BookTravelError::NoShift => no_shift(),
        BookTravelError::Drawer(refusal) => of_drawer(refusal),
        BookTravelError::NotYours => not_your_route(),
        BookTravelError::Repeated(RepeatError::AnotherRequest) => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency_key_used",
            "This key was used for another request.",
        ),
        BookTravelError::Repeated(RepeatError::Seal(error)) | BookTravelError::Seal(error) => {
            Problem::internal(&error)
        }
        BookTravelError::Store(error) => error.into(),
    }
}

/// Why staff are not shown a booking, or the bookings of a departure.
pub(crate) fn no_booking(error: TravelBookingError) -> Problem {
    match error {
        TravelBookingError::Unknown => Problem::not_found(),
        TravelBookingError::NotYours => not_your_route(),
        TravelBookingError::Store(error) => error.into(),
    }
}

/// Why a booking stands, or a departure.
pub(crate) fn not_cancelled(error: CancelTravelError) -> Problem {
    match error {
        CancelTravelError::Unknown => Problem::not_found(),
        CancelTravelError::NotYours => not_your_route(),
        CancelTravelError::Refused(TravelCancelRefusal::AlreadyCancelled) => {
            conflict("already_cancelled", "This is cancelled already.")
        }
        CancelTravelError::Refused(TravelCancelRefusal::Departed) => {
            conflict("departed", "This bus has left.")
        }
        CancelTravelError::Refused(TravelCancelRefusal::OnBoard) => {
            conflict("already_checked_in", "The passengers are on board.")
        }
        CancelTravelError::Quoted(quote) => {
            let refund = match quote {
                CancelQuote::Refund(money) | CancelQuote::AtDesk(money) => Some(money.plain()),
                CancelQuote::TooLate | CancelQuote::NothingPaid => None,
            };
            conflict("refund_changed", "Another amount would be given back now.")
                .with("refund", refund)
        }
        CancelTravelError::NoShift => no_shift(),
        CancelTravelError::Drawer(refusal) => of_drawer(refusal),
        CancelTravelError::Store(error) => error.into(),
        CancelTravelError::GiveBack(_) | CancelTravelError::Seal(_) => Problem::internal(&error),
    }
}

impl From<DepartureError> for Problem {
    fn from(error: DepartureError) -> Self {
        match error {
            DepartureError::Unknown => Self::not_found(),
            DepartureError::NotYours => not_your_route(),
            DepartureError::Refused(LeaveRefusal::Cancelled) => {
                conflict("departure_cancelled", "This departure was called off.")
            }
            DepartureError::Refused(LeaveRefusal::TooEarly { from }) => {
                conflict("too_early", "The bus cannot have left yet.")
                    .with("from", from.to_string())
            }
            DepartureError::Store(error) => error.into(),
        }
    }
}

impl From<ShiftError> for Problem {
    fn from(error: ShiftError) -> Self {
        match error {
            ShiftError::Unknown => Self::not_found(),
            ShiftError::OpenAlready => conflict("shift_open", "You have a drawer open already."),
            ShiftError::NoneOpen => no_shift(),
            ShiftError::NotYours => Self::new(
                StatusCode::FORBIDDEN,
                "not_your_shift",
                "This drawer is another operator's.",
            ),
            ShiftError::Refused(refusal) => of_drawer(refusal),
            ShiftError::NothingToHandOver => {
                conflict("nothing_to_hand_over", "Nothing waits to be handed over.")
            }
            ShiftError::Store(error) => error.into(),
        }
    }
}

impl From<ResendTicketError> for Problem {
    fn from(error: ResendTicketError) -> Self {
        match error {
            ResendTicketError::Unknown => Self::not_found(),
            ResendTicketError::NotYours => not_your_route(),
            ResendTicketError::NothingToSend => {
                conflict("nothing_to_send", "There is no ticket to send.")
            }
            ResendTicketError::Seal(error) => Self::internal(&error),
            ResendTicketError::Store(error) => error.into(),
        }
    }
}
