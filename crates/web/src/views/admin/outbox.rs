//! E-mails that could not be delivered and are parked until somebody looks.

use super::{Cell, Column, Empty, ListBasics, ListPage};

/// A parked e-mail. No personal data: neither the address nor the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedLine {
    /// The id.
    pub id: String,
    /// "Ticket", "Confirmation link".
    pub kind: String,
    /// The reservation it is about.
    pub reservation_id: String,
    /// Since when it waits, "26 November, 18:04".
    pub since: String,
    /// The same for machines.
    pub since_datetime: String,
    /// How often it was tried.
    pub attempts: u32,
    /// What the mail server said, without addresses: "The mail server refused it (550)".
    pub reason: String,
}

/// `/admin/outbox`; there is no search.
#[must_use]
pub fn outbox(basics: ListBasics, lines: Vec<ParkedLine>) -> ListPage {
    let intro = if lines.is_empty() {
        ""
    } else {
        "These e-mails were tried several times and are parked now. Find out why, then send them again."
    };
    ListPage {
        frame: basics.frame,
        crumb: None,
        heading: "Undelivered e-mails".to_owned(),
        intro: intro.to_owned(),
        notice: basics.notice,
        create: None,
        export: None,
        search: None,
        columns: vec![
            Column::words("E-mail"),
            Column::words("Reason"),
            Column::words("Since"),
            Column::numbers("Tried"),
            Column::words("Send"),
        ],
        rows: lines
            .into_iter()
            .map(|line| {
                vec![
                    Cell::link(
                        line.kind.clone(),
                        format!("/admin/reservations/{}", line.reservation_id),
                    ),
                    Cell::Text(line.reason),
                    Cell::Time {
                        datetime: line.since_datetime,
                        words: line.since.clone(),
                    },
                    Cell::text(line.attempts.to_string()),
                    Cell::Post {
                        action: format!("/admin/outbox/{}/retry", line.id),
                        label: "Send again".to_owned(),
                        about: format!("{}, since {}", line.kind, line.since),
                    },
                ]
            })
            .collect(),
        empty: Empty::new(
            "Everything has been delivered",
            "E-mails that cannot be delivered wait here. There is nothing to do.",
            None,
        ),
        pager: basics.pager,
    }
}
