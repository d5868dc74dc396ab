//! Departures, bookings and money in words.

use foh_app::{
    identity::Staff,
    travel::{DepartureView, TravelBookingItem},
};
use foh_domain::{
    booking::ReservationStatus,
    payments::{Money, PaymentStatus},
    theatre::Zone,
    travel::{DepartureStatus, decide_leave},
};
use jiff::Timestamp;

use crate::{
    pages::words,
    views::{
        admin::{State, Tone},
        parts::Places,
        travel_desk::DepartureHead,
    },
};

/// The page of a departure.
pub(super) const PATH: &str = "/travel/desk/departures";

/// A departure at the head of a page.
pub(super) fn head(departure: &DepartureView, now: Timestamp) -> DepartureHead {
    let zone = &departure.time_zone;
    let (leaves, arrives) = (
        words::local(departure.departs_at, zone),
        words::local(departure.arrives_at, zone),
    );
    let arrives = if leaves.date() == arrives.date() {
        words::time(&arrives)
    } else {
        arrives.strftime("%a %-d %b, %H:%M").to_string()
    };
    DepartureHead {
        id: departure.id.to_string(),
        route: route(departure),
        date: words::date(&leaves),
        time: words::time(&leaves),
        datetime: words::machine(&leaves),
        arrives,
        zone: words::zone_name(zone),
        plate: departure.plate.clone(),
        company: departure.company.clone(),
        state: standing(departure, now),
        places: Places {
            left: departure.places.available(),
            total: departure.places.total(),
        },
    }
}

/// "Kigali to Musanze".
pub(super) fn route(departure: &DepartureView) -> String {
    format!(
        "{} to {}",
        departure.route.origin, departure.route.destination
    )
}

/// Where a departure stands.
fn standing(departure: &DepartureView, now: Timestamp) -> State {
    match departure.status {
        DepartureStatus::Cancelled => State::new(Tone::Refused, "Called off"),
        DepartureStatus::Departed => State::new(Tone::Off, "Has left"),
        DepartureStatus::Scheduled if now >= departure.departs_at => {
            State::new(Tone::Open, "Should have left")
        }
        DepartureStatus::Scheduled => State::new(Tone::Done, "On sale"),
    }
}

/// What can be done with a departure now.
#[expect(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub(super) struct May {
    pub(super) sell: bool,
    pub(super) depart: bool,
    pub(super) cancel: bool,
    pub(super) check_in: bool,
}

impl May {
    pub(super) fn of(departure: &DepartureView, staff: &Staff, now: Timestamp) -> Self {
        let scheduled = departure.status == DepartureStatus::Scheduled;
        let facts = foh_domain::travel::DepartureFacts {
            status: departure.status,
            departs_at: departure.departs_at,
            places: departure.places,
        };
        let way = departure.arrives_at.duration_since(departure.departs_at);
        let minutes = u32::try_from(way.as_mins()).unwrap_or(0);
        let (opens_at, closes_at) =
            foh_domain::theatre::check_in_window(departure.departs_at, minutes);
        Self {
            sell: scheduled
                && departure.route.active
                && now < departure.departs_at
                && departure.places.available() > 0,
            depart: decide_leave(&facts, now) == Ok(true),
            cancel: scheduled,
            check_in: departure.status != DepartureStatus::Cancelled
                && (opens_at..closes_at).contains(&now)
                && staff.may(foh_domain::identity::Permission::TravelSales),
        }
    }
}

/// Where a booking stands.
pub(super) fn booked(item: &TravelBookingItem) -> State {
    let (view, zone) = (&item.view, &item.departure.time_zone);
    let seats = view.party.get();
    match view.status {
        ReservationStatus::Pending => match view.hold_until {
            Some(until) => State::new(
                Tone::Open,
                format!("Held until {}", words::time(&words::local(until, zone))),
            ),
            None => State::new(Tone::Open, "Not paid yet"),
        },
        ReservationStatus::CheckedIn => State::new(Tone::Done, "On board"),
        ReservationStatus::Confirmed if view.checked_in > 0 => State::new(
            Tone::Done,
            format!("{} of {seats} on board", view.checked_in),
        ),
        ReservationStatus::Confirmed => State::new(Tone::Done, "Paid"),
        ReservationStatus::Cancelled => State::new(Tone::Off, "Cancelled"),
        ReservationStatus::Expired => State::new(Tone::Off, "Not paid in time"),
    }
}

/// "Cash, RWF 10,000"; "not yet".
pub(super) fn paid(item: &TravelBookingItem) -> String {
    let Some(payment) = item.payment() else {
        return "nothing".to_owned();
    };
    let (method, money) = (payment.method.in_words(), payment.money);
    match payment.status {
        PaymentStatus::Completed => format!("{method}, {money}"),
        PaymentStatus::Refunded => format!("{method}, {money}, given back"),
        PaymentStatus::Pending => format!("{method}, not yet"),
        PaymentStatus::Failed => format!("{method}, failed"),
    }
}

/// "28 November 2026, 08:12" where the bus leaves, and the same for machines.
pub(super) fn at(at: Timestamp, zone: &Zone) -> (String, String) {
    let at = words::local(at, zone);
    let when = at.strftime("%-d %B %Y, %H:%M").to_string();
    (when, words::machine(&at))
}

/// The name of the passenger; nothing once erased.
pub(super) fn name(item: &TravelBookingItem) -> Option<String> {
    item.guest
        .as_ref()
        .map(|guest| guest.name.expose().to_owned())
}

/// The number of the passenger.
pub(super) fn phone(item: &TravelBookingItem) -> Option<String> {
    let phone = item.guest.as_ref()?.phone.as_ref()?;
    Some(phone.expose().to_owned())
}

/// The sum of amounts of one currency.
pub(super) fn sum(first: Money, amounts: impl Iterator<Item = u64>) -> Money {
    Money {
        amount: amounts.sum(),
        ..first
    }
}
