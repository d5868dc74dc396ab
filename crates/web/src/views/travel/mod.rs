//! The pages of the travel desk for passengers.

mod booking;
mod cancel;
mod departure;
mod search;

pub use booking::{
    BackPage, BookingPage, BookingState, Due, FindPage, PayForm, Step, Ticket, TicketPage,
    UnknownBookingPage, Until,
};
pub use cancel::CancelBookingPage;
pub use departure::{BookingForm, DeparturePage, MethodCard, Standing};
pub use search::{DayLink, DepartureRow, Found, RouteLink, SearchForm, SearchPage};

use super::parts::{Field, FieldError, Places};

/// From where to where and when, on the clocks where the bus leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// "Kigali".
    pub from: String,
    /// "Huye".
    pub to: String,
    /// "Saturday 28 November 2026".
    pub date: String,
    /// "06:30".
    pub time: String,
    /// RFC 3339 with offset, for `<time datetime>`.
    pub datetime: String,
    /// "09:00", or "Sunday 29 November, 02:10" when it arrives on another day.
    pub arrives: String,
    /// RFC 3339 with offset.
    pub arrives_datetime: String,
    /// "2 h 30 min".
    pub duration: String,
    /// "RAB 123 C".
    pub plate: String,
    /// Whose bus it is; may be empty.
    pub company: String,
    /// "Kigali time".
    pub zone: String,
}

/// "1 seat", "2 seats".
#[must_use]
pub fn seats_in_words(count: u32) -> String {
    if count == 1 {
        "1 seat".to_owned()
    } else {
        format!("{count} seats")
    }
}

/// The words beside the bar of seats; `travel.js` says the same.
#[must_use]
pub fn seats_left_in_words(places: Places) -> String {
    if places.is_full() {
        "Every seat is taken".to_owned()
    } else {
        format!("{} of {} seats left", places.left, places.total)
    }
}

/// What is wrong with these fields, named and labelled.
fn errors_of<'f>(
    fields: impl IntoIterator<Item = (&'static str, &'static str, &'f Field)>,
) -> Vec<FieldError> {
    let told = fields.into_iter().filter_map(|(name, label, field)| {
        field.error.as_ref().map(|message| FieldError {
            field: name.to_owned(),
            message: format!("{label}: {message}"),
        })
    });
    told.collect()
}
