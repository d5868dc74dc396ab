//! Venues.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{identity::Staff, theatre::ManageError};
use foh_domain::theatre::Venue;
use jiff::tz;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Told, count,
    done::Done,
    field, form_key, frame,
    lists::{self, Asked, PAGE},
    refused,
};
use crate::{
    Web,
    api::listing,
    http::{Form, Problem, Query, SignedIn},
    pages::render::{self, Id},
    views::admin::{RoomLine, Section, VenueLine, VenuePage, venues},
};

const PATH: &str = "/admin/venues";

/// The form.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    name: String,
    address: String,
    time_zone: String,
}

impl From<Venue> for Typed {
    fn from(venue: Venue) -> Self {
        Self {
            form_key: String::new(),
            name: venue.name,
            address: venue.address,
            time_zone: venue.time_zone.as_str().to_owned(),
        }
    }
}

impl Typed {
    fn parse(&self) -> Result<Venue, ManageError> {
        Ok(Venue::parse(&self.name, &self.address, &self.time_zone)?)
    }
}

/// `GET /admin/venues`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let search = asked.search()?;
    let found = web.house.venues(search, asked.cursor()?, PAGE + 1).await?;
    let rooms = lists::every_room(&web).await?;
    let page = listing::page(
        found,
        PAGE,
        |(id, _)| id.to_string(),
        |(id, venue)| VenueLine {
            id: id.to_string(),
            name: venue.name,
            address: one_line(&venue.address),
            time_zone: venue.time_zone.as_str().to_owned(),
            rooms: count(rooms.iter().filter(|(_, room)| room.venue_id == id).count()),
        },
    );
    let pager = asked.pager(PATH, &[("q", &asked.q)], page.next.as_deref());
    let basics = lists::basics(&web, "Venues", Section::Venues, &staff, &asked, pager);
    render::page(StatusCode::OK, &venues(basics, page.items))
}

/// `GET /admin/venues/new`
pub(super) async fn blank(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let typed = Typed {
        time_zone: zone.map_or(String::new(), |zone| zone.as_str().to_owned()),
        ..Typed::default()
    };
    let page = view(&web, &staff, None, typed, Told::done(&asked.done)).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/venues`
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

/// `GET /admin/venues/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = web.house.find::<Venue>(id).await?;
    let venue = found.ok_or_else(Problem::not_found)?;
    let told = Told::done(&asked.done);
    let page = view(&web, &staff, Some(id), venue.into(), told).await?;
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/venues/{id}`
pub(super) async fn change(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let changed = async {
        let venue = typed.parse()?;
        let change = Box::new(move |_: Venue| Ok(venue.clone()));
        web.house.change(id, change).await
    };
    let (status, told) = match changed.await {
        Ok(_) => return Ok(Done::Saved.seen_at(&format!("{PATH}/{id}"))),
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
) -> Result<VenuePage, Problem> {
    let rooms = match id {
        Some(id) => {
            web.house
                .rooms(Some(id), String::new(), None, lists::MOST_CHOICES)
                .await?
        }
        None => Vec::new(),
    };
    let title = match (id, typed.name.trim()) {
        (None, _) => "New venue",
        (Some(_), "") => "Venue",
        (Some(_), name) => name,
    };
    Ok(VenuePage {
        frame: frame(web, title, Section::Venues, staff),
        id: id.map(|id| id.to_string()),
        form_key: form_key(web, &typed.form_key),
        rooms: rooms
            .into_iter()
            .map(|(id, room)| RoomLine {
                id: id.to_string(),
                name: room.name,
                venue: typed.name.clone(),
                capacity: room.capacity,
            })
            .collect(),
        name: field("name", typed.name, &told.faults),
        address: field("address", typed.address, &told.faults),
        time_zone: field("time_zone", typed.time_zone, &told.faults),
        zones: zones(),
        notice: told.notice,
    })
}

/// The zones worth offering: those named after a place. All others can be typed.
pub(in crate::pages) fn zones() -> Vec<String> {
    let region = |name: &str| {
        [
            "Africa/",
            "America/",
            "Antarctica/",
            "Asia/",
            "Atlantic/",
            "Australia/",
            "Europe/",
            "Indian/",
            "Pacific/",
        ]
        .iter()
        .any(|region| name.starts_with(region))
    };
    let mut zones: Vec<String> = tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| region(name))
        .collect();
    zones.sort_unstable();
    zones
}

fn one_line(address: &str) -> String {
    let lines: Vec<&str> = address.lines().map(str::trim).collect();
    lines.join(", ")
}
