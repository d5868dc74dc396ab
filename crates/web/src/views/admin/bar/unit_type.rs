//! Unit types.

use askama::Template;

use crate::views::{
    admin::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of},
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// A line of the list of unit types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTypeLine {
    /// The id.
    pub id: String,
    /// "Crate of 24".
    pub name: String,
    /// Items in one.
    pub items: u32,
    /// Whether beverages may come in it.
    pub active: bool,
}

/// `/admin/bar/unit-types`; `active` is the query parameter, empty for all.
#[must_use]
pub fn unit_types(basics: ListBasics, active: &str, lines: Vec<UnitTypeLine>) -> ListPage {
    let create = Some(Link::new("New unit type", "/admin/bar/unit-types/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Unit types".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/bar/unit-types".to_owned(),
            label: "Name".to_owned(),
            query: basics.query,
            filters: vec![Filter::in_use(active)],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Unit type"),
            Column::numbers("Items"),
            Column::words("State"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.name, format!("/admin/bar/unit-types/{}", line.id)),
                    Cell::text(line.items.to_string()),
                    Cell::State(State::active(line.active)),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No unit type yet",
            "Beverages come in them: a crate of 24, a keg, a bottle.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a unit type, at `/admin/bar/unit-types/new` and `/admin/bar/unit-types/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/bar/unit_type.html")]
pub struct UnitTypePage {
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
    /// Items in one.
    pub items: Field,
    /// Whether beverages may come in it.
    pub active: bool,
}

impl UnitTypePage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("name", "Name", &self.name),
            ("items", "Items", &self.items),
        ])
    }

    fn state(&self) -> State {
        State::active(self.active)
    }
}
