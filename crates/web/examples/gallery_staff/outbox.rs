//! What could not be delivered.

use foh_web::views::{
    admin::{ListBasics, NextAttempt, OutboxRetry, Section, UndeliveredLine, outbox},
    parts::Choice,
};

use crate::{Gallery, basics, saved};

pub fn pages(gallery: &mut Gallery) {
    let choice = |value: &str, label: &str| Choice {
        value: value.into(),
        label: label.into(),
    };
    let ways = vec![choice("smtp", "E-mail"), choice("crm", "CRM")];
    let all = [vec![choice("", "Everything")], ways.clone()].concat();
    let line = |way: &str, kind: &str, reason: &str, attempts, next| UndeliveredLine {
        id: "0193".into(),
        about_href: (way == "E-mail").then(|| "/admin/reservations/0193".into()),
        way: way.into(),
        kind: kind.into(),
        since: "26 November, 18:04".into(),
        since_datetime: "2026-11-26T17:04:00Z".into(),
        attempts,
        reason: reason.into(),
        next,
    };
    let later = NextAttempt::At {
        words: "26 November, 20:40".into(),
        datetime: "2026-11-26T19:40:00Z".into(),
    };
    let title = "Undelivered";
    gallery.page(
        "admin-outbox",
        &outbox(
            basics(title, Section::Outbox),
            "",
            all.clone(),
            vec![
                line(
                    "E-mail",
                    "Ticket",
                    "The mail server does not know the mailbox (550).",
                    1,
                    NextAttempt::Parked,
                ),
                line(
                    "E-mail",
                    "Confirmation link",
                    "The mail server did not answer in 30 seconds.",
                    9,
                    later,
                ),
                line(
                    "CRM",
                    "Booking, to the CRM",
                    "The CRM could not be told for now: it answered 503.",
                    2,
                    NextAttempt::Soon,
                ),
            ],
        ),
    );
    let empty = ListBasics {
        notice: Some(saved("It is on its way again")),
        ..basics(title, Section::Outbox)
    };
    gallery.page("admin-outbox-empty", &outbox(empty, "", all, Vec::new()));
    let frame = basics("Send everything again", Section::Outbox).frame;
    gallery.page(
        "admin-outbox-retry",
        &OutboxRetry {
            frame,
            channels: ways,
        },
    );
}
