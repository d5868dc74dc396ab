//! What a text message says of a booking: as much of it as one message holds.

use foh_domain::{
    booking::Reference,
    messages::{ONE_MESSAGE, septets},
};

use super::{Journey, desk, page, seats};
use crate::messages::{Kind, Payload, compose::ComposeError};

/// The text. Of what can be left out, the least important goes first until it fits into one message; what remains is sent even if it does not.
pub(super) fn body(
    base: &str,
    kind: Kind,
    journey: &Journey,
    payload: &Payload,
) -> Result<String, ComposeError> {
    let departure = &journey.departure;
    let route = format!("{}-{}", departure.route.origin, departure.route.destination);
    let when = departure
        .departs_at
        .to_zoned(departure.time_zone.rules())
        .strftime("%a %-d %b %H:%M")
        .to_string();
    let seats = seats(&journey.booking);
    let reference = Reference::of(journey.booking.id);
    let given_back = || journey.given_back();
    let forms = match kind {
        Kind::TravelTicket => {
            let page = page(base, payload.token(1)?);
            let plate = &departure.plate;
            vec![
                format!("Your ticket {route}, {when}, bus {plate}, {seats}: {page}"),
                format!("{route} {when}, {plate}, {seats}: {page}"),
                format!("{route} {when}, {seats}: {page}"),
                format!("{route} {when}: {page}"),
            ]
        }
        Kind::TravelCancelled => vec![
            format!(
                "Booking {reference}, {route}, {when}: cancelled. {}",
                given_back()
            ),
            format!("{route} {when} cancelled. {}", given_back()),
        ],
        Kind::DepartureCancelled => {
            let again = format!(" Other buses: {}", desk(base));
            let told = format!(
                "We are sorry: {route}, {when}, does not take place. {}",
                given_back()
            );
            let short = format!("Sorry, {route} {when} is called off. {}", given_back());
            vec![told.clone() + &again, told, short]
        }
        Kind::TravelPaidLate => vec![
            format!(
                "Your payment for {route}, {when}, came too late: the seats are gone, you have no ticket. {}",
                given_back()
            ),
            format!("{route} {when}: paid too late, no ticket. {}", given_back()),
        ],
        Kind::TravelExpired => vec![
            format!(
                "{route}, {when}: not paid in time, your booking {reference} is over. Book again: {}",
                desk(base)
            ),
            format!(
                "{route} {when}: not paid in time. Book again: {}",
                desk(base)
            ),
        ],
        _ => return Err(ComposeError::Entry("not about a journey")),
    };
    let fits = |text: &&String| septets(text).is_some_and(|length| length <= ONE_MESSAGE);
    let chosen = forms.iter().find(fits).or(forms.last());
    Ok(chosen.cloned().unwrap_or_default())
}
