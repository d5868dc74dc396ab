//! Paying for a booking of one's own. The place is kept whether it is paid or not.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use foh_app::{
    identity::Staff,
    payments::{PayError, PaymentRow},
    studio::BookingItem,
};
use foh_domain::{
    field::FieldError,
    limits::Limit,
    payments::{PaymentMethod, PaymentStatus},
    studio::PaidState,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{frame, words};
use crate::{
    Web,
    api::travel::read_payer,
    http::{Form, Problem, SignedIn, session_not_paid},
    pages::{
        paying,
        render::{self, Id},
    },
    views::{
        admin::{State as Marked, Tone},
        parts::{Field, Notice, NoticeKind},
        studio::{PayAction, PayPage, PayState, Payment},
        travel::{PayForm, Step},
    },
};

/// The form as it was typed.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    payment_method: String,
    phone_number: String,
}

/// Where a booking is paid.
pub(in crate::pages) fn path(id: Uuid) -> String {
    format!("/bookings/{id}/pay")
}

/// `GET /bookings/{id}/pay`: how it stands, and what is next.
pub(super) async fn show(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let item = own(&web, id, &staff).await?;
    let page = view(&web, &staff, &item, None)?;
    render::page(StatusCode::OK, &page)
}

/// `POST /bookings/{id}/pay`: leads back to it. Sent twice, it asks once: the second finds the first under way.
pub(super) async fn pay(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let Err(problem) = attempt(&web, &staff, id, &typed).await? else {
        return Ok(Redirect::to(&path(id)).into_response());
    };
    let item = own(&web, id, &staff).await?;
    let field = |name: &str, value: &str| {
        let error = problem.faults().iter().find(|fault| fault.field == name);
        Field {
            value: value.to_owned(),
            error: error.map(|fault| fault.message.clone()),
        }
    };
    let form = PayForm {
        payment_method: field("payment_method", &typed.payment_method),
        phone_number: field("phone_number", &typed.phone_number),
        ..empty_form()
    };
    let mut page = view(&web, &staff, &item, Some(form))?;
    page.notice = problem.faults().is_empty().then(|| {
        let title = "The provider was not asked";
        Notice::new(NoticeKind::Refused, title, problem.in_words())
    });
    render::refused(&problem, &page)
}

async fn own(web: &Web, id: Uuid, staff: &Staff) -> Result<BookingItem, Problem> {
    let item = web.house.own_booking(id, staff.id).await?;
    item.ok_or_else(Problem::not_found)
}

async fn attempt(
    web: &Web,
    staff: &Staff,
    id: Uuid,
    typed: &Typed,
) -> Result<Result<(), Problem>, Problem> {
    let payer = read_payer(&typed.payment_method, Some(&typed.phone_number));
    let (method, phone) = match payer {
        Ok(payer) => payer,
        Err(faults) => return Ok(Err(Problem::fields(faults))),
    };
    let who = format!("account {}", staff.id);
    if let Err(error) = web.house.admit(Limit::TravelPay, &who).await {
        let error = Problem::from(error);
        return match error.code() {
            StatusCode::TOO_MANY_REQUESTS => Ok(Err(error)),
            _ => Err(error),
        };
    }
    match web.house.pay_for_session(staff.id, id, method, phone).await {
        // What has become of it stands on the page.
        Ok(_) | Err(PayError::Underway | PayError::NothingDue | PayError::TooLate) => Ok(Ok(())),
        Err(PayError::PhoneNeeded) => Ok(Err(Problem::fields(vec![FieldError {
            field: "phone_number",
            message: "Give the number of the phone that pays.".to_owned(),
        }]))),
        Err(error @ (PayError::NotOffered | PayError::TooOften)) => {
            Ok(Err(session_not_paid(error)))
        }
        Err(error) => Err(session_not_paid(error)),
    }
}

fn empty_form() -> PayForm {
    PayForm {
        token: String::new(),
        payment_method: Field::default(),
        methods: Vec::new(),
        phone_number: Field::default(),
    }
}

