//! Schedules: on which days a bus leaves and when.

use askama::Template;

use super::KeptDeparture;
use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// A line of the list of schedules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleLine {
    /// The id.
    pub id: String,
    /// "Kigali to Huye, 06:30".
    pub name: String,
    /// "Mon, Wed, Fri", "Every day".
    pub days: String,
    /// "09:00".
    pub arrives: String,
    /// "RAB 123 C, 30 seats".
    pub bus: String,
    /// "From 1 January 2026".
    pub valid: String,
    /// Whether departures are made of it.
    pub active: bool,
}

/// `/admin/travel/schedules`; `active` and `route_id` are query parameters, empty for all.
#[must_use]
pub fn schedules(
    basics: ListBasics,
    (active, route_id): (&str, &str),
    routes: Vec<Choice>,
    lines: Vec<ScheduleLine>,
) -> ListPage {
    let create = Some(Link::new("New schedule", "/admin/travel/schedules/new"));
    let mut choices = vec![Choice {
        value: String::new(),
        label: "All routes".to_owned(),
    }];
    choices.extend(routes);
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Schedules".to_owned(),
        intro: "Departures are made of them, 60 days ahead.".to_owned(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/travel/schedules".to_owned(),
            label: String::new(),
            query: String::new(),
            filters: vec![
                Filter::select("route_id", "Route", route_id, choices),
                Filter::in_use(active),
            ],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Schedule"),
            Column::words("Days"),
            Column::words("Arrives"),
            Column::words("Bus"),
            Column::words("Valid"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/travel/schedules/{}", line.id)),
                    Cell::Text(line.days),
                    Cell::Text(line.arrives),
                    Cell::Text(line.bus),
                    Cell::Text(line.valid),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No schedule yet",
            "Say on which days a bus leaves and when: its departures are made by themselves.",
            create,
        ),
        pager: basics.pager,
    }
}

/// A day of the week to be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayChoice {
    /// "mon".
    pub value: &'static str,
    /// "Monday".
    pub label: &'static str,
    /// Whether it is ticked.
    pub chosen: bool,
}

/// The form of a schedule, at `/admin/travel/schedules/new` and `/admin/travel/schedules/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/schedule.html")]
pub struct SchedulePage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The id of the route.
    pub route_id: Field,
    /// The routes to choose from.
    pub routes: Vec<Choice>,
    /// The id of the bus.
    pub bus_id: Field,
    /// The buses to choose from.
    pub buses: Vec<Choice>,
    /// Whether "every day" is ticked.
    pub every_day: bool,
    /// The days of the week.
    pub days: Vec<DayChoice>,
    /// What is wrong with the days.
    pub days_error: Option<String>,
    /// When it leaves.
    pub departs: Field,
    /// When it arrives.
    pub arrives: Field,
    /// IANA time zone.
    pub time_zone: Field,
    /// Time zones to offer while typing.
    pub zones: Vec<String>,
    /// The first day.
    pub valid_from: Field,
    /// The last day, optional.
    pub valid_to: Field,
    /// Days without a departure, one to a line, optional.
    pub exceptions: Field,
    /// Whether departures are made of it.
    pub active: bool,
    /// "Departures are made up to 20 January 2027."; empty on a new one.
    pub reach: String,
    /// Its departures in the list.
    pub departures_href: String,
    /// The departures to come that stay as they were.
    pub kept: Vec<KeptDeparture>,
}

impl SchedulePage {
    fn errors(&self) -> Vec<FieldError> {
        let days = Field {
            value: String::new(),
            error: self.days_error.clone(),
        };
        errors_of(&[
            ("route_id", "Route", &self.route_id),
            ("bus_id", "Bus", &self.bus_id),
            ("days", "Days", &days),
            ("departs", "Leaves", &self.departs),
            ("arrives", "Arrives", &self.arrives),
            ("time_zone", "Time zone", &self.time_zone),
            ("valid_from", "First day", &self.valid_from),
            ("valid_to", "Last day", &self.valid_to),
            ("exceptions", "Exceptions", &self.exceptions),
        ])
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
