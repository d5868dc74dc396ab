//! Districts: where routes begin and end.

use askama::Template;

use crate::views::{
    admin::{Cell, Column, Empty, Link, ListBasics, ListPage, Search, errors_of},
    frame::Frame,
    parts::{Field, FieldError, Notice},
};

/// A line of the list of districts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistrictLine {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// "KGL".
    pub code: String,
}

/// `/admin/travel/districts`.
#[must_use]
pub fn districts(basics: ListBasics, lines: Vec<DistrictLine>) -> ListPage {
    let create = Some(Link::new("New district", "/admin/travel/districts/new"));
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Districts".to_owned(),
        intro: "Where routes begin and end.".to_owned(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/travel/districts".to_owned(),
            label: "Name or code".to_owned(),
            query: basics.query,
            filters: Vec::new(),
            advice: String::new(),
        }),
        columns: vec![Column::words("District"), Column::words("Code")],
        rows: lines
            .into_iter()
            .map(|line| {
                let href = format!("/admin/travel/districts/{}", line.id);
                vec![Cell::link(line.name, href), Cell::Text(line.code)]
            })
            .collect(),
        empty: Empty::new(
            "No district yet",
            "A timetable begins with them: add where the buses leave and where they arrive.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a district, at `/admin/travel/districts/new` and `/admin/travel/districts/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/district.html")]
pub struct DistrictPage {
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
    /// The code.
    pub code: Field,
    /// Its routes, on the page of an existing one.
    pub routes: Vec<Link>,
}

impl DistrictPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[("name", "Name", &self.name), ("code", "Code", &self.code)])
    }
}

/// Asks whether to remove a district, at `/admin/travel/districts/{id}/remove`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/travel/district_remove.html")]
pub struct DistrictRemovePage {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Why it is still there.
    pub notice: Option<Notice>,
}
