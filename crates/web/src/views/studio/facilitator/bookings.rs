//! The bookings of all of one's sessions.

use super::Moment;
use crate::views::admin::{Cell, Column, Empty, Link, ListBasics, ListPage, State};

/// A booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingLine {
    /// The guest's name.
    pub guest: String,
    /// The id of the session.
    pub session_id: String,
    /// Its title.
    pub session: String,
    /// When it begins.
    pub begins: Moment,
    /// When it was booked.
    pub booked: Moment,
    /// "€25.00 paid"; empty when nothing is due.
    pub payment: String,
    /// Where it stands.
    pub state: State,
}

/// `/facilitator/bookings`.
#[must_use]
pub fn bookings(basics: ListBasics, lines: Vec<BookingLine>) -> ListPage {
    let time = |moment: Moment| Cell::Time {
        datetime: moment.datetime,
        words: moment.words,
    };
    let rows = lines.into_iter().map(|line| {
        let attendees = format!("/facilitator/sessions/{}/bookings", line.session_id);
        vec![
            Cell::Text(line.guest),
            Cell::link(line.session, attendees),
            time(line.begins),
            time(line.booked),
            Cell::Text(line.payment),
            Cell::State(line.state),
        ]
    });
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Bookings".to_owned(),
        intro: "Of all your sessions, the newest first.".to_owned(),
        notice: basics.notice,
        create: None,
        export: None,
        search: None,
        columns: vec![
            Column::words("Guest"),
            Column::words("Session"),
            Column::words("Begins"),
            Column::words("Booked"),
            Column::words("Payment"),
            Column::words("State"),
        ],
        rows: rows.collect(),
        empty: Empty::new(
            "Nobody has booked yet",
            "Whoever books one of your sessions stands here.",
            Some(Link::new("Your sessions", "/facilitator/sessions")),
        ),
        pager: basics.pager,
    }
}
