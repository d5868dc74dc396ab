//! A reservation made by hand: the same rules and e-mails as for guests.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    FormKey, House, Made,
    identity::Staff,
    theatre::{ManageError, PerformanceQuery, ReserveError},
};
use foh_domain::{
    booking::{Guest, GuestFields, PartySize},
    field::Faults,
    theatre::ReserveRefusal,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told, done::Done, field, form_key, frame, lists, refused, reservations::choice, whole,
};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::{render, words},
    views::{
        admin::{ReservationNew, Section},
        parts::{Choice, Notice, NoticeKind, places_in_words},
        theatre::Booking,
    },
};

/// Performances to choose from.
const MOST_PERFORMANCES: u32 = 300;

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    performance_id: String,
    party_size: String,
    name: String,
    email: String,
    phone: String,
    notes: String,
}

struct Wish {
    key: FormKey,
    performance_id: Uuid,
    party: PartySize,
    guest: Guest,
}

impl Typed {
    fn parse(&self, house: &House) -> Result<Wish, ManageError> {
        let key = house.form_key(&self.form_key)?;
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
                key,
                performance_id,
                party,
                guest,
            }),
            (.., guest) => {
                let own = faults.finish().err().into_iter();
                let faults = own.chain(guest.err()).flatten();
                Err(ManageError::Faults(faults.collect()))
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
    SignedIn(staff): SignedIn,
    Query(query): Query<ForPerformance>,
) -> Result<Response, Problem> {
    let id = lists::id("performance_id", &query.performance_id)?;
    let typed = Typed {
        performance_id: id.map_or(String::new(), |id| id.to_string()),
        party_size: "2".into(),
        ..Typed::default()
    };
    let page = view(&web, &staff, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/reservations`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let (status, told) = match typed.parse(&web.house) {
        Ok(wish) => match reserve(&web, &staff, &wish).await? {
            Ok(made) => return Ok(Done::Reserved.made(made, "/admin/reservations")),
            Err(told) => (StatusCode::CONFLICT, told),
        },
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, typed, told).await?;
    render::page(status, &page)
}

async fn reserve(web: &Web, staff: &Staff, wish: &Wish) -> Result<Result<Made, Told>, Problem> {
    let Wish {
        key,
        performance_id,
        party,
        guest,
    } = wish;
    let reserved = web
        .house
        .reserve_once(*key, *performance_id, guest, *party, staff.id)
        .await;
    let (field, message) = match reserved {
        Ok(made) => return Ok(Ok(made)),
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
        notice: told.notice.or(notice),
        form_key: form_key(web, &typed.form_key),
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
