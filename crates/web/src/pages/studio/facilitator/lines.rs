//! Sessions and bookings as lines of a list.

use foh_app::studio::{BookingItem, SessionItem};
use foh_domain::{
    booking::{Places, ReservationStatus},
    payments::Money,
    studio::{PaidState, SessionKind, SessionStatus},
    theatre::Zone,
};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    pages::words,
    views::{
        admin::{State, Tone},
        parts,
        studio::facilitator::{BookingLine, Moment, SessionLine},
    },
};

/// What stands for a guest who was erased.
pub(super) const ERASED: &str = "A guest who was erased";

/// What a list needs besides its lines: the moment, and the clock of the house.
pub(super) struct Now {
    pub(super) at: Timestamp,
    pub(super) zone: Option<Zone>,
}

impl Now {
    fn rules(&self) -> TimeZone {
        self.zone.as_ref().map_or(TimeZone::UTC, Zone::rules)
    }

    /// "Sat 28 Nov 2026, 20:00" on the clock of a session, which is named where it is not that of the house.
    pub(super) fn begins(&self, at: Timestamp, zone: &Zone) -> Moment {
        let local = words::local(at, zone);
        let mut words = local.strftime("%a %-d %b %Y, %H:%M").to_string();
        if self.zone.as_ref() != Some(zone) {
            words = format!("{words}, {}", words::zone_name(zone));
        }
        Moment {
            datetime: words::machine(&local),
            words,
        }
    }

    /// "Sat 28 Nov, 20:00" on the clock of the house; the year is named where it is another.
    pub(super) fn happened(&self, at: Timestamp) -> Moment {
        let rules = self.rules();
        let local = at.to_zoned(rules.clone());
        let this_year = self.at.to_zoned(rules).year() == local.year();
        let spelling = if this_year {
            "%a %-d %b, %H:%M"
        } else {
            "%-d %b %Y, %H:%M"
        };
        Moment {
            datetime: words::machine(&local),
            words: local.strftime(spelling).to_string(),
        }
    }

    pub(super) fn session(&self, item: &SessionItem) -> SessionLine {
        let (view, session) = (&item.view, &item.view.session);
        SessionLine {
            id: view.id.to_string(),
            title: session.title.clone(),
            kind: kind(session.kind),
            begins: self.begins(session.starts_at, &session.time_zone),
            location: session.location.clone(),
            places: places(&view.places),
            price: price(session.price),
            state: standing(view.status, session.starts_at, session.ends_at, self.at),
        }
    }

    pub(super) fn booking(&self, item: &BookingItem) -> BookingLine {
        let view = &item.view;
        let guest = item.guest.as_ref();
        BookingLine {
            guest: guest.map_or(ERASED, |guest| guest.name.expose()).to_owned(),
            session_id: view.session_id.to_string(),
            session: view.title.clone(),
            begins: self.begins(view.starts_at, &view.time_zone),
            booked: self.happened(view.created_at),
            payment: payment(item),
            state: booked(view.status),
        }
    }
}

/// "Retreat".
pub(super) fn kind(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Session => "Session",
        SessionKind::Retreat => "Retreat",
    }
}

/// "€25.00" or "Free".
fn price(price: Money) -> String {
    if price.is_zero() {
        "Free".to_owned()
    } else {
        price.to_string()
    }
}

/// "€25.00 paid", or nothing.
pub(super) fn payment(item: &BookingItem) -> String {
    let price = item.view.price;
    match item.paid.state {
        PaidState::None => String::new(),
        PaidState::Due => format!("{price} due"),
        PaidState::Failed => format!("{price} due, a payment failed"),
        PaidState::Pending => format!("{price}, payment under way"),
        PaidState::Paid => format!("{price} paid"),
        PaidState::Refunding => format!("{price} going back"),
        PaidState::Refunded => format!("{price} given back"),
    }
}

