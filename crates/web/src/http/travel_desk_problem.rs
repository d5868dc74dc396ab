//! What refusals of the operators' desk are in HTTP.

use axum::http::StatusCode;
use foh_app::travel::{DepartureError, ResendTicketError, ShiftError};
use foh_domain::travel::LeaveRefusal;

use super::{
    Problem,
    travel_problem::{conflict, no_shift, not_your_route},
};

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
            ShiftError::Refused(refusal) => refusal.into(),
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
