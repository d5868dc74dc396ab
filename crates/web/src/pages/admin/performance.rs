//! One performance: planned, changed, opened and closed for booking.

use std::collections::HashMap;

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    PerformanceView,
    identity::Staff,
    theatre::{ManageError, Occurrence, as_performance},
};
use foh_domain::{
    identity::Permission,
    theatre::{Performance, Room, Venue, Zone},
};
use jiff::Timestamp;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told,
    done::Done,
    field, form_key, frame,
    lists::{self, Asked},
    performance_form::Typed,
    performances::show_choices,
    refused,
};
use crate::{
    Web,
    http::{Form, Problem, Query, SignedIn},
    pages::{
        clock,
        render::{self, Id},
        words,
    },
    views::{
        admin::{self, PerformancePage, Section, Tally},
        parts::{Choice, Notice, NoticeKind, places_in_words},
    },
};

const PATH: &str = "/admin/performances";

/// The query of [`blank`].
#[derive(Deserialize)]
pub(super) struct OfShow {
    #[serde(default)]
    show_id: String,
}

/// `GET /admin/performances/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<OfShow>,
) -> Result<Response, Problem> {
    let show = lists::id("show_id", &query.show_id)?;
    let typed = Typed {
        show_id: show.map_or(String::new(), |id| id.to_string()),
        additional_places: "0".into(),
        manually_occupied_places: "0".into(),
        booking_open: "true".into(),
        ..Typed::default()
    };
    let page = view(&web, &staff, None, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/performances`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let zone = zone_of(&web, &typed.room_id).await?;
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        let performance = typed.parse(zone.as_ref(), None)?;
        let done = saved(&performance, zone.as_ref(), Done::Added);
        let made = web.house.create_performance_once(key, performance).await?;
        Ok((made, done))
    };
    let (status, told) = match made.await {
        Ok((made, done)) => return Ok(done.made(made, PATH)),
        Err(ManageError::Taken(field)) => {
            let message = "This show is planned in this room at this time already.";
            (StatusCode::CONFLICT, Told::fault(field, message))
        }
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/performances/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let stored = stored(&web, id).await?;
    let typed = Typed::from(&stored.performance);
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, Some(&stored), typed, told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/performances/{id}`: whether it can be booked stays as it is.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let zone = zone_of(&web, &typed.room_id).await?;
    let (wanted, clock) = (typed.clone(), zone.clone());
    let change = move |stored: Performance| {
        let performance = wanted.parse(clock.as_ref(), Some(&stored))?;
        Ok(Performance {
            booking_open: stored.booking_open,
            ..performance
        })
    };
    let error = match web.house.change_performance(id, Box::new(change)).await {
        Ok(changed) => {
            let done = saved(&as_performance(&changed), zone.as_ref(), Done::Saved);
            return Ok(done.seen_at(&format!("{PATH}/{id}")));
        }
        Err(error) => error,
    };
    let stored = stored(&web, id).await?;
    let (status, told) = match error {
        ManageError::PlacesTaken => (StatusCode::CONFLICT, too_few(&stored.performance)),
        error => refused(error)?,
    };
    let page = view(&web, &staff, Some(&stored), typed, told).await?;
    render::page(status, &page)
}

/// What the button sends.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Booking {
    booking_open: bool,
}

/// `POST /admin/performances/{id}/booking`: nothing else changes.
pub(super) async fn booking(
    State(web): State<Web>,
    Id(id): Id,
    Form(Booking { booking_open }): Form<Booking>,
) -> Result<Response, Problem> {
    let change = move |stored| {
        Ok(Performance {
            booking_open,
            ..stored
        })
    };
    web.house.change_performance(id, Box::new(change)).await?;
    let done = if booking_open {
        Done::Opened
    } else {
        Done::Closed
    };
    Ok(done.seen_at(&format!("{PATH}/{id}")))
}

/// A performance and how many of its guests are inside.
struct Stored {
    performance: PerformanceView,
    inside: u32,
}

async fn stored(web: &Web, id: Uuid) -> Result<Stored, Problem> {
    let door = web.house.door(id).await?.ok_or_else(Problem::not_found)?;
    match door.occurrence {
        Occurrence::Performance(performance) => Ok(Stored {
            performance: *performance,
            inside: door.inside,
        }),
        Occurrence::Departure(_) => Err(Problem::not_found()),
    }
}

/// The clock of the room's venue.
async fn zone_of(web: &Web, room_id: &str) -> Result<Option<Zone>, Problem> {
    let Ok(id) = Uuid::try_parse(room_id) else {
        return Ok(None);
    };
    let Some(room) = web.house.find::<Room>(id).await? else {
        return Ok(None);
    };
    let venue = web.house.find::<Venue>(room.venue_id).await?;
    Ok(venue.map(|venue| venue.time_zone))
}

