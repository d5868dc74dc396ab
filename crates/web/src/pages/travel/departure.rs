//! One departure, and booking seats of it.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    FormKey,
    idempotency::RepeatError,
    identity::Staff,
    theatre::ManageError,
    travel::{BookTravelError, DepartureItem, TravelBooked},
};
use foh_domain::{
    booking::PartySize,
    field::FieldError,
    limits::Limit,
    travel::{DepartureRefusal, DepartureStatus},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use uuid::Uuid;

use super::{booking_href, words};
use crate::{
    Web,
    api::travel::{Wish, asked},
    http::{ClientAddress, Form, MaybeStaff, Problem, seats_left},
    pages::{
        paying,
        render::{self, Id},
    },
    views::{
        frame::Desk,
        parts::{Field, Notice, NoticeKind},
        travel::{BookingForm, DeparturePage, Standing},
    },
};

/// The form as it was typed. What is missing is blank, so that its fault stands beside its field.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    seats: String,
    passenger_name: String,
    phone_number: String,
    email: String,
    payment_method: String,
}

/// Why the form is shown once more.
enum Refusal {
    /// Fields need another look.
    Faults(Vec<FieldError>),
    /// Too few seats are left, or the departure is closed: the page says so by itself.
    Closed(Option<FieldError>),
    /// The form was sent before, with something else in it.
    SentBefore,
    /// The form is too old.
    Old,
    /// It was sent too often.
    Later(Problem),
}