/// The page. `again`: the form as it was typed.
fn view(
    web: &Web,
    staff: &Staff,
    item: &BookingItem,
    again: Option<PayForm>,
) -> Result<PayPage, Problem> {
    let (view, here) = (&item.view, path(item.view.id));
    let state = state(web, item, again)?;
    let refunds = item.paid.refunds.iter().filter_map(|refund| {
        let payments = &item.paid.payments;
        let payment = payments.iter().find(|one| one.id == refund.payment_id)?;
        Some(paying::refund_notice(payment.method, refund))
    });
    Ok(PayPage {
        frame: frame(web, "Pay for your place", Some(staff), &here),
        notice: None,
        version: version(item, &state),
        title: view.title.clone(),
        when: words::when(view.starts_at, view.ends_at, &view.time_zone),
        location: view.location.clone(),
        amount: view.price.to_string(),
        action: here,
        refunds: refunds.collect(),
        state,
    })
}

fn state(web: &Web, item: &BookingItem, again: Option<PayForm>) -> Result<PayState, Problem> {
    let waits = |payment: &&PaymentRow| payment.status == PaymentStatus::Pending;
    let payment = match item.paid.state {
        PaidState::Due => None,
        PaidState::Failed => item.paid.payments.last(),
        PaidState::Pending if item.view.cancelled_at.is_some() => {
            return Ok(PayState::Nothing { undecided: true });
        }
        PaidState::Pending => item.paid.payments.iter().rev().find(waits),
        PaidState::Paid => return Ok(PayState::Paid),
        PaidState::Refunding => return Ok(PayState::GoesBack),
        PaidState::Refunded => return Ok(PayState::GivenBack),
        PaidState::None => return Ok(PayState::Nothing { undecided: false }),
    };
    let step = match payment {
        Some(payment) => Some(paying::step(web, Some(payment))?),
        None => None,
    };
    // While a phone is being asked, no other is.
    let open = matches!(step, None | Some(Step::Failed { .. } | Step::Visit { .. }));
    let methods = paying::methods(web);
    let chosen = payment.map(|payment| payment.method);
    let form = (open && !methods.is_empty()).then(|| {
        let form = again.unwrap_or_else(|| PayForm {
            payment_method: Field::new(chosen.map_or("", PaymentMethod::as_str)),
            ..empty_form()
        });
        Box::new(PayForm { methods, ..form })
    });
    Ok(PayState::Due {
        step,
        method: chosen.map_or("", PaymentMethod::in_words).to_owned(),
        form,
    })
}

/// Another whenever something else is to be shown.
fn version(item: &BookingItem, state: &PayState) -> String {
    let step = match state {
        PayState::Due { step, .. } => match step {
            None => "due",
            Some(Step::Approve) => "approve",
            Some(Step::Visit { .. }) => "visit",
            Some(Step::Wait) => "wait",
            Some(Step::LookedAt) => "looked-at",
            Some(Step::Failed { .. }) => "failed",
        },
        PayState::Paid => "paid",
        PayState::GoesBack => "goes-back",
        PayState::GivenBack => "given-back",
        PayState::Nothing { .. } => "nothing",
    };
    let refunds = item.paid.refunds.iter().map(|one| one.status.as_str());
    let refunds: Vec<&str> = refunds.collect();
    format!("{step}-{}-{}", item.paid.payments.len(), refunds.join("-"))
}

/// How a booking stands with its money, and what its member can do; nothing where none is due.
pub(super) fn payment(web: &Web, item: &BookingItem) -> Option<Payment> {
    let offered = !web.house.settings().providers.offered().is_empty();
    let action = |label| PayAction {
        label,
        href: path(item.view.id),
    };
    let due = || format!("{} due", item.view.price);
    let (state, note, action) = match item.paid.state {
        PaidState::None => return None,
        PaidState::Due if offered => (Marked::new(Tone::Open, due()), "", Some(action("Pay"))),
        PaidState::Due => (
            Marked::new(Tone::Open, due()),
            "The facilitator tells you how to pay.",
            None,
        ),
        PaidState::Failed => (
            Marked::new(Tone::Open, due()),
            "The payment did not work.",
            offered.then(|| action("Pay")),
        ),
        PaidState::Pending => (
            Marked::new(Tone::Open, "Payment under way"),
            "",
            Some(action("See the payment")),
        ),
        PaidState::Paid => (Marked::new(Tone::Done, "Paid"), "", None),
        PaidState::Refunding => (Marked::new(Tone::Open, "Being given back"), "", None),
        PaidState::Refunded => (Marked::new(Tone::Done, "Given back"), "", None),
    };
    Some(Payment {
        state,
        note,
        action,
    })
}
