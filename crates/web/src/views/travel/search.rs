//! Finding a bus.

use askama::Template;

use super::Journey;
use crate::views::frame::Frame;
use crate::views::parts::{Choice, Notice, Places};

/// `/travel`.
#[derive(Clone, Debug, Template)]
#[template(path = "travel/search.html")]
pub struct SearchPage {
    /// The frame.
    pub frame: Frame,
    /// That the search makes no sense.
    pub notice: Option<Notice>,
    /// What is asked for.
    pub form: SearchForm,
    /// What there is.
    pub found: Found,
}

/// From where to where, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchForm {
    /// Query parameter `from`: the code of a district, or empty.
    pub from: String,
    /// Query parameter `to`.
    pub to: String,
    /// Query parameter `date`.
    pub date: String,
    /// The districts to choose from.
    pub districts: Vec<Choice>,
    /// The way back, once both are chosen.
    pub swap_href: Option<String>,
}

/// What a search has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing was asked for yet.
    Start {
        /// Where buses go.
        routes: Vec<RouteLink>,
    },
    /// No bus goes there.
    NoRoute {
        /// "Kigali".
        from: String,
        /// "Huye".
        to: String,
        /// Where else one gets from there, or where buses go at all.
        routes: Vec<RouteLink>,
    },
    /// What leaves on one day.
    Day {
        /// "Kigali".
        from: String,
        /// "Huye".
        to: String,
        /// "Saturday 28 November 2026", or "Today, Saturday 28 November 2026".
        date: String,
        /// The next days with departures, this one among them if it has some.
        days: Vec<DayLink>,
        /// In the order of their leaving; there may be none.
        departures: Vec<DepartureRow>,
    },
}

/// A route, where nothing more is known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteLink {
    /// Its departures.
    pub href: String,
    /// "Kigali".
    pub from: String,
    /// "Huye".
    pub to: String,
    /// "2 h 30 min".
    pub duration: String,
    /// "RWF 5,000".
    pub fare: String,
}

/// A day with departures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayLink {
    /// Its departures.
    pub href: String,
    /// ISO 8601 date.
    pub datetime: String,
    /// "Sat".
    pub weekday: String,
    /// "28 Nov".
    pub day: String,
    /// Whether it is shown.
    pub current: bool,
}

/// A departure in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartureRow {
    /// Its page.
    pub href: String,
    /// When.
    pub journey: Journey,
    /// "RWF 5,000".
    pub fare: String,
    /// How full it is.
    pub places: Places,
}

impl SearchPage {
    /// The heading: what is shown.
    fn heading(&self) -> String {
        match &self.found {
            Found::Start { .. } => "Find a bus".to_owned(),
            Found::NoRoute { from, to, .. } | Found::Day { from, to, .. } => {
                format!("{from} to {to}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::frame::Desk;

    fn page(found: Found) -> String {
        let page = SearchPage {
            frame: Frame::new("Travel", "The House", Desk::Travel),
            notice: None,
            form: SearchForm::default(),
            found,
        };
        page.render().unwrap()
    }

    #[test]
    fn an_empty_day_names_the_next_ones() {
        let day = DayLink {
            href: "/travel?date=2026-11-30".into(),
            datetime: "2026-11-30".into(),
            weekday: "Mon".into(),
            day: "30 Nov".into(),
            current: false,
        };
        let found = |days| Found::Day {
            from: "Ki<gali>".into(),
            to: "Huye".into(),
            date: "Saturday 28 November 2026".into(),
            days,
            departures: Vec::new(),
        };
        let html = page(found(vec![day]));
        assert!(html.contains("/travel?date=2026-11-30") && html.contains("Nothing leaves"));
        assert!(!html.contains("<gali>"));
        assert!(page(found(Vec::new())).contains("No departures are planned"));
        let nowhere = Found::Start { routes: Vec::new() };
        assert!(page(nowhere).contains("No bus is on sale yet"));
    }
}
