//! Sessions in words.

use std::collections::BTreeMap;

use foh_app::studio::SessionItem;
use foh_domain::{identity::PersonName, payments::Money, studio::SessionKind, theatre::Zone};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{
    pages::words,
    views::{
        parts::Places,
        studio::{SessionDay, SessionRow, When},
    },
};

/// From when to when, on the clocks of a zone.
pub(in crate::pages) fn when(starts_at: Timestamp, ends_at: Timestamp, zone: &Zone) -> When {
    let (starts, ends) = (words::local(starts_at, zone), words::local(ends_at, zone));
    let until = if starts.date() == ends.date() {
        words::time(&ends)
    } else {
        words::moment(&ends)
    };
    When {
        date: words::date(&starts),
        time: words::time(&starts),
        datetime: words::machine(&starts),
        until,
        until_datetime: words::machine(&ends),
        zone: words::zone_name(zone),
    }
}

/// "€25.00", or "Free".
pub(in crate::pages) fn price(price: Money) -> String {
    due(price).unwrap_or_else(|| "Free".to_owned())
}

/// "€25.00"; `None` when nothing has to be paid.
pub(in crate::pages) fn due(price: Money) -> Option<String> {
    (!price.is_zero()).then(|| price.to_string())
}

/// "Session", "Retreat".
pub(in crate::pages) const fn kind(kind: SessionKind) -> &'static str {
    match kind {
        SessionKind::Session => "Session",
        SessionKind::Retreat => "Retreat",
    }
}

/// Who holds it; `None` once they are erased.
pub(super) fn facilitator(item: &SessionItem) -> Option<&str> {
    item.facilitator.name.as_ref().map(PersonName::expose)
}

/// How full it is.
pub(super) fn places(item: &SessionItem) -> Places {
    Places {
        left: item.view.places.available(),
        total: item.view.places.total(),
    }
}

/// A row of a list, with its facilitator where the list has several, and its zone where the list has more than one.
pub(super) fn row(item: &SessionItem, name_facilitator: bool, name_zone: bool) -> SessionRow {
    let session = &item.view.session;
    let when = when(session.starts_at, session.ends_at, &session.time_zone);
    let retreat = (session.kind == SessionKind::Retreat).then(|| "Retreat".to_owned());
    let with = facilitator(item)
        .filter(|_| name_facilitator)
        .map(|name| format!("with {name}"));
    let place = Some(session.location.clone()).filter(|place| !place.is_empty());
    let zone = name_zone.then(|| when.zone.clone());
    SessionRow {
        href: format!("/sessions/{}", item.view.id),
        title: session.title.clone(),
        facts: [retreat, with, place, zone].into_iter().flatten().collect(),
        price: price(session.price),
        places: places(item),
        when,
    }
}

/// The sessions by the day on which they begin where they are.
pub(super) fn days(items: &[SessionItem], now: Timestamp) -> Vec<SessionDay> {
    let name_zone = several_zones(items);
    let mut days = BTreeMap::<Date, SessionDay>::new();
    for item in items {
        let zone = &item.view.session.time_zone;
        let date = words::local(item.view.session.starts_at, zone).date();
        let today = words::local(now, zone).date();
        let day = days.entry(date).or_insert_with(|| SessionDay {
            datetime: date.to_string(),
            weekday: date.strftime("%A").to_string(),
            day: date.day().to_string(),
            month: date.strftime("%B %Y").to_string(),
            nearness: words::nearness(date, today),
            sessions: Vec::new(),
        });
        day.sessions.push(row(item, true, name_zone));
    }
    days.into_values().collect()
}

/// Whether the times of a list need the names of their zones.
pub(super) fn several_zones(items: &[SessionItem]) -> bool {
    items
        .windows(2)
        .any(|pair| pair[0].view.session.time_zone != pair[1].view.session.time_zone)
}

/// "Times are Rome time.", when all of them are in one zone.
pub(super) fn zone_note(items: &[SessionItem]) -> Option<String> {
    let zone = &items.first()?.view.session.time_zone;
    (!several_zones(items)).then(|| format!("Times are {}.", words::zone_name(zone)))
}

/// What a list of sessions by their beginnings goes on after, as its addresses carry it.
pub(super) fn cursor(item: &SessionItem) -> String {
    let starts_at = item.view.session.starts_at;
    format!("{}.{}", starts_at.as_microsecond(), item.view.id)
}

/// Reads a [`cursor`]; nothing is where a list begins.
#[expect(
    clippy::option_option,
    reason = "none is a fine answer, a misread one is not"
)]
pub(super) fn read_cursor(text: &str) -> Option<Option<(Timestamp, Uuid)>> {
    if text.is_empty() {
        return Some(None);
    }
    let (at, id) = text.split_once('.')?;
    let at = Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(Some((at, Uuid::try_parse(id).ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_names_its_day_only_where_it_is_another() {
        let zone = Zone::parse("Europe/Rome").unwrap();
        for (starts_at, ends_at, time, until) in [
            (
                "2026-11-28T09:00:00Z",
                "2026-11-28T10:30:00Z",
                "10:00",
                "11:30",
            ),
            (
                "2026-11-28T22:30:00Z",
                "2026-11-28T23:30:00Z",
                "23:30",
                "Sunday 29 November, 00:30",
            ),
            (
                "2026-12-31T17:00:00Z",
                "2027-01-02T13:00:00Z",
                "18:00",
                "Saturday 2 January, 14:00",
            ),
        ] {
            let when = when(starts_at.parse().unwrap(), ends_at.parse().unwrap(), &zone);
            assert_eq!((when.time.as_str(), when.until.as_str()), (time, until));
            assert_eq!(when.zone, "Rome time");
        }
    }

    #[test]
    fn nothing_to_pay_is_free() {
        use foh_domain::payments::Currency;
        let money = |amount| Money::of(amount, Currency::EUR).unwrap();
        assert_eq!((price(money(0)), due(money(0))), ("Free".to_owned(), None));
        assert_eq!(price(money(2_500)), "€25.00");
    }

    #[test]
    fn only_cursors_are_read() {
        let id = Uuid::from_u128(7);
        let at = Timestamp::from_microsecond(1_800_000_000_000_000).unwrap();
        assert_eq!(read_cursor(""), Some(None));
        assert_eq!(
            read_cursor(&format!("1800000000000000.{id}")),
            Some(Some((at, id)))
        );
        for wrong in [
            "x",
            "1",
            "1.x",
            "9223372036854775807.00000000-0000-0000-0000-000000000000",
        ] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
