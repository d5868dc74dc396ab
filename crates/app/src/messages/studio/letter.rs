//! What is written about a booking.

use askama::Template;
use foh_domain::{booking::Guest, studio::SessionKind};
use foh_store::studio_bookings::BookingView;

use crate::messages::{Kind, Moved, compose::ComposeError, moments::span};

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
    pub(super) action: (&'static str, String),
    after: Option<&'static str>,
    cancel_url: Option<String>,
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
        base: &str,
        kind: Kind,
        (booking, guest): (&BookingView, &Guest),
        moved: Option<Moved>,
    ) -> Result<Self, ComposeError> {
        let what = booking.kind.as_str();
        let title = &booking.title;
        let cancel_url = || Some(format!("{base}/bookings/{}/cancel", booking.id));
        let mut letter = Self::about(base, booking, guest.name.expose());
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
                letter.due = None;
                letter.after = Some("We hope to see you another time.");
            }
            Kind::SessionCancelled => {
                letter.subject = format!("Cancelled: {title}");
                letter.heading = "It does not take place";
                letter.opening = format!(
                    "This {what} is called off, and your booking is cancelled with it. This is when it would have been:"
                );
                letter.due = None;
                letter.after = Some("We are sorry, and hope to see you another time.");
            }
            _ => return Err(ComposeError::Entry("not to the guest of a booking")),
        }
        Ok(letter)
    }

    /// To the facilitator: who has booked, or no longer has.
    pub(super) fn to_facilitator(
        base: &str,
        kind: Kind,
        (booking, guest): (&BookingView, &Guest),
        facilitator: &str,
    ) -> Self {
        let (what, title) = (booking.kind.as_str(), &booking.title);
        let name = guest.name.expose();
        let mut letter = Self::about(base, booking, facilitator);
        let what_happened = if kind == Kind::BookedNotice {
            letter.subject = format!("New booking: {title}");
            letter.heading = "You have a new booking";
            format!("{name} has booked a place in your {what}.")
        } else {
            letter.subject = format!("Booking cancelled: {title}");
            letter.heading = "A booking is cancelled";
            letter.due = None;
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
    fn about(base: &str, booking: &BookingView, name: &str) -> Self {
        let due = booking.price;
        Self {
            subject: String::new(),
            heading: "",
            greeting: format!("Dear {name},"),
            opening: String::new(),
            title: booking.title.clone(),
            when: span(booking.starts_at, booking.ends_at, &booking.time_zone),
            instead_of: None,
            place: booking.location.clone(),
            due: (!due.is_zero()).then(|| format!("{due} is due")),
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
