//! A session: made, changed, called off.

use askama::Template;

use super::guests_in_words;
use crate::views::{
    admin::{State, errors_of},
    frame::Frame,
    parts::{Choice, Field, FieldError, Notice, Places},
};

/// What stands of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFacts {
    /// The id.
    pub id: String,
    /// "Saturday 28 November 2026, 18:00 to 20:00".
    pub when: String,
    /// How full it is.
    pub places: Places,
    /// How many have booked.
    pub booked: u32,
    /// Where it stands.
    pub state: State,
    /// Whether it can still be changed.
    pub may_change: bool,
    /// Whether it can still be called off.
    pub may_cancel: bool,
}

impl SessionFacts {
    fn guests(&self) -> String {
        guests_in_words(self.booked)
    }
}

/// The form of a session, at `/facilitator/sessions/new` and `/facilitator/sessions/{id}`.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/session.html")]
pub struct SessionEditor {
    /// The frame.
    pub frame: Frame,
    /// What stands; `None` makes one.
    pub stored: Option<SessionFacts>,
    /// What makes it one form however often it is sent; sent on a new one only.
    pub form_key: String,
    /// That it is saved, or why not.
    pub notice: Option<Notice>,
    /// Hours or days.
    pub kind: Field,
    /// What can be chosen.
    pub kinds: Vec<Choice>,
    /// The title.
    pub title: Field,
    /// What it is about, optional.
    pub description: Field,
    /// Where it is, optional.
    pub location: Field,
    /// IANA time zone.
    pub time_zone: Field,
    /// Time zones to offer while typing.
    pub zones: Vec<String>,
    /// `2026-11-28T18:00`, on the clock of the session.
    pub start_time: Field,
    /// The same for its end.
    pub end_time: Field,
    /// How many may come.
    pub capacity: Field,
    /// The most that can be allowed.
    pub most_places: u32,
    /// What a place costs, as it is typed.
    pub price: Field,
    /// Of which currency.
    pub currency: &'static str,
}

impl SessionEditor {
    fn errors(&self) -> Vec<FieldError> {
        errors_of(&[
            ("type", "Kind", &self.kind),
            ("title", "Title", &self.title),
            ("description", "Description", &self.description),
            ("location", "Where", &self.location),
            ("time_zone", "Time zone", &self.time_zone),
            ("start_time", "Begins", &self.start_time),
            ("end_time", "Ends", &self.end_time),
            ("capacity", "Places", &self.capacity),
            ("price", "Price", &self.price),
        ])
    }

    fn may_change(&self) -> bool {
        self.stored.as_ref().is_none_or(|stored| stored.may_change)
    }

    /// The words of the chosen kind, where it cannot be changed.
    fn kind_in_words(&self) -> &str {
        let chosen = |kind: &&Choice| kind.value == self.kind.value;
        let kind = self.kinds.iter().find(chosen);
        kind.map_or("–", |kind| kind.label.as_str())
    }
}

/// `/facilitator/sessions/{id}/cancel`: asks before it calls a session off.
#[derive(Clone, Debug, Template)]
#[template(path = "studio/facilitator/session_cancel.html")]
pub struct SessionCancelPage {
    /// The frame.
    pub frame: Frame,
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// "Saturday 28 November 2026, 18:00 to 20:00".
    pub when: String,
    /// How many will be written to.
    pub guests: u32,
}

impl SessionCancelPage {
    fn consequence(&self) -> String {
        match self.guests {
            0 => "Nobody has booked it, so nobody is written to.".to_owned(),
            1 => "One guest has booked it and is told by e-mail.".to_owned(),
            guests => format!("{guests} guests have booked it, and each is told by e-mail."),
        }
    }
}
