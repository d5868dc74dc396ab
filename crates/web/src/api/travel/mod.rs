//! The travel desk for passengers: what leaves when, booking, paying, cancelling. Paths and members are the contract's.

mod booking_body;
mod bookings;
mod cancelling;
mod departure;
mod next_step;
mod passenger;
mod paying;
mod timetable;

use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use booking_body::expires_at;
pub(crate) use bookings::{IDEMPOTENCY_KEY, Wish, asked, idempotency_key};
pub(crate) use cancelling::quote_in_words;
pub(crate) use next_step::{NextAction, NextStep, next_step};
pub(crate) use paying::{PayBody, read_payer};
pub(crate) use timetable::{district_of, read_day};

use crate::{Web, live};

/// Every route of passengers.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(timetable::districts))
        .routes(routes!(timetable::routes))
        .routes(routes!(timetable::departures))
        .routes(routes!(timetable::departure))
        .routes(routes!(live::seats::of_departure))
        .routes(routes!(bookings::book))
        .routes(routes!(bookings::one))
        .routes(routes!(cancelling::quote))
        .routes(routes!(cancelling::cancel))
        .routes(routes!(paying::pay))
}
