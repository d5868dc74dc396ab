//! What refusals of the bar are in HTTP.

use axum::http::StatusCode;
use foh_app::bar::{LoginLinkError, StockError};
use foh_domain::bar::{StockRefusal, UndoRefusal, Units};

use super::{
    Problem,
    travel_problem::{conflict, refused_fields},
};

/// 403 with `not_your_location`.
pub(super) fn not_your_location() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "not_your_location",
        "This belongs to another location.",
    )
}

impl From<StockRefusal> for Problem {
    fn from(refusal: StockRefusal) -> Self {
        match refusal {
            StockRefusal::NotKept => conflict(
                "not_kept",
                "The location does not have this beverage any more.",
            ),
            StockRefusal::BelowNought { units } => Self::new(
                StatusCode::BAD_REQUEST,
                "below_nought",
                "There is less than that.",
            )
            .detail(format!("There are {} left.", units.plain()))
            .with("units", units.to_string()),
            StockRefusal::TooMuch => {
                Self::new(StatusCode::BAD_REQUEST, "too_much", "That is too much.")
                    .detail(format!("At most {} can be kept.", Units::MOST.plain()))
            }
        }
    }
}

impl From<StockError> for Problem {
    fn from(error: StockError) -> Self {
        match error {
            StockError::Unknown => Self::not_found(),
            StockError::NotYours => not_your_location(),
            StockError::Refused(refusal) | StockError::NotUndone(UndoRefusal::Stock(refusal)) => {
                refusal.into()
            }
            StockError::NotUndone(UndoRefusal::Nothing) => {
                conflict("nothing_to_undo", "There is nothing to undo.")
            }
            StockError::NotUndone(UndoRefusal::NotTheLast) => conflict(
                "not_the_last",
                "Somebody has changed it since: look at it once more.",
            ),
            StockError::NothingToCount => conflict(
                "nothing_to_count",
                "This location has no beverages to count.",
            ),
            StockError::Faults(faults) => refused_fields(faults),
            StockError::Repeated(error) => error.into(),
            StockError::Seal(error) => Self::internal(&error),
            StockError::Store(error) => error.into(),
        }
    }
}

impl From<LoginLinkError> for Problem {
    fn from(error: LoginLinkError) -> Self {
        match error {
            LoginLinkError::Unknown => Self::not_found(),
            LoginLinkError::Inactive => {
                conflict("location_inactive", "This location is switched off.")
            }
            LoginLinkError::Nobody => conflict("no_user", "Nobody works at this location yet."),
            LoginLinkError::State(_) => conflict(
                "user_not_active",
                "The account of whoever works at this location is not active.",
            ),
            LoginLinkError::Store(error) => error.into(),
        }
    }
}
