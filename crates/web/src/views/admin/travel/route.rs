//! Routes.

use askama::Template;

use super::KeptDeparture;
use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// A line of the list of routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteLine {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// "Kigali to Huye".
    pub between: String,
    /// "135 km, 2 h 30 min".
    pub length: String,
    /// "RWF 3,000".
    pub fare: String,
    /// Whether it is sold.
    pub active: bool,
}

/// `/admin/travel/routes`; `active` is the query parameter, empty for all.
#[must_use]
pub fn routes(basics: ListBasics, active: &str, lines: Vec<RouteLine>) -> ListPage {
    let create = Some(Link::new("New route", "/admin/travel/routes/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Routes".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/travel/routes".to_owned(),
            label: "Name or district".to_owned(),
            query: basics.query,
            filters: vec![Filter::in_use(active)],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Route"),
            Column::words("From and to"),
            Column::words("Length"),
            Column::numbers("Fare"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/travel/routes/{}", line.id)),
                    Cell::Text(line.between),
                    Cell::Text(line.length),
                    Cell::Text(line.fare),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No route yet",
            "A route joins two districts and says what a seat costs.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a route, at `/admin/travel/routes/new` and `/admin/travel/routes/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/route.html")]
pub struct RoutePage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The districts to choose from.
    pub districts: Vec<Choice>,
    /// The id of the district where it begins.
    pub origin_id: Field,
    /// The id of the district where it ends.
    pub destination_id: Field,
    /// The name.
    pub name: Field,
    /// Its length in kilometres.
    pub distance_km: Field,
    /// How long it usually takes, in minutes.
    pub minutes: Field,
    /// What a seat costs, as people write it.
    pub fare: Field,
    /// In which currency, by three letters.
    pub currency: Field,
    /// Whether it is sold.
    pub active: bool,
    /// The departures to come that keep another fare.
    pub other_fare: Vec<KeptDeparture>,
}

impl RoutePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("origin_id", "From", &self.origin_id),
            ("destination_id", "To", &self.destination_id),
            ("name", "Name", &self.name),
            ("distance_km", "Kilometres", &self.distance_km),
            ("minutes", "Minutes", &self.minutes),
            ("fare", "Fare", &self.fare),
            ("currency", "Currency", &self.currency),
        ])
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
