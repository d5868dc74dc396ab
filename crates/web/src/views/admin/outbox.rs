//! What could not be delivered: parked until somebody looks, or waiting for another attempt.

use askama::Template;

use super::{Cell, Column, Empty, Filter, Link, ListBasics, ListPage, Search};
use crate::views::{frame::Frame, parts::Choice};

/// Something that failed at least once. No personal data: neither the address nor the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndeliveredLine {
    /// The id.
    pub id: String,
    /// "Ticket", "Booking, to the CRM".
    pub kind: String,
    /// The way it takes: "E-mail", "CRM".
    pub way: String,
    /// Where what it is about is looked at, if there is such a page.
    pub about_href: Option<String>,
    /// Since when it waits, "26 November, 18:04".
    pub since: String,
    /// The same for machines.
    pub since_datetime: String,
    /// How often it was tried.
    pub attempts: u32,
    /// What the other side said, without addresses: "The mail server refused it (550)."
    pub reason: String,
    /// When it is tried again.
    pub next: NextAttempt,
}

/// When something is tried again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextAttempt {
    /// Not by itself.
    Parked,
    /// Now, or in a few minutes.
    Soon,
    /// Never: it was handed over, and did not arrive.
    Lost,
    /// Then.
    At {
        /// "26 November, 18:04".
        words: String,
        /// The same for machines.
        datetime: String,
    },
}

impl UndeliveredLine {
    fn cells(self) -> Vec<Cell> {
        let about = format!("{}, since {}", self.kind, self.since);
        let next = match &self.next {
            NextAttempt::Parked => Cell::text("Not by itself"),
            NextAttempt::Soon => Cell::text("In a few minutes"),
            NextAttempt::Lost => Cell::text("Never: it was handed over"),
            NextAttempt::At { words, datetime } => Cell::Time {
                datetime: datetime.clone(),
                words: words.clone(),
            },
        };
        let send = if matches!(self.next, NextAttempt::Soon | NextAttempt::Lost) {
            Cell::text("")
        } else {
            Cell::Post {
                action: format!("/admin/outbox/{}/retry", self.id),
                label: "Send again".to_owned(),
                about,
            }
        };
        vec![
            match self.about_href {
                Some(href) => Cell::link(self.kind, href),
                None => Cell::Text(self.kind),
            },
            Cell::Text(self.way),
            Cell::Text(self.reason),
            Cell::Time {
                datetime: self.since_datetime,
                words: self.since,
            },
            Cell::text(self.attempts.to_string()),
            next,
            send,
        ]
    }
}

/// `/admin/outbox`; `channels` can be chosen from, the first of them being all.
#[must_use]
pub fn outbox(
    basics: ListBasics,
    channel: &str,
    channels: Vec<Choice>,
    lines: Vec<UndeliveredLine>,
) -> ListPage {
    let (intro, create) = if lines.is_empty() {
        ("", None)
    } else {
        (
            "What failed is tried again by itself, less and less often. What was refused for good or tried too often is parked: find out why, then send it again. Text messages that were handed over and did not arrive are shown for a week: reach the passenger another way.",
            Some(Link::new("Send everything again", "/admin/outbox/retry")),
        )
    };
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Undelivered".to_owned(),
        intro: intro.to_owned(),
        notice: basics.notice,
        create,
        export: None,
        search: Some(Search {
            action: "/admin/outbox".to_owned(),
            filters: vec![Filter::select("channel", "Way", channel, channels)],
            advice: "Nothing waits on this way. There may be something on another.".to_owned(),
            ..Search::default()
        }),
        columns: vec![
            Column::words("Message"),
            Column::words("Way"),
            Column::words("Reason"),
            Column::words("Since"),
            Column::numbers("Tried"),
            Column::words("Next attempt"),
            Column::words("Send"),
        ],
        rows: lines.into_iter().map(UndeliveredLine::cells).collect(),
        empty: Empty::new(
            "Everything has been delivered",
            "What cannot be delivered waits here. There is nothing to do.",
            None,
        ),
        pager: basics.pager,
    }
}

/// Asks before everything of a way is sent again, at `/admin/outbox/retry`.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/outbox_retry.html")]
pub struct OutboxRetry {
    /// The frame.
    pub frame: Frame,
    /// The ways.
    pub channels: Vec<Choice>,
}
