//! Seats are sold for cash: one form, and the ticket.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    theatre::ManageError,
    travel::{BookTravelError, DepartureView, ShiftError, TravelBooked, TravelBookingRequest},
};
use foh_domain::{
    booking::{Guest, PartySize},
    field::{Faults, FieldError},
    payments::{Money, PaymentMethod},
    travel::{DepartureRefusal, DepartureStatus},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    done::{Done, refused},
    frame,
    lines::{PATH, head},
    ticket,
};
use crate::{
    Web,
    http::{Form, Problem, SignedIn},
    pages::{
        admin::{field, form_key, whole},
        render::{self, Id},
    },
    views::{
        parts::Notice,
        travel_desk::{SalePage, Section, seats_in_words},
    },
};

/// The form as it was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    passenger_name: String,
    phone_number: String,
    email: String,
    seats: String,
    opening_float: String,
}

/// What the form says: above itself, and beside its fields.
#[derive(Default)]
struct Told {
    notice: Option<Notice>,
    faults: Vec<FieldError>,
}

/// Why nothing was sold.
enum NotSold {
    Told(StatusCode, Told),
    Problem(Problem),
}

impl From<Problem> for NotSold {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// `GET /travel/desk/departures/{id}/sell`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let departure = web.house.departure_for_staff(id, staff.held_to()).await?;
    let typed = Typed {
        seats: "1".into(),
        ..Typed::default()
    };
    let page = view(&web, &staff, &departure, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /travel/desk/departures/{id}/sell`: sent again, it leads to what was sold.
pub(super) async fn sell(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let departure = web.house.departure_for_staff(id, staff.held_to()).await?;
    let (status, told) = match sold(&web, &staff, &departure, &typed).await {
        Ok(booking_id) => {
            let code = web.house.reissue_ticket(booking_id, &staff).await;
            return Ok(match code {
                Ok(code) => {
                    let page = ticket::path(booking_id, &code, Some(Done::Sold));
                    Redirect::to(&page).into_response()
                }
                // It was sold, whatever became of it since.
                Err(foh_app::travel::TravelBookingError::Unknown) => {
                    Done::Sold.seen_at(&format!("/travel/bookings/{booking_id}"))
                }
                Err(error) => return Err(error.into()),
            });
        }
        Err(NotSold::Told(status, told)) => (status, told),
        Err(NotSold::Problem(problem)) => return Err(problem),
    };
    // What was said may be that too few are left.
    let departure = web.house.departure_for_staff(id, staff.held_to()).await?;
    let page = view(&web, &staff, &departure, typed, told).await?;
    render::page(status, &page)
}

async fn sold(
    web: &Web,
    staff: &Staff,
    departure: &DepartureView,
    typed: &Typed,
) -> Result<Uuid, NotSold> {
    let key = match web.house.form_key(&typed.form_key) {
        Ok(key) => key,
        Err(ManageError::Faults(faults)) => {
            let again = faults.into_iter().next().map(|fault| fault.message);
            let notice = refused("Please send it once more", &again.unwrap_or_default());
            return Err(above(StatusCode::UNPROCESSABLE_ENTITY, notice));
        }
        Err(error) => return Err(Problem::from(error).into()),
    };
    let (guest, party, float) = parsed(web, staff, departure, typed).await?;
    if let Some(float) = float {
        match web.house.open_shift(float, staff).await {
            // Another window of theirs was faster: that drawer takes the money.
            Ok(_) | Err(ShiftError::OpenAlready) => {}
            Err(error) => return Err(Problem::from(error).into()),
        }
    }
    let asked = serde_json::json!([
        departure.id,
        typed.passenger_name.trim(),
        typed.phone_number.trim(),
        typed.email.trim(),
        party.get(),
    ]);
    let repeatable = web.house.repeatable(
        &format!("desk:{}:{key}", staff.id),
        &asked.to_string(),
        |booked: &TravelBooked| booked.id.to_string(),
    );
    let request = TravelBookingRequest {
        departure_id: departure.id,
        guest,
        party,
        method: PaymentMethod::Cash,
    };
    let given = web.house.sell_departure(request, repeatable, staff).await;
    match given {
        Ok(given) => given
            .into_text()
            .parse()
            .map_err(|error: uuid::Error| Problem::internal(&error).into()),
        Err(error) => Err(said(error)),
    }
}

/// What was typed, with the float of the drawer to be opened where none is open.
async fn parsed(
    web: &Web,
    staff: &Staff,
    departure: &DepartureView,
    typed: &Typed,
) -> Result<(Guest, PartySize, Option<Money>), NotSold> {
    let needs_drawer = web
        .house
        .open_shift_of(staff)
        .await
        .map_err(Problem::from)?;
    let mut faults = Faults::default();
    let party = faults.take("seats", PartySize::parse(whole(&typed.seats)));
    let float = match needs_drawer {
        Some(_) => None,
        None => faults.take(
            "opening_float",
            float(&typed.opening_float, departure.fare.currency),
        ),
    };
    let guest = Guest::passenger(
        &typed.passenger_name,
        &typed.phone_number,
        Some(&typed.email),
    );
    let mut wrong = guest.as_ref().err().cloned().unwrap_or_default();
    wrong.extend(faults.finish().err().unwrap_or_default());
    match (guest, party) {
        (Ok(guest), Some(party)) if wrong.is_empty() => Ok((guest, party, float)),
        _ => {
            let told = Told {
                notice: None,
                faults: wrong,
            };
            Err(NotSold::Told(StatusCode::UNPROCESSABLE_ENTITY, told))
        }
    }
}

/// What lies in a drawer; nothing typed is a slip, not nought.
pub(super) fn float(text: &str, currency: foh_domain::payments::Currency) -> Result<Money, String> {
    if text.trim().is_empty() {
        return Err("Count what lies in the drawer; write 0 if nothing does.".into());
    }
    Money::parse(text, currency)
}

fn above(status: StatusCode, notice: Notice) -> NotSold {
    let told = Told {
        notice: Some(notice),
        faults: Vec::new(),
    };
    NotSold::Told(status, told)
}

/// What the seller reads; what they cannot mend is a problem of its own.
fn said(error: BookTravelError) -> NotSold {
    let conflict = |title: &str, text: &str| above(StatusCode::CONFLICT, refused(title, text));
    match error {
        BookTravelError::Refused(DepartureRefusal::Full { remaining }) if remaining > 0 => {
            let left = seats_in_words(remaining);
            let fault = FieldError {
                field: "seats",
                message: format!("Only {left} left."),
            };
            let told = Told {
                notice: None,
                faults: vec![fault],
            };
            NotSold::Told(StatusCode::CONFLICT, told)
        }
        BookTravelError::Refused(
            DepartureRefusal::Full { .. }
            | DepartureRefusal::Departed
            | DepartureRefusal::Cancelled,
        ) => conflict("Nothing was sold", ""),
        BookTravelError::NoShift => conflict(
            "Nothing was sold",
            "Your drawer was closed meanwhile: give the float of the next one.",
        ),
        BookTravelError::Drawer(_) => conflict(
            "Nothing was sold",
            "Your open drawer holds the money of another currency: close it, and open one for this.",
        ),
        BookTravelError::Repeated(foh_app::idempotency::RepeatError::AnotherRequest) => conflict(
            "This form has sold already",
            "What is typed now is another sale. Send it once more to sell it too.",
        ),
        error => Problem::from(error).into(),
    }
}

async fn view(
    web: &Web,
    staff: &Staff,
    departure: &DepartureView,
    typed: Typed,
    told: Told,
) -> Result<SalePage, Problem> {
    let (now, faults) = (web.house.now(), &told.faults);
    let drawer = web.house.open_shift_of(staff).await?;
    let closed = match departure.status {
        DepartureStatus::Cancelled => Some("The departure was called off."),
        DepartureStatus::Departed => Some("The bus has left."),
        DepartureStatus::Scheduled if now >= departure.departs_at => {
            Some("The time of this departure is past.")
        }
        DepartureStatus::Scheduled if !departure.route.active => {
            Some("The route is not sold at present.")
        }
        DepartureStatus::Scheduled if departure.places.available() == 0 => {
            Some("Every seat is taken.")
        }
        DepartureStatus::Scheduled => None,
    };
    let most = departure.places.available().min(PartySize::MOST);
    let fare = departure.fare;
    // A key that has sold, or is too old, would be refused once more.
    let spent = told.notice.is_some();
    let key = if spent { "" } else { &typed.form_key };
    Ok(SalePage {
        frame: frame(web, "Sell seats", Section::Departures, staff),
        departure: head(departure, now),
        form_key: form_key(web, key),
        passenger_name: field("passenger_name", typed.passenger_name, faults),
        phone_number: field("phone_number", typed.phone_number, faults),
        email: field("email", typed.email, faults),
        seats: field("seats", typed.seats, faults),
        amounts: (1..=most).map(|n| fare.times(n).to_string()).collect(),
        opening_float: drawer
            .is_none()
            .then(|| field("opening_float", typed.opening_float, faults)),
        currency: fare.currency.code(),
        notice: told.notice,
        closed,
    })
}

/// Where seats of a departure are sold.
pub(super) fn path(departure_id: Uuid) -> String {
    format!("{PATH}/{departure_id}/sell")
}
