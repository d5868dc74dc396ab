//! What refusals of the travel desk are in HTTP.

use axum::http::StatusCode;
use foh_app::{
    idempotency::RepeatError,
    payments::{GiveBackError, PayError},
    travel::{BookTravelError, CancelTravelError, TravelBookingError},
};
use foh_domain::{
    field::FieldError,
    travel::{CancelQuote, DepartureRefusal, ShiftRefusal, TravelCancelRefusal},
};

use super::Problem;

pub(super) fn conflict(word: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::CONFLICT, word, title)
}

/// 400 with `invalid_fields`: what the contract answers to fields that need another look.
pub(crate) fn refused_fields(faults: Vec<FieldError>) -> Problem {
    let title = "Some fields need another look.";
    let problem = Problem::new(StatusCode::BAD_REQUEST, "invalid_fields", title);
    faults.into_iter().fold(problem, |problem, fault| {
        problem.fault(fault.field, fault.message)
    })
}

/// 400 with `not_offered`.
pub(crate) fn not_offered() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "not_offered",
        "This way of paying is not offered here.",
    )
    .fault("payment_method", "This way of paying is not offered here.")
}

/// "No seat is left.", "Only 2 seats are left."
pub(crate) fn seats_left(remaining: u32) -> String {
    match remaining {
        0 => "No seat is left.".to_owned(),
        1 => "Only 1 seat is left.".to_owned(),
        some => format!("Only {some} seats are left."),
    }
}

impl From<DepartureRefusal> for Problem {
    fn from(refusal: DepartureRefusal) -> Self {
        match refusal {
            DepartureRefusal::Unknown => Self::not_found(),
            DepartureRefusal::Cancelled => {
                conflict("departure_cancelled", "This departure was called off.")
            }
            DepartureRefusal::Departed => conflict("departed", "This bus has left."),
            DepartureRefusal::Full { remaining } => {
                conflict("insufficient_seats", "Too few seats are left.")
                    .detail(seats_left(remaining))
                    .with("remaining", remaining)
                    .with("remaining_seats", remaining)
            }
        }
    }
}

impl From<ShiftRefusal> for Problem {
    fn from(refusal: ShiftRefusal) -> Self {
        let (word, title) = match refusal {
            ShiftRefusal::Closed => ("shift_closed", "The shift is closed."),
            ShiftRefusal::Currency => ("other_currency", "The drawer holds another currency."),
            ShiftRefusal::TooLittle => ("too_little_cash", "The drawer holds too little."),
        };
        conflict(word, title)
    }
}

impl From<RepeatError> for Problem {
    fn from(error: RepeatError) -> Self {
        match error {
            RepeatError::AnotherRequest => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This key was used for another request.",
            )
            .detail("Send a new Idempotency-Key with a new request.")
            .fault("Idempotency-Key", "This key was used for another request."),
            RepeatError::Seal(error) => Self::internal(&error),
        }
    }
}

pub(super) fn no_shift() -> Problem {
    conflict("no_shift", "You have no open shift.").detail("Open one first.")
}

pub(super) fn not_your_route() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_your_route",
        "This route is another operator's.",
    )
}

impl From<BookTravelError> for Problem {
    fn from(error: BookTravelError) -> Self {
        match error {
            BookTravelError::Refused(refusal) => refusal.into(),
            BookTravelError::NotOffered => not_offered(),
            BookTravelError::NoShift => no_shift(),
            BookTravelError::Drawer(refusal) => refusal.into(),
            BookTravelError::NotYours => not_your_route(),
            BookTravelError::Repeated(error) => error.into(),
            BookTravelError::Seal(error) => Self::internal(&error),
            BookTravelError::Store(error) => error.into(),
        }
    }
}

impl From<TravelBookingError> for Problem {
    fn from(error: TravelBookingError) -> Self {
        match error {
            TravelBookingError::Unknown => Self::not_found(),
            TravelBookingError::NotYours => not_your_route(),
            TravelBookingError::Store(error) => error.into(),
        }
    }
}

impl From<TravelCancelRefusal> for Problem {
    fn from(refusal: TravelCancelRefusal) -> Self {
        match refusal {
            TravelCancelRefusal::AlreadyCancelled => {
                conflict("already_cancelled", "This booking stands no more.")
            }
            TravelCancelRefusal::Departed => conflict("departed", "This bus has left."),
            TravelCancelRefusal::OnBoard => conflict(
                "already_checked_in",
                "Somebody of this booking is on board.",
            ),
        }
    }
}

impl From<CancelTravelError> for Problem {
    fn from(error: CancelTravelError) -> Self {
        match error {
            CancelTravelError::Unknown => Self::not_found(),
            CancelTravelError::NotYours => not_your_route(),
            CancelTravelError::Refused(refusal) => refusal.into(),
            CancelTravelError::Quoted(quote) => requoted(quote),
            CancelTravelError::NoShift => no_shift(),
            CancelTravelError::Drawer(refusal) => refusal.into(),
            CancelTravelError::GiveBack(GiveBackError::Store(error))
            | CancelTravelError::Store(error) => error.into(),
            CancelTravelError::GiveBack(error) => Self::internal(&error),
            CancelTravelError::Seal(error) => Self::internal(&error),
        }
    }
}

/// The refund is another than was told.
fn requoted(quote: CancelQuote) -> Problem {
    let problem = conflict(
        "refund_changed",
        "What you would get back is no longer what you were told.",
    );
    match quote {
        CancelQuote::Refund(money) | CancelQuote::AtDesk(money) => problem
            .detail(format!("It is {money} now."))
            .with("refund", money.plain())
            .with("currency", money.currency.code()),
        CancelQuote::TooLate | CancelQuote::NothingPaid => problem
            .detail("Nothing would be given back now.")
            .with("refund", "0"),
    }
}

impl From<PayError> for Problem {
    fn from(error: PayError) -> Self {
        match error {
            PayError::Unknown => Self::not_found(),
            PayError::NotOffered => not_offered(),
            PayError::PhoneNeeded => refused_fields(vec![FieldError {
                field: "phone_number",
                message: "Give the number of the phone that pays.".to_owned(),
            }]),
            PayError::NothingDue => conflict("nothing_due", "There is nothing to be paid."),
            PayError::TooLate => conflict(
                "hold_over",
                "The seats are held no longer, so this booking cannot be paid.",
            )
            .detail("Book again if there are seats left."),
            PayError::Underway => conflict(
                "payment_underway",
                "A payment is waiting for its payer already.",
            )
            .detail("Approve it, or refuse it and try again."),
            PayError::TooOften => conflict(
                "tried_too_often",
                "This booking was tried to be paid too often.",
            )
            .detail("Book again if there are seats left."),
            PayError::Seal(error) => Self::internal(&error),
            PayError::Store(error) => error.into(),
        }
    }
}
