//! Moments as letters tell them: in words, where the thing takes place.

use foh_domain::theatre::Zone;
use jiff::{Timestamp, Zoned};

/// "Saturday 28 November 2026, 20:00 (Europe/Rome)".
pub(super) fn moment(at: Timestamp, zone: &Zone) -> String {
    let local = at.to_zoned(zone.rules());
    format!("{} ({})", day_and_time(&local), zone.as_str())
}

/// "Saturday 28 November 2026, 18:00–19:30 (Europe/Rome)", or both days where there are two.
pub(super) fn span(from: Timestamp, to: Timestamp, zone: &Zone) -> String {
    let [from, to] = [from, to].map(|at| at.to_zoned(zone.rules()));
    let begins = day_and_time(&from);
    let name = zone.as_str();
    if from.date() == to.date() {
        format!("{begins}–{} ({name})", time(&to))
    } else {
        format!("{begins} – {} ({name})", day_and_time(&to))
    }
}

/// "19:30".
pub(super) fn time(local: &Zoned) -> String {
    local.strftime("%H:%M").to_string()
}

fn day_and_time(local: &Zoned) -> String {
    local.strftime("%A %-d %B %Y, %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_names_each_day_once() {
        for (from, to, zone, expected) in [
            (
                "2026-11-28T17:00:00Z",
                "2026-11-28T18:30:00Z",
                "Europe/Rome",
                "Saturday 28 November 2026, 18:00–19:30 (Europe/Rome)",
            ),
            (
                "2026-11-27T17:00:00Z",
                "2026-11-29T11:00:00Z",
                "Europe/Rome",
                "Friday 27 November 2026, 18:00 – Sunday 29 November 2026, 12:00 (Europe/Rome)",
            ),
            // One day in Kathmandu, two in UTC.
            (
                "2026-11-28T23:00:00Z",
                "2026-11-29T01:00:00Z",
                "Asia/Kathmandu",
                "Sunday 29 November 2026, 04:45–06:45 (Asia/Kathmandu)",
            ),
            // The clocks are put back in between.
            (
                "2026-10-24T22:00:00Z",
                "2026-10-25T09:00:00Z",
                "Europe/Rome",
                "Sunday 25 October 2026, 00:00–10:00 (Europe/Rome)",
            ),
        ] {
            let [from, to] = [from, to].map(|at| at.parse().unwrap());
            let zone = Zone::parse(zone).unwrap();
            assert_eq!(span(from, to, &zone), expected);
        }
    }

    #[test]
    fn a_moment_names_its_zone() {
        let at = "2026-11-28T19:00:00Z".parse().unwrap();
        let zone = Zone::parse("Europe/Rome").unwrap();
        assert_eq!(
            moment(at, &zone),
            "Saturday 28 November 2026, 20:00 (Europe/Rome)"
        );
    }
}
