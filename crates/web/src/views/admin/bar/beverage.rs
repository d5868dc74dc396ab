//! Beverages.

use askama::Template;

use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// A line of the list of beverages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeverageLine {
    /// The id.
    pub id: String,
    /// "Lager".
    pub name: String,
    /// "Crate of 24".
    pub unit: String,
    /// What a unit holds: "7.92 litres".
    pub holds: String,
    /// In units; empty for none.
    pub alarm_minimum: String,
    /// How many locations have it.
    pub locations: u32,
    /// Whether it is kept at all.
    pub active: bool,
}

/// `/admin/bar/beverages`; `active` is the query parameter, empty for all.
#[must_use]
pub fn beverages(basics: ListBasics, active: &str, lines: Vec<BeverageLine>) -> ListPage {
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Beverages".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: Some(Link::new("New beverage", "/admin/bar/beverages/new")),
        export: None,
        search: Some(Search {
            action: "/admin/bar/beverages".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: vec![Filter::in_use(active)],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Beverage"),
            Column::words("Unit"),
            Column::numbers("A unit holds"),
            Column::numbers("Alarm minimum"),
            Column::numbers("Locations"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/bar/beverages/{}", line.id)),
                    Cell::Text(line.unit),
                    Cell::Text(line.holds),
                    Cell::Text(line.alarm_minimum),
                    Cell::text(line.locations.to_string()),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No beverage yet",
            "Add them one by one, or all at once from a file.",
            Some(Link::new("Import a file", "/admin/bar/beverages/import")),
        ),
        pager: basics.pager,
    }
}

/// A location to be ticked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationChoice {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Whether anything is kept there still.
    pub active: bool,
    /// Whether it is ticked.
    pub chosen: bool,
}

/// The form of a beverage, at `/admin/bar/beverages/new` and `/admin/bar/beverages/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/bar/beverage.html")]
pub struct BeveragePage {
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
    /// The id of the unit it comes in.
    pub unit_type_id: Field,
    /// The units to choose from.
    pub units: Vec<Choice>,
    /// What an item holds.
    pub litres_per_item: Field,
    /// In units; empty for none.
    pub alarm_minimum: Field,
    /// `#rrggbb`
    pub colour: Field,
    /// The locations.
    pub locations: Vec<LocationChoice>,
    /// What is wrong with them.
    pub location_error: Option<String>,
    /// What a unit holds, as it is stored: "7.92 litres".
    pub holds: String,
    /// Whether it is kept at all.
    pub active: bool,
}

impl BeveragePage {
    fn errors(&self) -> Vec<FieldError> {
        let mut errors = errors_of(&[
            ("name", "Name", &self.name),
            ("unit_type_id", "Unit type", &self.unit_type_id),
            ("litres_per_item", "Litres per item", &self.litres_per_item),
            ("alarm_minimum", "Alarm minimum", &self.alarm_minimum),
            ("colour", "Colour", &self.colour),
        ]);
        errors.extend(self.location_error.iter().map(|message| FieldError {
            field: "location_ids".to_owned(),
            message: format!("Locations: {message}"),
        }));
        errors
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
