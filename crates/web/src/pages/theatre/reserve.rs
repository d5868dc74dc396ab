//! Reserving places: the form, its answer, and "look into your mail".

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    PerformanceView,
    identity::Staff,
    theatre::{PerformanceQuery, ReserveError},
};
use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    field::{Faults, FieldError},
    limits::Limit,
    theatre::ReserveRefusal,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    Web,
    http::{ClientAddress, Form, MaybeStaff, Problem, Query},
    pages::{
        render::{self, Id},
        theatre::HTML,
        words,
    },
    programme::Kept,
    views::{
        frame::Desk,
        parts::{Field, Notice, NoticeKind, places_in_words},
        theatre::{Booking, PerformanceRow, ReservationForm, Reserve, Reserved},
    },
};

/// Other dates offered where this one cannot be booked.
const MOST_OTHERS: u32 = 12;

/// The form as it was typed. What is missing is blank, so that its fault stands beside its field.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    name: String,
    email: String,
    phone: String,
    notes: String,
    party_size: String,
}

/// Why the form is shown once more.
enum Refusal {
    Faults(Vec<FieldError>),
    Full(u32),
    NotNow,
    Later(Problem),
}

/// `GET /performances/{id}`
pub(super) async fn form(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let fresh = ReservationForm {
        party_size: Field::new("2"),
        ..ReservationForm::default()
    };
    if let Some(staff) = staff {
        let page = view(&web, id, fresh, None, Some(&staff)).await?;
        return render::page(StatusCode::OK, &page);
    }
    web.programme
        .serve(&format!("/performances/{id}"), &headers, || async {
            let page = view(&web, id, fresh, None, None).await?;
            Ok(Kept::new(StatusCode::OK, HTML, render::draw(&page)?))
        })
        .await
}

