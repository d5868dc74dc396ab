//! A list: search, filters, a table that becomes cards on a phone, and the next page.

use askama::Template;

use super::{Link, State};
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Notice, Places};

/// What every list has; the rest is made by the function of its kind, such as [`super::venues`].
#[derive(Clone, Debug)]
pub struct ListBasics {
    /// The frame.
    pub frame: Frame,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// What was searched for, query parameter `q`.
    pub query: String,
    /// The neighbouring pages.
    pub pager: Pager,
    /// Whether the reader may create one.
    pub may_create: bool,
}

/// Neighbouring pages of a list whose length nobody counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pager {
    /// Where the list begins; `None` on the first page.
    pub first_href: Option<String>,
    /// Where it goes on; `None` on the last page.
    pub next_href: Option<String>,
}

/// A list.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/list.html")]
pub struct ListPage {
    /// The frame.
    pub frame: Frame,
    /// Where one came from.
    pub crumb: Option<Link>,
    /// The headline.
    pub heading: String,
    /// A sentence under it; may be empty.
    pub intro: String,
    /// What has just been done, or why not.
    pub notice: Option<Notice>,
    /// The button for a new one.
    pub create: Option<Link>,
    /// Another form of the same list, such as CSV.
    pub export: Option<Link>,
    /// The search; `None` leaves it out.
    pub search: Option<Search>,
    /// The columns; the first names the row.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What to say when there are none.
    pub empty: Empty,
    /// The neighbouring pages.
    pub pager: Pager,
}

/// A search form, sent with GET.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// Where it is sent.
    pub action: String,
    /// What can be searched for: "Name or address".
    pub label: String,
    /// What was searched for, query parameter `q`; the field is left out when `label` is empty.
    pub query: String,
    /// Further fields.
    pub filters: Vec<Filter>,
    /// What to try when nothing matches; left empty, it is to try other words.
    pub advice: String,
}

impl Search {
    /// Whether anything narrows the list down.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.query.is_empty() || self.filters.iter().any(|filter| !filter.value.is_empty())
    }
}

/// A field of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The query parameter.
    pub name: String,
    /// The label.
    pub label: String,
    /// What is chosen; empty for all.
    pub value: String,
    /// What can be chosen; empty for a date.
    pub choices: Vec<Choice>,
}

impl Filter {
    /// A choice; the first of `choices` should have an empty value and read "All …".
    #[must_use]
    pub fn select(name: &str, label: &str, value: &str, choices: Vec<Choice>) -> Self {
        Self {
            name: name.to_owned(),
            label: label.to_owned(),
            value: value.to_owned(),
            choices,
        }
    }

    /// Whether all are listed or only what is active; `active` is the query parameter, empty for all.
    #[must_use]
    pub fn in_use(active: &str) -> Self {
        let choices = [("", "All"), ("true", "Only active ones")].map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
        });
        Self::select("active", "State", active, choices.into())
    }

    /// A date, as in ISO 8601.
    #[must_use]
    pub fn date(name: &str, label: &str, value: &str) -> Self {
        Self::select(name, label, value, Vec::new())
    }
}

/// The head of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The words.
    pub label: &'static str,
    /// Whether it holds numbers, set flush right.
    pub numbers: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub const fn words(label: &'static str) -> Self {
        Self {
            label,
            numbers: false,
        }
    }

    /// A column of numbers.
    #[must_use]
    pub const fn numbers(label: &'static str) -> Self {
        Self {
            label,
            numbers: true,
        }
    }
}

/// A row: as many cells as there are columns.
pub type Row = Vec<Cell>;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words or a number.
    Text(String),
    /// Words with an address.
    Link(Link),
    /// A time.
    Time {
        /// RFC 3339.
        datetime: String,
        /// In words.
        words: String,
    },
    /// A places meter.
    Places(Places),
    /// A state.
    State(State),
    /// A button that sends a form.
    Post {
        /// Where it is sent.
        action: String,
        /// The words on it.
        label: String,
        /// What it is about, for those who hear it without its row.
        about: String,
    },
}

impl Cell {
    /// Words.
    #[must_use]
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Words with an address.
    #[must_use]
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link(Link::new(label, href))
    }
}

/// What an empty list says: what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empty {
    /// "No venue yet".
    pub title: String,
    /// What to do.
    pub text: String,
    /// The button for it.
    pub next: Option<Link>,
}

impl Empty {
    /// What an empty list says.
    #[must_use]
    pub fn new(title: &str, text: &str, next: Option<Link>) -> Self {
        Self {
            title: title.to_owned(),
            text: text.to_owned(),
            next,
        }
    }
}

impl ListPage {
    /// An empty list that was narrowed down says so instead.
    fn nothing(&self) -> Empty {
        match &self.search {
            Some(search) if search.is_active() => Empty::new(
                "Nothing matches",
                if search.advice.is_empty() {
                    "Try fewer or other words, or look at everything."
                } else {
                    &search.advice
                },
                Some(Link::new("Show everything", search.action.clone())),
            ),
            _ => self.empty.clone(),
        }
    }
}
