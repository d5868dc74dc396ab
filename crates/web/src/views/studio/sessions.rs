//! What the studio offers.

use askama::Template;

use super::When;
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Notice, Places};

/// The sessions to come, at `/sessions`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/sessions.html")]
pub struct SessionsPage {
    /// The frame.
    pub frame: Frame,
    /// That the search makes no sense.
    pub notice: Option<Notice>,
    /// What was searched for.
    pub filter: SessionFilter,
    /// The days on which sessions begin, in order.
    pub days: Vec<SessionDay>,
    /// Where later sessions are, when the list was cut.
    pub later_href: Option<String>,
}

/// The fields of the search, named as in the API; empty ones narrow nothing down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionFilter {
    /// What the title contains, query parameter `q`.
    pub search: String,
    /// Query parameter `type`.
    pub kind: String,
    /// The kinds to choose from.
    pub kinds: Vec<Choice>,
    /// First day, query parameter `from`.
    pub from: String,
    /// Last day, query parameter `to`.
    pub to: String,
    /// Query parameter `free`.
    pub free: String,
    /// With a price or without.
    pub prices: Vec<Choice>,
    /// Only those with a place left, query parameter `with_places`.
    pub with_places: bool,
    /// All of that in words: "Retreats, with places left"; `None` when nothing is narrowed down.
    pub in_words: Option<String>,
}

/// A day on which sessions begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionDay {
    /// ISO 8601 date.
    pub datetime: String,
    /// "Saturday".
    pub weekday: String,
    /// "28".
    pub day: String,
    /// "November 2026".
    pub month: String,
    /// "Today" or "Tomorrow", where it is so.
    pub nearness: Option<String>,
    /// What begins.
    pub sessions: Vec<SessionRow>,
}

/// A session in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Its page, `/sessions/{id}`.
    pub href: String,
    /// The title.
    pub title: String,
    /// When it is.
    pub when: When,
    /// More to know, joined by dots: "Retreat", "with Ada Rossi", "Garden house".
    pub facts: Vec<String>,
    /// "€25.00", or "Free".
    pub price: String,
    /// How full it is.
    pub places: Places,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::frame::Desk;

    fn page(in_words: Option<&str>, sessions: Vec<SessionRow>) -> String {
        let day = |sessions| SessionDay {
            datetime: "2026-11-28".into(),
            weekday: "Saturday".into(),
            day: "28".into(),
            month: "November 2026".into(),
            nearness: None,
            sessions,
        };
        let page = SessionsPage {
            frame: Frame::new("Sessions", "The House", Desk::Studio),
            notice: None,
            filter: SessionFilter {
                in_words: in_words.map(Into::into),
                ..SessionFilter::default()
            },
            days: if sessions.is_empty() {
                Vec::new()
            } else {
                vec![day(sessions)]
            },
            later_href: None,
        };
        page.render().unwrap()
    }

    #[test]
    fn an_empty_list_says_what_to_do() {
        assert!(page(None, Vec::new()).contains("Nothing is planned yet"));
        let narrowed = page(Some("Retreats"), Vec::new());
        assert!(
            narrowed.contains("Nothing matches")
                && narrowed.contains("<details class=\"filter\" open>")
        );
    }

    #[test]
    fn a_full_session_offers_no_button() {
        let row = |left| SessionRow {
            href: "/sessions/1".into(),
            title: "Breath & <voice>".into(),
            when: When {
                date: "Saturday 28 November 2026".into(),
                time: "10:00".into(),
                datetime: "2026-11-28T10:00:00+01:00".into(),
                until: "11:30".into(),
                until_datetime: "2026-11-28T11:30:00+01:00".into(),
                zone: "Berlin time".into(),
            },
            facts: vec!["with Ada Rossi".into()],
            price: "Free".into(),
            places: Places { left, total: 8 },
        };
        let open = page(None, vec![row(3)]);
        assert!(open.contains("3 of 8 left") && open.contains("button-quiet"));
        assert!(!open.contains("<voice>"));
        let full = page(None, vec![row(0)]);
        assert!(full.contains("Fully booked") && !full.contains("button-quiet"));
    }
}
