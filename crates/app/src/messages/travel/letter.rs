//! What an e-mail says of a booking.

use askama::Template;
use foh_domain::{
    booking::{Guest, Reference},
    payments::{PaymentMethod, PaymentStatus},
};

use super::{Journey, desk, page, seats};
use crate::messages::{
    Kind, Payload,
    compose::ComposeError,
    moments::{moment, time},
};

/// The name of the ticket's code among the images of the e-mail.
pub(super) const CODE: &str = "ticket";

#[derive(Template)]
#[template(path = "travel.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "travel.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// What the templates show.
pub(super) struct Letter {
    pub(super) subject: String,
    heading: &'static str,
    greeting: String,
    opening: String,
    /// The content id of the code in it, if any.
    code: Option<&'static str>,
    route: String,
    when: String,
    arrives: Option<String>,
    bus: Option<String>,
    seats: String,
    paid: Option<String>,
    reference: String,
    given_back: Option<String>,
    action: (&'static str, String),
    after: &'static str,
}

impl Letter {
    pub(super) fn of(
        base: &str,
        kind: Kind,
        (journey, guest): (&Journey, &Guest),
        payload: &Payload,
    ) -> Result<Self, ComposeError> {
        let mut letter = Self::about(base, journey, guest);
        let (route, seats) = (&letter.route, &letter.seats);
        match kind {
            Kind::TravelTicket => {
                letter.subject = format!("Your ticket: {route}");
                letter.heading = "Your ticket";
                letter.opening = format!("You have {seats} on this bus.");
                letter.code = Some(CODE);
                letter.bus = Some(bus(journey));
                letter.arrives = arrives(journey);
                letter.paid = paid(journey);
                letter.action = ("Open or cancel the booking", page(base, payload.token(1)?));
                letter.after = "Whoever shows the code or opens this link travels in your place, so keep both to yourself.";
            }
            Kind::TravelCancelled => {
                letter.subject = format!("Cancelled: {route}");
                letter.heading = "Your booking is cancelled";
                letter.opening = format!(
                    "Your booking of {seats} is cancelled, and its ticket is no longer valid."
                );
                letter.given_back = Some(journey.given_back());
                letter.after = "We hope to see you another time.";
            }
            Kind::DepartureCancelled => {
                letter.subject = format!("Does not take place: {route}");
                letter.heading = "Your bus does not leave";
                letter.opening = format!(
                    "We are sorry: this departure is called off, and your booking of {seats} with it."
                );
                letter.given_back = Some(journey.given_back());
                letter.action.0 = "Find another departure";
                letter.after = "Please excuse the trouble.";
            }
            Kind::TravelPaidLate => {
                letter.subject = format!("Paid too late: {route}");
                letter.heading = "Your payment came too late";
                "Your payment came when the time to pay was over and the seats had gone to others. You have no ticket.".clone_into(&mut letter.opening);
                letter.given_back = Some(journey.given_back());
                letter.action.0 = "Find another departure";
                letter.after = "We are sorry.";
            }
            Kind::TravelExpired => {
                letter.subject = format!("Not paid in time: {route}");
                letter.heading = "Your booking was not paid in time";
                letter.opening = format!(
                    "The time to pay for your booking of {seats} is over, and the seats are free for others."
                );
                letter.after = "If you have paid in the meantime, you get another message, with your ticket or with your money.";
            }
            _ => return Err(ComposeError::Entry("not about a journey")),
        }
        Ok(letter)
    }

    /// What every letter about the booking shows.
    fn about(base: &str, journey: &Journey, guest: &Guest) -> Self {
        let (booking, departure) = (&journey.booking, &journey.departure);
        let route = &departure.route;
        Self {
            subject: String::new(),
            heading: "",
            greeting: format!("Dear {},", guest.name.expose()),
            opening: String::new(),
            code: None,
            route: format!("{} – {}", route.origin, route.destination),
            when: moment(departure.departs_at, &departure.time_zone),
            arrives: None,
            bus: None,
            seats: seats(booking),
            paid: None,
            reference: Reference::of(booking.id).to_string(),
            given_back: None,
            action: ("Book again", desk(base)),
            after: "",
        }
    }

    /// The letter as text and as HTML.
    pub(super) fn drawn(&self) -> Result<(String, String), ComposeError> {
        let fault = |_| ComposeError::Entry("the e-mail cannot be drawn");
        let text = Text { letter: self }.render().map_err(fault)?;
        let html = Html { letter: self }.render().map_err(fault)?;
        Ok((text, html))
    }
}

/// "RAD 123 B, Virunga Express".
fn bus(journey: &Journey) -> String {
    let departure = &journey.departure;
    if departure.company.is_empty() {
        departure.plate.clone()
    } else {
        format!("{}, {}", departure.plate, departure.company)
    }
}

/// "10:30", when that is on the day it leaves.
fn arrives(journey: &Journey) -> Option<String> {
    let departure = &journey.departure;
    let rules = departure.time_zone.rules();
    let [leaves, arrives] =
        [departure.departs_at, departure.arrives_at].map(|at| at.to_zoned(rules.clone()));
    (leaves.date() == arrives.date()).then(|| time(&arrives))
}

/// `RWF 10,000, paid by MTN MoMo`.
fn paid(journey: &Journey) -> Option<String> {
    let mut payments = journey.payments.iter();
    let paid = payments.rfind(|payment| payment.status == PaymentStatus::Completed)?;
    Some(match paid.method {
        PaymentMethod::Cash => format!("{}, paid in cash", paid.money),
        PaymentMethod::Card => format!("{}, paid by card", paid.money),
        by_phone => format!("{}, paid by {}", paid.money, by_phone.in_words()),
    })
}
