//! Calendar entries (RFC 5545) as calendars take them from an e-mail (iTIP, RFC 5546).

use std::fmt;

use foh_domain::{booking::Guest, identity::EmailAddress};
use foh_gateways::mail::{CalendarMethod, CalendarPart, Sender};
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;
use uuid::Uuid;

/// What a guest has in the calendar.
pub(super) struct Appointment<'a> {
    /// Names the entry for ever, together with the host of the site: what is told later changes the same entry.
    pub(super) booking_id: Uuid,
    /// Where guests reach the site, without a slash at the end.
    pub(super) site: &'a str,
    /// Whom e-mail comes from, where that is known.
    pub(super) sender: Option<&'a Sender>,
    pub(super) guest: &'a Guest,
    /// The guest's address.
    pub(super) address: &'a EmailAddress,
    /// How often the session was changed.
    pub(super) revision: u32,
    /// When the e-mail was written: of two with one revision a calendar believes the later.
    pub(super) written_at: Timestamp,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    pub(super) title: &'a str,
    pub(super) location: &'a str,
    pub(super) description: &'a str,
    /// Where more is told.
    pub(super) url: &'a str,
}

impl Appointment<'_> {
    /// The entry for the calendar of the guest.
    ///
    /// # Errors
    /// When it cannot be written, which no text here causes.
    pub(super) fn told(&self, method: CalendarMethod) -> Result<CalendarPart, fmt::Error> {
        let (status, sequence) = match method {
            CalendarMethod::Request => (EventStatus::Confirmed, self.revision),
            // Above whatever was told before (RFC 5546, 3.2.5). Nothing is told after it: whoever books again has another
            // booking and so another entry.
            CalendarMethod::Cancel => (EventStatus::Cancelled, self.revision.saturating_add(1)),
        };
        let mut event = Event::new();
        event
            .uid(&format!("{}@{}", self.booking_id, host(self.site)))
            .append_property(Property::new("SEQUENCE", sequence.to_string()))
            .append_property(Property::new("DTSTAMP", moment(self.written_at)))
            .append_property(Property::new("DTSTART", moment(self.starts_at)))
            .append_property(Property::new("DTEND", moment(self.ends_at)))
            .append_property(self.organizer())
            .append_property(self.attendee())
            .append_property(Property::new("URL", self.url))
            .summary(&one_line(self.title))
            .description(&format!("{}\n{}", one_line(self.description), self.url))
            .status(status);
        if !self.location.is_empty() {
            event.location(&one_line(self.location));
        }
        let mut calendar = Calendar::empty();
        calendar
            .append_property(Property::new("VERSION", "2.0"))
            .append_property(Property::new("PRODID", "-//Front of House//Studio//EN"))
            .append_property(Property::new("CALSCALE", "GREGORIAN"))
            .append_property(Property::new("METHOD", method.as_str()))
            .push(event);
        let ics = (&calendar).try_into()?;
        Ok(CalendarPart { method, ics })
    }

    fn organizer(&self) -> Property {
        let Some(sender) = self.sender else {
            return Property::new("ORGANIZER", self.site);
        };
        let mut organizer = Property::new("ORGANIZER", mailto(sender.address()));
        if let Some(name) = sender.name() {
            organizer.add_parameter("CN", &parameter(name));
        }
        organizer
    }

    /// The guest, who has said yes by booking and is not asked again.
    fn attendee(&self) -> Property {
        Property::new("ATTENDEE", mailto(self.address.expose()))
            .add_parameter("CN", &parameter(self.guest.name.expose()))
            .add_parameter("CUTYPE", "INDIVIDUAL")
            .add_parameter("ROLE", "REQ-PARTICIPANT")
            .add_parameter("PARTSTAT", "ACCEPTED")
            .add_parameter("RSVP", "FALSE")
            .done()
    }
}

/// `20261128T170000Z`.
fn moment(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The address as a URI (RFC 6068): what would begin another part of one is encoded.
fn mailto(address: &str) -> String {
    let mut uri = "mailto:".to_owned();
    for c in address.chars() {
        match c {
            '%' => uri.push_str("%25"),
            '#' => uri.push_str("%23"),
            '&' => uri.push_str("%26"),
            '?' => uri.push_str("%3F"),
            _ => uri.push(c),
        }
    }
    uri
}

/// The host of an origin, without its port.
fn host(site: &str) -> &str {
    let authority = site.split_once("://").map_or(site, |(_, rest)| rest);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// The text without what could end a line of the entry, which the library does not take out.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// The text as a parameter can hold it: a quotation mark has no way into one (RFC 5545, 3.2).
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}

#[cfg(test)]
mod tests;
