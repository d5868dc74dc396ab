//! Times as they are typed and shown: on the clock of the place.

use foh_domain::theatre::Zone;
use jiff::{Timestamp, civil::DateTime, tz::AmbiguousOffset};

use super::words;

/// How `<input type="datetime-local">` spells a time; seconds are left out when they are zero.
const SPELLINGS: [&str; 3] = [
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%.f",
];
/// The longest of them, in bytes.
const LONGEST: usize = 32;
/// Who types the year with two digits, or a digit too many, means another.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2999;

/// The moment as the form shows it.
pub(super) fn typed(at: Timestamp, zone: &Zone) -> String {
    words::local(at, zone).strftime(SPELLINGS[0]).to_string()
}

/// The moment when the clock of the place shows what was typed: of two the earlier. What is `stored` and looks the same
/// is kept, so that saving a form does not move what it did not touch.
///
/// # Errors
/// What to do about it, in words.
pub(super) fn read(
    text: &str,
    zone: &Zone,
    stored: Option<Timestamp>,
) -> Result<Timestamp, String> {
    let text = text.trim();
    if let Some(stored) = stored
        && typed(stored, zone) == text
    {
        return Ok(stored);
    }
    let when = civil(text).ok_or("Give a day and a time.")?;
    if !YEARS.contains(&when.year()) {
        return Err("Look at the year again.".into());
    }
    let local = zone.rules().to_ambiguous_zoned(when);
    if let AmbiguousOffset::Gap { .. } = local.offset() {
        return Err(format!(
            "There is no {} on that day in {}: the clocks go forward. Choose an earlier or a later time.",
            when.strftime("%H:%M"),
            words::zone_name(zone)
        ));
    }
    let earlier = local.earlier().map(|at| at.timestamp());
    earlier.map_err(|_| "Choose another day: this one lies beyond the calendar.".into())
}

/// Whether the clock of the place shows the same time once more later.
pub(super) fn comes_again(at: Timestamp, zone: &Zone) -> bool {
    let local = zone
        .rules()
        .to_ambiguous_zoned(words::local(at, zone).datetime());
    matches!(local.offset(), AmbiguousOffset::Fold { .. })
        && local
            .earlier()
            .is_ok_and(|earlier| earlier.timestamp() == at)
}

fn civil(text: &str) -> Option<DateTime> {
    if text.len() > LONGEST {
        return None;
    }
    SPELLINGS
        .iter()
        .find_map(|spelling| DateTime::strptime(spelling, text).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rome() -> Zone {
        Zone::parse("Europe/Rome").unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn times_stand_on_the_clock_of_the_venue() {
        for (text, moment) in [
            ("2026-11-28T20:00", "2026-11-28T19:00:00Z"),
            (" 2026-07-01T20:00 ", "2026-07-01T18:00:00Z"),
            ("2026-07-01T20:00:00", "2026-07-01T18:00:00Z"),
            ("2026-07-01T20:00:00.000", "2026-07-01T18:00:00Z"),
            ("2026-10-25T01:59", "2026-10-24T23:59:00Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
        ] {
            assert_eq!(read(text, &rome(), None), Ok(at(moment)), "{text}");
        }
        assert_eq!(
            typed(at("2026-11-28T19:00:59Z"), &rome()),
            "2026-11-28T20:00"
        );
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for wrong in [
            "",
            "tomorrow",
            "2026-11-28",
            "20:00",
            "2026-02-30T20:00",
            "2026-11-28T25:00",
            "2026-11-28T20:00Z",
            "2026-11-28T20:00+01:00",
            "0026-11-28T20:00",
            "9999-12-31T23:59",
            &"2".repeat(10_000),
        ] {
            assert!(read(wrong, &rome(), None).is_err(), "{wrong:.40}");
        }
    }

    #[test]
    fn a_time_that_the_clocks_leave_out_is_named() {
        let said = read("2027-03-28T02:30", &rome(), None).unwrap_err();
        assert!(
            said.contains("02:30") && said.contains("Rome time"),
            "{said}"
        );
        assert!(read("2027-03-28T03:00", &rome(), None).is_ok());
        // Samoa left a whole day out.
        let apia = Zone::parse("Pacific/Apia").unwrap();
        assert!(read("2011-12-30T20:00", &apia, None).is_err());
    }

    #[test]
    fn of_two_times_the_earlier_is_meant_unless_the_later_is_stored() {
        let [earlier, later] = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"].map(at);
        let text = "2026-10-25T02:30";
        assert_eq!(read(text, &rome(), Some(later)), Ok(later));
        assert_eq!(
            read(text, &rome(), Some(at("2026-11-28T19:00:00Z"))),
            Ok(earlier)
        );
        assert!(comes_again(earlier, &rome()));
        assert!(!comes_again(later, &rome()));
        assert!(!comes_again(at("2026-11-28T19:00:00Z"), &rome()));
    }

    #[test]
    fn what_is_not_touched_keeps_its_seconds() {
        let stored = at("2026-11-28T19:00:30Z");
        assert_eq!(read("2026-11-28T20:00", &rome(), Some(stored)), Ok(stored));
    }
}
