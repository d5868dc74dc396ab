//! Departures, bookings and money as staff are told of them.

use foh_app::{
    payments::{PaymentRow, RefundRow},
    travel::{DepartureView, TravelBooked, TravelBookingItem},
};
use foh_domain::{
    booking::{Guest, Places, Reference, ReservationStatus},
    payments::FailureReason,
    theatre::Zone,
};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::pages::words;

/// RFC 3339 on the clocks of the place.
fn local(at: Timestamp, zone: &Zone) -> String {
    words::machine(&words::local(at, zone))
}

/// A departure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskDeparture {
    id: Uuid,
    #[schema(example = "2026-11-28")]
    date: String,
    /// On the clocks where it leaves.
    #[schema(example = "2026-11-28T08:30:00+02:00")]
    departure_time: String,
    #[schema(example = "2026-11-28T10:45:00+02:00")]
    arrival_time: String,
    /// `scheduled`, `departed` or `cancelled`.
    #[schema(example = "scheduled")]
    status: &'static str,
    route: DeskRoute,
    /// The plate of its bus.
    #[schema(example = "RAB 123 C")]
    bus: String,
    #[schema(example = 30)]
    seats: u32,
    /// Those that are paid.
    #[schema(example = 16)]
    confirmed_seats: u32,
    /// Those that are held for bookings not paid yet.
    #[schema(example = 2)]
    held_seats: u32,
    #[schema(example = 12)]
    remaining_seats: u32,
}

/// Where a departure goes, and for how much.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskRoute {
    id: Uuid,
    #[schema(example = "Kigali to Musanze")]
    name: String,
    #[schema(example = "Kigali")]
    origin: String,
    #[schema(example = "Musanze")]
    destination: String,
    /// What a seat of this departure costs.
    #[schema(example = "5000")]
    fare: String,
    #[schema(example = "RWF")]
    currency: &'static str,
}

impl From<&DepartureView> for DeskDeparture {
    fn from(view: &DepartureView) -> Self {
        let Places {
            confirmed, held, ..
        } = view.places;
        Self {
            id: view.id,
            date: view.day.to_string(),
            departure_time: local(view.departs_at, &view.time_zone),
            arrival_time: local(view.arrives_at, &view.time_zone),
            status: view.status.as_str(),
            route: DeskRoute {
                id: view.route.id,
                name: view.route.name.clone(),
                origin: view.route.origin.clone(),
                destination: view.route.destination.clone(),
                fare: view.fare.plain(),
                currency: view.fare.currency.code(),
            },
            bus: view.plate.clone(),
            seats: view.places.total(),
            confirmed_seats: confirmed,
            held_seats: held,
            remaining_seats: view.places.available(),
        }
    }
}

/// A booking.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskBooking {
    id: Uuid,
    #[schema(example = "4D5E6F")]
    reference: String,
    /// `pending`, `confirmed`, `checked_in`, `cancelled` or `expired`.
    #[schema(example = "confirmed")]
    status: &'static str,
    /// Null once erased.
    #[schema(example = "Aline Uwase")]
    passenger_name: Option<String>,
    #[schema(example = "+250788123456")]
    phone_number: Option<String>,
    email: Option<String>,
    #[schema(example = 2)]
    seats: u32,
    /// How many of them are on board.
    #[schema(example = 0)]
    checked_in: u32,
    #[schema(example = "10000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// `mtn`, `airtel`, `card` or `cash`.
    #[schema(example = "cash")]
    payment_method: &'static str,
    /// Until when its seats are held, if they are not paid.
    hold_until: Option<String>,
    /// Whether it was sold at the desk.
    sold_at_desk: bool,
    created_at: String,
    departure_id: Uuid,
    /// The attempts to pay for it, the oldest first.
    payments: Vec<DeskPayment>,
    /// What was given back of them, or is to be.
    refunds: Vec<DeskRefund>,
}