/// `GET /travel/departures/{id}`
pub(super) async fn departure(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
) -> Result<Response, Problem> {
    let form = BookingForm {
        form_key: web.house.new_form_key().to_string(),
        seats: Field::new("1"),
        ..BookingForm::default()
    };
    let page = view(&web, id, form, None, staff.as_ref()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /travel/departures/{id}/book`: leads to the booking. Sent twice, it books once and both lead there.
pub(super) async fn book(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    address: ClientAddress,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let refusal = match attempt(&web, &address, id, &typed).await? {
        Ok(token) => return Ok(Redirect::to(&booking_href(&token)).into_response()),
        Err(refusal) => refusal,
    };
    let (problem, notice) = refusal.told();
    let form = typed.again(&web, &refusal);
    let page = view(&web, id, form, notice, staff.as_ref()).await?;
    render::refused(&problem, &page)
}

/// The token of the booking.
async fn attempt(
    web: &Web,
    address: &ClientAddress,
    id: Uuid,
    typed: &Typed,
) -> Result<Result<String, Refusal>, Problem> {
    let request = match typed.wish().parse(id) {
        Ok(request) => request,
        Err(faults) => return Ok(Err(Refusal::Faults(faults))),
    };
    let key = match web.house.form_key(&typed.form_key) {
        Ok(key) => key,
        Err(ManageError::Faults(_)) => return Ok(Err(Refusal::Old)),
        Err(error) => return Err(error.into()),
    };
    let admitted = web.house.admit(Limit::TravelBook, address.as_str()).await;
    if let Err(error) = admitted.map_err(Problem::from) {
        return match error.code() {
            StatusCode::TOO_MANY_REQUESTS => Ok(Err(Refusal::Later(error))),
            _ => Err(error),
        };
    }
    let (key, what) = (format!("form:{key}"), asked(&request));
    let repeatable = web.house.repeatable(&key, &what, shown_by);
    match web.house.book_departure(request, repeatable).await {
        Ok(given) => Ok(Ok(given.into_text())),
        Err(error) => refused(error).map(Err),
    }
}

/// The answer to whoever sent the form: what shows them their booking.
fn shown_by(booked: &TravelBooked) -> String {
    booked.access.reveal().expose_secret().to_owned()
}

fn refused(error: BookTravelError) -> Result<Refusal, Problem> {
    let fault = |field, message: String| FieldError { field, message };
    match error {
        BookTravelError::Refused(DepartureRefusal::Full { remaining }) => {
            let message = format!("{} Choose fewer.", seats_left(remaining));
            let fault = (remaining > 0).then(|| fault("seats", message));
            Ok(Refusal::Closed(fault))
        }
        BookTravelError::Refused(DepartureRefusal::Departed | DepartureRefusal::Cancelled) => {
            Ok(Refusal::Closed(None))
        }
        BookTravelError::NotOffered => {
            let message = "This way of paying is not offered any more: choose another.".to_owned();
            Ok(Refusal::Faults(vec![fault("payment_method", message)]))
        }
        BookTravelError::Repeated(RepeatError::AnotherRequest) => Ok(Refusal::SentBefore),
        error => Err(error.into()),
    }
}

impl Typed {
    fn wish(&self) -> Wish {
        Wish {
            name: self.passenger_name.clone(),
            phone: self.phone_number.clone(),
            email: Some(self.email.clone()),
            method: self.payment_method.clone(),
            seats: self.seats.trim().parse().unwrap_or(0),
        }
    }

    /// The form with what was typed, and each fault beside its field.
    fn again(self, web: &Web, refusal: &Refusal) -> BookingForm {
        // What was sent before, or is too old, becomes a form of its own.
        let anew = matches!(refusal, Refusal::SentBefore | Refusal::Old);
        let key = if anew {
            Ok(web.house.new_form_key())
        } else {
            web.house.form_key(&self.form_key)
        };
        let mut form = BookingForm {
            form_key: key.map_or_else(|_| String::new(), |key: FormKey| key.to_string()),
            seats: Field::new(self.seats),
            passenger_name: Field::new(self.passenger_name),
            phone_number: Field::new(self.phone_number),
            email: Field::new(self.email),
            payment_method: Field::new(self.payment_method),
            methods: Vec::new(),
        };
        let faults = match refusal {
            Refusal::Faults(faults) => faults.as_slice(),
            Refusal::Closed(fault) => fault.as_slice(),
            Refusal::SentBefore | Refusal::Old | Refusal::Later(_) => &[],
        };
        for fault in faults {
            let field = match fault.field {
                "passenger_name" => &mut form.passenger_name,
                "phone_number" => &mut form.phone_number,
                "email" => &mut form.email,
                "payment_method" => &mut form.payment_method,
                _ => &mut form.seats,
            };
            field.error = Some(fault.message.clone());
        }
        form
    }
}

impl Refusal {
    /// The problem it is, and what the page says that belongs to no field.
    fn told(&self) -> (Problem, Option<Notice>) {
        let conflict = || Problem::new(StatusCode::CONFLICT, "not_booked", "Nothing was booked.");
        let notice = |title, text| Some(Notice::new(NoticeKind::Refused, title, text));
        match self {
            Self::Faults(_) => (Problem::fields(Vec::new()), None),
            Self::Closed(_) => (conflict(), None),
            Self::SentBefore => (
                conflict(),
                notice(
                    "You have booked with this form already",
                    "A message with the booking is on its way to your phone. If you want a second booking, send the form again.",
                ),
            ),
            Self::Old => (
                conflict(),
                notice(
                    "This form was opened more than an hour ago",
                    "Nothing was booked. Look at it once more and send it again.",
                ),
            ),
            Self::Later(problem) => (
                problem.clone(),
                notice(
                    "Nothing was booked: there were too many bookings from your connection",
                    "What you entered is still here. Please send it again later.",
                ),
            ),
        }
    }
}

async fn view(
    web: &Web,
    id: Uuid,
    mut form: BookingForm,
    notice: Option<Notice>,
    staff: Option<&Staff>,
) -> Result<DeparturePage, Problem> {
    let item = web.house.departure(id).await?;
    let item = item.ok_or_else(Problem::not_found)?;
    let view = &item.departure;
    form.methods = paying::methods(web);
    if form.payment_method.value.is_empty()
        && let [only] = form.methods.as_slice()
    {
        form.payment_method.value.clone_from(&only.value);
    }
    let title = format!("{} to {}", view.route.origin, view.route.destination);
    let here = words::href(view);
    let mut frame = render::public_frame(web, &title, Desk::Travel, staff, &here);
    frame.footer_note = Some(words::zone_note(&view.time_zone));
    let standing = standing(&item, web.house.now(), form.methods.is_empty());
    let most = PartySize::MOST.min(item.remaining_seats);
    Ok(DeparturePage {
        frame,
        href: here,
        back_href: words::that_day(view),
        journey: words::journey(view),
        fare: view.fare.to_string(),
        totals: (1..=most)
            .map(|seats| view.fare.times(seats).to_string())
            .collect(),
        places: words::places(view),
        standing,
        notice,
        form,
    })
}

fn standing(item: &DepartureItem, now: jiff::Timestamp, at_desk: bool) -> Standing {
    let view = &item.departure;
    if view.status == DepartureStatus::Cancelled {
        Standing::Cancelled
    } else if view.status == DepartureStatus::Departed || now >= view.departs_at {
        Standing::Departed
    } else if !view.route.active {
        Standing::NotSold
    } else if item.remaining_seats == 0 {
        Standing::Full
    } else if at_desk {
        Standing::AtDesk
    } else {
        Standing::Open
    }
}
