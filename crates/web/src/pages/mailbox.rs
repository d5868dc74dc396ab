//! The development mailbox: the e-mails that would have been sent. It is not there in production.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use foh_domain::theatre::Zone;
use jiff::{Timestamp, Zoned, tz::TimeZone};

use super::{
    render::{self, Id},
    words,
};
use crate::{
    Web,
    http::{MaybeStaff, Problem},
    views::{
        frame::Desk,
        mailbox::{Mail, MailLine, Mailbox},
    },
};

/// E-mails in the list.
const MOST: u32 = 100;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/dev/mailbox", get(mailbox))
        .route("/dev/mailbox/{id}", get(mail))
        .route("/dev/mailbox/{id}/invite.ics", get(invitation))
}

/// `GET /dev/mailbox`: the newest first. What is no longer wanted, such as the question that has been answered, is
/// not sent either and left out.
async fn mailbox(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let mails = web.house.mailbox(None, MOST).await?;
    let lines = mails.into_iter().filter_map(|(summary, mail)| {
        let mail = mail?;
        let at = local(summary.created_at, zone.as_ref());
        Some(MailLine {
            href: format!("/dev/mailbox/{}", summary.id),
            subject: mail.subject,
            to: mail.to,
            when: words::moment(&at),
            datetime: words::machine(&at),
        })
    });
    let page = Mailbox {
        frame: render::frame(&web, "Mailbox", Desk::Theatre, staff.as_ref()),
        mails: lines.collect(),
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /dev/mailbox/{id}`
async fn mail(
    State(web): State<Web>,
    MaybeStaff(staff): MaybeStaff,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = web.house.kept_mail(id).await?;
    let mail = found.ok_or_else(Problem::not_found)?;
    let zone = render::house_zone(&web).await?;
    let at = local(mail.created_at, zone.as_ref());
    let mut frame = render::frame(&web, &mail.subject, Desk::Theatre, staff.as_ref());
    frame.private = true;
    let page = Mail {
        frame,
        when: words::moment(&at),
        datetime: words::machine(&at),
        links: links(&mail.text),
        calendar_href: mail
            .calendar
            .map(|_| format!("/dev/mailbox/{id}/invite.ics")),
        subject: mail.subject,
        to: mail.to,
        text: mail.text,
    };
    render::page(StatusCode::OK, &page)
}

/// `GET /dev/mailbox/{id}/invite.ics`
async fn invitation(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    let found = web.house.kept_mail(id).await?;
    let calendar = found.and_then(|mail| mail.calendar);
    let calendar = calendar.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"invite.ics\"",
        ),
    ];
    Ok((headers, calendar).into_response())
}

fn local(at: Timestamp, zone: Option<&Zone>) -> Zoned {
    at.to_zoned(zone.map_or(TimeZone::UTC, Zone::rules))
}

/// The addresses in a text, without the punctuation after them.
fn links(text: &str) -> Vec<String> {
    text.split_whitespace()
        .filter_map(|word| {
            let start = word.find("https://").or_else(|| word.find("http://"))?;
            let link = word
                .get(start..)?
                .trim_end_matches(['.', ',', ';', ')', '>']);
            Some(link.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn links_end_before_their_punctuation() {
        assert_eq!(
            links("See http://a.example/b?c=d. Or\n(https://b.example/x), httpd, http:/c"),
            ["http://a.example/b?c=d", "https://b.example/x"]
        );
    }
}