/// How full it is.
pub(super) fn places(places: &Places) -> parts::Places {
    parts::Places {
        left: places.available(),
        total: places.total(),
    }
}

/// Where a session stands.
pub(super) fn standing(
    status: SessionStatus,
    starts_at: Timestamp,
    ends_at: Timestamp,
    now: Timestamp,
) -> State {
    match status {
        SessionStatus::Cancelled => State::new(Tone::Refused, "Called off"),
        SessionStatus::Active if now >= ends_at => State::new(Tone::Off, "Over"),
        SessionStatus::Active if now >= starts_at => State::new(Tone::Done, "Going on"),
        SessionStatus::Active => State::new(Tone::Done, "Coming"),
    }
}

/// Where a booking stands.
fn booked(status: ReservationStatus) -> State {
    match status {
        ReservationStatus::CheckedIn => State::new(Tone::Done, "Came"),
        ReservationStatus::Confirmed | ReservationStatus::Pending => {
            State::new(Tone::Done, "Booked")
        }
        ReservationStatus::Cancelled | ReservationStatus::Expired => {
            State::new(Tone::Off, "Cancelled")
        }
    }
}

/// "Saturday 28 November 2026, 18:00 to 20:00, Rome time".
pub(super) fn span(starts_at: Timestamp, ends_at: Timestamp, zone: &Zone) -> String {
    let (starts, ends) = (words::local(starts_at, zone), words::local(ends_at, zone));
    let until = if starts.date() == ends.date() {
        words::time(&ends)
    } else {
        words::moment(&ends)
    };
    format!(
        "{}, {} to {until}, {}",
        words::date(&starts),
        words::time(&starts),
        words::zone_name(zone)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn spans_name_the_second_day_when_there_is_one() {
        let rome = Zone::parse("Europe/Rome").unwrap();
        for (ends, words) in [
            (
                "2026-11-28T19:00:00Z",
                "Saturday 28 November 2026, 18:00 to 20:00, Rome time",
            ),
            (
                "2026-11-30T14:00:00Z",
                "Saturday 28 November 2026, 18:00 to Monday 30 November, 15:00, Rome time",
            ),
        ] {
            assert_eq!(span(at("2026-11-28T17:00:00Z"), at(ends), &rome), words);
        }
    }

    #[test]
    fn a_foreign_clock_is_named() {
        let zone = |name| Zone::parse(name).unwrap();
        let now = Now {
            at: at("2026-11-27T11:00:00Z"),
            zone: Some(zone("Europe/Rome")),
        };
        let begins = |name| now.begins(at("2026-11-28T17:00:00Z"), &zone(name)).words;
        assert_eq!(begins("Europe/Rome"), "Sat 28 Nov 2026, 18:00");
        assert_eq!(begins("Asia/Tokyo"), "Sun 29 Nov 2026, 02:00, Tokyo time");
        let happened = |text| now.happened(at(text)).words;
        assert_eq!(happened("2026-11-26T11:00:00Z"), "Thu 26 Nov, 12:00");
        assert_eq!(happened("2025-12-31T23:30:00Z"), "Thu 1 Jan, 00:30");
        assert_eq!(happened("2025-11-26T11:00:00Z"), "26 Nov 2025, 12:00");
    }

    #[test]
    fn a_session_stands_where_its_clock_says() {
        let (starts, ends) = (at("2026-11-28T17:00:00Z"), at("2026-11-28T19:00:00Z"));
        for (status, now, word) in [
            (SessionStatus::Active, "2026-11-28T16:59:59Z", "Coming"),
            (SessionStatus::Active, "2026-11-28T17:00:00Z", "Going on"),
            (SessionStatus::Active, "2026-11-28T19:00:00Z", "Over"),
            (
                SessionStatus::Cancelled,
                "2026-11-28T16:59:59Z",
                "Called off",
            ),
        ] {
            assert_eq!(standing(status, starts, ends, at(now)).word, word);
        }
    }
}
