//! Locations.

use askama::Template;

use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice},
};

/// A line of the list of locations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocationLine {
    /// The id.
    pub id: String,
    /// "Foyer".
    pub name: String,
    /// In one line; may be empty.
    pub description: String,
    /// Whether anything is kept there still.
    pub active: bool,
}

/// `/admin/bar/locations`; `active` is the query parameter, empty for all.
#[must_use]
pub fn locations(basics: ListBasics, active: &str, lines: Vec<LocationLine>) -> ListPage {
    let create = Some(Link::new("New location", "/admin/bar/locations/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Locations".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/bar/locations".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: vec![Filter::in_use(active)],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Location"),
            Column::words("Description"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/bar/locations/{}", line.id)),
                    Cell::Text(line.description),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No location yet",
            "The bar begins with them: add where beverages are kept.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a location, at `/admin/bar/locations/new` and `/admin/bar/locations/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/bar/location.html")]
pub struct LocationPage {
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
    /// What it is, optional.
    pub description: Field,
    /// Whether anything is kept there still.
    pub active: bool,
    /// Who works there, on the page of an existing one.
    pub works: Option<Works>,
}

/// Who works at a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Works {
    /// The id of their account; empty for nobody.
    pub user_id: Field,
    /// Who could.
    pub counters: Vec<Choice>,
    /// Their account, for whoever may look at it.
    pub account_href: Option<String>,
    /// Where somebody is invited, for whoever may do that.
    pub invite_href: Option<String>,
}

impl LocationPage {
    fn errors(&self) -> Vec<FieldError> {
        let mut errors = errors_of(&[
            ("name", "Name", &self.name),
            ("description", "Description", &self.description),
        ]);
        if let Some(works) = &self.works {
            errors.extend(errors_of(&[("user_id", "Who works here", &works.user_id)]));
        }
        errors
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
