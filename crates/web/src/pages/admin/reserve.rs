//! A reservation made by hand: the same rules and e-mails as for guests.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    theatre::{PerformanceQuery, ReservationFilter, ReserveError},
};
use foh_domain::{
    booking::{Guest, GuestFields, PartySize, ReservationStatus},
    field::{Faults, FieldError},
    theatre::ReserveRefusal,
};
use jiff::SignedDuration;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told,
    done::Done,
    field, frame,
    lists::{self, PAGE},
    reservations::choice,
    whole,
};
use crate::{
    Web,
    http::{Authorized, BoxOffice, Form, Problem, Query},
    pages::{render, words},
    views::{
        admin::{ReservationNew, Section},
        parts::{Choice, Notice, NoticeKind, places_in_words},
        theatre::Booking,
    },
};

/// Performances to choose from.
const MOST_PERFORMANCES: u32 = 300;
/// The same reservation made again so soon is a form sent twice.
const TWICE: SignedDuration = SignedDuration::from_mins(1);

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    performance_id: String,
    party_size: String,
    name: String,
    email: String,
    phone: String,
    notes: String,
}

struct Wish {
    performance_id: Uuid,
    party: PartySize,
    guest: Guest,
}

impl Typed {
    fn parse(&self) -> Result<Wish, Vec<FieldError>> {
        let mut faults = Faults::default();
        let id = Uuid::try_parse(&self.performance_id);
        let id = faults.take(
            "performance_id",
            id.map_err(|_| "Choose a performance.".into()),
        );
        let party = faults.take("party_size", PartySize::parse(whole(&self.party_size)));
        let guest = Guest::parse(GuestFields {
            name: &self.name,
            email: &self.email,
            phone: Some(&self.phone),
            notes: Some(&self.notes),
        });
        match (id, party, guest) {
            (Some(performance_id), Some(party), Ok(guest)) => Ok(Wish {
                performance_id,
                party,
                guest,
            }),
            (.., guest) => {
                let own = faults.finish().err().into_iter();
                Err(own.chain(guest.err()).flatten().collect())
            }
        }
    }
}

/// The query of [`blank`].
#[derive(Deserialize)]
pub(super) struct ForPerformance {
    #[serde(default)]
    performance_id: String,
}

/// `GET /admin/reservations/new`
pub(super) async fn blank(
    State(web): State<Web>,
    office: Authorized<BoxOffice>,
    Query(query): Query<ForPerformance>,
) -> Result<Response, Problem> {
    let id = lists::id("performance_id", &query.performance_id)?;
    let typed = Typed {
        performance_id: id.map_or(String::new(), |id| id.to_string()),
        party_size: "2".into(),
        ..Typed::default()
    };
    let page = view(&web, &office.staff, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/reservations`
pub(super) async fn create(
    State(web): State<Web>,
    office: Authorized<BoxOffice>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (status, told) = match typed.parse() {
        Ok(wish) => match reserve(&web, &office.staff, &wish).await? {
            Ok(id) => return Ok(Done::Reserved.seen_at(&format!("/admin/reservations/{id}"))),
            Err(told) => (StatusCode::CONFLICT, told),
        },
        Err(faults) => {
            let notice = None;
            (StatusCode::UNPROCESSABLE_ENTITY, Told { notice, faults })
        }
    };
    let page = view(&web, &office.staff, typed, told).await?;
    render::page(status, &page)
}

async fn reserve(web: &Web, staff: &Staff, wish: &Wish) -> Result<Result<Uuid, Told>, Problem> {
    if let Some(id) = made_just_now(web, staff, wish).await? {
        return Ok(Ok(id));
    }
    let reserved = web
        .house
        .reserve(wish.performance_id, &wish.guest, wish.party, Some(staff.id))
        .await;
    let (field, message) = match reserved {
        Ok(reserved) => return Ok(Ok(reserved.reservation_id)),
        Err(ReserveError::Refused(refusal)) => match refusal {
            ReserveRefusal::UnknownPerformance => (
                "performance_id",
                "Choose a performance of a published show.".into(),
            ),
            ReserveRefusal::BookingClosed => (
                "performance_id",
                "Booking is closed for this performance.".into(),
            ),
            ReserveRefusal::Begun => ("performance_id", "This performance has begun.".into()),
            ReserveRefusal::InsufficientSeats { available: 0 } => {
                ("performance_id", "This performance is full.".into())
            }
            ReserveRefusal::InsufficientSeats { available } => {
                let left = places_in_words(available);
                ("party_size", format!("Only {left} left. Choose fewer."))
            }
        },
        Err(error) => return Err(error.into()),
    };
    Ok(Err(Told::fault(field, message)))
}

/// The same reservation, made by the same member of staff a moment ago.
async fn made_just_now(web: &Web, staff: &Staff, wish: &Wish) -> Result<Option<Uuid>, Problem> {
    let filter = ReservationFilter {
        performance_id: Some(wish.performance_id),
        status: Some(ReservationStatus::Pending),
        search: wish.guest.email.expose().to_owned(),
        before: None,
        limit: PAGE,
    };
    let since = web.house.now() - TWICE;
    let found = web.house.reservations(filter).await?;
    let same = found.into_iter().find(|item| {
        item.reservation.created_by == Some(staff.id)
            && item.reservation.created_at > since
            && item.reservation.party == wish.party
            && item.guest.as_ref() == Some(&wish.guest)
    });
    Ok(same.map(|item| item.reservation.id))
}

async fn view(
    web: &Web,
    staff: &Staff,
    typed: Typed,
    told: Told,
) -> Result<ReservationNew, Problem> {
    let performances = bookable(web).await?;
    let notice = performances.is_empty().then(|| {
        Notice::new(
            NoticeKind::Info,
            "No performance can be booked",
            "None is planned, booking is closed, or every place is taken.",
        )
    });
    let faults = &told.faults;
    Ok(ReservationNew {
        frame: frame(web, "New reservation", Section::Reservations, staff),
        notice,
        performances: lists::offered(performances, &typed.performance_id),
        max_party_size: PartySize::MOST,
        performance_id: field("performance_id", typed.performance_id, faults),
        party_size: field("party_size", typed.party_size, faults),
        name: field("name", typed.name, faults),
        email: field("email", typed.email, faults),
        phone: field("phone", typed.phone, faults),
        notes: field("notes", typed.notes, faults),
    })
}

/// The performances that can be booked, with what is left.
async fn bookable(web: &Web) -> Result<Vec<Choice>, Problem> {
    let now = web.house.now();
    let query = PerformanceQuery::published(now, MOST_PERFORMANCES);
    let found = web.house.performances(query).await?;
    let open = found.iter().filter_map(|performance| {
        let left = performance.places.available();
        let bookable = words::booking(performance, now) == Booking::Open && left > 0;
        bookable.then(|| choice(performance, &format!(" ({left} left)")))
    });
    Ok(open.collect())
}
