//! Venues and their rooms.

use askama::Template;

use super::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Field, FieldError, Notice, places_in_words};

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
            label: "Name or address".to_owned(),
            query: basics.query,
            filters: Vec::new(),
            advice: String::new(),
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
                    Cell::link(
                        line.rooms.to_string(),
                        format!("/admin/rooms?venue_id={}", line.id),
                    ),
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

/// `/admin/rooms`; `venue_id` is the query parameter, empty for the rooms of every venue.
#[must_use]
pub fn rooms(
    basics: ListBasics,
    venue_id: &str,
    venues: Vec<Choice>,
    lines: Vec<RoomLine>,
) -> ListPage {
    let create = basics
        .may_create
        .then(|| Link::new("New room", "/admin/rooms/new"));
    let mut choices = vec![Choice {
        value: String::new(),
        label: "All venues".to_owned(),
    }];
    choices.extend(venues);
    ListPage {
        frame: basics.frame,
        crumb: Some(Link::new("Venues", "/admin/venues")),
        heading: "Rooms".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/rooms".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: vec![Filter::select("venue_id", "Venue", venue_id, choices)],
            advice: String::new(),
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
            "A performance needs one: it says how many places there are.",
            create,
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
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
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
            ("name", "Name", &self.name),
            ("address", "Address", &self.address),
            ("time_zone", "Time zone", &self.time_zone),
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
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The id of the venue; chosen for a new room, kept afterwards.
    pub venue_id: Field,
    /// The venues to choose from.
    pub venues: Vec<Choice>,
    /// The name.
    pub name: Field,
    /// How many places it has.
    pub capacity: Field,
}

impl RoomPage {
    /// The name of its venue, and where that is.
    fn venue(&self) -> Option<(&str, String)> {
        let chosen = self
            .venues
            .iter()
            .find(|venue| !venue.value.is_empty() && venue.value == self.venue_id.value)?;
        Some((&chosen.label, format!("/admin/venues/{}", chosen.value)))
    }

    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("venue_id", "Venue", &self.venue_id),
            ("name", "Name", &self.name),
            ("capacity", "Places", &self.capacity),
        ])
    }
}

impl RoomLine {
    fn places(&self) -> String {
        places_in_words(self.capacity)
    }
}