/// An attempt to pay.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskPayment {
    id: Uuid,
    #[schema(example = "cash")]
    payment_method: &'static str,
    /// `pending`, `completed`, `failed` or `refunded`.
    #[schema(example = "completed")]
    status: &'static str,
    #[schema(example = "10000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// Why it failed, in words for the payer.
    reason: Option<&'static str>,
}

/// Money that is given back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskRefund {
    id: Uuid,
    payment_id: Uuid,
    /// `pending`, `completed` or `failed`. Cash that is pending waits at the desk.
    #[schema(example = "pending")]
    status: &'static str,
    #[schema(example = "10000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    #[schema(example = "cancelled_by_staff")]
    cause: &'static str,
}

impl From<&PaymentRow> for DeskPayment {
    fn from(payment: &PaymentRow) -> Self {
        Self {
            id: payment.id,
            payment_method: payment.method.as_str(),
            status: payment.status.as_str(),
            amount: payment.money.plain(),
            currency: payment.money.currency.code(),
            reason: payment.reason.map(FailureReason::in_words),
        }
    }
}

impl From<&RefundRow> for DeskRefund {
    fn from(refund: &RefundRow) -> Self {
        Self {
            id: refund.id,
            payment_id: refund.payment_id,
            status: refund.status.as_str(),
            amount: refund.money.plain(),
            currency: refund.money.currency.code(),
            cause: refund.cause.as_str(),
        }
    }
}

/// What of a guest staff are told.
fn passenger(guest: Option<&Guest>) -> [Option<String>; 3] {
    let name = guest.map(|guest| guest.name.expose().to_owned());
    let phone = guest.and_then(|guest| guest.phone.as_ref());
    let email = guest.and_then(|guest| guest.email.as_ref());
    [
        name,
        phone.map(|phone| phone.expose().to_owned()),
        email.map(|email| email.expose().to_owned()),
    ]
}

impl From<&TravelBookingItem> for DeskBooking {
    fn from(item: &TravelBookingItem) -> Self {
        let (view, zone) = (&item.view, &item.departure.time_zone);
        let [passenger_name, phone_number, email] = passenger(item.guest.as_ref());
        Self {
            id: view.id,
            reference: item.reference.to_string(),
            status: view.status.as_str(),
            passenger_name,
            phone_number,
            email,
            seats: view.party.get(),
            checked_in: view.checked_in,
            amount: view.amount.plain(),
            currency: view.amount.currency.code(),
            payment_method: view.method.as_str(),
            hold_until: view.hold_until.map(|at| local(at, zone)),
            sold_at_desk: view.created_by.is_some(),
            created_at: local(view.created_at, zone),
            departure_id: view.departure_id,
            payments: item.payments.iter().map(Into::into).collect(),
            refunds: item.refunds.iter().map(Into::into).collect(),
        }
    }
}

/// A booking that was sold.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeskSale {
    id: Uuid,
    #[schema(example = "4D5E6F")]
    reference: String,
    #[schema(example = "confirmed")]
    status: &'static str,
    passenger_name: Option<String>,
    phone_number: Option<String>,
    email: Option<String>,
    #[schema(example = 2)]
    seats: u32,
    #[schema(example = "10000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    #[schema(example = "cash")]
    payment_method: &'static str,
    departure: DeskDeparture,
}

impl From<&TravelBooked> for DeskSale {
    fn from(booked: &TravelBooked) -> Self {
        let [passenger_name, phone_number, email] = passenger(Some(&booked.guest));
        Self {
            id: booked.id,
            reference: Reference::of(booked.id).to_string(),
            status: ReservationStatus::Confirmed.as_str(),
            passenger_name,
            phone_number,
            email,
            seats: booked.party.get(),
            amount: booked.amount.plain(),
            currency: booked.amount.currency.code(),
            payment_method: booked.method.as_str(),
            departure: (&booked.departure).into(),
        }
    }
}
