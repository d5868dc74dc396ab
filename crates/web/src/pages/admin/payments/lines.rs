//! Payments and refunds in words.

use foh_app::payments::{PaymentRow, RefundRow};
use foh_domain::payments::{PaymentMethod, PaymentStatus, RefundCause, RefundStatus};
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    pages::words,
    views::admin::{
        State, Tone,
        payment::{Moment, PaymentLine, RefundLine},
    },
};

/// "21 November 2026, 10:00".
pub(super) fn moment(at: Timestamp, zone: &TimeZone) -> Moment {
    let at = at.to_zoned(zone.clone());
    Moment {
        datetime: words::machine(&at),
        words: at.strftime("%-d %B %Y, %H:%M").to_string(),
    }
}

pub(super) fn payment(row: &PaymentRow, zone: &TimeZone) -> PaymentLine {
    PaymentLine {
        id: row.id.to_string(),
        amount: row.money.to_string(),
        method: row.method.in_words().to_owned(),
        reference: words::reference(row.reservation_id),
        since: moment(row.created_at, zone),
        state: state(row.status),
        alert: row
            .alert
            .map_or_else(String::new, foh_domain::payments::PaymentAlert::in_words),
    }
}

pub(super) fn state(status: PaymentStatus) -> State {
    match status {
        PaymentStatus::Pending => State::new(Tone::Open, "Waiting"),
        PaymentStatus::Completed => State::new(Tone::Done, "Paid"),
        PaymentStatus::Failed => State::new(Tone::Refused, "Failed"),
        PaymentStatus::Refunded => State::new(Tone::Off, "Given back"),
    }
}

pub(super) fn refund(refund: &RefundRow, payment: &PaymentRow, zone: &TimeZone) -> RefundLine {
    let at_desk = payment.method == PaymentMethod::Cash;
    let (state, note) = match refund.status {
        RefundStatus::Pending if at_desk => (
            State::new(Tone::Open, "At the desk"),
            "Somebody is to hand it over at the desk.".to_owned(),
        ),
        RefundStatus::Pending => (State::new(Tone::Open, "On its way"), String::new()),
        RefundStatus::Completed => (State::new(Tone::Done, "Given back"), String::new()),
        RefundStatus::Failed => (
            State::new(Tone::Refused, "Failed"),
            refund.last_error.clone().unwrap_or_default(),
        ),
    };
    RefundLine {
        id: refund.id.to_string(),
        amount: refund.money.to_string(),
        method: payment.method.in_words().to_owned(),
        reference: words::reference(payment.reservation_id),
        payment_href: format!("/admin/payments/{}", payment.id),
        since: moment(refund.created_at, zone),
        cause: cause(refund.cause).to_owned(),
        state,
        note,
        failed: refund.status == RefundStatus::Failed,
    }
}

fn cause(cause: RefundCause) -> &'static str {
    match cause {
        RefundCause::CancelledByPassenger => "Cancelled by the passenger",
        RefundCause::CancelledByMember => "Cancelled by the member",
        RefundCause::CancelledByStaff => "Cancelled by staff",
        RefundCause::DepartureCancelled => "The departure was called off",
        RefundCause::SessionCancelled => "The session was cancelled",
        RefundCause::PaidLate => "Paid too late",
        RefundCause::PaidTwice => "Paid twice",
        RefundCause::ByStaff => "Decided by staff",
    }
}

/// "RWF 5,000 by MTN `MoMo`, booking 4D5E6F".
pub(super) fn about(row: &PaymentRow) -> String {
    let method = row.method.in_words();
    let reference = words::reference(row.reservation_id);
    format!("{} by {method}, booking {reference}", row.money)
}

/// "Refund of RWF 2,000 by MTN `MoMo`, booking 4D5E6F".
pub(super) fn about_refund(refund: &RefundRow, payment: &PaymentRow) -> String {
    let of = PaymentRow {
        money: refund.money,
        ..payment.clone()
    };
    format!("Refund of {}", about(&of))
}
