//! What could not be delivered.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    Channel, Entry,
    messages::LostText,
    outbox::{About, Undelivered},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::{
    done::Done,
    frame,
    lists::{self, Asked, PAGE},
};
use crate::{
    Web,
    api::{admin, listing},
    http::{Form, Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::{NextAttempt, OutboxRetry, Section, UndeliveredLine, outbox},
        parts::Choice,
    },
};

const PATH: &str = "/admin/outbox";
/// Text messages that did not arrive are shown for so long, and at most so many.
const LOST_SHOWN: SignedDuration = SignedDuration::from_hours(24 * 7);
const MOST_LOST: u32 = 20;
const TITLE: &str = "Undelivered";

/// The channels that leave the house, in the order they are offered.
const CHANNELS: [Channel; 4] = [Channel::Smtp, Channel::Crm, Channel::Payments, Channel::Sms];

/// Which channel, in the query of the list and in the form that tries it again.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    channel: String,
}

impl Wanted {
    fn channel(&self) -> Result<Option<Channel>, Problem> {
        lists::given(&self.channel)
            .map(admin::outbox::channel)
            .transpose()
    }
}

/// `GET /admin/outbox`
pub(super) async fn list(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let zone = render::house_zone(&web).await?;
    let zone = zone.map_or(TimeZone::UTC, |zone| zone.rules());
    let (channel, after) = (wanted.channel()?, asked.cursor()?);
    let found = web.house.undelivered(channel, after, PAGE + 1).await?;
    let lost = if after.is_none() && channel.is_none_or(|channel| channel == Channel::Sms) {
        lost(&web, &zone).await?
    } else {
        Vec::new()
    };
    let page = listing::page(
        found,
        PAGE,
        |found| found.entry.id.to_string(),
        |found| line(found, &zone),
    );
    let pairs = [("channel", wanted.channel.as_str())];
    let pager = asked.pager(PATH, &pairs, page.next.as_deref());
    let asked = Asked {
        q: String::new(),
        ..asked
    };
    let basics = lists::basics(&web, TITLE, Section::Outbox, &staff, &asked, pager);
    let lines = lost.into_iter().chain(page.items).collect();
    let page = outbox(basics, &wanted.channel, choices(), lines);
    render::page(StatusCode::OK, &page)
}

fn choices() -> Vec<Choice> {
    let channels = CHANNELS.map(|channel| (channel.as_str(), way(channel)));
    std::iter::once(("", "Everything"))
        .chain(channels)
        .map(|(value, label)| Choice {
            value: value.to_owned(),
            label: label.to_owned(),
        })
        .collect()
}

/// The channel as staff know it.
fn way(channel: Channel) -> &'static str {
    match channel {
        Channel::Smtp | Channel::Local => "E-mail",
        Channel::Crm => "CRM",
        Channel::Sms | Channel::LocalText => "Text message",
        Channel::Payments => "Payments",
    }
}

/// Text messages that were handed over in the last days and did not arrive.
async fn lost(web: &Web, zone: &TimeZone) -> Result<Vec<UndeliveredLine>, Problem> {
    let since = web.house.now() - LOST_SHOWN;
    let lost = web.house.lost_texts(None, MOST_LOST).await?;
    let recent = lost
        .into_iter()
        .filter(|lost| lost.entry.created_at >= since);
    Ok(recent.map(|lost| lost_line(&lost, zone)).collect())
}

fn lost_line(lost: &LostText, zone: &TimeZone) -> UndeliveredLine {
    let (since, since_datetime) = moment(lost.message.sent_at, zone);
    UndeliveredLine {
        id: lost.entry.id.to_string(),
        kind: kind(&lost.entry).to_owned(),
        way: way(lost.entry.channel).to_owned(),
        about_href: href(lost.about),
        since,
        since_datetime,
        attempts: lost.entry.attempts,
        reason: sentence(&lost.reason()),
        next: NextAttempt::Lost,
    }
}

fn line(found: Undelivered, zone: &TimeZone) -> UndeliveredLine {
    let entry = found.entry;
    let (since, since_datetime) = moment(entry.created_at, zone);
    let next = match entry.next_attempt_at {
        None => NextAttempt::Parked,
        Some(_) if !found.can_be_retried => NextAttempt::Soon,
        Some(at) => {
            let (words, datetime) = moment(at, zone);
            NextAttempt::At { words, datetime }
        }
    };
    UndeliveredLine {
        id: entry.id.to_string(),
        kind: kind(&entry).to_owned(),
        way: way(entry.channel).to_owned(),
        about_href: href(found.about),
        since,
        since_datetime,
        attempts: entry.attempts,
        reason: sentence(&entry.last_error.unwrap_or_default()),
        next,
    }
}

fn moment(at: Timestamp, zone: &TimeZone) -> (String, String) {
    let at = at.to_zoned(zone.clone());
    let shown = at.strftime("%-d %B, %H:%M").to_string();
    (shown, words::machine(&at))
}

/// Where what it is about is looked at.
fn href(about: About) -> Option<String> {
    match about {
        About::Reservation(id) => Some(format!("/admin/reservations/{id}")),
        About::TravelBooking(id) => Some(format!("/travel/bookings/{id}")),
        About::Stock(id) => Some(format!("/bar/stock/{id}")),
        About::Account(id) => Some(format!("/admin/accounts/{id}")),
        About::Booking(_)
        | About::Payment(_)
        | About::Refund(_)
        | About::Person
        | About::Unknown => None,
    }
}

fn kind(entry: &Entry) -> &'static str {
    match entry.kind.as_str() {
        "confirmation" => "Confirmation link",
        "ticket" => "Ticket",
        "cancellation" => "Cancellation",
        "verification" => "Address verification",
        "already_registered" => "Notice of a second registration",
        "password_reset" => "Link for a new password",
        "password_changed" => "Notice of a new password",
        "invitation" => "Invitation",
        "facilitator_approved" | "facilitator_refused" => "Answer to a facilitator",
        "privacy" => "Link to personal data",
        "booked" => "Booking",
        "booked_notice" => "Booking, to the facilitator",
        "booking_cancelled" => "Cancelled booking",
        "booking_cancelled_notice" => "Cancelled booking, to the facilitator",
        "session_moved" => "Moved session",
        "session_cancelled" => "Cancelled session",
        "travel_ticket" => "Travel ticket",
        "travel_cancelled" => "Cancelled journey",
        "departure_cancelled" => "Cancelled departure",
        "travel_paid_late" => "Payment that came too late",
        "travel_expired" => "Booking not paid in time",
        "crm_booking" => "Booking, to the CRM",
        _ => way(entry.channel),
    }
}

/// The reason as a sentence.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    match letters.next() {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

/// `POST /admin/outbox/{id}/retry`
pub(super) async fn retry(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    let done = if web.house.retry_undelivered(id).await? {
        Done::Sent
    } else {
        Done::NotParked
    };
    Ok(done.seen_at(PATH))
}

/// `GET /admin/outbox/retry`
pub(super) async fn ask(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
) -> Result<Response, Problem> {
    let page = OutboxRetry {
        frame: frame(&web, "Send everything again", Section::Outbox, &staff),
        channels: choices().split_off(1),
    };
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/outbox/retry`
pub(super) async fn retry_all(
    State(web): State<Web>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Problem> {
    let channel = admin::outbox::channel(&wanted.channel)?;
    let done = if web.house.retry_all_undelivered(channel).await? > 0 {
        Done::SentAll
    } else {
        Done::NothingParked
    };
    Ok(done.seen_at(PATH))
}
