//! A booking as its passenger sees it.

use foh_app::{
    House,
    payments::{PaymentRow, RefundRow},
    travel::{TravelBooked, TravelBookingItem},
};
use foh_domain::{
    booking::{Guest, ReservationStatus},
    identity::{EmailAddress, PhoneNumber},
    payments::{FailureReason, PaymentStatus},
};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    departure::Departure,
    next_step::{NextAction, NextStep, next_step},
};
use crate::{http::Problem, pages::words};

/// How a booking is paid.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaymentBody {
    /// `pending`, `completed`, `failed` or `refunded`.
    #[schema(example = "pending")]
    status: &'static str,
    /// Until when the seats are held for it; null when they are held no more, or paid.
    #[schema(example = "2026-11-28T06:10:00+02:00")]
    expires_at: Option<String>,
    /// Why it failed: `refused`, `not_answered`, `insufficient_funds`, `limit_reached`, `payer_unknown`, `not_authorised` or `provider_failed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "refused")]
    reason: Option<&'static str>,
    /// The same in words, and what can be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_text: Option<&'static str>,
    /// Left out when nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_action: Option<NextAction>,
}

/// Money that goes back to the passenger.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefundBody {
    #[schema(example = "5000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// `pending`, `completed` or `failed`; staff look after one that failed.
    #[schema(example = "pending")]
    status: &'static str,
}

/// A booking of the travel desk.
#[derive(Serialize, ToSchema)]
pub(crate) struct TravelBooking {
    id: Uuid,
    /// What it is called at the desk.
    #[schema(example = "4D5E6F")]
    reference: String,
    /// Shows the booking to whoever has it; told once, to whoever made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
    /// `pending`, `confirmed`, `checked_in`, `cancelled` or `expired`.
    #[schema(example = "pending")]
    status: &'static str,
    /// Null once they are erased.
    #[schema(example = "Ada Uwase")]
    passenger_name: Option<String>,
    /// Null once they are erased.
    #[schema(example = "+250788123451")]
    phone_number: Option<String>,
    #[schema(example = "ada@example.org")]
    email: Option<String>,
    #[schema(example = 2)]
    seats: u32,
    #[schema(example = "10000")]
    amount: String,
    #[schema(example = "RWF")]
    currency: &'static str,
    /// `mtn`, `airtel`, `card` or `cash`.
    #[schema(example = "mtn")]
    payment_method: &'static str,
    payment: PaymentBody,
    /// Left out when nothing goes back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refunds: Vec<RefundBody>,
    schedule: Departure,
}

/// Until when the seats of a booking are held.
pub(crate) fn expires_at(item: &TravelBookingItem) -> Option<Timestamp> {
    let pending = item.view.status == ReservationStatus::Pending;
    item.view.hold_until.filter(|_| pending)
}

struct Person {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

impl Person {
    fn of(guest: Option<&Guest>) -> Self {
        let exposed = |email: &EmailAddress| email.expose().to_owned();
        let phone = guest.and_then(|guest| guest.phone.as_ref());
        Self {
            name: guest.map(|guest| guest.name.expose().to_owned()),
            phone: phone.map(|phone: &PhoneNumber| phone.expose().to_owned()),
            email: guest.and_then(|guest| guest.email.as_ref()).map(exposed),
        }
    }
}

impl TravelBooking {
    /// A booking that was made now, for whoever made it.
    pub(crate) fn made(booked: &TravelBooked) -> Self {
        let person = Person::of(Some(&booked.guest));
        let zone = &booked.departure.time_zone;
        let step = NextStep::at_first(booked.method);
        Self {
            id: booked.id,
            reference: booked.reference.to_string(),
            access_token: Some(booked.access.reveal().expose_secret().to_owned()),
            status: ReservationStatus::Pending.as_str(),
            passenger_name: person.name,
            phone_number: person.phone,
            email: person.email,
            seats: booked.party.get(),
            amount: booked.amount.plain(),
            currency: booked.amount.currency.code(),
            payment_method: booked.method.as_str(),
            payment: PaymentBody {
                status: PaymentStatus::Pending.as_str(),
                expires_at: booked
                    .hold_until
                    .map(|until| words::machine(&words::local(until, zone))),
                reason: None,
                reason_text: None,
                next_action: Some(NextAction::new(step, booked.method, booked.amount)),
            },
            refunds: Vec::new(),
            schedule: Departure::at(&booked.departure, booked.created_at),
        }
    }

    /// A booking as it stands.
    pub(crate) fn of(house: &House, item: &TravelBookingItem) -> Result<Self, Problem> {
        let person = Person::of(item.guest.as_ref());
        let view = &item.view;
        let method = item.payment().map_or(view.method, |payment| payment.method);
        Ok(Self {
            id: view.id,
            reference: item.reference.to_string(),
            access_token: None,
            status: view.status.as_str(),
            passenger_name: person.name,
            phone_number: person.phone,
            email: person.email,
            seats: view.party.get(),
            amount: view.amount.plain(),
            currency: view.amount.currency.code(),
            payment_method: method.as_str(),
            payment: PaymentBody::of(house, item)?,
            refunds: item.refunds.iter().map(RefundBody::from).collect(),
            schedule: Departure::at(&item.departure, house.now()),
        })
    }
}

impl PaymentBody {
    fn of(house: &House, item: &TravelBookingItem) -> Result<Self, Problem> {
        let now = house.now();
        let until = expires_at(item);
        let payment = item.payment();
        // Nobody is asked to pay for seats that are held no more.
        let step = match payment.filter(|_| until.is_some_and(|until| now < until)) {
            Some(payment) => next_step(house, payment, now)?,
            None => None,
        };
        let action = |payment: &PaymentRow| {
            step.map(|step| NextAction::new(step, payment.method, payment.money))
        };
        let reason = payment.and_then(|payment| payment.reason);
        let status = payment.map_or(PaymentStatus::Pending, |payment| payment.status);
        Ok(Self {
            status: status.as_str(),
            expires_at: until
                .map(|until| words::machine(&words::local(until, &item.departure.time_zone))),
            reason: reason.map(FailureReason::as_str),
            reason_text: reason.map(FailureReason::in_words),
            next_action: payment.and_then(action),
        })
    }
}

impl From<&RefundRow> for RefundBody {
    fn from(refund: &RefundRow) -> Self {
        Self {
            amount: refund.money.plain(),
            currency: refund.money.currency.code(),
            status: refund.status.as_str(),
        }
    }
}
