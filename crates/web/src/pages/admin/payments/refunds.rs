//! Money is given back: ordered, tried again, or noted as made in another way.

use axum::{extract::State, http::StatusCode, response::Response};
use foh_app::{
    Made,
    identity::Staff,
    payments::{GiveBackError, PaymentDetails, PaymentRow, RefundRow},
    theatre::ManageError,
};
use foh_domain::{
    field::FieldError,
    payments::{Money, PaymentMethod},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Done, Told, field, form_key, frame, lines, one};
use crate::{
    Web,
    api::admin::payments::{amount, payment_of, reason},
    http::{Confirmed, Form, Problem, SignedIn},
    pages::render::{self, Id},
    views::{
        admin::{
            Section,
            payment::{RefundPage, SettlePage},
        },
        parts::{Notice, NoticeKind},
    },
};

/// How much is to be given back.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Typed {
    form_key: String,
    amount: String,
}

/// `GET /admin/payments/{id}/refund`
pub(super) async fn ask(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    let details = payment_of(&web, id).await?;
    let Some(left) = details.left.filter(|left| !left.is_zero()) else {
        let problem = Problem::from(GiveBackError::NotPaid);
        let notice = Notice::new(NoticeKind::Refused, "Nothing of it can be given back", "");
        return one::show(&web, &staff, id, problem.code(), Some(notice)).await;
    };
    let typed = Typed {
        amount: left.plain(),
        ..Typed::default()
    };
    let page = view(&web, &staff, &details, typed, Told::default());
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/payments/{id}/refund`
pub(super) async fn order(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let details = payment_of(&web, id).await?;
    let paid = details.left.unwrap_or(details.payment.money);
    let problem = match ordered(&web, &staff, (id, paid), &typed).await {
        Ok(Made::Now(_)) => return Ok(Done::RefundOrdered.seen_at(&here(id))),
        Ok(Made::Before(_)) => return Ok(Done::RefundOrderedBefore.seen_at(&here(id))),
        Err(problem) => problem,
    };
    if problem.faults().is_empty() {
        if problem.code() != StatusCode::CONFLICT {
            return Err(problem);
        }
        let notice = Notice::new(NoticeKind::Refused, problem.in_words(), "");
        return one::show(&web, &staff, id, problem.code(), Some(notice)).await;
    }
    let told = Told::faults(problem.faults().to_vec());
    let page = view(&web, &staff, &details, typed, told);
    render::page(problem.code(), &page)
}

async fn ordered(
    web: &Web,
    staff: &Staff,
    (id, paid): (Uuid, Money),
    typed: &Typed,
) -> Result<Made, Problem> {
    let key = web.house.form_key(&typed.form_key);
    let key = key.map_err(|error: ManageError| Problem::from(error))?;
    let amount = amount(&typed.amount, paid)?;
    Ok(web.house.refund_by_staff(id, amount, key, staff.id).await?)
}

fn here(payment_id: Uuid) -> String {
    format!("{}/{payment_id}", one::PATH)
}

fn view(
    web: &Web,
    staff: &Staff,
    details: &PaymentDetails,
    typed: Typed,
    told: Told,
) -> RefundPage {
    let payment = &details.payment;
    let nothing = Money {
        amount: 0,
        ..payment.money
    };
    RefundPage {
        frame: frame(web, "Give money back", Section::Payments, staff),
        id: payment.id.to_string(),
        form_key: form_key(web, &typed.form_key),
        notice: told.notice,
        about: lines::about(payment),
        left: details.left.unwrap_or(nothing).to_string(),
        cash: payment.method == PaymentMethod::Cash,
        amount: field("amount", typed.amount, &told.faults),
    }
}

/// `POST /admin/payments/refunds/{id}/retry`
pub(super) async fn retry(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
) -> Result<Response, Problem> {
    let payment_id = refund_of(&web, id).await?.1.id;
    match web.house.retry_refund(id).await {
        Ok(()) => Ok(Done::RefundRetried.seen_at(&here(payment_id))),
        Err(error) => refused(&web, &staff, payment_id, error.into()).await,
    }
}

/// How it is known that the payer has the money.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Known {
    reason: String,
}

/// `GET /admin/payments/refunds/{id}/settle`
pub(super) async fn ask_settle(
    State(web): State<Web>,
    SignedIn(staff): SignedIn,
    Id(id): Id,
) -> Result<Response, Problem> {
    let found = refund_of(&web, id).await?;
    let page = settling(&web, &staff, &found, String::new(), &[]);
    render::page(StatusCode::OK, &page)
}

/// `POST /admin/payments/refunds/{id}/settle`
pub(super) async fn settle(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Id(id): Id,
    Form(known): Form<Known>,
) -> Result<Response, Problem> {
    let found = refund_of(&web, id).await?;
    let reason = match reason(&known.reason) {
        Ok(reason) => reason,
        Err(problem) => {
            let page = settling(&web, &staff, &found, known.reason, problem.faults());
            return render::page(problem.code(), &page);
        }
    };
    let payment_id = found.1.id;
    match web.house.settle_refund_by_hand(id, reason).await {
        Ok(()) => Ok(Done::RefundSettled.seen_at(&here(payment_id))),
        Err(error) => refused(&web, &staff, payment_id, error.into()).await,
    }
}

fn settling(
    web: &Web,
    staff: &Staff,
    (refund, payment): &(RefundRow, PaymentRow),
    reason: String,
    faults: &[FieldError],
) -> SettlePage {
    SettlePage {
        frame: frame(web, "The payer has the money", Section::Payments, staff),
        id: refund.id.to_string(),
        about: lines::about_refund(refund, payment),
        payment_href: here(payment.id),
        reason: field("reason", reason, faults),
    }
}

/// The refund with this id and its payment.
async fn refund_of(web: &Web, id: Uuid) -> Result<(RefundRow, PaymentRow), Problem> {
    web.house.refund(id).await?.ok_or_else(Problem::not_found)
}

/// The payment once more, saying why nothing was done about a refund of it.
async fn refused(
    web: &Web,
    staff: &Staff,
    payment_id: Uuid,
    problem: Problem,
) -> Result<Response, Problem> {
    if problem.code() != StatusCode::CONFLICT {
        return Err(problem);
    }
    let notice = Notice::new(NoticeKind::Refused, problem.in_words(), "");
    one::show(web, staff, payment_id, problem.code(), Some(notice)).await
}
