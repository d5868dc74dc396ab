//! What is kept, in the words of the pages.

use foh_app::{
    identity::AccountItem,
    privacy::{KeptReservation, PersonalCopy},
    travel::TravelBookingItem,
};
use foh_domain::{
    booking::{Guest, ReservationStatus},
    identity::PersonName,
    privacy::{RetainingDesk, Retention},
};

use crate::{
    pages::{account::capitalised, words},
    views::privacy::{KeptAccount, KeptLine},
};

/// "30 days after a performance, 14 days after a session or a departure".
pub(super) fn kept_for(retention: Retention) -> String {
    let mut periods: Vec<(u16, Vec<&str>)> = Vec::new();
    for desk in RetainingDesk::ALL {
        let days = retention.days(desk);
        let occasion = match desk {
            RetainingDesk::Theatre => "a performance",
            RetainingDesk::Studio => "a session",
            RetainingDesk::Travel => "a departure",
        };
        match periods.iter_mut().find(|(others, _)| *others == days) {
            Some((_, occasions)) => occasions.push(occasion),
            None => periods.push((days, vec![occasion])),
        }
    }
    let periods = periods.into_iter().map(|(days, occasions)| {
        let days = if days == 1 {
            "1 day".into()
        } else {
            format!("{days} days")
        };
        match occasions.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{days} after {} or {last}", others.join(", "))
            }
            _ => format!("{days} after {}", occasions.concat()),
        }
    });
    periods.collect::<Vec<_>>().join(", ")
}

/// The account as it is shown; staff are led to it.
pub(in crate::pages) fn account(item: &AccountItem, to_staff: bool) -> KeptAccount {
    let since = item.created_at.to_zoned(jiff::tz::TimeZone::UTC);
    KeptAccount {
        name: item.name.as_ref().map_or("", PersonName::expose).to_owned(),
        role: capitalised(item.role.in_words()),
        since: since.strftime("%-d %B %Y").to_string(),
        href: if to_staff {
            format!("/admin/accounts/{}", item.id)
        } else {
            String::new()
        },
    }
}

/// Reservations and bookings of departures as they are shown; staff are led to them.
pub(in crate::pages) fn lines(copy: &PersonalCopy, to_staff: bool) -> Vec<KeptLine> {
    let reservations = copy
        .reservations
        .iter()
        .map(|one| reservation(one, to_staff));
    let journeys = copy.journeys.iter().map(|one| journey(one, to_staff));
    reservations.chain(journeys).collect()
}

fn reservation(one: &KeptReservation, to_staff: bool) -> KeptLine {
    let at = words::local(one.performance.starts_at, &one.performance.time_zone);
    let party = one.reservation.party.get();
    KeptLine {
        title: one.performance.title.clone(),
        when: format!("{}, {}", words::date(&at), words::time(&at)),
        places: if party == 1 {
            "1 place".into()
        } else {
            format!("{party} places")
        },
        status: status(one.reservation.status),
        name: name(one.guest.as_ref()),
        others: others(one.guest.as_ref()),
        href: if to_staff {
            format!("/admin/reservations/{}", one.reservation.id)
        } else {
            String::new()
        },
    }
}

fn journey(one: &TravelBookingItem, to_staff: bool) -> KeptLine {
    let at = words::local(one.departure.departs_at, &one.departure.time_zone);
    let party = one.view.party.get();
    KeptLine {
        title: one.departure.route.name.clone(),
        when: format!("{}, {}", words::date(&at), words::time(&at)),
        places: if party == 1 {
            "1 seat".into()
        } else {
            format!("{party} seats")
        },
        status: match one.view.status {
            ReservationStatus::Pending => "Not paid yet",
            ReservationStatus::CheckedIn => "Was on board",
            ReservationStatus::Expired => "Never paid",
            other => status(other),
        },
        name: name(one.guest.as_ref()),
        others: others(one.guest.as_ref()),
        href: if to_staff {
            format!("/travel/bookings/{}", one.view.id)
        } else {
            String::new()
        },
    }
}

fn name(guest: Option<&Guest>) -> String {
    guest.map_or(String::new(), |guest| guest.name.expose().to_owned())
}

/// Phone and notes, as far as they were given.
fn others(guest: Option<&Guest>) -> Vec<String> {
    let phone = guest.and_then(|guest| guest.phone.as_ref());
    let notes = guest.and_then(|guest| guest.notes.as_ref());
    let phone = phone.map(|phone| phone.expose().to_owned());
    let notes = notes.map(|notes| notes.expose().to_owned());
    phone.into_iter().chain(notes).collect()
}

const fn status(status: ReservationStatus) -> &'static str {
    match status {
        ReservationStatus::Pending => "Not confirmed yet",
        ReservationStatus::Confirmed => "Confirmed",
        ReservationStatus::CheckedIn => "Was there",
        ReservationStatus::Cancelled => "Cancelled",
        ReservationStatus::Expired => "Never confirmed",
    }
}

#[cfg(test)]
mod tests {
    use super::{Retention, kept_for};

    #[test]
    fn equal_times_are_told_together() {
        for (parts, expected) in [
            (
                &["30"][..],
                "30 days after a performance, a session or a departure",
            ),
            (
                &["30", "theatre=14"],
                "14 days after a performance, 30 days after a session or a departure",
            ),
            (
                &["30", "studio=1"],
                "30 days after a performance or a departure, 1 day after a session",
            ),
            (
                &["7", "studio=8", "travel=9"],
                "7 days after a performance, 8 days after a session, 9 days after a departure",
            ),
        ] {
            let rules = parts.iter().fold(Retention::default(), |rules, part| {
                rules.with(part).unwrap()
            });
            assert_eq!(kept_for(rules), expected);
        }
    }
}