/// `POST /performances/{id}`: leads on to a page that can be read again without reserving again.
pub(super) async fn reserve(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    address: ClientAddress,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let refusal = match attempt(&web, &address, id, &typed).await? {
        Ok(party) => {
            let next = format!("/performances/{id}/reserved?places={}", party.get());
            return Ok(Redirect::to(&next).into_response());
        }
        Err(refusal) => refusal,
    };
    let (status, notice, wait) = refusal.told();
    let page = view(&web, id, typed.again(&refusal), notice, staff.as_ref()).await?;
    let mut response = render::page(status, &page)?;
    if let Some(seconds) = wait {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

async fn attempt(
    web: &Web,
    address: &ClientAddress,
    id: Uuid,
    typed: &Typed,
) -> Result<Result<PartySize, Refusal>, Problem> {
    let (guest, party) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(faults) => return Ok(Err(Refusal::Faults(faults))),
    };
    let admitted = web
        .house
        .admit(Limit::ReservationCreate, address.as_str())
        .await;
    if let Err(error) = admitted.map_err(Problem::from) {
        return match error.code() {
            StatusCode::TOO_MANY_REQUESTS => Ok(Err(Refusal::Later(error))),
            _ => Err(error),
        };
    }
    match web.house.reserve(id, &guest, party, None).await {
        Ok(reserved) => Ok(Ok(reserved.party)),
        Err(ReserveError::Refused(refusal)) => match refusal {
            ReserveRefusal::UnknownPerformance => Err(Problem::not_found()),
            ReserveRefusal::BookingClosed | ReserveRefusal::Begun => Ok(Err(Refusal::NotNow)),
            ReserveRefusal::InsufficientSeats { available } => Ok(Err(Refusal::Full(available))),
        },
        Err(ReserveError::Seal(error)) => Err(Problem::internal(&error)),
        Err(ReserveError::Store(error)) => Err(error.into()),
    }
}

impl Typed {
    fn parse(&self) -> Result<(Guest, PartySize), Vec<FieldError>> {
        let mut faults = Faults::default();
        let size = self.party_size.trim().parse().unwrap_or(0);
        let party = faults.take("party_size", PartySize::parse(size));
        let guest = Guest::parse(GuestFields {
            name: &self.name,
            email: &self.email,
            phone: Some(&self.phone),
            notes: Some(&self.notes),
        });
        match (faults.finish(), guest, party) {
            (Ok(()), Ok(guest), Some(party)) => Ok((guest, party)),
            (size, guest, _) => Err(size
                .err()
                .into_iter()
                .chain(guest.err())
                .flatten()
                .collect()),
        }
    }

    /// The form with what was typed, and each fault beside its field.
    fn again(self, refusal: &Refusal) -> ReservationForm {
        let mut form = ReservationForm {
            name: Field::new(self.name),
            email: Field::new(self.email),
            phone: Field::new(self.phone),
            notes: Field::new(self.notes),
            party_size: Field::new(self.party_size),
        };
        let mut refuse = |name: &str, message: String| {
            let field = match name {
                "name" => &mut form.name,
                "email" => &mut form.email,
                "phone" => &mut form.phone,
                "notes" => &mut form.notes,
                _ => &mut form.party_size,
            };
            field.error = Some(message);
        };
        match refusal {
            Refusal::Faults(faults) => {
                for fault in faults {
                    refuse(fault.field, fault.message.clone());
                }
            }
            Refusal::Full(0) | Refusal::NotNow | Refusal::Later(_) => {}
            Refusal::Full(left) => refuse(
                "party_size",
                format!("Only {} left. Choose fewer.", left_in_words(*left)),
            ),
        }
        form
    }
}

fn left_in_words(left: u32) -> String {
    let verb = if left == 1 { "is" } else { "are" };
    format!("{} {verb}", places_in_words(left))
}

impl Refusal {
    /// Its status, what the page says that belongs to no field, and the seconds to wait.
    fn told(&self) -> (StatusCode, Option<Notice>, Option<u64>) {
        match self {
            Self::Faults(_) => (StatusCode::UNPROCESSABLE_ENTITY, None, None),
            Self::Full(_) | Self::NotNow => (StatusCode::CONFLICT, None, None),
            Self::Later(problem) => {
                let notice = Notice::new(
                    NoticeKind::Refused,
                    "Nothing was reserved: there were too many reservations from your connection",
                    "What you entered is still here. Please send it again later.",
                );
                (problem.code(), Some(notice), problem.wait_seconds())
            }
        }
    }
}

async fn view(
    web: &Web,
    id: Uuid,
    form: ReservationForm,
    notice: Option<Notice>,
    staff: Option<&Staff>,
) -> Result<Reserve, Problem> {
    let performance = published(web, id).await?;
    let places = words::places(&performance);
    let booking = words::booking(&performance, web.house.now());
    let others = if booking == Booking::Open && !places.is_full() {
        Vec::new()
    } else {
        others(web, &performance).await?
    };
    let mut frame = render::frame(web, "Reserve places", Desk::Theatre, staff);
    frame.footer_note = words::zone_note(std::slice::from_ref(&performance));
    Ok(Reserve {
        frame,
        action: format!("/performances/{id}"),
        performance: words::performance(&performance),
        places,
        booking,
        notice,
        form,
        max_party_size: PartySize::MOST.min(places.left.max(1)),
        others,
    })
}

async fn published(web: &Web, id: Uuid) -> Result<PerformanceView, Problem> {
    let found = web.house.performance(id).await?;
    found
        .filter(|performance| performance.published)
        .ok_or_else(Problem::not_found)
}

/// Dates of the same show that can be booked.
async fn others(web: &Web, this: &PerformanceView) -> Result<Vec<PerformanceRow>, Problem> {
    let now = web.house.now();
    let query = PerformanceQuery {
        show_id: Some(this.show_id),
        ..PerformanceQuery::published(now, MOST_OTHERS)
    };
    let found = web.house.performances(query).await?;
    Ok(found
        .iter()
        .filter(|performance| performance.id != this.id)
        .map(|performance| words::row(performance, now, false))
        .filter(PerformanceRow::reservable)
        .collect())
}

/// The query of [`reserved`]: nothing in it is about a person.
#[derive(Deserialize)]
pub(super) struct ReservedQuery {
    #[serde(default)]
    places: String,
}

/// `GET /performances/{id}/reserved`: look into your mail. Reading it again reserves nothing again.
pub(super) async fn reserved(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
    Query(query): Query<ReservedQuery>,
) -> Result<Response, Problem> {
    let performance = published(&web, id).await?;
    let party = query.places.parse().ok().map(PartySize::parse);
    let Some(Ok(party)) = party else {
        return Ok(Redirect::to(&format!("/performances/{id}")).into_response());
    };
    let mut frame = render::frame(&web, "Look into your mail", Desk::Theatre, staff.as_ref());
    frame.footer_note = words::zone_note(std::slice::from_ref(&performance));
    let page = Reserved {
        frame,
        performance: words::performance(&performance),
        places: places_in_words(party.get()),
    };
    render::page(StatusCode::OK, &page)
}
