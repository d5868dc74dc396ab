//! Venues and their rooms.

use askama::Template;

use super::{Cell, Column, Empty, Link, ListBasics, ListPage, Search, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Field, FieldError, Notice, places_in_words};

/// A line of the list of venues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueLine {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The address; may be empty.
    pub address: String,
    /// "Europe/Berlin".
    pub time_zone: String,
    /// How many rooms.
    pub rooms: u32,
}

/// `/admin/venues`.
#[must_use]
pub fn venues(basics: ListBasics, lines: Vec<VenueLine>) -> ListPage {
    let create = basics
        .may_create
        .then(|| Link::new("New venue", "/admin/venues/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Venues".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/venues".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: Vec::new(),
        }),
        columns: vec![
            Column::words("Venue"),
            Column::words("Address"),
            Column::words("Time zone"),
            Column::numbers("Rooms"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/venues/{}", line.id)),
                    Cell::Text(line.address),
                    Cell::Text(line.time_zone),
                    Cell::text(line.rooms.to_string()),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No venue yet",
            "Everything begins with a house: its name, its address and its clock.",
            create,
        ),
        pager: basics.pager,
    }
}

/// A line of the list of rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomLine {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The venue's name.
    pub venue: String,
    /// How many places it has.
    pub capacity: u32,
}

/// `/admin/rooms`: every room of every venue.
#[must_use]
pub fn rooms(basics: ListBasics, lines: Vec<RoomLine>) -> ListPage {
    ListPage {
        frame: basics.frame,
        crumb: Some(Link::new("Venues", "/admin/venues")),
        heading: "Rooms".to_owned(),
        intro: "Add a room on the page of its venue.".to_owned(),
        notice: basics.notice,
        create: None,
        export: None,
        search: Some(Search {
            action: "/admin/rooms".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: Vec::new(),
        }),
        columns: vec![
            Column::words("Room"),
            Column::words("Venue"),
            Column::numbers("Places"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/rooms/{}", line.id)),
                    Cell::Text(line.venue),
                    Cell::text(line.capacity.to_string()),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No room yet",
            "Open a venue and add its rooms there.",
            Some(Link::new("To the venues", "/admin/venues")),
        ),
        pager: basics.pager,
    }
}

/// The form of a venue, at `/admin/venues/new` and `/admin/venues/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/venue.html")]
pub struct VenuePage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The name.
    pub name: Field,
    /// The address, optional.
    pub address: Field,
    /// IANA time zone.
    pub time_zone: Field,
    /// Time zones to offer while typing.
    pub zones: Vec<String>,
    /// The rooms, on the page of an existing venue.
    pub rooms: Vec<RoomLine>,
}

impl VenuePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("name", &self.name),
            ("address", &self.address),
            ("time_zone", &self.time_zone),
        ])
    }
}

/// The form of a room, at `/admin/rooms/new?venue_id=` and `/admin/rooms/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/room.html")]
pub struct RoomPage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The id of the venue, sent as the hidden field `venue_id`.
    pub venue_id: String,
    /// The name of the venue.
    pub venue_name: String,
    /// The name.
    pub name: Field,
    /// How many places it has.
    pub capacity: Field,
}

impl RoomPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[("name", &self.name), ("capacity", &self.capacity)])
    }
}

impl RoomLine {
    fn places(&self) -> String {
        places_in_words(self.capacity)
    }
}
