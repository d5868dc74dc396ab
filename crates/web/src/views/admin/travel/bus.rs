//! Buses.

use askama::Template;

use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// A line of the list of buses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusLine {
    /// The id.
    pub id: String,
    /// "RAB 123 C".
    pub plate: String,
    /// Whose it is; may be empty.
    pub company: String,
    /// Its seats.
    pub capacity: u32,
    /// Whether schedules may go by it.
    pub active: bool,
}

/// `/admin/travel/buses`; `active` is the query parameter, empty for all.
#[must_use]
pub fn buses(basics: ListBasics, active: &str, lines: Vec<BusLine>) -> ListPage {
    let create = Some(Link::new("New bus", "/admin/travel/buses/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Buses".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/travel/buses".to_owned(),
            label: "Plate or company".to_owned(),
            query: basics.query,
            filters: vec![Filter::in_use(active)],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Bus"),
            Column::words("Company"),
            Column::numbers("Seats"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.plate, format!("/admin/travel/buses/{}", line.id)),
                    Cell::Text(line.company),
                    Cell::text(line.capacity.to_string()),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No bus yet",
            "A schedule needs one: it says how many seats there are.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a bus, at `/admin/travel/buses/new` and `/admin/travel/buses/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/bus.html")]
pub struct BusPage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The plate.
    pub plate: Field,
    /// Its seats.
    pub capacity: Field,
    /// Whose it is, optional.
    pub company: Field,
    /// Whether schedules may go by it.
    pub active: bool,
    /// The active schedules that go by it.
    pub schedules: Vec<Link>,
}

impl BusPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("plate", "Plate", &self.plate),
            ("capacity", "Seats", &self.capacity),
            ("company", "Company", &self.company),
        ])
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
