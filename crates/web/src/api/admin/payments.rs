//! Payments of every desk: what calls for a look, what waits, what goes back.

mod answers;

use axum::{
    Json as Answer,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use foh_app::{
    Made,
    payments::{PaymentDetails, PaymentRow, RefundRow},
};
use foh_domain::{field, payments::Money};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use self::answers::{OpenRefund, PaymentAnswer, PaymentDetail, RefundAnswer};
use super::body::Created;
use crate::{
    Web,
    api::{
        listing::{Page, cursor, page, size},
        performances::id_of,
    },
    http::{Confirmed, Json, Path, Problem, Query},
};

/// Every route of it.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(alerts))
        .routes(routes!(pending))
        .routes(routes!(open_refunds))
        .routes(routes!(one))
        .routes(routes!(look))
        .routes(routes!(refund))
        .routes(routes!(retry))
        .routes(routes!(settle))
}

/// The longest reason, in characters.
const REASON: usize = 300;

/// Why staff know that money was given back, as it stands in the audit log.
pub(crate) fn reason(text: &str) -> Result<String, Problem> {
    field::line(text, REASON)
        .map_err(|message| Problem::fields(Vec::new()).fault("reason", message))
}

/// How much is given back of what is left of a payment.
pub(crate) fn amount(text: &str, left: Money) -> Result<Money, Problem> {
    let wrong = |message: String| Problem::fields(Vec::new()).fault("amount", message);
    if text.trim().is_empty() {
        return Err(wrong("Please write how much is to be given back.".into()));
    }
    Money::parse(text, left.currency).map_err(wrong)
}

/// The payment with this id.
pub(crate) async fn payment_of(web: &Web, id: Uuid) -> Result<PaymentDetails, Problem> {
    web.house.payment(id).await?.ok_or_else(Problem::not_found)
}

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PaymentsQuery {
    /// The `next` of the page before.
    after: Option<String>,
    /// At most so many items: 1 to 200, usually 50.
    limit: Option<u32>,
}

fn payments(found: Vec<PaymentRow>, size: u32) -> Answer<Page<PaymentAnswer>> {
    let last = |row: &PaymentRow| row.id.to_string();
    Answer(page(found, size, last, |row| PaymentAnswer::from(&row)))
}

/// Payments that somebody is to look at, the oldest first.
#[utoipa::path(get, path = "/api/admin/payments/alerts", tag = "payments", params(PaymentsQuery), responses((status = 200, body = Page<PaymentAnswer>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn alerts(
    State(web): State<Web>,
    Query(query): Query<PaymentsQuery>,
) -> Result<Answer<Page<PaymentAnswer>>, Problem> {
    let (after, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.alerted_payments(after, size + 1).await?;
    Ok(payments(found, size))
}

/// Payments that have been waiting for more than two minutes, the oldest first.
#[utoipa::path(get, path = "/api/admin/payments/pending", tag = "payments", params(PaymentsQuery), responses((status = 200, body = Page<PaymentAnswer>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn pending(
    State(web): State<Web>,
    Query(query): Query<PaymentsQuery>,
) -> Result<Answer<Page<PaymentAnswer>>, Problem> {
    let (after, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.pending_payments(after, size + 1).await?;
    Ok(payments(found, size))
}

/// Refunds that the payer does not have yet, the oldest first.
#[utoipa::path(get, path = "/api/admin/payments/refunds", tag = "payments", params(PaymentsQuery), responses((status = 200, body = Page<OpenRefund>)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn open_refunds(
    State(web): State<Web>,
    Query(query): Query<PaymentsQuery>,
) -> Result<Answer<Page<OpenRefund>>, Problem> {
    let (after, size) = (cursor(query.after.as_deref())?, size(query.limit)?);
    let found = web.house.open_refunds(after, size + 1).await?;
    let last = |(refund, _): &(RefundRow, PaymentRow)| refund.id.to_string();
    Ok(Answer(page(found, size, last, |(refund, payment)| {
        OpenRefund {
            refund: RefundAnswer::from(&refund),
            payment: PaymentAnswer::from(&payment),
        }
    })))
}

/// One payment.
#[utoipa::path(get, path = "/api/admin/payments/{id}", tag = "payments", params(("id" = Uuid, Path)), responses((status = 200, body = PaymentDetail)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn one(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<PaymentDetail>, Problem> {
    let details = payment_of(&web, id_of(&id)?).await?;
    Ok(Answer(PaymentDetail::from(&details)))
}

/// Notes that somebody has looked at a payment, which then calls for no more attention. One of which a wrong amount was taken calls until that is given
/// back.
#[utoipa::path(post, path = "/api/admin/payments/{id}/look", tag = "payments", params(("id" = Uuid, Path)), responses((status = 200, body = PaymentDetail)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn look(
    State(web): State<Web>,
    Path(id): Path<String>,
) -> Result<Answer<PaymentDetail>, Problem> {
    let id = id_of(&id)?;
    web.house.look_at_payment(id).await?;
    let details = payment_of(&web, id).await?;
    Ok(Answer(PaymentDetail::from(&details)))
}

/// Money to be given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRefund {
    /// As a decimal, in the currency that was paid.
    #[schema(example = "5000")]
    amount: String,
    /// A UUID of version 7 made for this refund, less than an hour ago: sent again, it gives back nothing more.
    key: Uuid,
}

/// Gives money of a payment back: 201 when this ordered it, 200 when it had been ordered with this key before.
#[utoipa::path(post, path = "/api/admin/payments/{id}/refunds", tag = "payments", params(("id" = Uuid, Path)), request_body = NewRefund, responses((status = 201, body = Created), (status = 200, body = Created)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn refund(
    State(web): State<Web>,
    Confirmed(staff): Confirmed,
    Path(id): Path<String>,
    Json(body): Json<NewRefund>,
) -> Result<Response, Problem> {
    let id = id_of(&id)?;
    let key = web.house.form_key(&body.key.to_string()).map_err(|_| {
        let message = "Give a UUID of version 7 that is less than an hour old.";
        Problem::fields(Vec::new()).fault("key", message)
    })?;
    let payment = payment_of(&web, id).await?.payment;
    let amount = amount(&body.amount, payment.money)?;
    let made = web.house.refund_by_staff(id, amount, key, staff.id).await?;
    let code = match made {
        Made::Now(_) => StatusCode::CREATED,
        Made::Before(_) => StatusCode::OK,
    };
    Ok((code, Answer(Created { id: made.id() })).into_response())
}

/// Tries a refund again that failed. If its answer was lost, whoever asks has looked with the provider.
#[utoipa::path(post, path = "/api/admin/payments/refunds/{id}/retry", tag = "payments", params(("id" = Uuid, Path)), responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn retry(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    web.house.retry_refund(id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How it is known that money was given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SettledRefund {
    /// At most 300 characters, for the audit log.
    #[schema(example = "Seen in the provider's account, transfer 8812")]
    reason: String,
}

/// Notes a refund that failed here as made: the payer has the money.
#[utoipa::path(post, path = "/api/admin/payments/refunds/{id}/settle", tag = "payments", params(("id" = Uuid, Path)), request_body = SettledRefund, responses((status = 204)), security(("token" = []), ("basic" = [])))]
pub(crate) async fn settle(
    State(web): State<Web>,
    _: Confirmed,
    Path(id): Path<String>,
    Json(body): Json<SettledRefund>,
) -> Result<StatusCode, Problem> {
    let (id, reason) = (id_of(&id)?, reason(&body.reason)?);
    web.house.settle_refund_by_hand(id, reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
