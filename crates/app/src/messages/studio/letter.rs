//! What is written about a booking.

use askama::Template;
use foh_domain::{
    booking::Guest,
    studio::{PaidState, SessionKind},
};
use foh_store::studio_bookings::BookingView;

use crate::{
    messages::{Kind, Moved, compose::ComposeError, given_back, moments::span},
    studio::Paid,
};

/// What a letter tells of.
pub(super) struct Told<'a> {
    pub(super) base: &'a str,
    pub(super) booking: &'a BookingView,
    pub(super) guest: &'a Guest,
    pub(super) paid: &'a Paid,
    /// Whether guests pay here.
    pub(super) pays_here: bool,
}

#[derive(Template)]
#[template(path = "booking.txt")]
struct Text<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "booking.html")]
struct Html<'a> {
    letter: &'a Letter,
}

/// What the templates show.
pub(super) struct Letter {
    pub(super) subject: String,
    heading: &'static str,
    greeting: String,
    opening: String,
    title: String,
    when: String,
    instead_of: Option<String>,
    place: String,
    pub(super) due: Option<String>,
    pay_url: Option<String>,
    given_back: Option<String>,
    pub(super) action: (&'static str, String),
    after: Option<&'static str>,
    cancel_url: Option<String>,
}

impl Told<'_> {
    /// What has to be paid, or was; nothing of a booking that does not stand.
    fn due(&self) -> Option<String> {
        let price = self.booking.price;
        match self.paid.state {
            PaidState::Due | PaidState::Pending | PaidState::Failed
                if self.booking.status.takes_places() =>
            {
                Some(format!("{price} is due"))
            }
            PaidState::Paid => Some(format!("{price} is paid")),
            _ => None,
        }
    }

    /// What is given back, if anything was paid.
    fn given_back(&self) -> Option<String> {
        matches!(self.paid.state, PaidState::Refunding | PaidState::Refunded)
            .then(|| given_back::in_words(&self.paid.payments, &self.paid.refunds))
    }
}

impl Letter {
    /// The letter as text and as HTML.
    pub(super) fn drawn(&self) -> Result<(String, String), ComposeError> {
        let fault = |_| ComposeError::Entry("the e-mail cannot be drawn");
        let text = Text { letter: self }.render().map_err(fault)?;
        let html = Html { letter: self }.render().map_err(fault)?;
        Ok((text, html))
    }

    /// To the guest; `moved` is when a session that was moved was before.
    pub(super) fn to_guest(
        told: &Told<'_>,
        kind: Kind,
        moved: Option<Moved>,
    ) -> Result<Self, ComposeError> {
        let (base, booking) = (told.base, told.booking);
        let what = booking.kind.as_str();
        let title = &booking.title;
        let cancel_url = || Some(format!("{base}/bookings/{}/cancel", booking.id));
        let mut letter = Self::about(told, told.guest.name.expose());
        let pays = told.pays_here && letter.due.is_some() && told.paid.state != PaidState::Paid;
        letter.pay_url = pays.then(|| format!("{base}/bookings/{}/pay", booking.id));
        match kind {
            Kind::Booked => {
                letter.subject = format!("Booked: {title}");
                letter.heading = "Your place is booked";
                letter.opening = format!("You have a place in this {what}.");
                letter.cancel_url = cancel_url();
            }
            Kind::SessionMoved => {
                let moved = moved.ok_or(ComposeError::Entry("the former time is missing"))?;
                let is_elsewhen =
                    (moved.from, moved.from_ends) != (booking.starts_at, booking.ends_at);
                if is_elsewhen {
                    let former = span(moved.from, moved.from_ends, &booking.time_zone);
                    letter.instead_of = Some(former);
                    letter.subject = format!("Moved: {title}");
                    letter.heading = "The time has changed";
                    letter.opening =
                        format!("This {what} takes place at another time. Your place is kept.");
                } else {
                    // It was moved back before this e-mail left, or its time is not what has changed.
                    letter.subject = format!("Changed: {title}");
                    letter.heading = "Something has changed";
                    letter.opening =
                        format!("This is how the {what} stands now. Your place is kept.");
                }
                letter.cancel_url = cancel_url();
            }
            Kind::BookingCancelled => {
                letter.subject = format!("Cancelled: {title}");
                letter.heading = "Your booking is cancelled";
                letter.opening = format!(
                    "Your booking of this {what} is cancelled and the place is given back."
                );
                letter.given_back = told.given_back();
                letter.after = Some("We hope to see you another time.");
            }
            Kind::SessionCancelled => {
                letter.subject = format!("Cancelled: {title}");
                letter.heading = "It does not take place";
                letter.opening = format!(
                    "This {what} is called off, and your booking is cancelled with it. This is when it would have been:"
                );
                letter.given_back = told.given_back();
                letter.after = Some("We are sorry, and hope to see you another time.");
            }
            _ => return Err(ComposeError::Entry("not to the guest of a booking")),
        }
        Ok(letter)
    }

    /// To the facilitator: who has booked, or no longer has.
    pub(super) fn to_facilitator(told: &Told<'_>, kind: Kind, facilitator: &str) -> Self {
        let (base, booking) = (told.base, told.booking);
        let (what, title) = (booking.kind.as_str(), &booking.title);
        let name = told.guest.name.expose();
        let mut letter = Self::about(told, facilitator);
        let what_happened = if kind == Kind::BookedNotice {
            letter.subject = format!("New booking: {title}");
            letter.heading = "You have a new booking";
            format!("{name} has booked a place in your {what}.")
        } else {
            letter.subject = format!("Booking cancelled: {title}");
            letter.heading = "A booking is cancelled";
            format!("The booking of {name} is cancelled and the place is free again.")
        };
        let (taken, total) = (booking.places.confirmed, booking.places.total());
        letter.opening = format!("{what_happened} Booked now: {taken} of {total} places.");
        let url = format!(
            "{base}/facilitator/sessions/{}/bookings",
            booking.session_id
        );
        letter.action = ("See who comes", url);
        letter
    }

    /// What every letter about the booking shows.
    fn about(told: &Told<'_>, name: &str) -> Self {
        let (base, booking) = (told.base, told.booking);
        Self {
            subject: String::new(),
            heading: "",
            greeting: format!("Dear {name},"),
            opening: String::new(),
            title: booking.title.clone(),
            when: span(booking.starts_at, booking.ends_at, &booking.time_zone),
            instead_of: None,
            place: booking.location.clone(),
            due: told.due(),
            pay_url: None,
            given_back: None,
            action: (
                match booking.kind {
                    SessionKind::Session => "See the session",
                    SessionKind::Retreat => "See the retreat",
                },
                format!("{base}/sessions/{}", booking.session_id),
            ),
            after: None,
            cancel_url: None,
        }
    }
}
