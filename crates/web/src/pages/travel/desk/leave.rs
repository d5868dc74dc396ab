//! A bus has left, or will not.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    travel::{CancelTravelError, DepartureError, DepartureView},
};
use foh_domain::{
    payments::Money,
    travel::{DepartureFacts, LeaveRefusal, Refundable, TravelCancelRefusal, decide_leave},
};
use uuid::Uuid;

use super::{
    departure,
    done::{self, Done},
    frame,
    lines::{PATH, head},
};
use crate::{
    Web,
    http::{Confirmed, Problem, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::travel_desk::{AskPage, Section, bookings_in_words, seats_in_words},
};

fn path(id: Uuid) -> String {
    format!("{PATH}/{id}")
}

/// `GET /travel/desk/departures/{id}/depart`: asks. Changes nothing.
pub(super) async fn ask_departed(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let departure = web.house.departure_for_staff(id, staff.held_to()).await?;
    let facts = DepartureFacts {
        status: departure.status,
        departs_at: departure.departs_at,
        places: departure.places,
    };
    match decide_leave(&facts, web.house.now()) {
        Ok(true) => {}
        Ok(false) => return Ok(Done::Left.seen_at(&path(id))),
        Err(refusal) => return not_left(&web, &staff, id, refusal).await,
    }
    let held = departure.places.held;
    let mut consequences = vec![
        "Nothing is sold any more, and nobody can cancel. It cannot be taken back.".to_owned(),
    ];
    if held > 0 {
        let seats = seats_in_words(held);
        consequences.push(format!("Held for bookings that are not paid yet: {seats}."));
    }
    let page = AskPage {
        frame: frame(&web, "Has the bus left?", Section::Departures, &staff),
        departure: head(&departure, web.house.now()),
        heading: "Has the bus left?".to_owned(),
        consequences,
        action: format!("{}/depart", path(id)),
        yes: "It has left",
        busy: "Noting it…",
        no: "Not yet",
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /travel/desk/departures/{id}/depart`
pub(super) async fn depart(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.mark_departed(id, staff.held_to()).await {
        Ok(_) => Ok(Done::Left.seen_at(&path(id))),
        Err(DepartureError::Refused(refusal)) => not_left(&web, &staff, id, refusal).await,
        Err(error) => Err(error.into()),
    }
}

async fn not_left(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    refusal: LeaveRefusal,
) -> Result<Response, Problem> {
    let why = match refusal {
        LeaveRefusal::Cancelled => "It was called off.".to_owned(),
        LeaveRefusal::TooEarly { from } => {
            let departure = web.house.departure_for_staff(id, staff.held_to()).await?;
            let from = words::local(from, &departure.time_zone);
            format!("It may leave from {} on.", words::moment(&from))
        }
    };
    let notice = done::refused("The bus cannot have left", &why);
    departure::refused(web, staff, id, notice).await
}

/// `GET /travel/desk/departures/{id}/cancel`: asks, and says whom it is about. Changes nothing.
pub(super) async fn ask_cancelled(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = web.house.passengers(id, true, &staff).await;
    let (departure, items) = found?;
    if let Some(refusal) = obstacle(&departure) {
        return not_called_off(&web, &staff, id, refusal).await;
    }
    let back: Vec<Money> = items
        .iter()
        .filter_map(|item| match item.refundable() {
            Refundable::Provider(money) | Refundable::Cash(money) if !money.is_zero() => {
                Some(money)
            }
            _ => None,
        })
        .collect();
    let bookings = u32::try_from(items.len()).unwrap_or(u32::MAX);
    let page = AskPage {
        frame: frame(&web, "Call a departure off", Section::Departures, &staff),
        departure: head(&departure, web.house.now()),
        heading: "Call it off for good?".to_owned(),
        consequences: consequences(bookings, &back),
        action: format!("{}/cancel", path(id)),
        yes: "Call the departure off",
        busy: "Calling it off…",
        no: "Keep it",
    };
    render::page(StatusCode::OK, &page)
}

fn consequences(bookings: u32, back: &[Money]) -> Vec<String> {
    let end = "It cannot be taken back.";
    if bookings == 0 {
        return vec![format!("Nobody has booked it. {end}")];
    }
    let (are, told) = if bookings == 1 {
        ("is", "Its passenger is")
    } else {
        ("are", "All passengers are")
    };
    let mut told = vec![format!(
        "{} {are} cancelled. {told} told at once. {end}",
        bookings_in_words(bookings)
    )];
    told.push(match back {
        [] => "Nothing was paid, so nothing is given back.".to_owned(),
        [one] => format!("1 refund is made: {one}. Cash waits at the desk."),
        [first, ..] => {
            let sum = super::lines::sum(*first, back.iter().map(|money| money.amount));
            format!(
                "{} refunds are made: {sum} in all. Cash waits at the desk.",
                back.len()
            )
        }
    });
    told
}

/// `POST /travel/desk/departures/{id}/cancel`
pub(super) async fn cancel(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    match web.house.cancel_departure(id, &staff).await {
        Ok(_) => Ok(Done::CalledOff.seen_at(&path(id))),
        Err(CancelTravelError::Refused(refusal)) => not_called_off(&web, &staff, id, refusal).await,
        Err(error) => Err(error.into()),
    }
}

fn obstacle(departure: &DepartureView) -> Option<TravelCancelRefusal> {
    use foh_domain::travel::DepartureStatus;
    match departure.status {
        DepartureStatus::Scheduled => None,
        DepartureStatus::Departed => Some(TravelCancelRefusal::Departed),
        DepartureStatus::Cancelled => Some(TravelCancelRefusal::AlreadyCancelled),
    }
}

async fn not_called_off(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    refusal: TravelCancelRefusal,
) -> Result<Response, Problem> {
    if refusal == TravelCancelRefusal::AlreadyCancelled {
        return Ok(Done::CalledOffBefore.seen_at(&path(id)));
    }
    let notice = done::refused("The departure cannot be called off", "The bus has left.");
    departure::refused(web, staff, id, notice).await
}

#[cfg(test)]
mod tests {
    use foh_domain::payments::Currency;

    use super::*;

    #[test]
    fn what_calling_off_means_is_counted() {
        let money = |amount| Money {
            amount,
            currency: Currency::EUR,
        };
        assert!(consequences(0, &[])[0].starts_with("Nobody has booked it."));
        let said = consequences(1, &[money(500)]).join(" ");
        assert!(
            said.contains("1 booking is cancelled") && said.contains("1 refund is made: €5.00")
        );
        let said = consequences(3, &[money(500), money(1_000)]).join(" ");
        assert!(said.contains("3 bookings are cancelled"), "{said}");
        assert!(said.contains("2 refunds are made: €15.00 in all"), "{said}");
    }
}
