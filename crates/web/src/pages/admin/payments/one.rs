//! One payment with all that happened to it.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    identity::Staff,
    payments::{EventSource, PaymentDetails, PaymentEvent, PaymentRow},
    travel::TravelBookingError,
};
use foh_domain::payments::PaymentAlert;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{super::lists::Asked, Done, Told, frame, lines};
use crate::{
    Web,
    api::admin::{payments::payment_of, travel::desk_zone},
    http::{Problem, Query, SignedIn},
    pages::{
        render::{self, Id},
        words,
    },
    views::{
        admin::{
            Link, Section,
            payment::{EventLine, PaymentPage},
        },
        parts::{Notice, NoticeKind},
    },
};

pub(super) const PATH: &str = "/admin/payments";

/// `GET /admin/payments/{id}`
pub(super) async fn one(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = Told::done(&asked.done);
    show(&web, &staff, id, StatusCode::OK, told.notice).await
}

/// `POST /admin/payments/{id}/look`
pub(super) async fn look(State(web): State<Web>, Id(id): Id) -> Result<Response, Problem> {
    payment_of(&web, id).await?;
    let done = if web.house.look_at_payment(id).await? {
        Done::PaymentLookedAt
    } else {
        Done::NothingToLookAt
    };
    Ok(done.seen_at(&format!("{PATH}/{id}")))
}

/// The page of a payment, saying this.
pub(super) async fn show(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<Response, Problem> {
    let details = payment_of(web, id).await?;
    let payment = &details.payment;
    let zone = desk_zone(web).await?;
    let rules = zone.rules();
    let title = format!("{} by {}", payment.money, payment.method.in_words());
    let mut frame = frame(web, &title, Section::Payments, staff);
    frame.footer_note = Some(format!("Times are {}.", words::zone_name(&zone)));
    let refunds = details.refunds.iter();
    let page = PaymentPage {
        frame,
        id: id.to_string(),
        notice,
        state: lines::state(payment.status),
        alert: alert(payment),
        may_look: may_look(payment),
        booking: booking(web, staff, payment).await?,
        facts: facts(payment, &rules),
        left: left(&details),
        refunds: refunds
            .map(|refund| lines::refund(refund, payment, &rules))
            .collect(),
        events: details
            .events
            .iter()
            .map(|event| line(event, &rules))
            .collect(),
    };
    render::page(status, &page)
}

fn alert(payment: &PaymentRow) -> Option<Notice> {
    let alert = payment.alert?;
    let next = match alert {
        PaymentAlert::WrongAmount { .. } => {
            "The booking is not confirmed by it. Give the money back, or look with the provider."
        }
        _ => "Look with the provider what became of it.",
    };
    Some(Notice::new(NoticeKind::Warning, alert.in_words(), next))
}

/// Money that was taken and not asked for calls until it is given back.
fn may_look(payment: &PaymentRow) -> bool {
    let wrong = |alert: &PaymentAlert| matches!(alert, PaymentAlert::WrongAmount { .. });
    payment.alert.is_some_and(|alert| !wrong(&alert))
}

/// Where the booking is looked at, if the travel desk has it.
async fn booking(web: &Web, staff: &Staff, payment: &PaymentRow) -> Result<Option<Link>, Problem> {
    let id = payment.reservation_id;
    match web.house.travel_booking(id, staff).await {
        Ok(_) => {
            let reference = words::reference(id);
            Ok(Some(Link::new(reference, format!("/travel/bookings/{id}"))))
        }
        Err(TravelBookingError::Unknown | TravelBookingError::NotYours) => Ok(None),
        Err(TravelBookingError::Store(error)) => Err(error.into()),
    }
}

fn facts(payment: &PaymentRow, zone: &TimeZone) -> Vec<(&'static str, String)> {
    let moment = |at| lines::moment(at, zone).words;
    let all = [
        ("Amount", Some(payment.money.to_string())),
        ("Reference", Some(words::reference(payment.reservation_id))),
        ("Asked for", Some(moment(payment.created_at))),
        ("Decided", payment.decided_at.map(moment)),
        ("Asked next", payment.next_check_at.map(moment)),
        (
            "Why",
            payment.reason.map(|reason| reason.in_words().to_owned()),
        ),
        ("Our name", Some(payment.charge_id.to_string())),
        ("Their name", payment.reference.clone()),
    ];
    all.into_iter()
        .filter_map(|(name, value)| value.map(|value| (name, value)))
        .collect()
}

fn left(details: &PaymentDetails) -> Option<String> {
    let left = details.left.filter(|left| !left.is_zero());
    left.map(|left| left.to_string())
}

fn line(event: &PaymentEvent, zone: &TimeZone) -> EventLine {
    let what = match event.source {
        EventSource::Start => "It answered when it was asked to start",
        EventSource::Status => "It answered how the payment stands",
        EventSource::Refund => "It answered when it was asked to give back",
        EventSource::RefundStatus => "It answered how the refund stands",
        EventSource::Webhook => "It reported by itself",
    };
    EventLine {
        at: lines::moment(event.created_at, zone),
        what,
        status: event
            .http_status
            .map_or_else(String::new, |status| status.to_string()),
    }
}
