//! Refunds of MTN's: asked for under an id of the caller's, and done after a while.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State as Shared},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{DISBURSEMENT, LONGEST_NOTE, authorised, name, read, refusal, with_reason};
use crate::{
    answer::{self, short},
    callbacks::Letter,
    refund::{Refund, RefundState},
    sandbox::Sandbox,
};

pub(super) async fn make(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, DISBURSEMENT, &headers) {
        return refusal;
    }
    let Some((id, asked, money, callback)) = read(&headers, &body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let added = {
        let mut books = sandbox.books();
        if books.refunds.number(&name(id)).is_some() {
            return refusal(409, "RESOURCE_ALREADY_EXIST");
        }
        let paid = asked.reference_id_to_refund.map(name);
        let paid = paid.and_then(|name| books.payments.number(&name));
        let Some(paid) = paid.and_then(|number| books.payments.get_mut(number)) else {
            return refusal(404, "RESOURCE_NOT_FOUND");
        };
        let refund = Refund {
            money,
            state: match paid.give_back(money) {
                Ok(()) => RefundState::Pending,
                Err(_) => RefundState::Refused,
            },
            external_id: short(&asked.external_id, LONGEST_NOTE),
            callback,
        };
        books.refunds.add(name(id), refund)
    };
    if let Some(number) = added {
        sandbox.finish_refund(number);
    }
    StatusCode::ACCEPTED.into_response()
}

pub(super) async fn look(
    Shared(sandbox): Shared<Arc<Sandbox>>,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
) -> Response {
    if let Err(refusal) = authorised(&sandbox.setup, DISBURSEMENT, &headers) {
        return refusal;
    }
    match sandbox.books().refunds.find(&name(id)) {
        Some(refund) => answer::json(200, &result(refund)),
        None => refusal(404, "RESOURCE_NOT_FOUND"),
    }
}

fn result(refund: &Refund) -> Value {
    let shown = |status: &str| {
        json!({
            "amount": refund.money.plain(), "currency": refund.money.currency.code(),
            "externalId": refund.external_id, "status": status,
        })
    };
    match refund.state {
        RefundState::Pending => shown("PENDING"),
        RefundState::Done => shown("SUCCESSFUL"),
        RefundState::Refused => with_reason(shown("FAILED"), "NOT_ALLOWED"),
    }
}

/// The callback about a refund of MTN's, if one was asked for.
pub(crate) fn callback(refund: &Refund) -> Option<Letter> {
    let to = refund.callback.clone()?;
    Some(Letter::json(to, &result(refund)))
}
