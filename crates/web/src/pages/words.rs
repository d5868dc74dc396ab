//! Dates, times, lengths and places in words.

use foh_app::PerformanceView;
use foh_domain::{booking::Reference, theatre::Zone};
use jiff::{Timestamp, Zoned, civil::Date};
use uuid::Uuid;

use crate::views::{
    parts::Places,
    theatre::{Booking, PerformanceRow, PerformanceSummary},
};

/// The longest summary of a description, in characters.
const SUMMARY: usize = 180;

/// The moment on the clocks of a zone.
pub(crate) fn local(at: Timestamp, zone: &Zone) -> Zoned {
    at.to_zoned(zone.rules())
}

/// "Saturday 28 November 2026".
pub(crate) fn date(at: &Zoned) -> String {
    at.strftime("%A %-d %B %Y").to_string()
}

/// "20:00".
pub(crate) fn time(at: &Zoned) -> String {
    at.strftime("%H:%M").to_string()
}

/// "Saturday 28 November, 20:00": for moments that are near.
pub(crate) fn moment(at: &Zoned) -> String {
    at.strftime("%A %-d %B, %H:%M").to_string()
}

/// RFC 3339 with offset, for machines.
pub(crate) fn machine(at: &Zoned) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// "Rome time", after the place the zone is named by.
pub(crate) fn zone_name(zone: &Zone) -> String {
    let name = zone.as_str();
    let place = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    format!("{place} time")
}

/// "Today" or "Tomorrow".
pub(crate) fn nearness(day: Date, today: Date) -> Option<String> {
    if day == today {
        Some("Today".to_owned())
    } else if today.tomorrow().is_ok_and(|tomorrow| day == tomorrow) {
        Some("Tomorrow".to_owned())
    } else {
        None
    }
}