/// What to say of a performance that was saved: `usual`, or that a time comes twice.
fn saved(performance: &Performance, zone: Option<&Zone>, usual: Done) -> Done {
    let times = [Some(performance.starts_at), performance.doors_open_at];
    let twice = |at: Timestamp| zone.is_some_and(|zone| clock::comes_again(at, zone));
    if times.into_iter().flatten().any(twice) {
        Done::SavedEarlier
    } else {
        usual
    }
}

fn too_few(stored: &PerformanceView) -> Told {
    let places = &stored.places;
    let taken = places_in_words(places.confirmed.saturating_add(places.held));
    let message = format!(
        "Guests have {taken} already, more than there would be. Take fewer out, add some, or choose a larger room."
    );
    Told::fault("manually_occupied_places", message)
}

async fn view(
    web: &Web,
    staff: &Staff,
    stored: Option<&Stored>,
    typed: Typed,
    told: Told,
) -> Result<PerformancePage, Problem> {
    let shows = show_choices(web).await?;
    let (rooms, zone) = room_choices(web, &typed.room_id).await?;
    let in_words = stored.map_or("New performance".to_owned(), |stored| {
        let performance = &stored.performance;
        let starts = words::local(performance.starts_at, &performance.time_zone);
        format!("{}, {}", performance.title, words::moment(&starts))
    });
    let notice = told.notice.or_else(|| missing(&shows, &rooms));
    let faults = &told.faults;
    Ok(PerformancePage {
        frame: frame(web, &in_words, Section::Performances, staff),
        id: stored.map(|stored| stored.performance.id.to_string()),
        form_key: form_key(web, &typed.form_key),
        notice,
        shows: lists::offered(shows, &typed.show_id),
        rooms: lists::offered(rooms, &typed.room_id),
        show_id: field("show_id", typed.show_id, faults),
        room_id: field("room_id", typed.room_id, faults),
        starts_at: field("starts_at", typed.starts_at, faults),
        doors_open_at: field("doors_open_at", typed.doors_open_at, faults),
        zone,
        booking_open: stored.map_or(typed.booking_open == "true", |stored| {
            stored.performance.booking_open
        }),
        additional_places: field("additional_places", typed.additional_places, faults),
        manually_occupied_places: field(
            "manually_occupied_places",
            typed.manually_occupied_places,
            faults,
        ),
        tally: stored.map(tally),
        published: stored.is_some_and(|stored| stored.performance.published),
        may_edit: staff.may(Permission::Content),
        may_see_reservations: staff.may(Permission::BoxOffice),
        in_words,
    })
}

fn tally(stored: &Stored) -> Tally {
    let places = &stored.performance.places;
    Tally {
        capacity: places.capacity,
        additional: places.additional,
        manually_occupied: places.manually_occupied,
        confirmed: places.confirmed,
        held: places.held,
        left: places.available(),
        inside: stored.inside,
    }
}

/// What must be there before a performance can be planned.
fn missing(shows: &[Choice], rooms: &[Choice]) -> Option<Notice> {
    let what = match (shows.is_empty(), rooms.is_empty()) {
        (false, false) => return None,
        (true, _) => "Add a show first: a performance is a show in a room at a time.",
        (false, true) => "Add a room first: it says how many places there are.",
    };
    Some(Notice::new(
        NoticeKind::Info,
        "Nothing can be planned yet",
        what,
    ))
}

/// The rooms to choose from, by venue and name, and the clock of the chosen one, or of all if they have the same.
async fn room_choices(
    web: &Web,
    chosen: &str,
) -> Result<(Vec<Choice>, Option<admin::Zone>), Problem> {
    let venues: HashMap<Uuid, Venue> = lists::every_venue(web).await?.into_iter().collect();
    let mut choices = Vec::new();
    let mut zones = Vec::new();
    for (id, room) in lists::every_room(web).await? {
        let Some(venue) = venues.get(&room.venue_id) else {
            continue;
        };
        let places = places_in_words(room.capacity);
        choices.push(Choice {
            value: id.to_string(),
            label: format!("{}: {} ({places})", venue.name, room.name),
        });
        zones.push((id.to_string() == chosen, &venue.time_zone));
    }
    choices.sort_by_key(|choice| choice.label.to_lowercase());
    let only = zones.first().map(|(_, zone)| *zone);
    let only = only.filter(|only| zones.iter().all(|(_, zone)| zone == only));
    let zone = zones.iter().find(|(is_chosen, _)| *is_chosen);
    let zone = zone.map(|(_, zone)| *zone).or(only);
    let zone = zone.map(|zone| admin::Zone {
        name: zone.as_str().to_owned(),
        words: words::zone_name(zone),
    });
    Ok((choices, zone))
}
