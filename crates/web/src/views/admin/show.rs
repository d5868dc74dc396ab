//! Shows.

use askama::Template;

use super::{
    Cell, Column, Empty, Filter, Link, ListBasics, ListPage, PosterPanel, Search, State, errors_of,
};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Field, FieldError, Notice};

/// A line of the list of shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowLine {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// "2 h 10 min".
    pub duration: String,
    /// What is spoken; may be empty.
    pub language: String,
    /// Whether the public sees it.
    pub published: bool,
    /// Coming performances.
    pub performances: u32,
}

/// `/admin/shows`; `published` is the query parameter: "", "true" or "false".
#[must_use]
pub fn shows(basics: ListBasics, published: &str, lines: Vec<ShowLine>) -> ListPage {
    let create = basics
        .may_create
        .then(|| Link::new("New show", "/admin/shows/new"));
    let choice = |value: &str, label: &str| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
    };
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Shows".to_owned(),
        intro: String::new(),
        notice: basics.notice,
        create: create.clone(),
        export: None,
        search: Some(Search {
            action: "/admin/shows".to_owned(),
            label: "Title".to_owned(),
            query: basics.query,
            filters: vec![Filter::select(
                "published",
                "State",
                published,
                vec![
                    choice("", "All shows"),
                    choice("true", "Published"),
                    choice("false", "Not published"),
                ],
            )],
            advice: String::new(),
        }),
        columns: vec![
            Column::words("Show"),
            Column::words("State"),
            Column::words("Duration"),
            Column::words("Language"),
            Column::numbers("To come"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(line.title, format!("/admin/shows/{}", line.id)),
                    Cell::State(State::published(line.published)),
                    Cell::Text(line.duration),
                    Cell::Text(line.language),
                    Cell::text(line.performances.to_string()),
                ]
            })
            .collect(),
        empty: Empty::new(
            "No show yet",
            "Write down what is played. The public sees it once you publish it.",
            create,
        ),
        pager: basics.pager,
    }
}

/// The form of a show, at `/admin/shows/new` and `/admin/shows/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/show.html")]
pub struct ShowPage {
    /// The frame.
    pub frame: Frame,
    /// The id; `None` creates one.
    pub id: Option<String>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The title.
    pub title: Field,
    /// The end of its address. Sent empty, it is made from the title.
    pub slug: Field,
    /// The description, optional; an empty line separates paragraphs.
    pub description: Field,
    /// How long it takes, with intervals.
    pub duration_minutes: Field,
    /// What is spoken, optional.
    pub language: Field,
    /// Whether the public sees it. On a new show a checkbox of the form, afterwards its own button.
    pub published: bool,
    /// Its page for the public, once it is published.
    pub public_href: Option<String>,
    /// How many performances are to come.
    pub performances: u32,
    /// Its poster; a new show has none.
    pub poster: PosterPanel,
}

impl ShowPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("title", "Title", &self.title),
            ("slug", "Web address", &self.slug),
            ("description", "Description", &self.description),
            ("duration_minutes", "Duration", &self.duration_minutes),
            ("language", "Language", &self.language),
            ("image", "Picture", &self.poster.image),
            ("alt", "What it shows", &self.poster.alt),
        ])
    }

    fn state(&self) -> State {
        State::published(self.published)
    }
}
