//! Shows.

use askama::Template;

use super::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search, State, errors_of};
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
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// The title.
    pub title: Field,
    /// The end of its address. May be sent empty: see [`suggested_slug`].
    pub slug: Field,
    /// The description, optional; an empty line separates paragraphs.
    pub description: Field,
    /// How long it takes, with intervals.
    pub duration_minutes: Field,
    /// What is spoken, optional.
    pub language: Field,
    /// Whether the public sees it. On a new show a checkbox of the form, afterwards its own button.
    pub published: bool,
    /// How many performances are to come.
    pub performances: u32,
}

impl ShowPage {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("title", &self.title),
            ("slug", &self.slug),
            ("description", &self.description),
            ("duration_minutes", &self.duration_minutes),
            ("language", &self.language),
        ])
    }

    fn state(&self) -> State {
        State::published(self.published)
    }
}

/// A slug for a title, for a form sent without one: "Ein Käfig voller Narren!" gives
/// `ein-kaefig-voller-narren`. Empty when the title has no Latin letter and no digit.
#[must_use]
pub fn suggested_slug(title: &str) -> String {
    let mut slug = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            'ä' | 'æ' => slug.push_str("ae"),
            'ö' | 'œ' | 'ø' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' | 'ą' => slug.push('a'),
            'ç' | 'ć' | 'č' => slug.push('c'),
            'è' | 'é' | 'ê' | 'ë' | 'ę' | 'ě' => slug.push('e'),
            'ì' | 'í' | 'î' | 'ï' => slug.push('i'),
            'ł' => slug.push('l'),
            'ñ' | 'ń' | 'ň' => slug.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ő' => slug.push('o'),
            'ř' => slug.push('r'),
            'ś' | 'š' => slug.push('s'),
            'ù' | 'ú' | 'û' | 'ű' | 'ů' => slug.push('u'),
            'ý' | 'ÿ' => slug.push('y'),
            'ź' | 'ż' | 'ž' => slug.push('z'),
            // An apostrophe joins, everything else separates.
            '\'' | '’' => {}
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(80);
    slug.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::suggested_slug;

    #[test]
    fn a_slug_is_made_from_the_title() {
        for (title, slug) in [
            ("The Cherry Orchard", "the-cherry-orchard"),
            ("A Winter’s Tale, Told Twice", "a-winters-tale-told-twice"),
            (" Ein Käfig voller Narren! ", "ein-kaefig-voller-narren"),
            ("Čapek – R.U.R.", "capek-r-u-r"),
            ("Вишнёвый сад", ""),
            ("", ""),
        ] {
            assert_eq!(suggested_slug(title), slug, "{title}");
        }
        assert!(suggested_slug(&"ab ".repeat(100)).len() <= 80);
    }
}