/// "2 h 25 min".
pub(crate) fn duration(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// "28 November to 6 December 2026": the year stands where it changes, and at the end.
pub(crate) fn period(from: Option<Date>, to: Option<Date>) -> Option<String> {
    let whole = |day: Date| day.strftime("%-d %B %Y").to_string();
    match (from, to) {
        (None, None) => None,
        (Some(from), None) => Some(format!("From {}", whole(from))),
        (None, Some(to)) => Some(format!("Until {}", whole(to))),
        (Some(from), Some(to)) if from == to => Some(whole(from)),
        (Some(from), Some(to)) if from.year() == to.year() => {
            Some(format!("{} to {}", from.strftime("%-d %B"), whole(to)))
        }
        (Some(from), Some(to)) => Some(format!("{} to {}", whole(from), whole(to))),
    }
}

/// The beginning of a description: whole sentences of its first paragraph if they fit, otherwise whole words.
pub(crate) fn summary(description: &str) -> String {
    let paragraph = description.split("\n\n").next().unwrap_or_default();
    let text = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else {
        return text;
    };
    let cut = &text[..end];
    let sentence = [". ", "! ", "? "]
        .iter()
        .filter_map(|mark| cut.rfind(mark))
        .max();
    match (sentence, cut.rfind(' ')) {
        (Some(mark), _) => cut[..=mark].to_owned(),
        (None, Some(space)) => format!("{}…", &cut[..space]),
        (None, None) => format!("{cut}…"),
    }
}

/// A description in paragraphs.
pub(crate) fn paragraphs(description: &str) -> Vec<String> {
    description
        .split("\n\n")
        .map(|paragraph| paragraph.trim().to_owned())
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// "4D5E6F": the end of a reservation's number, to compare by eye.
pub(crate) fn reference(reservation_id: Uuid) -> String {
    Reference::of(reservation_id).to_string()
}

/// How full the house is.
pub(crate) fn places(performance: &PerformanceView) -> Places {
    Places {
        left: performance.places.available(),
        total: performance.places.total(),
    }
}

/// Whether it can be booked now.
pub(crate) fn booking(performance: &PerformanceView, now: Timestamp) -> Booking {
    if now >= performance.starts_at {
        Booking::Begun
    } else if performance.booking_open {
        Booking::Open
    } else {
        Booking::Closed
    }
}

/// The performance as a row of a list; `name_zone` where the list has more zones than one.
pub(crate) fn row(
    performance: &PerformanceView,
    now: Timestamp,
    name_zone: bool,
) -> PerformanceRow {
    let starts = local(performance.starts_at, &performance.time_zone);
    let mut facts = vec![duration(performance.duration_minutes)];
    if name_zone {
        facts.push(zone_name(&performance.time_zone));
    }
    PerformanceRow {
        href: format!("/performances/{}", performance.id),
        show_title: performance.title.clone(),
        show_href: format!("/shows/{}", performance.slug),
        date: date(&starts),
        time: time(&starts),
        datetime: machine(&starts),
        room: format!("{}, {}", performance.venue, performance.room),
        facts,
        places: places(performance),
        booking: booking(performance, now),
    }
}

/// The performance at the head of a page.
pub(crate) fn performance(performance: &PerformanceView) -> PerformanceSummary {
    let starts = local(performance.starts_at, &performance.time_zone);
    let address = performance.address.lines().map(str::trim);
    let venue: Vec<&str> = std::iter::once(performance.venue.as_str())
        .chain(address.filter(|line| !line.is_empty()))
        .collect();
    PerformanceSummary {
        show_title: performance.title.clone(),
        show_href: performance
            .published
            .then(|| format!("/shows/{}", performance.slug)),
        date: date(&starts),
        time: time(&starts),
        datetime: machine(&starts),
        doors: performance
            .doors_open_at
            .map(|doors| time(&local(doors, &performance.time_zone))),
        room: performance.room.clone(),
        venue: Some(venue.join(", ")),
    }
}

/// "Times are Rome time.", when all of them are in one zone.
pub(crate) fn zone_note(performances: &[PerformanceView]) -> Option<String> {
    let first = &performances.first()?.time_zone;
    (!several_zones(performances)).then(|| format!("Times are {}.", zone_name(first)))
}

/// Whether the times of a list need the names of their zones.
pub(crate) fn several_zones(performances: &[PerformanceView]) -> bool {
    performances
        .windows(2)
        .any(|pair| pair[0].time_zone != pair[1].time_zone)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn moments_stand_on_the_clocks_of_their_zone() {
        let rome = Zone::parse("Europe/Rome").unwrap();
        for (at, expected_date, expected_time, machine_time) in [
            (
                "2026-11-28T19:00:00Z",
                "Saturday 28 November 2026",
                "20:00",
                "2026-11-28T20:00:00+01:00",
            ),
            (
                "2026-07-31T22:30:00Z",
                "Saturday 1 August 2026",
                "00:30",
                "2026-08-01T00:30:00+02:00",
            ),
        ] {
            let at = local(at.parse().unwrap(), &rome);
            assert_eq!(date(&at), expected_date);
            assert_eq!(time(&at), expected_time);
            assert_eq!(machine(&at), machine_time);
        }
    }

    #[test]
    fn zones_are_named_by_their_place() {
        for (zone, name) in [
            ("Europe/Rome", "Rome time"),
            ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
            ("UTC", "UTC time"),
        ] {
            assert_eq!(zone_name(&Zone::parse(zone).unwrap()), name);
        }
    }

    #[test]
    fn only_today_and_tomorrow_are_near() {
        let today = day(2026, 12, 31);
        assert_eq!(nearness(today, today).as_deref(), Some("Today"));
        assert_eq!(
            nearness(day(2027, 1, 1), today).as_deref(),
            Some("Tomorrow")
        );
        assert_eq!(nearness(day(2026, 12, 30), today), None);
        assert_eq!(nearness(Date::MIN, Date::MAX), None);
    }

    #[test]
    fn durations() {
        for (minutes, words) in [
            (1, "1 min"),
            (60, "1 h"),
            (145, "2 h 25 min"),
            (1440, "24 h"),
        ] {
            assert_eq!(duration(minutes), words);
        }
    }

    #[test]
    fn periods() {
        let from = Some(day(2026, 11, 28));
        for (from, to, words) in [
            (None, None, None),
            (from, None, Some("From 28 November 2026")),
            (None, from, Some("Until 28 November 2026")),
            (from, from, Some("28 November 2026")),
            (
                from,
                Some(day(2026, 12, 6)),
                Some("28 November to 6 December 2026"),
            ),
            (
                from,
                Some(day(2027, 1, 6)),
                Some("28 November 2026 to 6 January 2027"),
            ),
        ] {
            assert_eq!(period(from, to).as_deref(), words);
        }
    }

    #[test]
    fn a_summary_ends_with_a_sentence_or_a_word() {
        assert_eq!(summary("Short.\n\nMore."), "Short.");
        assert_eq!(summary(""), "");
        let sentences = format!("One. Two! {}", "x".repeat(SUMMARY));
        assert_eq!(summary(&sentences), "One. Two!");
        let words = "word ".repeat(60);
        let cut = summary(&words);
        assert!(cut.ends_with("word…") && cut.chars().count() <= SUMMARY);
        assert!(summary(&"é".repeat(200)).ends_with("é…"));
    }
}
