//! Performances.

use askama::Template;

use super::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Field, FieldError, Notice, Places};

/// A line of the list of performances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerformanceLine {
    /// The id.
    pub id: String,
    /// The show.
    pub show_title: String,
    /// "Sat 28 Nov 2026, 20:00", in the venue's zone.
    pub when: String,
    /// RFC 3339 with offset.
    pub datetime: String,
    /// "Main stage, Kammerspiele".
    pub room: String,
    /// How full it is.
    pub places: Places,
    /// Whether places can be reserved.
    pub booking_open: bool,
}

/// What narrows the list down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PerformanceFilter {
    /// Query parameter `show_id`; empty for all.
    pub show_id: String,
    /// The shows to choose from, without "All shows".
    pub shows: Vec<Choice>,
    /// Query parameter `from`, an ISO 8601 date or empty.
    pub from: String,
    /// Query parameter `to`.
    pub to: String,
}

/// `/admin/performances`; there is no `q`.
#[must_use]
pub fn performances(
    basics: ListBasics,
    filter: PerformanceFilter,
    lines: Vec<PerformanceLine>,
) -> ListPage {
    let create = basics
        .may_create
        .then(|| Link::new("New performance", "/admin/performances/new"));
    let mut shows = vec![Choice {
        value: String::new(),
        label: "All shows".to_owned(),
    }];
    shows.extend(filter.shows);
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Performances".to_owned(),
        intro: "From today on, unless another day is chosen.".to_owned(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/performances".to_owned(),
            label: String::new(),
            query: String::new(),
            filters: vec![
                Filter::select("show_id", "Show", &filter.show_id, shows),
                Filter::date("from", "From", &filter.from),
                Filter::date("to", "To", &filter.to),
            ],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Performance"),
            Column::words("Begins"),
            Column::words("Room"),
            Column::words("Places"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.show_title, format!("/admin/performances/{}", line.id)),
                    Cell::Time {
                        datetime: line.datetime,
                        words: line.when,
                    },
                    Cell::Text(line.room),
                    Cell::Places(line.places),
                    Cell::State(State::booking(line.booking_open)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No performance is planned",
            "A performance is a show in a room at a time. Plan the next one.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The clock of the venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// IANA name, "Europe/Berlin".
    pub name: String,
    /// "Berlin time".
    pub words: String,
}

/// Where the places are, as of now: what is left is the sum of the lines above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Places of the room.
    pub capacity: u32,
    /// Added for this performance.
    pub additional: u32,
    /// Taken out by hand.
    pub manually_occupied: u32,
    /// Confirmed reservations.
    pub confirmed: u32,
    /// Held for a limited time.
    pub held: u32,
    /// What can be reserved.
    pub left: u32,
    /// How many have been admitted.
    pub inside: u32,
}

impl Tally {
    fn places(self) -> Places {
        Places {
            left: self.left,
            total: self.capacity.saturating_add(self.additional),
        }
    }
}

/// The form of a performance, at `/admin/performances/new` and `/admin/performances/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/performance.html")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a checkbox or a permission of its own"
)]
pub struct PerformancePage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// What is played: the id of a show.
    pub show_id: Field,
    /// The shows to choose from; begin with an empty choice on a new performance.
    pub shows: Vec<Choice>,
    /// Where: the id of a room.
    pub room_id: Field,
    /// The rooms to choose from, "Kammerspiele: Main stage (80 places)".
    pub rooms: Vec<Choice>,
    /// `2026-11-28T20:00`, in the clock of the venue.
    pub starts_at: Field,
    /// The same for the doors; optional.
    pub doors_open_at: Field,
    /// The clock of the venue, once the room is known.
    pub zone: Option<Zone>,
    /// Whether places can be reserved. On a new performance a checkbox, afterwards its own button.
    pub booking_open: bool,
    /// Places added to those of the room.
    pub additional_places: Field,
    /// Places taken out by hand.
    pub manually_occupied_places: Field,
    /// Where the places are; `None` on a new performance.
    pub tally: Option<Tally>,
    /// Whether its show is published.
    pub published: bool,
    /// Whether the reader may change it; otherwise the fields are shown, not edited.
    pub may_edit: bool,
    /// Whether the reader may see its reservations.
    pub may_see_reservations: bool,
    /// The show and the time, "The Cherry Orchard, Saturday 28 November, 20:00"; the headline
    /// of an existing performance.
    pub in_words: String,
}

impl PerformancePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("show_id", "Show", &self.show_id),
            ("room_id", "Room", &self.room_id),
            ("starts_at", "Begins", &self.starts_at),
            ("doors_open_at", "Doors open", &self.doors_open_at),
            ("additional_places", "Places added", &self.additional_places),
            (
                "manually_occupied_places",
                "Places taken out",
                &self.manually_occupied_places,
            ),
        ])
    }

    fn booking(&self) -> State {
        State::booking(self.booking_open)
    }

    fn clock(&self) -> String {
        match &self.zone {
            Some(zone) => format!("{} ({})", zone.words, zone.name),
            None => "In the time of the venue".to_owned(),
        }
    }

    /// The words of a choice, where it cannot be edited.
    fn chosen<'a>(choices: &'a [Choice], field: &Field) -> &'a str {
        choices
            .iter()
            .find(|choice| choice.value == field.value)
            .map_or("–", |choice| choice.label.as_str())
    }

    /// `2026-11-28T20:00` without the T.
    fn spoken(field: &Field) -> String {
        field.value.replace('T', " ")
    }
}
