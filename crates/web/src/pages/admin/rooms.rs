//! Rooms of venues.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, theatre::ManageError};
use foh_domain::{
    field::FieldError,
    theatre::{Room, Venue},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told,
    done::Done,
    field, form_key, frame,
    lists::{self, Asked, PAGE},
    refused, whole,
};
use crate::{
    Web,
    api::listing,
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::{
        admin::{RoomLine, RoomPage, Section, rooms},
        parts::Choice,
    },
};

const PATH: &str = "/admin/rooms";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    venue_id: String,
    name: String,
    capacity: String,
}

impl From<Room> for Typed {
    fn from(room: Room) -> Self {
        Self {
            form_key: String::new(),
            venue_id: room.venue_id.to_string(),
            name: room.name,
            capacity: room.capacity.to_string(),
        }
    }
}

impl Typed {
    fn parse(&self) -> Result<Room, ManageError> {
        let venue = Uuid::try_parse(&self.venue_id).ok();
        let room = Room::parse(venue.unwrap_or_default(), &self.name, whole(&self.capacity));
        if venue.is_some() {
            return Ok(room?);
        }
        let mut faults = vec![FieldError {
            field: "venue_id",
            message: "Choose a venue.".into(),
        }];
        faults.extend(room.err().into_iter().flatten());
        Err(faults.into())
    }
}

/// The query of the list and of [`blank`].
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct InVenue {
    venue_id: String,
}

/// `GET /admin/rooms`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(InVenue { venue_id }): Query<InVenue>,
) -> Result<Response, Problem> {
    let (search, cursor) = (asked.search()?, asked.cursor()?);
    let wanted = lists::id("venue_id", &venue_id)?;
    let found = web.house.rooms(wanted, search, cursor, PAGE + 1);
    let found = found.await?;
    let every = lists::every_venue(&web).await?;
    let venue = |id| every.iter().find(|(of, _)| *of == id);
    let page = listing::page(
        found,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, room)| RoomLine {
            id: id.to_string(),
            name: room.name,
            venue: venue(room.venue_id).map_or(String::new(), |(_, venue)| venue.name.clone()),
            capacity: room.capacity,
        },
    );
    let pager = asked.pager(
        PATH,
        &[("q", &asked.q), ("venue_id", &venue_id)],
        page.next.as_deref(),
    );
    let basics = lists::basics(&web, "Rooms", Section::Venues, &staff, &asked, pager);
    let choices = every.into_iter().map(choice).collect();
    render::page(
        StatusCode::OK,
        &rooms(basics, &venue_id, choices, page.items),
    )
}

/// `GET /admin/rooms/new`: of the venue in the query, of the only one there is, or of one to be chosen.
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(query): Query<InVenue>,
) -> Result<Response, Problem> {
    let venues = lists::every_venue(&web).await?;
    let wanted = lists::id("venue_id", &query.venue_id)?;
    let venue_id = match (wanted, &venues[..]) {
        (_, []) => return Ok(Done::VenueFirst.seen_at("/admin/venues/new")),
        (Some(id), _) => id.to_string(),
        (None, [(only, _)]) => only.to_string(),
        (None, _) => String::new(),
    };
    let typed = Typed {
        venue_id,
        ..Typed::default()
    };
    let page = view(&web, &staff, None, typed, Told::default()).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/rooms`
pub(super) async fn create(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let made = async {
        let key = web.house.form_key(&typed.form_key)?;
        web.house.create_once(key, typed.parse()?).await
    };
    let (status, told) = match made.await {
        Ok(made) => return Ok(Done::Added.made(made, PATH)),
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, None, typed, told).await?;
    render::page(status, &page)
}

/// `GET /admin/rooms/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web.house.find::<Room>(id).await?;
    let room = found.ok_or_else(Problem::not_found)?;
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, Some(id), room.into(), told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/rooms/{id}`: a room stays in its venue.
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let room = typed.parse()?;
        let change = move |stored: Room| {
            Ok(Room {
                venue_id: stored.venue_id,
                ..room.clone()
            })
        };
        web.house.change(id, Box::new(change)).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
        Err(ManageError::PlacesTaken) => {
            let message = "More places than that are taken in a performance to come.";
            (StatusCode::CONFLICT, Told::fault("capacity", message))
        }
        Err(error) => refused(error)?,
    };
    let page = view(&web, &staff, Some(id), typed, told).await?;
    render::page(status, &page)
}

async fn view(
    web: &Web,
    staff: &Staff,
    id: Option<Uuid>,
    typed: Typed,
    told: Told,
) -> Result<RoomPage, Problem> {
    let venues = lists::every_venue(web).await?;
    let title = match (id, typed.name.trim()) {
        (None, _) => "New room",
        (Some(_), "") => "Room",
        (Some(_), name) => name,
    };
    Ok(RoomPage {
        frame: frame(web, title, Section::Venues, staff),
        id: id.map(|id| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        notice: told.notice,
        venues: lists::offered(venues.into_iter().map(choice).collect(), &typed.venue_id),
        venue_id: field("venue_id", typed.venue_id, &told.faults),
        name: field("name", typed.name, &told.faults),
        capacity: field("capacity", typed.capacity, &told.faults),
    })
}

fn choice((id, venue): (Uuid, Venue)) -> Choice {
    Choice {
        value: id.to_string(),
        label: venue.name,
    }
}
